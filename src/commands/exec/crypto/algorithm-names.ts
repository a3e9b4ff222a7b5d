/** Algorithms in IOS's words, from charon's; each screen has its own spelling. What IOS does not know stays as charon has it. */

/** `show crypto isakmp sa detail`: encryption and hash, without key size. */
const isakmpCiphers: Readonly<Record<string, string>> = { AES_CBC: 'aes', '3DES_CBC': '3des', DES_CBC: 'des' };
const isakmpHashes: Readonly<Record<string, string>> = {
  HMAC_MD5_96: 'md5',
  HMAC_SHA1_96: 'sha',
  HMAC_SHA2_256_128: 'sha256',
  HMAC_SHA2_384_192: 'sha384',
  HMAC_SHA2_512_256: 'sha512',
};
export const isakmpCipher = (name: string): string => isakmpCiphers[name] ?? name.toLowerCase();
export const isakmpHash = (name: string): string => isakmpHashes[name] ?? name.toLowerCase();

/** `show crypto ikev2 sa`. Authenticated encryption has no hash of its own. */
const ikev2Hashes: Readonly<Record<string, string>> = {
  HMAC_MD5_96: 'MD596',
  HMAC_SHA1_96: 'SHA96',
  HMAC_SHA2_256_128: 'SHA256',
  HMAC_SHA2_384_192: 'SHA384',
  HMAC_SHA2_512_256: 'SHA512',
  '': 'None',
};
export const ikev2Hash = (name: string): string => ikev2Hashes[name] ?? name;
/** `AES-CBC`, `AES-GCM`, `3DES`: without the size of the check value. */
export const ikev2Cipher = (name: string): string =>
  name === '3DES_CBC' || name === 'DES_CBC'
    ? name.slice(0, -4)
    : name.replace(/_(?:8|12|16)$/, '').replaceAll('_', '-');
/** `SHA256` of `PRF_HMAC_SHA2_256`. */
export const ikev2Prf = (name: string): string =>
  name.replace(/^PRF_(?:HMAC_)?/, '').replace(/^SHA2_/, 'SHA') || 'None';

/** Numbers of the groups (IANA, Transform Type 4). */
const groups: Readonly<Record<string, number>> = {
  MODP_768: 1,
  MODP_1024: 2,
  MODP_1536: 5,
  MODP_2048: 14,
  MODP_3072: 15,
  MODP_4096: 16,
  MODP_6144: 17,
  MODP_8192: 18,
  ECP_256: 19,
  ECP_384: 20,
  ECP_521: 21,
  MODP_1024_160: 22,
  MODP_2048_224: 23,
  MODP_2048_256: 24,
  ECP_192: 25,
  ECP_224: 26,
  CURVE_25519: 31,
  CURVE_448: 32,
};
/** Number of a Diffie-Hellman group; 0: not known. */
export const groupNumber = (name: string): number => groups[name] ?? 0;

/** `transform:` of `show crypto ipsec sa`. */
const espCiphers: Readonly<Record<string, string>> = {
  AES_CBC: 'aes',
  AES_GCM_16: 'gcm',
  AES_GMAC: 'gmac',
  '3DES_CBC': '3des',
  DES_CBC: 'des',
  NULL: 'null',
};
const espHashes: Readonly<Record<string, string>> = {
  HMAC_MD5_96: 'md5-hmac',
  HMAC_SHA1_96: 'sha-hmac',
  HMAC_SHA2_256_128: 'sha256-hmac',
  HMAC_SHA2_384_192: 'sha384-hmac',
  HMAC_SHA2_512_256: 'sha512-hmac',
};

interface Transformed {
  readonly protocol: 'ESP' | 'AH';
  readonly encryption: string;
  readonly keySize: number;
  readonly integrity: string;
}

/** `esp-256-aes esp-sha256-hmac`, `esp-gcm 256`, `ah-sha-hmac`. Keys of 128 bits are not named. */
export function transformText({ protocol, encryption, keySize, integrity }: Transformed): string {
  const hash = integrity === '' ? [] : [`${protocol.toLowerCase()}-${espHashes[integrity] ?? integrity.toLowerCase()}`];
  if (protocol === 'AH') return hash.join(' ');
  const cipher = espCiphers[encryption] ?? (encryption || 'null').toLowerCase();
  const sized = keySize > 128;
  if (cipher === 'aes') return [sized ? `esp-${keySize}-aes` : 'esp-aes', ...hash].join(' ');
  return [`esp-${cipher}${sized && cipher.startsWith('g') ? ` ${keySize}` : ''}`, ...hash].join(' ');
}

/** Octets of the initialisation vector that each packet carries. */
export const vectorOctets = ({ protocol, encryption }: Transformed): number =>
  protocol === 'AH' || encryption === '' || encryption === 'NULL'
    ? 0
    : /^AES_CBC|CAMELLIA_CBC/.test(encryption)
      ? 16
      : 8;

/** Octets of the check value that each packet carries. */
function checkOctets({ encryption, integrity }: Transformed): number {
  const bits = /_(\d+)$/.exec(integrity)?.[1];
  if (bits !== undefined) return Number(bits) / 8;
  return encryption === '' || encryption === 'NULL' ? 0 : 16;
}

/**
 * The largest packet that fits into one of `path` octets after encapsulation (RFC 4303 §2: SPI and sequence number 8
 * octets, padding to whole blocks, pad length and next header 2).
 */
export function plaintextMtu(
  sa: Transformed & { readonly mode: 'tunnel' | 'transport'; readonly udp: boolean },
  path = 1500,
): number {
  const outer = 20 + (sa.udp ? 8 : 0);
  if (sa.protocol === 'AH') return path - outer - 12 - checkOctets(sa);
  const block = Math.max(4, /CBC/.test(sa.encryption) ? vectorOctets(sa) : 4);
  const room = path - outer - 8 - vectorOctets(sa) - checkOctets(sa);
  return Math.floor(room / block) * block - 2;
}
