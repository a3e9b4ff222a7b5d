import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { dirname } from 'node:path';
import type { Reception } from '../reception.ts';
import { BatchFront } from '../session/batch-front.ts';
import type { Front } from '../session/front.ts';
import { TtyFront } from '../session/tty-front.ts';
import { ConsolePeer } from './console-peer.ts';

/** Milliseconds in which a client must say what it wants. */
const helloTimeout = 5_000;

/** The console: a Unix socket that only its owner can open, which is why nobody is asked who he is unless so configured. */
export class ConsoleServer {
  readonly #reception: Reception;
  readonly #path: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(reception: Reception, path: string) {
    this.#reception = reception;
    this.#path = path;
    this.#server = createServer({ allowHalfOpen: true }, (socket) => this.#welcome(socket));
  }

  /**
   * Opens the console. A socket that a dead daemon left behind is replaced.
   * @throws Error when another daemon listens there, or the socket can't be made
   */
  static async open(reception: Reception, path: string): Promise<ConsoleServer> {
    const console = new ConsoleServer(reception, path);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    if (await answers(path)) throw new Error(`another daemon listens on ${path}`);
    rmSync(path, { force: true });
    await console.#listen();
    return console;
  }

  get path(): string {
    return this.#path;
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    rmSync(this.#path, { force: true });
  }

  #listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      // The socket is made during this call: at no moment can others open it.
      const mask = process.umask(0o177);
      try {
        this.#server.listen(this.#path, () => {
          this.#server.off('error', reject);
          this.#server.on('error', () => {});
          resolve();
        });
      } finally {
        process.umask(mask);
      }
      this.#server.once('listening', () => chmodSync(this.#path, 0o600));
    });
  }

  #welcome(socket: Socket): void {
    const { deps } = this.#reception;
    const arrived = deps.clock.now();
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    const impatience = deps.clock.after(helloTimeout, () => socket.destroy());
    new ConsolePeer(socket, (hello) => {
      impatience.cancel();
      const front: Front =
        hello.mode === 'interactive' ? new TtyFront(hello.link, deps.clock) : new BatchFront(hello.channel);
      this.#reception.receive({
        seat: this.#reception.consoleSeat(),
        front,
        transport: 'console',
        caller: 'async',
        arrived,
        uniqueId: this.#reception.uniqueId(),
      });
    });
  }
}

/** Whether somebody listens on a Unix socket. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
}
