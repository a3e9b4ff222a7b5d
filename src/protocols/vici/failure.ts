import type { ViciSection } from './value.ts';

/** Why bytes are no VICI message; `at` is the offset of the byte that tells. */
export type ViciDecodeFailure =
  | { readonly kind: 'truncated'; readonly at: number }
  | { readonly kind: 'unknown-element'; readonly at: number; readonly element: number }
  /** A section's or list's end or item stands where none can; or a value inside a list. */
  | { readonly kind: 'misplaced-element'; readonly at: number; readonly element: number }
  /** The message ended within a section or list. */
  | { readonly kind: 'unclosed'; readonly at: number }
  | { readonly kind: 'too-deep'; readonly at: number }
  | { readonly kind: 'unknown-packet'; readonly at: number; readonly packet: number }
  /** A frame says that it is longer than `maximumPacket`, or empty. */
  | { readonly kind: 'bad-length'; readonly at: number; readonly length: number };

/** Why a message cannot be written; `path` leads to the value, from the outside in. */
export type ViciEncodeFailure =
  /** Names have 1–255 bytes. */
  | { readonly kind: 'name-length'; readonly path: readonly string[]; readonly length: number }
  /** Values have up to 65,535 bytes. */
  | { readonly kind: 'value-length'; readonly path: readonly string[]; readonly length: number }
  /** Text with half a surrogate pair stands for no bytes. */
  | { readonly kind: 'not-text'; readonly path: readonly string[] }
  | { readonly kind: 'too-deep'; readonly path: readonly string[] }
  /** The packet is longer than `maximumPacket`. */
  | { readonly kind: 'packet-length'; readonly length: number };

/** Why a command had no success. */
export type ViciFailure =
  /** charon did it not: its own words, `errmsg`. `response` is all that it said. */
  | { readonly kind: 'refused'; readonly command: string; readonly message: string; readonly response: ViciSection }
  /** This charon knows no such command. */
  | { readonly kind: 'unknown-command'; readonly command: string }
  /** This charon knows no such event. */
  | { readonly kind: 'unknown-event'; readonly event: string }
  /** No answer within the time; charon may still do it. */
  | { readonly kind: 'timeout'; readonly command: string; readonly milliseconds: number }
  /** There is no charon at the socket. */
  | { readonly kind: 'unreachable'; readonly reason: string }
  /** The connection ended before the answer came; charon may have done it or not. */
  | { readonly kind: 'disconnected'; readonly command: string; readonly reason: string }
  /** What was to be sent cannot be. */
  | { readonly kind: 'unsendable'; readonly command: string; readonly failure: ViciEncodeFailure }
  /** What came is not what the protocol says. */
  | { readonly kind: 'garbled'; readonly command: string; readonly detail: string }
  /** The caller gave up (its `signal`), or the client is closed. */
  | { readonly kind: 'aborted'; readonly command: string };

/** A typed reader found something missing or malformed at `path`. */
export interface ViciReadFailure {
  readonly kind: 'missing' | 'malformed';
  readonly path: readonly string[];
}
