import type { Clock, Timer } from '../../base/clock.ts';
import type { RawTerminal } from '../../ios/index.ts';
import type { Connection } from '../../sources/connection/index.ts';
import { type Action, EscapeSequence, escapeHelp } from './escape.ts';

/** How the terminal came back from a connection. */
export type Passed =
  /** The host is gone. */
  | 'ended'
  /** By the escape sequence. */
  | 'suspended'
  /** Nothing was typed for too long. */
  | 'idle'
  /** Somebody else closed the connection, or the terminal is gone. */
  | 'left';

export interface PassOptions {
  readonly clock: Clock;
  /** Milliseconds without input (`session-timeout`); 0 never. */
  readonly idleLimit: number;
  /** Aborted when the terminal is gone. */
  readonly signal: AbortSignal;
}

/** Bytes that wait for a host that takes none, before the user is held back. */
const mostUnsent = 16_384;

/** Ties a terminal and a connection together until one of them is gone, or the user types the escape sequence. */
export async function passThrough(raw: RawTerminal, connection: Connection, options: PassOptions): Promise<Passed> {
  const { clock, idleLimit, signal } = options;
  const watch = new IdleWatch(clock, idleLimit, () => finish('idle'));
  let outcome: Passed | undefined;
  let rest: Uint8Array | undefined;
  let unsent = 0;
  const finish = (how: Passed): void => {
    outcome ??= how;
    connection.detach();
  };
  const left = (): void => finish('left');
  signal.addEventListener('abort', left);
  if (signal.aborted) left();
  const sequence = new EscapeSequence();
  const resize = (): void => {
    const { size } = raw;
    if (size.columns > 0 && size.rows > 0) connection.resize(size);
  };
  resize();
  raw.onResize(resize);

  const fromUser = async (): Promise<void> => {
    for (let bytes = await raw.read(); bytes !== undefined && outcome === undefined; bytes = await raw.read()) {
      watch.input();
      for (const typed of sequence.feed(bytes)) {
        if (typed.kind === 'suspend') {
          rest = typed.rest;
          finish('suspended');
          return;
        }
        const sent = act(typed, raw, connection);
        if (typed.kind !== 'data') continue;
        unsent += typed.bytes.length;
        void sent.then(() => {
          unsent -= typed.bytes.length;
        });
        // A host that takes nothing must not keep the user from the escape sequence.
        if (unsent > mostUnsent) await sent;
      }
    }
  };
  void fromUser();
  while (outcome === undefined) {
    const said = await connection.read();
    if (said.kind === 'data') await raw.write(said.bytes);
    else finish(said.kind === 'ended' ? 'ended' : 'left');
  }
  signal.removeEventListener('abort', left);
  watch.stop();
  raw.release(rest);
  return outcome;
}

async function act(typed: Action, raw: RawTerminal, connection: Connection): Promise<void> {
  switch (typed.kind) {
    case 'data':
      return connection.write(typed.bytes);
    case 'signal':
      return connection.signal(typed.name);
    case 'help':
      return raw.write(Buffer.from(escapeHelp.replaceAll('\n', '\r\n')));
  }
}

/** Looks whether somebody types. */
class IdleWatch {
  readonly #clock: Clock;
  readonly #limit: number;
  readonly #expired: () => void;
  #timer: Timer | undefined;
  #last: number;

  constructor(clock: Clock, limit: number, expired: () => void) {
    this.#clock = clock;
    this.#limit = limit;
    this.#expired = expired;
    this.#last = clock.monotonic();
    if (limit > 0) this.#arm(limit);
  }

  input(): void {
    this.#last = this.#clock.monotonic();
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #arm(delay: number): void {
    this.#timer = this.#clock.after(delay, () => {
      const left = this.#last + this.#limit - this.#clock.monotonic();
      if (left <= 0) this.#expired();
      else this.#arm(left);
    });
  }
}
