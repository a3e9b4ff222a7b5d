/** Why bytes are not a packet or a body (RFC 8907 §4). */
export type TacacsDecodeError =
  /** Fewer than the 12 bytes of the header. */
  | { readonly error: 'short-header'; readonly length: number }
  /** Major version is not 0xc. */
  | { readonly error: 'bad-version'; readonly version: number }
  /** Type is not authentication, authorization or accounting. */
  | { readonly error: 'bad-type'; readonly type: number }
  /** Sequence number 0, or a session that ran past 255. */
  | { readonly error: 'bad-sequence'; readonly seqNo: number }
  /** The header announces more than the receiver takes. */
  | { readonly error: 'too-long'; readonly length: number; readonly limit: number }
  /**
   * The lengths inside the body do not add up to the length in the header (§4.5). After de-obfuscation that nearly
   * always means that the two sides have different keys. `expected` is what the inner lengths ask for; it is the
   * size of the fixed part when the body is shorter than that.
   */
  | { readonly error: 'length-mismatch'; readonly expected: number; readonly actual: number };

/** Why a body cannot be written. `limit` is in bytes of UTF-8, or a count for `too-many`. */
export type TacacsEncodeError =
  | { readonly error: 'field-too-long'; readonly field: string; readonly length: number; readonly limit: number }
  | { readonly error: 'too-many'; readonly field: string; readonly count: number; readonly limit: number }
  | { readonly error: 'out-of-range'; readonly field: string; readonly value: number };

/** One plain sentence for logs; never holds any byte of the packet's content. */
export function describeError(error: TacacsDecodeError | TacacsEncodeError): string {
  switch (error.error) {
    case 'short-header':
      return `header needs 12 bytes, got ${error.length}`;
    case 'bad-version':
      return `unknown protocol version 0x${error.version.toString(16)}`;
    case 'bad-type':
      return `unknown packet type ${error.type}`;
    case 'bad-sequence':
      return `sequence number ${error.seqNo} out of turn`;
    case 'too-long':
      return `body of ${error.length} bytes, at most ${error.limit} are taken`;
    case 'length-mismatch':
      return `lengths in the body ask for ${error.expected} bytes, the header says ${error.actual}: wrong key?`;
    case 'field-too-long':
      return `${error.field} has ${error.length} bytes, the protocol carries ${error.limit}`;
    case 'too-many':
      return `${error.count} ${error.field}, the protocol carries ${error.limit}`;
    case 'out-of-range':
      return `${error.field} ${error.value} does not fit its field`;
  }
}
