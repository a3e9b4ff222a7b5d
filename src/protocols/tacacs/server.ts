import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { systemClock } from '../../base/clock.ts';
import { AccountingBatcher } from './accounting-batch.ts';
import { type ClientTable, clientTable, plainAddress } from './client-table.ts';
import { largestRequest } from './packet.ts';
import { ServerConnection } from './server-connection.ts';
import type { TacacsClientEntry, TacacsServerOptions } from './server-options.ts';

/**
 * A TACACS+ server: speaks the protocol, leaves every decision to its handlers. Garbage from the network never throws;
 * it closes the connection that it came from.
 */
export class TacacsServer {
  readonly #options: TacacsServerOptions;
  readonly #server: Server;
  readonly #connections = new Set<ServerConnection>();
  readonly #batcher: AccountingBatcher;
  #clients: ClientTable;

  /** Throws a RangeError when a client's address is none: that is configuration, not input. */
  constructor(options: TacacsServerOptions) {
    this.#options = options;
    this.#clients = compile(options.clients);
    this.#batcher = new AccountingBatcher(options.handlers, options.observe);
    this.#server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) => this.#accept(socket));
  }

  /** Starts to listen; port 0 picks a free one. Rejects when the address can't be had. */
  listen(at: { readonly host?: string; readonly port: number }): Promise<AddressInfo> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ port: at.port, ...(at.host === undefined ? {} : { host: at.host }) }, () => {
        this.#server.off('error', reject);
        const address = this.#server.address();
        if (address !== null && typeof address === 'object') resolve(address);
      });
    });
  }

  /** Connections open now. */
  get connections(): number {
    return this.#connections.size;
  }

  /** Takes over a new client table; connections that are open keep what they started with. */
  setClients(clients: readonly TacacsClientEntry[]): void {
    this.#clients = compile(clients);
  }

  /** Stops listening and closes every connection, in the middle of whatever it does. */
  close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const connection of [...this.#connections]) connection.destroy();
    return closed;
  }

  #accept(socket: Socket): void {
    // Errors of a socket that is turned away concern nobody.
    socket.on('error', () => {});
    const address = plainAddress(socket.remoteAddress ?? '');
    const { observe, maxConnections = 1024, handlers } = this.#options;
    const client = this.#clients(address);
    if (client === undefined) {
      observe?.({ event: 'unknown-client', address });
      socket.destroy();
      return;
    }
    if (this.#connections.size >= maxConnections) {
      observe?.({ event: 'too-many-connections', address });
      socket.destroy();
      return;
    }
    const connection = new ServerConnection({
      socket,
      client,
      peer: { address, port: socket.remotePort ?? 0, name: client.name },
      handlers,
      batcher: this.#batcher,
      maxBody: this.#options.maxBody ?? largestRequest,
      maxSessions: this.#options.maxSessions ?? 4096,
      idleTimeout: this.#options.idleTimeout ?? 300_000,
      clock: this.#options.clock ?? systemClock,
      observe,
      closed: () => this.#connections.delete(connection),
    });
    this.#connections.add(connection);
  }
}

function compile(clients: readonly TacacsClientEntry[]): ClientTable {
  const table = clientTable(clients);
  if (!table.ok) throw new RangeError(`not an address or prefix: ${table.error}`);
  return table.value;
}
