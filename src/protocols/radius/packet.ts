import type { Attribute } from './attribute.ts';
import type { VendorFormat } from './dictionary.ts';

/** A packet as decoded (RFC 2865 §3). */
export interface Packet {
  readonly code: number;
  /** 0–255 */
  readonly identifier: number;
  /** 16 octets */
  readonly authenticator: Uint8Array;
  /** In the order of the wire. Their values are views of the octets that were decoded. */
  readonly attributes: readonly Attribute[];
}

export type DecodeError =
  /** Fewer than 20 octets. */
  | { readonly kind: 'too-short'; readonly octets: number }
  /** The Length field is below 20, above 4096, or more than what arrived. */
  | { readonly kind: 'bad-length'; readonly length: number; readonly octets: number }
  /** An attribute whose length is below 2 or passes the end. */
  | { readonly kind: 'bad-attribute'; readonly offset: number; readonly type: number; readonly length: number };

export type EncodeError =
  | {
      readonly kind: 'attribute-too-long';
      readonly type: number;
      readonly vendorType?: number;
      readonly octets: number;
    }
  | { readonly kind: 'packet-too-long'; readonly octets: number };

/** Layouts of vendors that don't use one octet of type and one of length; see {@link Dictionary.vendors}. */
export type VendorFormats = ReadonlyMap<number, VendorFormat>;
