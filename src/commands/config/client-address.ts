import { choice, IPV4, IPV4_MASK, opt, type Rule, seq, WORD } from '../../ios/index.ts';

/** Who may send requests: `A.B.C.D`, `A.B.C.D MASK`, or, as an extension, any address or prefix with its length. */
export type TypedClient = { readonly address: string; readonly mask?: string } | { readonly prefix: string };

const prefix = WORD('Address or prefix with its length', {
  shape: 'X:X:X:X::X/<0-128>',
  // At least a colon or a slash, so that no other word of the line is taken for it.
  pattern: /^(?=[^/]*:|[\d.]+\/)[0-9A-Fa-f:.]{2,45}(?:\/\d{1,3})?$/,
  sample: (random) => `2001:db8:${Math.floor(random() * 65536).toString(16)}::/${48 + Math.floor(random() * 80)}`,
});

export const clientAddress: Rule<TypedClient> = choice(
  seq({ address: IPV4('Address of the client'), mask: opt(IPV4_MASK('Mask of its network')) }),
  seq({ prefix }),
);

/** The address or network (`192.0.2.0/24`) of a client as typed. */
export function networkOf(typed: TypedClient): string {
  if ('prefix' in typed) return typed.prefix;
  const length = lengthOf(typed.mask ?? '255.255.255.255');
  return length === 32 ? typed.address : `${typed.address}/${length}`;
}

/** A network as IOS writes it. */
export function writtenClient(network: string): TypedClient {
  const [address = '', length] = network.split('/');
  if (!/^\d+\.\d+\.\d+\.\d+$/.test(address)) return { prefix: network };
  return length === undefined ? { address } : { address, mask: maskOf(Number(length)) };
}

const lengthOf = (mask: string): number =>
  mask.split('.').reduce((sum, octet) => sum + Number(octet).toString(2).replaceAll('0', '').length, 0);

const maskOf = (length: number): string =>
  [0, 8, 16, 24].map((from) => 256 - 2 ** (8 - Math.min(8, Math.max(0, length - from)))).join('.');
