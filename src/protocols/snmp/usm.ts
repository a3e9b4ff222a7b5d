import { createCipheriv, createDecipheriv, createHmac, hash, timingSafeEqual } from 'node:crypto';
import { encodeV3, type V3Message } from './message.ts';

/** Authentication protocols: hash, and octets of the digest in a message (RFC 3414 §7, RFC 7860 §4). */
export const authProtocols = {
  sha: { hash: 'sha1', digest: 12 },
  'sha-224': { hash: 'sha224', digest: 16 },
  'sha-256': { hash: 'sha256', digest: 24 },
  'sha-384': { hash: 'sha384', digest: 32 },
  'sha-512': { hash: 'sha512', digest: 48 },
} as const;
export type AuthProtocol = keyof typeof authProtocols;

/** Octets that are hashed to make a key of a password (RFC 3414 §A.2). */
const expanded = 1_048_576;
/** Octets of a key of AES-128 (RFC 3826 §3.1.2.1). */
const aesKeyLength = 16;

/**
 * The key of a password at one engine (RFC 3414 §2.6, §A.2). Takes milliseconds.
 * @param password not empty
 */
export function localizedKey(protocol: AuthProtocol, password: string, engineId: Uint8Array): Buffer {
  const { hash: name } = authProtocols[protocol];
  const key = hash(name, Buffer.alloc(expanded, password, 'utf8'), 'buffer');
  return hash(name, Buffer.concat([key, engineId, key]), 'buffer');
}

/** Keys of a user at one engine. `privacy`: {@link localizedKey} of the other password; AES-128 takes its beginning. */
export interface UsmKeys {
  readonly protocol: AuthProtocol;
  readonly authentication: Uint8Array;
  readonly privacy?: Uint8Array;
}

function digestOf({ protocol, authentication }: UsmKeys, octets: Uint8Array): Buffer {
  const { hash: name, digest } = authProtocols[protocol];
  return createHmac(name, authentication).update(octets).digest().subarray(0, digest);
}

/** Whether a message has the digest of this key (RFC 3414 §6.3.2). */
export function isAuthentic(keys: UsmKeys, octets: Uint8Array, digestAt: number, digest: Uint8Array): boolean {
  if (digest.length !== authProtocols[keys.protocol].digest) return false;
  const blank = Buffer.from(octets);
  blank.fill(0, digestAt, digestAt + digest.length);
  return timingSafeEqual(digestOf(keys, blank), digest);
}

/** Engine boots, engine time, and the eight octets of the message (RFC 3826 §3.1.2.1). */
function initialVector(boots: number, time: number, salt: Uint8Array): Buffer {
  const vector = Buffer.alloc(16);
  vector.writeUInt32BE(boots >>> 0, 0);
  vector.writeUInt32BE(time >>> 0, 4);
  vector.set(salt, 8);
  return vector;
}

/** AES-128 in CFB mode (RFC 3826). @param salt eight octets, never the same twice */
export function encrypt(key: Uint8Array, boots: number, time: number, salt: Uint8Array, clear: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-128-cfb', key.subarray(0, aesKeyLength), initialVector(boots, time, salt));
  return Buffer.concat([cipher.update(clear), cipher.final()]);
}

/** `undefined`: the salt has not eight octets. What comes out of a wrong key is noise. */
export function decrypt(
  key: Uint8Array,
  boots: number,
  time: number,
  salt: Uint8Array,
  octets: Uint8Array,
): Buffer | undefined {
  if (salt.length !== 8) return undefined;
  const decipher = createDecipheriv('aes-128-cfb', key.subarray(0, aesKeyLength), initialVector(boots, time, salt));
  return Buffer.concat([decipher.update(octets), decipher.final()]);
}

/** A message with its digest in place. `message.security.authentication` is replaced. */
export function sign(message: V3Message, keys: UsmKeys): Buffer {
  const authentication = Buffer.alloc(authProtocols[keys.protocol].digest);
  const { octets, digestAt } = encodeV3({ ...message, security: { ...message.security, authentication } });
  octets.set(digestOf(keys, octets), digestAt);
  return octets;
}
