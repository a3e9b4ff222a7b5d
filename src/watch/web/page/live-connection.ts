import type { LiveDifference, LiveTable } from '../contract.ts';
import { signedOut, whoAmI } from './api.ts';
import { SessionsTable } from './sessions-table.ts';

/** Milliseconds after which a page without news is drawn again: durations grow. Longer than between differences. */
const tick = 1100;

/** Milliseconds without a word of the server (it says one every five seconds) after which the connection is taken for lost. */
const patience = 20_000;

export type LinkState = 'connecting' | 'live' | 'lost';

/** The stream of live sessions and the table that it fills; one for the whole page. */
export class LiveConnection {
  readonly table = new SessionsTable();
  readonly #listeners = new Set<() => void>();
  #source: EventSource | undefined;
  #state: LinkState = 'connecting';
  #due = false;
  #tick: ReturnType<typeof setTimeout> | undefined;
  #watch: ReturnType<typeof setTimeout> | undefined;

  get state(): LinkState {
    return this.#state;
  }

  /**
   * Calls `listener` after changes, at most once for each picture that the browser draws, and about every
   * second without any.
   * @returns what ends it
   */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    if (this.#source === undefined) this.#connect();
    return () => this.#listeners.delete(listener);
  }

  /** Has everybody draw again: the order or the filter is other. */
  redraw(): void {
    this.#tell();
  }

  close(): void {
    clearTimeout(this.#watch);
    this.#source?.close();
    this.#source = undefined;
    this.#state = 'connecting';
  }

  #connect(): void {
    const source = new EventSource('./api/live');
    this.#source = source;
    this.#heard(source);
    source.addEventListener('alive', () => this.#heard(source));
    source.addEventListener('table', ({ data }: MessageEvent<string>) => {
      this.#heard(source);
      const table: LiveTable = JSON.parse(data);
      this.table.replace(table, Date.now());
      this.#become('live');
    });
    source.addEventListener('difference', ({ data }: MessageEvent<string>) => {
      this.#heard(source);
      const difference: LiveDifference = JSON.parse(data);
      this.table.apply(difference, Date.now());
      this.#tell();
    });
    source.addEventListener('error', () => {
      if (this.#source !== source) return;
      this.#become('lost');
      if (source.readyState !== EventSource.CLOSED) return;
      // The server said no: the browser won't try again by itself. Whether one is signed in is found out by asking.
      this.#source = undefined;
      whoAmI().then(
        (me) => (me === undefined ? signedOut() : setTimeout(() => this.#again(), 3000)),
        () => setTimeout(() => this.#again(), 5000),
      );
    });
  }

  /** A server that hangs, or a cable that was pulled, ends no connection: silence does. */
  #heard(source: EventSource): void {
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => {
      if (this.#source !== source) return;
      source.close();
      this.#source = undefined;
      this.#become('lost');
      this.#again();
    }, patience);
  }

  #again(): void {
    if (this.#source === undefined && this.#listeners.size > 0) this.#connect();
  }

  #become(state: LinkState): void {
    this.#state = state;
    this.#tell();
  }

  #tell(): void {
    if (this.#due) return;
    this.#due = true;
    requestAnimationFrame(() => {
      this.#due = false;
      clearTimeout(this.#tick);
      if (this.#listeners.size > 0) this.#tick = setTimeout(() => this.#tell(), tick);
      for (const listener of this.#listeners) listener();
    });
  }
}

export const live = new LiveConnection();
