import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { Random } from '../../base/random.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { PasswordRecord, SealedSecret } from '../config.ts';
import { decodeType7 } from './type7.ts';

export type SecretError =
  | { readonly kind: 'bad-type-6' | 'bad-type-7'; readonly detail: string }
  /** Sealed under another master key, or damaged. */
  | { readonly kind: 'wrong-master-key' };

/** Length of the master key in octets. */
export const masterKeyLength = 32;
const nonceLength = 12;
const tagLength = 16;

/**
 * Seals and opens the secrets of the configuration (server keys, readable passwords) with AES-256-GCM.
 * Text of a sealed secret: base64url of nonce (12 octets), ciphertext, tag (16 octets).
 */
export class SecretVault {
  readonly #key: Uint8Array;
  readonly #random: Random;

  /** @param key {@link masterKeyLength} octets; see `openVault` and `ephemeralVault` */
  constructor(key: Uint8Array, random: Random) {
    if (key.length !== masterKeyLength) throw new RangeError(`a master key has ${masterKeyLength} octets`);
    this.#key = key;
    this.#random = random;
  }

  /** Type 6: sealed under the master key. Two seals of the same text differ. */
  seal(clear: string): SealedSecret {
    const nonce = this.#random.bytes(nonceLength);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce);
    const body = Buffer.concat([nonce, cipher.update(clear, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return { type: 6, text: body.toString('base64url') };
  }

  /** The clear text; for use on the wire and for comparing only, never for printing. */
  open(secret: SealedSecret): Result<string, SecretError> {
    if (secret.type === 7) {
      const decoded = decodeType7(secret.text);
      return decoded.ok ? decoded : err({ kind: 'bad-type-7', detail: decoded.error.kind });
    }
    if (!/^[\w-]+$/.test(secret.text)) return err({ kind: 'bad-type-6', detail: 'not base64url' });
    const body = Buffer.from(secret.text, 'base64url');
    if (body.length < nonceLength + tagLength) return err({ kind: 'bad-type-6', detail: 'too short' });
    const decipher = createDecipheriv('aes-256-gcm', this.#key, body.subarray(0, nonceLength));
    decipher.setAuthTag(body.subarray(-tagLength));
    try {
      const clear = [decipher.update(body.subarray(nonceLength, -tagLength)), decipher.final()];
      return ok(Buffer.concat(clear).toString('utf8'));
    } catch {
      return err({ kind: 'wrong-master-key' });
    }
  }

  /** A readable password (types 0, 6, 7) in clear; `undefined` for a hash or a damaged one. */
  reveal(password: PasswordRecord): string | undefined {
    if (password.type === 0) return password.text;
    if (password.type !== 6 && password.type !== 7) return undefined;
    const opened = this.open({ type: password.type, text: password.text });
    return opened.ok ? opened.value : undefined;
  }
}
