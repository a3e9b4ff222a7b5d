import { connect, type Socket } from 'node:net';
import { err, ok, type Result } from '../../base/result.ts';
import type { ViciEncodeFailure } from './failure.ts';
import { encodePacket, PacketReader, type ViciPacket } from './packet.ts';
import type { ViciSection } from './value.ts';

/** Why no answer came. */
export type ExchangeFailure =
  | { readonly kind: 'unsendable'; readonly failure: ViciEncodeFailure }
  | { readonly kind: 'disconnected'; readonly reason: string };

export interface ConnectionOptions {
  /** Events of this connection, in order with the answers. */
  readonly onEvent: (name: string, message: ViciSection) => void;
  /** It ended, once; not after {@link Connection.close}. */
  readonly onEnd: (reason: string) => void;
}

interface Waiting {
  readonly answer: (result: Result<ViciPacket, ExchangeFailure>) => void;
}

/** One connection to charon: one request at a time, events in between. */
export class Connection {
  readonly #socket: Socket;
  readonly #options: ConnectionOptions;
  readonly #reader = new PacketReader();
  /** charon answers in order, without numbers. */
  readonly #waiting: Waiting[] = [];
  #ended: string | undefined;

  private constructor(socket: Socket, options: ConnectionOptions) {
    this.#socket = socket;
    this.#options = options;
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    socket.on('error', (error) => this.#end(error.message));
    socket.on('close', () => this.#end('charon closed the connection'));
  }

  /** Connects to a path. The error is the system's: `connect ENOENT /run/charon.vici`. */
  static open(path: string, options: ConnectionOptions): Promise<Result<Connection, string>> {
    return new Promise((resolve) => {
      const socket = connect(path);
      const fail = (error: Error): void => resolve(err(error.message));
      socket.once('error', fail);
      socket.once('connect', () => {
        socket.off('error', fail);
        resolve(ok(new Connection(socket, options)));
      });
    });
  }

  get open(): boolean {
    return this.#ended === undefined;
  }

  /** Sends a packet and resolves with what answers it. */
  exchange(
    type: 'command-request' | 'event-register' | 'event-unregister',
    name: string,
    message: ViciSection = {},
  ): Promise<Result<ViciPacket, ExchangeFailure>> {
    const packet = encodePacket({ type, name, message });
    if (!packet.ok) return Promise.resolve(err({ kind: 'unsendable', failure: packet.error }));
    if (this.#ended !== undefined) return Promise.resolve(err({ kind: 'disconnected', reason: this.#ended }));
    return new Promise((answer) => {
      this.#waiting.push({ answer });
      this.#socket.write(packet.value);
    });
  }

  /** Ends it; what waits for an answer gets `disconnected` with this reason. */
  close(reason: string): void {
    this.#fail(reason);
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    for (const packet of this.#reader.read(chunk)) {
      if (this.#ended !== undefined) return;
      if (packet.ok) this.#receive(packet.value);
      else this.#end(`charon sent what is no VICI packet (${JSON.stringify(packet.error)})`);
    }
  }

  #receive(packet: ViciPacket): void {
    if (packet.type === 'event') {
      this.#options.onEvent(packet.name, packet.message);
      return;
    }
    const waiting = this.#waiting.shift();
    if (waiting === undefined) this.#end(`charon sent ${packet.type} without a question`);
    else waiting.answer(ok(packet));
  }

  #end(reason: string): void {
    if (this.#ended !== undefined) return;
    this.#fail(reason);
    this.#socket.destroy();
    this.#options.onEnd(reason);
  }

  #fail(reason: string): void {
    this.#ended ??= reason;
    for (const { answer } of this.#waiting.splice(0)) answer(err({ kind: 'disconnected', reason }));
  }
}
