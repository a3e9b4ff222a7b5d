/** An X.121 address: up to 15 digits. */
export const isX121 = (text: string): boolean => /^\d{1,15}$/.test(text);

/**
 * The address block of call packets (X.25 §5.2.1): an octet with the lengths (calling address in the upper half, called in the lower
 * one), then both addresses as one row of BCD digits, called first, filled up with a zero.
 */
export function encodeAddresses(called: string, calling: string): Buffer {
  const digits = called + calling;
  const even = digits.length % 2 === 0 ? digits : `${digits}0`;
  return Buffer.concat([Buffer.of((calling.length << 4) | called.length), Buffer.from(even, 'hex')]);
}

/** Reads an address block at `at`; `undefined` when it is cut off or has a digit that is none. */
export function decodeAddresses(
  bytes: Uint8Array,
  at: number,
): { readonly called: string; readonly calling: string; readonly next: number } | undefined {
  const lengths = bytes[at];
  if (lengths === undefined) return undefined;
  const [calling, called] = [lengths >> 4, lengths & 15];
  const octets = Math.ceil((calling + called) / 2);
  const next = at + 1 + octets;
  if (next > bytes.length) return undefined;
  const digits = Buffer.from(bytes.subarray(at + 1, next)).toString('hex');
  const both = digits.slice(0, called + calling);
  if (!/^\d*$/.test(both)) return undefined;
  return { called: both.slice(0, called), calling: both.slice(called), next };
}
