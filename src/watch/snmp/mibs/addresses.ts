import { isIP, isIPv4 } from 'node:net';

/** An address as octets: four, sixteen, or none when it is not known. */
export function addressOctets(address: string | undefined): Uint8Array {
  if (address === undefined || isIP(address) === 0) return new Uint8Array(0);
  if (isIPv4(address)) return Uint8Array.from(address.split('.').map(Number));
  const [, before = '', , last] = /^(.*?)((?:^|:)(\d+\.\d+\.\d+\.\d+))?$/.exec(address) ?? [];
  const tail = last === undefined ? [] : last.split('.').map(Number);
  const [front = '', back] = before.split('::');
  const words = (text: string): number[] =>
    text
      .split(':')
      .flatMap((word) => (word === '' ? [] : [Number.parseInt(word, 16) >>> 8, Number.parseInt(word, 16) & 255]));
  const head = words(front);
  const rest = [...words(back ?? ''), ...tail];
  const octets = new Uint8Array(16);
  octets.set(head);
  octets.set(rest, 16 - rest.length);
  return octets;
}
