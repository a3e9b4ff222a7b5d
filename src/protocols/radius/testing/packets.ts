import assert from 'node:assert/strict';
import { type Attribute, decodePacket, type Packet } from '../index.ts';

/** The shared secret of RFC 2865 §7. */
export const secret = 'xyzzy5461';
export const secretOctets = Buffer.from(secret);

export const hex = (text: string): Buffer => Buffer.from(text.replace(/\s+/g, ''), 'hex');

/** A packet that can be read, as it is read. */
export const decoded = (octets: Uint8Array): Packet => {
  const result = decodePacket(octets);
  assert.ok(result.ok);
  return result.value;
};

/** Attributes with plain octets, so that a Buffer and a Uint8Array compare equal. */
export const plain = (attributes: readonly Attribute[]) =>
  attributes.map((one) => ({ ...one, value: Uint8Array.from(one.value) }));
