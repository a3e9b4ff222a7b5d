import { ok, type Result } from '../../base/result.ts';
import type { Connection } from './connection.ts';
import type { ConnectionRequest } from './connection-request.ts';
import type { ConnectionSource } from './connection-source.ts';
import type { ConnectError, ConnectionEnd } from './connection-types.ts';

/** A connection and its number among those of its user. */
export interface NumberedConnection {
  /** From 1. */
  readonly number: number;
  readonly connection: Connection;
}

/**
 * The connections of one EXEC session, numbered from 1. One that the host has closed stays until the user has seen
 * what it still said.
 */
export class UserConnections {
  readonly #source: Pick<ConnectionSource, 'open'>;
  readonly #ended: (closed: NumberedConnection) => void;
  #all: NumberedConnection[] = [];
  #last: Connection | undefined;
  /** Ends all that is opened from now on: the session is over. */
  #over: ConnectionEnd | undefined;
  readonly #opening = new Map<AbortController, Promise<unknown>>();

  /** @param ended called when a host has closed a connection */
  constructor(source: Pick<ConnectionSource, 'open'>, ended: (closed: NumberedConnection) => void) {
    this.#source = source;
    this.#ended = ended;
  }

  /** All of them, by number. */
  get all(): readonly NumberedConnection[] {
    return this.#all;
  }

  /** The one used last. */
  get last(): NumberedConnection | undefined {
    return this.#all.find(({ connection }) => connection === this.#last) ?? this.#all.at(-1);
  }

  /** By number, or by the name or address of the host. */
  find(which: number | string): NumberedConnection | undefined {
    return this.#all.find(({ number, connection }) =>
      typeof which === 'number' ? number === which : connection.host === which || connection.address === which,
    );
  }

  async open(
    request: Omit<ConnectionRequest, 'ended' | 'whyAborted'>,
  ): Promise<Result<NumberedConnection, ConnectError>> {
    const abort = new AbortController();
    const opening = this.#source.open({
      ...request,
      signal: AbortSignal.any([request.signal, abort.signal]),
      whyAborted: async () => {
        // When it is the session that ends, that is told a moment later.
        await new Promise((resolve) => setImmediate(resolve));
        return this.#over ?? 'disconnected';
      },
      ended: (connection) => this.#gone(connection),
    });
    this.#opening.set(abort, opening);
    const opened = await opening.finally(() => this.#opening.delete(abort));
    if (!opened.ok) return opened;
    const connection = opened.value;
    const numbered = { number: this.#free(), connection };
    this.#all = [...this.#all, numbered].sort((a, b) => a.number - b.number);
    this.#last = connection;
    if (this.#over !== undefined) await connection.close(this.#over);
    return ok(numbered);
  }

  /** The user turns to one. */
  use({ connection }: NumberedConnection): void {
    this.#last = connection;
  }

  /** Closes one and takes it off the list; resolves when its end is on the books. */
  async close({ connection }: NumberedConnection, why: ConnectionEnd): Promise<void> {
    this.#all = this.#all.filter((one) => one.connection !== connection);
    await connection.close(why);
  }

  /** The EXEC session is over: closes all, and what is still being opened. */
  async closeAll(why: ConnectionEnd): Promise<void> {
    this.#over = why;
    const opening = [...this.#opening];
    for (const [abort] of opening) abort.abort();
    await Promise.allSettled(opening.map(([, opened]) => opened));
    await Promise.all(this.#all.map((one) => this.close(one, why)));
  }

  #gone(connection: Connection): void {
    const numbered = this.#all.find((one) => one.connection === connection);
    if (numbered !== undefined) this.#ended(numbered);
  }

  #free(): number {
    for (let number = 1; ; number++) if (this.find(number) === undefined) return number;
  }
}
