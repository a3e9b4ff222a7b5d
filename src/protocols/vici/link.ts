import type { Clock, Timer } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { CharonIdentity, LinkChange } from './client-types.ts';
import { Connection } from './connection.ts';
import { recognize, type Sighting, socketIdentity } from './identity.ts';
import { readStats } from './read-daemon.ts';
import type { ViciSection } from './value.ts';

export interface LinkOptions {
  readonly path: string;
  readonly events: readonly string[];
  readonly onLink: (change: LinkChange) => void;
  readonly onEvent: (name: string, message: ViciSection) => void;
  readonly onUnknownEvent: (name: string) => void;
  readonly clock: Clock;
  readonly random: Random;
  /** Milliseconds until a charon that does not answer to the registration is given up. */
  readonly timeout: number;
  readonly backOff: { readonly first: number; readonly most: number };
}

/**
 * The connection of events: registered before it is told of, made again when it ends, with the question answered
 * whether the charon at the other end is the one that was there before.
 */
export class Link {
  readonly #options: LinkOptions;
  #connection: Connection | undefined;
  #seen: Sighting | undefined;
  #up = false;
  #tries = 0;
  #told = false;
  #retry: Timer | undefined;
  #closed = false;

  constructor(options: LinkOptions) {
    this.#options = options;
    void this.#try();
  }

  get up(): boolean {
    return this.#up;
  }

  get charon(): CharonIdentity | undefined {
    return this.#seen?.charon;
  }

  close(): void {
    this.#closed = true;
    this.#up = false;
    this.#retry?.cancel();
    this.#connection?.close('closed');
  }

  async #try(): Promise<void> {
    const { onLink, onEvent } = this.#options;
    // What comes before the link is told of waits.
    const early: [string, ViciSection][] = [];
    let hear = (name: string, message: ViciSection): void => void early.push([name, message]);
    const met = await this.#meet((name, message) => hear(name, message));
    if (this.#closed) return;
    if (!met.ok) {
      this.#connection?.close(met.error);
      this.#connection = undefined;
      const tell = !this.#told;
      this.#told = true;
      this.#again();
      if (tell) onLink({ kind: 'unreachable', reason: met.error });
      return;
    }
    const { charon } = met.value;
    const before = this.#seen?.charon;
    this.#seen = met.value;
    this.#up = true;
    this.#tries = 0;
    this.#told = true;
    if (before === undefined) onLink({ kind: 'connected', charon });
    else if (before.key === charon.key) onLink({ kind: 'reconnected', charon });
    else onLink({ kind: 'restarted', charon, before });
    for (const [name, message] of early) if (this.#up) onEvent(name, message);
    hear = onEvent;
    // It may have ended while the stats were read.
    if (this.#connection?.open === false) this.#lost('charon closed the connection');
  }

  /** Connects, registers, and asks who is there. */
  async #meet(onEvent: (name: string, message: ViciSection) => void): Promise<Result<Sighting, string>> {
    const { path, clock, timeout } = this.#options;
    const socket = await socketIdentity(path);
    const opened = await Connection.open(path, { onEvent, onEnd: (reason) => this.#lost(reason) });
    if (!opened.ok) return opened;
    const connection = opened.value;
    this.#connection = connection;
    if (this.#closed) connection.close('closed');
    const timer = clock.after(timeout, () => connection.close(`charon does not answer for ${timeout} ms`));
    const who = await this.#register(connection, socket);
    timer.cancel();
    // Between looking at the file and connecting to it, charon may have started again.
    if (who.ok && (await socketIdentity(path)) !== socket) return err('charon is just starting');
    return who;
  }

  async #register(connection: Connection, socket: string): Promise<Result<Sighting, string>> {
    for (const event of this.#options.events) {
      const registered = await connection.exchange('event-register', event);
      if (!registered.ok) return err(reasonOf(registered.error));
      if (registered.value.type === 'event-unknown') this.#options.onUnknownEvent(event);
    }
    const answer = await connection.exchange('command-request', 'stats');
    if (!answer.ok) return err(reasonOf(answer.error));
    const stats = readStats(answer.value.message);
    if (!stats.ok) return err(`charon's stats lack ${stats.error.path.join('.')}`);
    return ok(recognize(this.#seen, socket, stats.value.since, this.#options.clock));
  }

  #lost(reason: string): void {
    if (this.#closed || !this.#up) return;
    this.#up = false;
    this.#connection = undefined;
    this.#again();
    this.#options.onLink({ kind: 'lost', reason });
  }

  #again(): void {
    const { clock, random, backOff } = this.#options;
    const delay = Math.min(backOff.most, backOff.first * 2 ** Math.min(this.#tries++, 20));
    this.#retry = clock.after(delay * (0.5 + random.fraction() / 2), () => void this.#try());
  }
}

const reasonOf = (failure: { readonly kind: string; readonly reason?: string }): string =>
  failure.reason ?? failure.kind;
