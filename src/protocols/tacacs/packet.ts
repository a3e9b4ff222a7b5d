import { err, ok, type Result } from '../../base/result.ts';
import type { TacacsDecodeError } from './error.ts';
import { packetTypes } from './tables.ts';

/** Bytes of the header (RFC 8907 §4.1). */
export const headerLength = 12;
/** Major version 0xc in the upper four bits of the first byte. */
export const majorVersion = 0xc0;
/** The largest legal request: an accounting REQUEST with 255 arguments of 255 bytes. */
export const largestRequest = 9 + 255 + 3 * 255 + 255 * 255;
/** The largest legal reply: an authorization RESPONSE with every field full. */
export const largestReply = 6 + 255 + 2 * 65535 + 255 * 255;

/** The header of every packet, in wire order (§4.1). */
export interface TacacsHeader {
  /** 0, or 1 for PAP, CHAP and MS-CHAP authentication (§5.4.2). */
  readonly minorVersion: number;
  readonly type: number;
  /** 1–255; odd from the client, even from the server. */
  readonly seqNo: number;
  /** {@link headerFlags} */
  readonly flags: number;
  /** 32 bit. */
  readonly sessionId: number;
  /** Bytes of the body. */
  readonly length: number;
}

const types: ReadonlySet<number> = new Set(Object.values(packetTypes));

/** Writes the 12 bytes of the header into `out` at `offset`. */
export function writeHeader(header: TacacsHeader, out: Buffer, offset = 0): void {
  out[offset] = majorVersion | header.minorVersion;
  out[offset + 1] = header.type;
  out[offset + 2] = header.seqNo;
  out[offset + 3] = header.flags;
  out.writeUInt32BE(header.sessionId >>> 0, offset + 4);
  out.writeUInt32BE(header.length >>> 0, offset + 8);
}

/** Reads the header at `offset`; checks version, type, sequence number and that the body is at most `limit` bytes. */
export function readHeader(
  bytes: Uint8Array,
  offset = 0,
  limit = largestReply,
): Result<TacacsHeader, TacacsDecodeError> {
  if (bytes.length - offset < headerLength) return err({ error: 'short-header', length: bytes.length - offset });
  const version = bytes[offset]!;
  if ((version & 0xf0) !== majorVersion) return err({ error: 'bad-version', version });
  const type = bytes[offset + 1]!;
  if (!types.has(type)) return err({ error: 'bad-type', type });
  const seqNo = bytes[offset + 2]!;
  if (seqNo === 0) return err({ error: 'bad-sequence', seqNo });
  const length = word(bytes, offset + 8);
  if (length > limit) return err({ error: 'too-long', length, limit });
  const flags = bytes[offset + 3]!;
  return ok({ minorVersion: version & 0x0f, type, seqNo, flags, sessionId: word(bytes, offset + 4), length });
}

const word = (bytes: Uint8Array, at: number): number =>
  ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;
