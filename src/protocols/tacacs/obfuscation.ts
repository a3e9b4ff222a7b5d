import { hash } from 'node:crypto';
import { headerLength, majorVersion, type TacacsHeader, writeHeader } from './packet.ts';
import { headerFlags } from './tables.ts';

/** A shared key (RFC 8907 §10.5.1 asks for 16 characters or more); `undefined` means packets in clear, only by explicit choice. */
export type TacacsKey = string | Uint8Array | undefined;

/** The key as bytes: a string is its UTF-8. */
export const keyBytes = (key: TacacsKey): Uint8Array | undefined => (typeof key === 'string' ? Buffer.from(key) : key);

/**
 * XORs `bytes[start, end)` in place with the pad of §4.5: MD5(session_id, key, version, seq_no) and on from there with
 * the previous digest appended. The same call hides and reveals.
 */
export function obfuscate(
  header: Pick<TacacsHeader, 'sessionId' | 'minorVersion' | 'seqNo'>,
  key: Uint8Array,
  bytes: Uint8Array,
  start = 0,
  end = bytes.length,
): void {
  if (start >= end) return;
  const seed = Buffer.allocUnsafe(4 + key.length + 2 + 16);
  seed.writeUInt32BE(header.sessionId >>> 0, 0);
  seed.set(key, 4);
  const after = 4 + key.length + 2;
  seed[after - 2] = majorVersion | header.minorVersion;
  seed[after - 1] = header.seqNo;
  seed.write(hash('md5', seed.subarray(0, after), 'binary'), after, 'binary');
  for (let at = start; ; ) {
    const stop = Math.min(end, at + 16);
    for (let i = after; at < stop; i++, at++) bytes[at] = bytes[at]! ^ seed[i]!;
    if (at >= end) return;
    seed.write(hash('md5', seed, 'binary'), after, 'binary');
  }
}

/** A whole packet ready to send: header with the right length and unencrypted flag, body hidden under `key`. */
export function sealPacket(
  header: Omit<TacacsHeader, 'length'>,
  body: Uint8Array,
  key: Uint8Array | undefined,
): Buffer {
  const out = Buffer.allocUnsafe(headerLength + body.length);
  const flags = key === undefined ? header.flags | headerFlags.unencrypted : header.flags & ~headerFlags.unencrypted;
  writeHeader({ ...header, flags, length: body.length }, out);
  out.set(body, headerLength);
  if (key !== undefined) obfuscate(header, key, out, headerLength);
  return out;
}
