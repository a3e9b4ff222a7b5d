import { hash } from 'node:crypto';
import { cryptAlphabet } from './ios-base64.ts';

const md5 = (...parts: readonly Uint8Array[]): Buffer => hash('md5', Buffer.concat(parts), 'buffer');

/** Which octets of the digest make each group of four characters (the last group is one octet, two characters). */
const groups = [
  [0, 6, 12],
  [1, 7, 13],
  [2, 8, 14],
  [3, 9, 15],
  [4, 10, 5],
] as const;

function characters(value: number, count: number): string {
  let text = '';
  for (let index = 0; index < count; index++) text += cryptAlphabet.charAt((value >> (6 * index)) & 0x3f);
  return text;
}

/**
 * The md5-crypt of BSD (`$1$salt$hash`), type 5 of IOS. Only for verification: it is too weak for new secrets.
 * @param salt at most 8 characters count
 */
export function md5Crypt(clear: string, salt: string): string {
  const password = Buffer.from(clear, 'utf8');
  const seasoning = Buffer.from(salt.slice(0, 8), 'latin1');
  const magic = Buffer.from('$1$', 'latin1');

  const inner = md5(password, seasoning, password);
  const first: Uint8Array[] = [password, magic, seasoning];
  for (let left = password.length; left > 0; left -= 16) first.push(inner.subarray(0, Math.min(16, left)));
  for (let bits = password.length; bits > 0; bits >>= 1)
    first.push((bits & 1) === 1 ? Buffer.of(0) : password.subarray(0, 1));
  let digest = md5(...first);

  for (let round = 0; round < 1000; round++) {
    const odd = round % 2 === 1;
    const parts: Uint8Array[] = [odd ? password : digest];
    if (round % 3 !== 0) parts.push(seasoning);
    if (round % 7 !== 0) parts.push(password);
    parts.push(odd ? digest : password);
    digest = md5(...parts);
  }

  const at = (index: number): number => digest[index] ?? 0;
  const text = groups.map(([a, b, c]) => characters((at(a) << 16) | (at(b) << 8) | at(c), 4)).join('');
  return `$1$${seasoning.toString('latin1')}$${text}${characters(at(11), 2)}`;
}
