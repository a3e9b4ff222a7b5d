import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';

/** A host as configured. */
export interface ConfiguredAddress {
  readonly family: 'ipv4' | 'ipv6' | 'fqdn';
  readonly host: string;
}

/** Looks a host name up; rejects when there is no such host. `family` 0: either. */
export type Lookup = (host: string, family: 0 | 4 | 6) => Promise<string>;

export const systemLookup: Lookup = async (host, family) => (await lookup(host, { family })).address;

/** The address of one server: literal, or looked up at first use and again after the server did not answer. */
export class ServerAddress {
  readonly #configured: ConfiguredAddress;
  readonly #lookup: Lookup;
  readonly #literal: boolean;
  #current: string | undefined;
  #stale = false;
  #pending: Promise<string | undefined> | undefined;

  constructor(configured: ConfiguredAddress, lookup: Lookup) {
    this.#configured = configured;
    this.#lookup = lookup;
    this.#literal = isIP(configured.host) !== 0;
    if (this.#literal) this.#current = configured.host;
  }

  /** What is known now, without waiting; `undefined` before the first look-up. Starts a look-up when stale. */
  get current(): string | undefined {
    if (this.#stale) void this.resolve();
    return this.#current;
  }

  /** Looks the name up unless it is an address; `undefined` when it has none and never had. */
  resolve(): Promise<string | undefined> {
    if (this.#literal) return Promise.resolve(this.#current);
    this.#pending ??= this.#resolve();
    return this.#pending;
  }

  /** The server did not answer: its name may have moved. */
  suspect(): void {
    this.#stale = !this.#literal;
  }

  async #resolve(): Promise<string | undefined> {
    const { family, host } = this.#configured;
    try {
      this.#current = await this.#lookup(host, family === 'ipv4' ? 4 : family === 'ipv6' ? 6 : 0);
    } catch {
      // Keep what was known: a name server that is down must not take the AAA server down with it.
    }
    this.#stale = false;
    this.#pending = undefined;
    return this.#current;
  }
}

/** First address of an interface by name (Linux names; case does not matter), or `name` itself if it is an address. */
export function interfaceAddress(name: string): string | undefined {
  if (isIP(name) !== 0) return name;
  for (const [found, addresses] of Object.entries(networkInterfaces()))
    if (found.toLowerCase() === name.toLowerCase())
      return addresses?.find(({ family }) => family === 'IPv4')?.address ?? addresses?.[0]?.address;
  return undefined;
}

/** The address from which this box would send to `address` ("best local address"); `undefined` without a route. */
export function routedAddress(address: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket(isIP(address) === 6 ? 'udp6' : 'udp4');
    const finish = (found: string | undefined): void => {
      socket.removeAllListeners();
      socket.on('error', () => {});
      socket.close();
      resolve(found);
    };
    socket.once('error', () => finish(undefined));
    // Connecting a datagram socket sends nothing; any port will do.
    socket.connect(9, address, () => finish(socket.address().address));
  });
}
