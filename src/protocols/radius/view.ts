/** The octets from `start` to `end`, not copied: what `subarray` returns, in half its time when they are a Buffer. */
export const view = (octets: Uint8Array, start: number, end: number): Uint8Array =>
  new Uint8Array(octets.buffer, octets.byteOffset + start, end - start);
