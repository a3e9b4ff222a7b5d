import { createServer, type Server, type Socket } from 'node:net';

export interface ListenAddress {
  readonly host: string | undefined;
  readonly port: number;
}

/** A TCP listener that can move while its connections live on. */
export class TcpListener {
  readonly #onSocket: (socket: Socket) => void;
  #wanted: ListenAddress | undefined;
  #server: Server | undefined;
  readonly #sockets = new Set<Socket>();

  constructor(onSocket: (socket: Socket) => void) {
    this.#onSocket = onSocket;
  }

  /** Where it listens now, with the real port. */
  get bound(): { readonly address: string; readonly port: number } | undefined {
    const address = this.#server?.address();
    if (address === undefined || address === null || typeof address === 'string') return undefined;
    return { address: address.address, port: address.port };
  }

  /**
   * Listens at `wanted`, or nowhere; does nothing when that is so already. Connections stay.
   * @throws Error when the address can't be had; then it listens nowhere and the next call tries again
   */
  async listen(wanted: ListenAddress | undefined): Promise<void> {
    if (this.#server !== undefined && wanted?.host === this.#wanted?.host && wanted?.port === this.#wanted?.port)
      return;
    // The old one goes first: the new address may contain the old (all interfaces, same port).
    this.#server?.close();
    this.#server = undefined;
    this.#wanted = wanted;
    if (wanted === undefined) return;
    const server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      this.#onSocket(socket);
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port: wanted.port, host: wanted.host }, () => {
        server.off('error', reject);
        server.on('error', () => {});
        resolve();
      });
    });
    this.#server = server;
  }

  /** Closes all connections, once what was written to them is out. */
  hangUp(): void {
    for (const socket of this.#sockets) socket.destroySoon();
  }

  /** Closes all connections at once. */
  destroy(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
