/**
 * Whether a caller has begun with PPP: the flag and the header of an LCP packet (RFC 1662 §3.1), all of it, as the flag
 * alone is a tilde that people type. Address and control may be escaped (§4.2) or left out.
 */
const beginnings: readonly (readonly number[])[] = [
  [0x7e, 0xff, 0x03, 0xc0, 0x21],
  [0x7e, 0xff, 0x7d, 0x23, 0xc0, 0x21],
  [0x7e, 0x7d, 0xdf, 0x7d, 0x23, 0xc0, 0x21],
  [0x7e, 0xc0, 0x21],
];

/** Looks for the beginning of PPP in a stream of bytes. */
export class PppDetector {
  #recent: readonly number[] = [];

  /** Whether `bytes` complete a beginning of PPP. */
  feed(bytes: Uint8Array): boolean {
    for (const byte of bytes) {
      this.#recent = [...this.#recent.slice(-6), byte];
      if (beginnings.some((wanted) => endsWith(this.#recent, wanted))) return true;
    }
    return false;
  }

  /** What was seen so far may become a beginning of PPP: nobody is to be shown it yet. */
  get possible(): boolean {
    return beginnings.some((wanted) =>
      wanted.slice(0, -1).some((_, length) => endsWith(this.#recent, wanted.slice(0, length + 1))),
    );
  }
}

const endsWith = (recent: readonly number[], wanted: readonly number[]): boolean =>
  wanted.length <= recent.length && wanted.every((byte, at) => recent[recent.length - wanted.length + at] === byte);
