import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import { TacacsConnection } from './connection.ts';
import { failure, type Reply, type Session } from './connection-types.ts';
import type { TacacsObserver } from './events.ts';
import { Fifo } from './fifo.ts';

export interface PoolOptions {
  readonly host: string;
  readonly port: number;
  readonly localAddress: string | undefined;
  readonly key: Uint8Array | undefined;
  readonly timeout: number;
  readonly singleConnection: boolean;
  readonly maxConnections: number;
  readonly maxSessions: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly observe: TacacsObserver | undefined;
}

/** A session's first packet, waiting for a connection. */
export interface Opening {
  readonly type: number;
  readonly minorVersion: number;
  readonly body: Uint8Array;
  /** A person waits: goes before those that don't. */
  readonly urgent: boolean;
  /** Whether it may go out again when a connection that served before closed without an answer. */
  readonly resend: boolean;
  /** The packet is on its way. */
  started(session: Session): void;
  /** The first answer or the failure; exactly once. The session stays open until `finish`. */
  settled(reply: Reply, session: Session | undefined): void;
}

/**
 * The connections to one server (RFC 8907 §4.3). Without single connection each session has one of its own, at most
 * `maxConnections` at a time. With it, the first session on a new connection goes alone until the server's answer says
 * whether the connection may be shared; if so all sessions go there, if not each gets its own until a server agrees.
 */
export class ConnectionPool {
  readonly #options: PoolOptions;
  readonly #connections = new Set<TacacsConnection>();
  readonly #urgent = new Fifo<Opening>();
  readonly #queue = new Fifo<Opening>();
  readonly #ids: IdSource;
  /** The connection that is shared, or that is being tried. */
  #shared: TacacsConnection | undefined;
  /** The last server answer refused single connection. */
  #refused = false;
  #nextConnection = 1;
  /** Connections that new sessions may not use count no more against the limit. */
  #active = 0;
  #closed = false;
  #whenEmpty: (() => void)[] = [];

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#ids = new IdSource(options.random);
  }

  /** Sessions that wait for a connection. */
  get waiting(): number {
    return this.#urgent.length + this.#queue.length;
  }
  /** Sessions on connections. */
  get outstanding(): number {
    let sum = 0;
    for (const connection of this.#connections) sum += connection.size;
    return sum;
  }

  submit(opening: Opening): void {
    if (this.#closed) {
      opening.settled(failure('aborted', 'the client was closed', false), undefined);
      return;
    }
    (opening.urgent ? this.#urgent : this.#queue).push(opening);
    this.#dispatch();
  }

  /** Fails what waits, closes everything; resolves when the last socket is closed. */
  close(): Promise<void> {
    this.#closed = true;
    this.#failWaiting(failure('aborted', 'the client was closed', false));
    for (const connection of [...this.#connections]) connection.close();
    if (this.#connections.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenEmpty.push(resolve));
  }

  #dispatch(): void {
    while (this.waiting > 0) {
      const connection = this.#place();
      if (connection === undefined) return;
      const opening = this.#urgent.shift() ?? this.#queue.shift();
      if (opening !== undefined) this.#start(connection, opening);
    }
  }

  /** A connection that can take a session now. */
  #place(): TacacsConnection | undefined {
    const { singleConnection, maxConnections, maxSessions } = this.#options;
    if (this.#shared !== undefined) {
      const room = this.#shared.usable && this.#shared.size < maxSessions;
      return room ? this.#shared : undefined;
    }
    if (singleConnection && !this.#refused) {
      this.#shared = this.#connect();
      return this.#shared;
    }
    return this.#active < maxConnections ? this.#connect() : undefined;
  }

  #connect(): TacacsConnection {
    const { singleConnection: askSingle, ...options } = this.#options;
    const connection = new TacacsConnection(
      { ...options, id: this.#nextConnection++, askSingle },
      {
        decided: (shared) => this.#decided(connection, shared),
        room: () => this.#dispatch(),
        retired: () => this.#retired(connection),
        closed: () => this.#gone(connection),
      },
    );
    this.#connections.add(connection);
    this.#active++;
    return connection;
  }

  #start(connection: TacacsConnection, opening: Opening): void {
    const session = connection.open(this.#ids.next(connection), opening.type, opening.minorVersion);
    const began = this.#options.clock.monotonic();
    connection.exchange(session, opening.body, (reply) => {
      if (reply.ok) return opening.settled(reply, session);
      const { reason } = reply.failure;
      if (reason === 'closed' && opening.resend && connection.served > 0 && !this.#closed)
        return this.submit({ ...opening, resend: false });
      // Who waits in the queue would wait as long and as vainly.
      const heard = [...this.#connections].some((other) => other.lastHeard > began);
      if ((reason === 'connect-failed' || reason === 'timeout') && !heard) this.#failWaiting(reply);
      opening.settled(reply, undefined);
    });
    opening.started(session);
  }

  #failWaiting(reply: Reply & { readonly ok: false }): void {
    const { reason, detail } = reply.failure;
    for (const queue of [this.#urgent, this.#queue]) {
      const openings: Opening[] = [];
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) openings.push(next);
      for (const opening of openings) opening.settled(failure(reason, detail, false), undefined);
    }
  }

  #decided(connection: TacacsConnection, shared: boolean): void {
    this.#refused = !shared;
    if (!shared) {
      if (this.#shared === connection) this.#shared = undefined;
    } else if (this.#shared === undefined) this.#shared = connection;
    else if (this.#shared !== connection) connection.keepUnshared();
    this.#dispatch();
  }

  #retired(connection: TacacsConnection): void {
    this.#active--;
    if (this.#shared === connection) this.#shared = undefined;
    // Not at once: what fails with the connection is told first.
    queueMicrotask(() => this.#dispatch());
  }

  #gone(connection: TacacsConnection): void {
    this.#connections.delete(connection);
    if (this.#connections.size > 0) return;
    for (const resolve of this.#whenEmpty) resolve();
    this.#whenEmpty = [];
  }
}

/** Unpredictable session ids (§4.1), fetched many at a time. */
class IdSource {
  readonly #random: Random;
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** An id that no session on the connection has. */
  next(connection: TacacsConnection): number {
    for (;;) {
      if (this.#at + 4 > this.#bytes.length) {
        this.#bytes = this.#random.bytes(4096);
        this.#at = 0;
      }
      const view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset + this.#at, 4);
      this.#at += 4;
      const id = view.getUint32(0);
      if (!connection.has(id)) return id;
    }
  }
}
