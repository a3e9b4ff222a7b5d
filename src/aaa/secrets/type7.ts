import { err, ok, type Result } from '../../base/result.ts';

/** The public constant that IOS adds to a password, character by character (type 7 is an encoding, not encryption). */
const key = 'dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv9873254k;fg87';

/** First offsets that IOS picks from. */
const offsets = 16;

export type Type7Error =
  | { readonly kind: 'too-short' }
  | { readonly kind: 'odd-length'; readonly length: number }
  | { readonly kind: 'bad-offset'; readonly offset: string }
  | { readonly kind: 'not-hexadecimal'; readonly position: number };

/**
 * Encodes a clear text: two decimal digits of offset into the key, then two upper-case hexadecimal digits per octet.
 * @param offset 0–15 (see {@link pickOffset})
 */
export function encodeType7(clear: string, offset: number): string {
  const octets = Buffer.from(clear, 'utf8');
  let text = String(offset).padStart(2, '0');
  for (const [index, octet] of octets.entries()) {
    text += (octet ^ key.charCodeAt((offset + index) % key.length)).toString(16).toUpperCase().padStart(2, '0');
  }
  return text;
}

/** The offset for a random fraction in [0, 1). */
export const pickOffset = (fraction: number): number => Math.floor(fraction * offsets);

/** Decodes the text after `7`; case of the digits does not matter. */
export function decodeType7(text: string): Result<string, Type7Error> {
  if (text.length < 4) return err({ kind: 'too-short' });
  if (text.length % 2 !== 0) return err({ kind: 'odd-length', length: text.length });
  const offset = text.slice(0, 2);
  if (!/^\d\d$/.test(offset) || Number(offset) >= key.length) return err({ kind: 'bad-offset', offset });
  const bad = text.slice(2).search(/[^0-9a-f]/i);
  if (bad >= 0) return err({ kind: 'not-hexadecimal', position: bad + 2 });
  const octets = Buffer.from(text.slice(2), 'hex').map(
    (octet, index) => octet ^ key.charCodeAt((Number(offset) + index) % key.length),
  );
  return ok(Buffer.from(octets).toString('utf8'));
}
