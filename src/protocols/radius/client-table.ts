import { addressOctets, contains, type Network, parseNetwork } from './address.ts';
import type { Secret } from './authenticator.ts';
import { secretOctets } from './authenticator.ts';

/** A NAS (or proxy) that may send requests. */
export interface RadiusClientEntry {
  /** An address, or a network as `192.0.2.0/24`, `2001:db8::/32`. */
  readonly address: string;
  readonly secret: Secret;
  /** For reports; default: the address. */
  readonly name?: string;
  /** Whether an Access-Request without Message-Authenticator is dropped. Default true. */
  readonly requireMessageAuthenticator?: boolean;
  /** How many of its requests may be in progress at once. Default: no limit. */
  readonly maxOutstanding?: number;
}

interface Row {
  readonly network: Network;
  readonly client: KnownClient;
}

/** An entry with what the server keeps for it. */
export interface KnownClient {
  readonly entry: RadiusClientEntry;
  readonly secret: Uint8Array;
  outstanding: number;
}

/** Which client a source address belongs to: the longest matching prefix. */
export class ClientTable {
  readonly #rows: readonly Row[];
  readonly #byAddress = new Map<string, KnownClient | undefined>();

  /** @throws RangeError when an address is neither an address nor a network */
  constructor(entries: readonly RadiusClientEntry[]) {
    this.#rows = entries
      .map((entry) => {
        const network = parseNetwork(entry.address);
        if (network === undefined) throw new RangeError(`not an address or network: ${entry.address}`);
        return { network, client: { entry, secret: secretOctets(entry.secret), outstanding: 0 } };
      })
      .sort((a, b) => b.network.bits - a.network.bits);
  }

  find(address: string): KnownClient | undefined {
    if (this.#byAddress.has(address)) return this.#byAddress.get(address);
    const octets = addressOctets(address);
    const client = octets && this.#rows.find(({ network }) => contains(network, octets))?.client;
    if (this.#byAddress.size >= remembered) this.#byAddress.clear();
    this.#byAddress.set(address, client);
    return client;
  }
}

/** How many addresses' answers are remembered. */
const remembered = 10_000;
