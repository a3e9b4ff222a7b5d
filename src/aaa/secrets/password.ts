import { hash, pbkdf2, scrypt, scryptSync, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { Random } from '../../base/random.ts';
import type { PasswordRecord } from '../config.ts';
import { iosBase64 } from './ios-base64.ts';
import { md5Crypt } from './md5-crypt.ts';
import type { SecretVault } from './vault.ts';

const scryptParameters = { N: 16384, r: 1, p: 1 } as const;
const pbkdf2Rounds = 20_000;
const hashLength = 32;
/** Type 8 and 9 salts are the 14 characters themselves, not what they encode. */
const saltLength = 14;

const derivePbkdf2 = promisify(pbkdf2);
const deriveScrypt = (clear: string, salt: string): Promise<Buffer> =>
  new Promise((resolve, reject) =>
    scrypt(clear, salt, hashLength, scryptParameters, (error, key) => (error === null ? resolve(key) : reject(error))),
  );

/** Compares two texts in a time that tells nothing about either. */
const sameText = (left: string, right: string): boolean =>
  timingSafeEqual(hash('sha256', left, 'buffer'), hash('sha256', right, 'buffer'));

/** Splits `$N$salt$hash`; `undefined` when it is not that. */
function parseHash(text: string, type: 1 | 8 | 9): { readonly salt: string; readonly hash: string } | undefined {
  const [empty, number, salt, digest, ...rest] = text.split('$');
  if (empty !== '' || number !== String(type) || rest.length > 0) return undefined;
  return salt === undefined || digest === undefined ? undefined : { salt, hash: digest };
}

/** Whether `text` has the form of a hash of `type`, as `username X secret {5|8|9} TEXT` wants it. */
export function isHashText(text: string, type: 5 | 8 | 9): boolean {
  const parsed = parseHash(text, type === 5 ? 1 : type);
  if (parsed === undefined) return false;
  const alphabet = /^[./0-9A-Za-z]+$/;
  if (!alphabet.test(parsed.hash) || !alphabet.test(parsed.salt)) return false;
  return type === 5
    ? parsed.salt.length <= 8 && parsed.hash.length === 22
    : parsed.salt.length === saltLength && parsed.hash.length === 43;
}

/** Whether `clear` is the password. A damaged record matches nothing. Hash work is done off the main thread. */
export async function verifyPassword(password: PasswordRecord, clear: string, vault: SecretVault): Promise<boolean> {
  switch (password.type) {
    case 0:
    case 6:
    case 7: {
      const known = vault.reveal(password);
      return known !== undefined && sameText(known, clear);
    }
    case 5: {
      const parsed = parseHash(password.text, 1);
      return parsed !== undefined && sameText(md5Crypt(clear, parsed.salt), password.text);
    }
    case 8: {
      const parsed = parseHash(password.text, 8);
      if (parsed === undefined) return false;
      const key = await derivePbkdf2(clear, parsed.salt, pbkdf2Rounds, hashLength, 'sha256');
      return sameText(iosBase64(key), parsed.hash);
    }
    case 9: {
      const parsed = parseHash(password.text, 9);
      return parsed !== undefined && sameText(iosBase64(await deriveScrypt(clear, parsed.salt)), parsed.hash);
    }
  }
}

const newSalt = (random: Random): string => iosBase64(random.bytes(saltLength)).slice(0, saltLength);

const typeNine = (salt: string, key: Uint8Array): PasswordRecord => ({
  keyword: 'secret',
  type: 9,
  text: `$9$${salt}$${iosBase64(key)}`,
});

/** A new `secret 9` of a clear text. */
export async function hashPassword(clear: string, random: Random): Promise<PasswordRecord> {
  const salt = newSalt(random);
  return typeNine(salt, await deriveScrypt(clear, salt));
}

/** The same, blocking (about 20 ms): only for loading a configuration. */
export function hashPasswordSync(clear: string, random: Random): PasswordRecord {
  const salt = newSalt(random);
  return typeNine(salt, scryptSync(clear, salt, hashLength, scryptParameters));
}

/** A hash that no password has: checked for unknown users, so that they take as long as known ones. */
export const dummyHash: PasswordRecord = {
  keyword: 'secret',
  type: 9,
  text: '$9$..............$...........................................',
};
