import type { Clock, Timer } from '../../base/clock.ts';
import type { LiveDifference, LiveTable } from './contract.ts';
import type { LiveChanges, LiveSource } from './view.ts';

/** Milliseconds between differences. */
export const pace = 1000;
/** Without news the time is sent after so many paces: proxies and the page see that the stream lives. */
const quietPaces = 5;

/** A browser that looks. */
export interface LiveListener {
  send(text: string): void;
  /** Whether it has taken all that was sent. While it has not it gets nothing, and a new table after that. */
  ready(): boolean;
  /** Whether it still may look; it is ended when not. */
  allowed(): boolean;
  end(): void;
}

interface Seat {
  readonly listener: LiveListener;
  /** Needs the whole table before differences mean anything to it. */
  lost: boolean;
}

const eventText = (name: string, data: unknown): string => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

function differenceOf(now: number, { put, moved, gone }: LiveChanges): LiveDifference {
  const difference: { -readonly [K in keyof LiveDifference]: LiveDifference[K] } = { now };
  if (put.length > 0) difference.put = put;
  if (moved.length > 0)
    difference.moved = moved.flatMap(([id, , , , , , , , , bytesIn, bytesOut]) => [id, bytesIn, bytesOut]);
  if (gone.length > 0) difference.gone = gone;
  return difference;
}

/**
 * The stream of live sessions. What changes is worked out and written as text once a second, however many look; nothing is
 * done while nobody does. A browser that is too slow gets no backlog but a new table.
 */
export class LiveStream {
  readonly #source: LiveSource;
  readonly #clock: Clock;
  readonly #seats = new Set<Seat>();
  #timer: Timer | undefined;
  #busy = false;
  #quiet = 0;

  constructor(source: LiveSource, clock: Clock) {
    this.#source = source;
    this.#clock = clock;
  }

  /** How many look. */
  get size(): number {
    return this.#seats.size;
  }

  /** Somebody begins to look: the table comes first. @returns what ends it */
  async add(listener: LiveListener): Promise<() => void> {
    const seat: Seat = { listener, lost: true };
    this.#seats.add(seat);
    await this.#run();
    return () => {
      this.#seats.delete(seat);
      if (this.#seats.size === 0) this.#rest();
    };
  }

  stop(): void {
    for (const { listener } of this.#seats) listener.end();
    this.#seats.clear();
    this.#rest();
  }

  #rest(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#source.rest();
  }

  async #run(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    this.#timer?.cancel();
    try {
      await this.#tell();
    } catch {
      // The store is being closed, or has trouble that it tells the operator itself: the next round tries again.
    } finally {
      this.#busy = false;
      if (this.#seats.size > 0) this.#timer = this.#clock.after(pace, () => void this.#run());
    }
  }

  async #tell(): Promise<void> {
    for (const seat of this.#seats)
      if (!seat.listener.allowed()) {
        seat.listener.end();
        this.#seats.delete(seat);
      }
    if (this.#seats.size === 0) return;
    const changes = await this.#source.drain();
    const now = this.#clock.now();
    if (changes !== undefined) this.#send(eventText('difference', differenceOf(now, changes)));
    else if (++this.#quiet >= quietPaces) this.#send(eventText('alive', now));
    const lost = [...this.#seats].filter((seat) => seat.lost && seat.listener.ready());
    if (lost.length === 0) return;
    const rows = await this.#source.table();
    const table = eventText('table', { now: this.#clock.now(), rows } satisfies LiveTable);
    for (const seat of lost) {
      seat.lost = false;
      seat.listener.send(table);
    }
  }

  #send(text: string): void {
    this.#quiet = 0;
    for (const seat of this.#seats) {
      if (!seat.listener.ready()) seat.lost = true;
      else if (!seat.lost) seat.listener.send(text);
    }
  }
}
