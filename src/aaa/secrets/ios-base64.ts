const standard = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** The alphabet of crypt(3), in which IOS writes base64 (same bit order as RFC 4648, no padding). */
export const cryptAlphabet = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

const toIos = new Map([...standard].map((character, index) => [character, cryptAlphabet.charAt(index)]));

/** Octets as IOS prints the salts and hashes of types 8 and 9. */
export function iosBase64(octets: Uint8Array): string {
  let text = '';
  for (const character of Buffer.from(octets).toString('base64')) text += toIos.get(character) ?? '';
  return text;
}
