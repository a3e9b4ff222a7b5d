import type {
  AhHash,
  DhGroup,
  EspCipher,
  EspHash,
  Hash,
  Ikev2Encryption,
  Ikev2Hash,
  IsakmpPolicy,
  TransformSet,
} from '../config.ts';

/**
 * Algorithms: the words of IOS and those of strongSwan. What is not in these tables charon cannot do.
 */

/** `encryption …` of an IKE policy or proposal. */
const ikeEncryption: Readonly<Record<NonNullable<IsakmpPolicy['encryption']> | Ikev2Encryption, string>> = {
  des: 'des',
  '3des': '3des',
  'aes-128': 'aes128',
  'aes-192': 'aes192',
  'aes-256': 'aes256',
  'aes-cbc-128': 'aes128',
  'aes-cbc-192': 'aes192',
  'aes-cbc-256': 'aes256',
  'aes-gcm-128': 'aes128gcm16',
  'aes-gcm-256': 'aes256gcm16',
};

/** `hash …`, `integrity …`, `prf …` */
const hashes: Readonly<Record<Hash | Ikev2Hash, string>> = {
  md5: 'md5',
  sha: 'sha1',
  sha1: 'sha1',
  sha256: 'sha256',
  sha384: 'sha384',
  sha512: 'sha512',
};

/** Diffie-Hellman groups by number (IANA; RFC 2409, 3526, 5114, 5903). */
const groups: Readonly<Record<DhGroup, string>> = {
  1: 'modp768',
  2: 'modp1024',
  5: 'modp1536',
  14: 'modp2048',
  15: 'modp3072',
  16: 'modp4096',
  19: 'ecp256',
  20: 'ecp384',
  21: 'ecp521',
  24: 'modp2048s256',
};

const ciphers: Readonly<Record<Exclude<EspCipher, 'esp-seal'>, string>> = {
  'esp-des': 'des',
  'esp-3des': '3des',
  'esp-aes': 'aes128',
  'esp-aes-192': 'aes192',
  'esp-aes-256': 'aes256',
  'esp-gcm': 'aes128gcm16',
  'esp-gcm-192': 'aes192gcm16',
  'esp-gcm-256': 'aes256gcm16',
  'esp-gmac': 'aes128gmac',
  'esp-gmac-192': 'aes192gmac',
  'esp-gmac-256': 'aes256gmac',
  'esp-null': 'null',
};

/** `esp-sha256-hmac`, `ah-sha256-hmac` */
const hmac = (transform: EspHash | AhHash): string =>
  transform.replace(/^(esp|ah)-(.*)-hmac$/, (_all, _protocol, hash: string) => (hash === 'sha' ? 'sha1' : hash));

/** What an IKE proposal names; several of a kind only for IKEv2. */
export interface IkeAlgorithms {
  readonly encryption: readonly (NonNullable<IsakmpPolicy['encryption']> | Ikev2Encryption)[];
  readonly integrity: readonly (Hash | Ikev2Hash)[];
  readonly prf?: readonly Ikev2Hash[];
  readonly group: readonly DhGroup[];
}

/**
 * An IKE proposal in strongSwan's words: `aes128-sha256-modp2048`. AES-GCM cannot stand in one proposal with ciphers
 * that need an integrity algorithm (RFC 7296 §3.3): then there are two.
 */
export function ikeProposals({ encryption, integrity, prf = [], group }: IkeAlgorithms): string[] {
  const gcm = encryption.filter((one) => one.includes('gcm'));
  const others = encryption.filter((one) => !one.includes('gcm'));
  const dh = group.map((one) => groups[one]);
  const functions = prf.map((one) => `prf${hashes[one]}`);
  const made: string[] = [];
  const inGcm = functions.length > 0 ? functions : integrity.map((one) => `prf${hashes[one]}`);
  if (gcm.length > 0)
    made.push(
      [...gcm.map((one) => ikeEncryption[one]), ...(inGcm.length > 0 ? inGcm : ['prfsha256']), ...dh].join('-'),
    );
  if (others.length > 0 && integrity.length > 0)
    made.push(
      [...others.map((one) => ikeEncryption[one]), ...integrity.map((one) => hashes[one]), ...functions, ...dh].join(
        '-',
      ),
    );
  return made;
}

/** What a transform set is for charon. */
export type Transforms =
  | { readonly kind: 'esp' | 'ah'; readonly proposal: string }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * A transform set in strongSwan's words.
 * @param pfs group of perfect forward secrecy
 */
export function transforms({ cipher, hash, ah }: TransformSet, pfs: DhGroup | undefined): Transforms {
  const refused = (reason: string): Transforms => ({ kind: 'refused', reason });
  if (cipher === 'esp-seal') return refused('charon has no esp-seal');
  const esp = [...(cipher === undefined ? [] : [ciphers[cipher]]), ...(hash === undefined ? [] : [hmac(hash)])];
  if (cipher === undefined && hash !== undefined) esp.unshift('null');
  if (esp.length > 0 && ah !== undefined) return refused('charon protects by ESP or by AH, not by both');
  const words = ah === undefined ? esp : [hmac(ah)];
  if (words.length === 0) return refused('it has no transform');
  if (pfs !== undefined) words.push(groups[pfs]);
  return { kind: ah === undefined ? 'esp' : 'ah', proposal: words.join('-') };
}
