import type { Timer } from '../../base/clock.ts';
import type { EntryRow } from '../ledger-rows.ts';
import { methodsOf } from '../lists.ts';
import type { AccountingRecord } from '../record.ts';
import { decodeRecord } from '../record-codec.ts';
import { backoff } from './backoff.ts';
import type { DestinationDeps, DestinationLimits } from './destination-types.ts';
import { type Entry, Fifo, type Lane } from './lane.ts';
import { Pace } from './pace.ts';
import type { DeliveryOutcome } from './transport.ts';

/** Entries read at a time. */
const pageSize = 1024;
/** Ids of parked lanes kept in memory; beyond that paging pauses. */
const parkedLimit = 65_536;

/**
 * The queue of one destination: what waits on disk seen through a window in memory.
 *
 * Invariants:
 * 1. Records of a lane leave in order, one at a time; lanes don't wait for each other.
 * 2. A record is taken out only when a server has acknowledged it or a newer interim has replaced it.
 * 3. Memory is bounded: entries beyond the window are on disk only and come in by pages, in order of id.
 * 4. A failure while others were acknowledged is the record's own: its lane is parked and tried again by itself.
 *    A failure while nobody was is the destination's: it rests, then a few lanes, different ones each time, probe it.
 */
export class Destination {
  readonly id: number;
  readonly name: string;
  readonly groups: readonly string[];
  readonly methods: ReturnType<typeof methodsOf>;
  readonly #deps: DestinationDeps;
  readonly #limits: DestinationLimits;
  readonly #lanes = new Map<number, Lane>();
  readonly #ready = new Fifo<Lane>();
  readonly #ahead = new Set<number>();
  readonly #parked = new Map<Lane, Timer>();
  /** Entries up to here are in memory or gone; those up to `#last` are on disk. */
  #cursor = 0;
  #last: number;
  #held = 0;
  #parkedEntries = 0;
  #inFlight = 0;
  #paging = false;
  #pumping = false;
  #running = false;
  #gate: number | undefined;
  readonly #pace: Pace;

  /** @param last newest entry on disk, 0 when there is none */
  constructor(id: number, name: string, last: number, deps: DestinationDeps, limits: DestinationLimits) {
    this.id = id;
    this.name = name;
    this.methods = methodsOf(name);
    this.groups = this.methods.flatMap((method) => (method.method === 'group' ? [method.group] : []));
    this.#last = last;
    this.#deps = deps;
    this.#limits = limits;
    this.#pace = new Pace(deps.clock, deps.random, limits.probes, () => this.#pump());
  }

  /** Records under way now. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Whether the last walks found nobody. */
  get down(): boolean {
    return this.#pace.down;
  }

  /** Whether something is under way, or would be if it were its turn. */
  get busy(): boolean {
    return this.#inFlight > 0 || (!this.#pace.down && (this.#held > 0 || this.#cursor < this.#last));
  }

  start(): void {
    this.#running = true;
    this.#pump();
  }

  /** Nothing new is sent; what is under way may still be acknowledged. */
  stop(): void {
    this.#running = false;
    this.#pace.stop();
    for (const timer of this.#parked.values()) timer.cancel();
  }

  /** An entry that has just been stored. */
  offer(row: EntryRow, record: AccountingRecord): void {
    if (row.id <= this.#cursor) return;
    const backlog = this.#cursor < this.#last;
    this.#last = row.id;
    if (!backlog && this.#held < this.#limits.held) {
      this.#cursor = row.id;
      this.#admit(row, record);
    }
    this.#pump();
  }

  /** The system record of the boot: goes before all that waits, which is held until `release`. */
  offerFirst(row: EntryRow, record: AccountingRecord, hold: boolean): void {
    if (this.#cursor === this.#last) this.#cursor = row.id;
    else this.#ahead.add(row.id);
    this.#last = row.id;
    this.#admit(row, record);
    if (hold) this.#gate = row.lane;
    this.#pump();
  }

  release(): void {
    this.#gate = undefined;
    this.#pump();
  }

  /** A newer interim has taken the place of this one. */
  forget(laneKey: number, id: number): void {
    const lane = this.#lanes.get(laneKey);
    const index = lane?.entries.findIndex((entry) => entry.id === id) ?? -1;
    if (lane === undefined || index < 0 || (index === 0 && lane.state === 'in-flight')) return;
    lane.entries.splice(index, 1);
    this.#discount(lane);
    if (lane.entries.length === 0 && lane.state === 'parked') this.#unpark(lane);
  }

  /** Id of the entry of a lane that is under way; 0: none. */
  underWay(laneKey: number): number {
    const lane = this.#lanes.get(laneKey);
    return lane?.state === 'in-flight' ? (lane.entries[0]?.id ?? 0) : 0;
  }

  status(laneKey: number, id: number): { readonly attempts: number; readonly lastError: string | undefined } {
    const entry = this.#lanes.get(laneKey)?.entries.find((one) => one.id === id);
    return { attempts: entry?.attempts ?? 0, lastError: entry?.lastError };
  }

  /** A server is heard again: no more resting. */
  wake(): void {
    this.#pace.wake();
    for (const lane of [...this.#parked.keys()]) this.#unpark(lane);
    this.#pump();
  }

  #admit(row: EntryRow, record: AccountingRecord | undefined): void {
    const entry: Entry = { id: row.id, kind: row.kind, record, attempts: 0, lastError: undefined };
    let lane = this.#lanes.get(row.lane);
    if (lane === undefined) {
      lane = { key: row.lane, entries: [], state: 'ready' };
      this.#lanes.set(row.lane, lane);
      this.#ready.push(lane);
    }
    lane.entries.push(entry);
    if (lane.state === 'parked') {
      entry.record = undefined;
      this.#parkedEntries += 1;
    } else this.#held += 1;
  }

  #discount(lane: Lane): void {
    if (lane.state === 'parked') this.#parkedEntries -= 1;
    else this.#held -= 1;
  }

  #pump(): void {
    if (this.#pumping || !this.#running) return;
    this.#pumping = true;
    for (let lane = this.#take(); lane !== undefined; lane = this.#take()) this.#send(lane);
    this.#pumping = false;
    if (this.#cursor < this.#last && this.#held < this.#limits.held / 2 && !this.#pace.down) void this.#page();
  }

  /** The next lane that may send now. */
  #take(): Lane | undefined {
    if (this.#inFlight >= this.#limits.inFlight || !this.#pace.maySend) return undefined;
    if (this.#gate !== undefined) {
      const lane = this.#lanes.get(this.#gate);
      return lane?.state === 'ready' && lane.entries.length > 0 ? lane : undefined;
    }
    for (let lane = this.#ready.shift(); lane !== undefined; lane = this.#ready.shift()) {
      if (lane.state !== 'ready' || this.#lanes.get(lane.key) !== lane) continue;
      if (lane.entries.length > 0) return lane;
      this.#lanes.delete(lane.key);
    }
    return undefined;
  }

  #send(lane: Lane): void {
    const entry = lane.entries[0]!;
    lane.state = 'in-flight';
    this.#inFlight += 1;
    const token = this.#pace.sent();
    const done = (outcome: DeliveryOutcome) => this.#done(lane, entry, token, outcome);
    if (entry.record !== undefined) this.#deps.walk(entry.record, lane.key, done);
    else void this.#fetch(lane, entry, done);
  }

  async #fetch(lane: Lane, entry: Entry, done: (outcome: DeliveryOutcome) => void): Promise<void> {
    try {
      const row = await this.#deps.one(this.id, entry.id);
      entry.record = row === undefined ? undefined : decodeRecord(row.body);
      if (entry.record !== undefined) this.#deps.walk(entry.record, lane.key, done);
      else if (row === undefined) this.#gone(lane);
      else done({ outcome: 'no-response', fault: 'record', reason: 'unreadable on disk' });
    } catch (error) {
      done({ outcome: 'no-response', fault: 'server', reason: `ledger: ${String(error)}` });
    }
  }

  /** Replaced on disk while it was parked. */
  #gone(lane: Lane): void {
    this.#inFlight -= 1;
    this.#next(lane);
    this.#pace.settle(this.#inFlight);
    this.#pump();
  }

  #done(lane: Lane, entry: Entry, token: number, outcome: DeliveryOutcome): void {
    this.#inFlight -= 1;
    if (outcome.outcome === 'acknowledged') {
      this.#pace.acknowledged();
      if (this.#gate === lane.key && lane.entries.length === 1) this.#gate = undefined;
      this.#next(lane);
      this.#pump();
      this.#deps.acknowledged(this.id, entry.id, this.#inFlight === 0);
      return;
    }
    if (this.#running) {
      entry.attempts += 1;
      entry.lastError = outcome.reason;
      if (outcome.fault === 'record' || this.#pace.othersGotThrough(token)) this.#park(lane, entry, outcome.fault);
      else {
        this.#pace.failed();
        lane.state = 'ready';
        this.#ready.push(lane);
      }
      this.#pace.settle(this.#inFlight);
      this.#deps.failed(entry, outcome.reason);
    }
    this.#pump();
  }

  /** The first entry of a lane is done with. */
  #next(lane: Lane): void {
    lane.entries.shift();
    this.#held -= 1;
    lane.state = 'ready';
    if (lane.entries.length === 0) this.#lanes.delete(lane.key);
    else this.#ready.push(lane);
  }

  #park(lane: Lane, entry: Entry, fault: 'server' | 'record'): void {
    lane.state = 'parked';
    this.#held -= lane.entries.length;
    this.#parkedEntries += lane.entries.length;
    for (const one of lane.entries) one.record = undefined;
    const wait =
      fault === 'record'
        ? backoff(Number.MAX_SAFE_INTEGER, this.#deps.random)
        : backoff(entry.attempts, this.#deps.random);
    const timer = this.#deps.clock.after(wait, () => {
      this.#unpark(lane);
      this.#pump();
    });
    this.#parked.set(lane, timer);
  }

  #unpark(lane: Lane): void {
    this.#parked.get(lane)?.cancel();
    if (!this.#parked.delete(lane)) return;
    this.#parkedEntries -= lane.entries.length;
    this.#held += lane.entries.length;
    lane.state = 'ready';
    if (lane.entries.length === 0) this.#lanes.delete(lane.key);
    else this.#ready.push(lane);
  }

  async #page(): Promise<void> {
    if (this.#paging || this.#parkedEntries >= parkedLimit) return;
    this.#paging = true;
    const last = this.#last;
    const limit = Math.min(pageSize, this.#limits.held >> 2);
    try {
      const rows = await this.#deps.page(this.id, this.#cursor, limit);
      for (const row of rows) if (!this.#ahead.delete(row.id)) this.#admit(row, decodeRecord(row.body));
      // What was stored after the question is not in the answer: a short page tells only of what was there then.
      const seen = rows.at(-1)?.id ?? 0;
      this.#cursor = rows.length < limit ? Math.max(last, seen) : seen;
      this.#last = Math.max(this.#last, this.#cursor);
      this.#paging = false;
      this.#pump();
    } catch {
      // The disk cannot be read: what is in memory goes on.
      this.#paging = false;
      this.#deps.clock.after(1000, () => this.#pump());
    }
  }
}
