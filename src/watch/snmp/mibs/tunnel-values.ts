import { counter32, counter64, integer, octets, type SnmpValue } from '../../../protocols/snmp/index.ts';
import type { IkeSaView, IpsecSaView } from '../../../sources/ipsec/snapshot.ts';
import type { Column } from '../objects.ts';
import { addressOctets } from './addresses.ts';

/** TimeInterval: hundredths of a second. */
export const hundredths = (milliseconds: number): SnmpValue =>
  integer(Math.min(0x7fffffff, Math.max(0, Math.round(milliseconds / 10))));
export const address = (text: string): SnmpValue => octets(addressOctets(text));
export const seconds = (value: number | undefined): SnmpValue => integer(Math.min(0x7fffffff, Math.max(0, value ?? 0)));

/** DiffHellmanGrp has none (1), group 1 (2) and group 2 (3). Larger groups go on from there, with their numbers. */
export function group(name: string | undefined): SnmpValue {
  const bits = /MODP_(\d+)/.exec(name ?? '')?.[1];
  const numbers: Readonly<Record<string, number>> = { 768: 2, 1024: 3, 1536: 5, 2048: 14, 3072: 15, 4096: 16 };
  return integer(numbers[bits ?? ''] ?? 1);
}

/** EncryptAlgo has none (1), des (2), 3des (3); for AES an enumeration of later years has 4 (128), 5 (192), 6 (256). */
export function encryption({
  encryption,
  keySize,
}: Pick<IkeSaView | IpsecSaView, 'encryption' | 'keySize'>): SnmpValue {
  if (encryption.startsWith('3DES')) return integer(3);
  if (encryption.startsWith('DES')) return integer(2);
  if (encryption.startsWith('AES')) return integer(keySize >= 256 ? 6 : keySize >= 192 ? 5 : 4);
  return integer(1);
}

/** IkeHashAlgo: none (1), md5 (2), sha (3). */
export const hash = ({ integrity, prf }: IkeSaView): SnmpValue => {
  const name = integrity || prf;
  return integer(name.includes('MD5') ? 2 : name.includes('SHA') ? 3 : 1);
};

/** IkeAuthMethod: none (1), preSharedKey (2), rsaSig (3). */
export const authentication = { unknown: 1, psk: 2, 'rsa-sig': 3, eap: 1 } as const;

/** Octets in the three forms that the MIB has: 32 bit, 64 bit, and how often the first has wrapped. */
export const octetColumns = <R>(
  first: number,
  stem: string,
  direction: 'In' | 'Out',
  of: (row: R) => bigint,
): readonly Column<R>[] => [
  { name: `${stem}${direction}Octets`, number: first, read: (row) => counter32(of(row)) },
  { name: `${stem}Hc${direction}Octets`, number: first + 1, read: (row) => counter64(of(row)) },
  { name: `${stem}${direction}OctWraps`, number: first + 2, read: (row) => counter32(of(row) >> 32n) },
];
