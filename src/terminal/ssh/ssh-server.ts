import type { Socket } from 'node:net';
import ssh2, { type Connection } from 'ssh2';
import { plainAddress } from '../lines/access-list.ts';
import { busyText, mostPending, type Reception } from '../reception.ts';
import { SshConnection } from './ssh-connection.ts';

/** Brings callers who speak SSH to lines. Knows no listener: sockets are handed to {@link receive}. */
export class SshServer {
  readonly #reception: Reception;
  readonly #keys: readonly string[];
  /** Connections that have not sent their version yet, by the client's address and port. */
  readonly #arriving = new Map<string, SshConnection>();
  #server: ssh2.Server;
  #banner: string | undefined;
  #pending = 0;

  constructor(reception: Reception, keys: readonly string[]) {
    this.#reception = reception;
    this.#keys = keys;
    this.#server = this.#build();
  }

  /** Takes over what the protocol library must know of the configuration: the login banner. */
  configure(): void {
    if (this.#reception.config().banners.login !== this.#banner) this.#server = this.#build();
  }

  receive(socket: Socket): void {
    const address = plainAddress(socket.remoteAddress ?? '');
    const seat = this.#pending < mostPending ? this.#reception.seat('ssh', address) : undefined;
    if (seat === undefined || !seat.ok) {
      socket.on('error', () => {});
      // Lines before the version are allowed, and shown by clients that are asked to be verbose (RFC 4253 §4.2).
      if (seat === undefined || seat.error.reason === 'busy') socket.end(`${busyText}\r\n`);
      else socket.resetAndDestroy();
      return;
    }
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 60_000);
    const key = `${socket.remoteAddress} ${socket.remotePort}`;
    this.#pending += 1;
    const connection = new SshConnection(this.#reception, socket, seat.value, address, () => {
      this.#pending -= 1;
      this.#arriving.delete(key);
    });
    this.#arriving.set(key, connection);
    this.#server.injectSocket(socket);
  }

  #build(): ssh2.Server {
    const banner = this.#reception.config().banners.login;
    this.#banner = banner;
    return new ssh2.Server(
      { hostKeys: [...this.#keys], ident: 'Tollgate', ...(banner === undefined ? {} : { banner: `${banner}\n` }) },
      (client: Connection, { ip, port }) => {
        const key = `${ip} ${port}`;
        const connection = this.#arriving.get(key);
        this.#arriving.delete(key);
        if (connection === undefined) client.end();
        else connection.attach(client);
      },
    );
  }
}
