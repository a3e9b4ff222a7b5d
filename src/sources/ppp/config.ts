/** The slice of the configuration for PPP and SLIP on lines: asynchronous interfaces and address pools, as plain data. */

/** How the other side of PPP says who it is. */
export type PppProtocol = 'pap' | 'chap' | 'ms-chap' | 'ms-chap-v2';

/** `interface Group-Async N` or `interface Async N`. `undefined` means "not configured". */
export interface AsyncInterfaceConfig {
  readonly kind: 'group-async' | 'async';
  /** Of an `Async` interface: the line. */
  readonly number: number;
  /** Lines of a group, both included. */
  readonly groupRange?: { readonly first: number; readonly last: number };
  /** Default `slip`. */
  readonly encapsulation?: 'ppp' | 'slip';
  /** `ppp authentication PROTOCOL… [if-needed] [LIST]` */
  readonly authentication?: {
    readonly protocols: readonly PppProtocol[];
    /** Not for who has logged in on the line. */
    readonly ifNeeded: boolean;
    readonly list?: string;
  };
  /** `ppp authorization LIST` */
  readonly authorization?: string;
  /** `ppp accounting LIST`; SLIP goes by it, too. */
  readonly accounting?: string;
  /** `ip address A M` */
  readonly address?: { readonly address: string; readonly mask: string };
  /** `ip unnumbered INTERFACE`: this side has the address of that one, in canonical spelling. */
  readonly unnumbered?: string;
  /** `peer default ip address {A | pool [P]}` */
  readonly peer?:
    | { readonly kind: 'address'; readonly address: string }
    | { readonly kind: 'pool'; readonly pool: string };
  /** `async mode …`: whether a line asks for a login, or begins with PPP or SLIP at once. */
  readonly mode?: 'interactive' | 'dedicated';
  /** Neither PPP nor SLIP begins on the lines. */
  readonly shutdown?: true;
}

/** `ip local pool NAME LOW [HIGH]` */
export interface LocalPool {
  readonly name: string;
  readonly low: string;
  readonly high?: string;
}

export interface PppConfig {
  readonly interfaces: readonly AsyncInterfaceConfig[];
  readonly pools: readonly LocalPool[];
}

export const emptyPppConfig: PppConfig = { interfaces: [], pools: [] };

/** The settings of a line's interface: those of its own, over those of its group. `undefined`: the line has none. */
export function interfaceOf({ interfaces }: PppConfig, line: number): AsyncInterfaceConfig | undefined {
  const own = interfaces.find(({ kind, number }) => kind === 'async' && number === line);
  const group = interfaces.find(
    ({ kind, groupRange: range }) =>
      kind === 'group-async' && range !== undefined && range.first <= line && line <= range.last,
  );
  return own === undefined && group === undefined ? undefined : { ...group, kind: 'async', number: line, ...own };
}

/** The lowest address of a pool that nobody has. A pool may have several ranges. */
export function freeAddress({ pools }: PppConfig, name: string, taken: ReadonlySet<string>): string | undefined {
  for (const { name: other, low, high = low } of pools) {
    if (other !== name) continue;
    for (let at = bits(low); at <= bits(high); at++) {
      const address = [24, 16, 8, 0].map((shift) => Math.floor(at / 2 ** shift) % 256).join('.');
      if (!taken.has(address)) return address;
    }
  }
  return undefined;
}

const bits = (address: string): number => address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
