import type { Clock } from '../../base/clock.ts';
import type { EventLog } from '../../base/event-log.ts';
import type { Random } from '../../base/random.ts';
import { shownPairs } from '../attributes/encode.ts';
import { debugMethod, debugReply } from '../debug-lines.ts';
import type { EntryRow, Superseded } from '../ledger-rows.ts';
import type { AccountingRecord } from '../record.ts';
import { Destination } from './destination.ts';
import { type DestinationDeps, type DestinationLimits, defaultLimits } from './destination-types.ts';
import type { DeliveryOutcome, DeliveryTransport } from './transport.ts';

export interface DeliveryDeps extends Pick<DestinationDeps, 'page' | 'one' | 'acknowledged'> {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: EventLog;
  readonly transport: DeliveryTransport;
  /** A record has been offered to every server of its destination in vain. */
  failed(destination: number, entry: number): void;
}

/** All destinations. They share nothing: a slow or dead one holds up no other. */
export class Delivery {
  readonly #deps: DeliveryDeps;
  readonly #limits: DestinationLimits;
  readonly #destinations = new Map<number, Destination>();
  readonly #unsubscribe: () => void;
  #running = false;

  constructor(deps: DeliveryDeps, limits: Partial<DestinationLimits> = {}) {
    this.#deps = deps;
    this.#limits = { ...defaultLimits, ...limits };
    this.#unsubscribe = deps.transport.onAlive((groups) => {
      for (const destination of this.#destinations.values())
        if (destination.groups.some((group) => groups.includes(group))) destination.wake();
    });
  }

  /** @param last newest waiting entry of the destination, 0 when none */
  add(id: number, name: string, last: number): void {
    const { clock, random, page, one, acknowledged } = this.#deps;
    const destination = new Destination(
      id,
      name,
      last,
      {
        clock,
        random,
        page,
        one,
        acknowledged,
        walk: (record, lane, done) => this.#walk(destination, record, lane, done),
        failed: (entry, reason) => {
          this.#deps.log.debug('aaa accounting', () => `AAA/ACCT: no response from ${name}: ${reason}`);
          this.#deps.failed(id, entry.id);
        },
      },
      this.#limits,
    );
    this.#destinations.set(id, destination);
    if (this.#running) destination.start();
  }

  start(): void {
    this.#running = true;
    for (const destination of this.#destinations.values()) destination.start();
  }

  /** Sends nothing more. Acknowledgements of what is under way still count. */
  stop(): void {
    this.#running = false;
    this.#unsubscribe();
    for (const destination of this.#destinations.values()) destination.stop();
  }

  offer(row: EntryRow, record: AccountingRecord): void {
    this.#destinations.get(row.destination)?.offer(row, record);
  }

  offerFirst(row: EntryRow, record: AccountingRecord, hold: boolean): void {
    this.#destinations.get(row.destination)?.offerFirst(row, record, hold);
  }

  /** Lets go of what waits for the boot's system record. */
  release(): void {
    for (const destination of this.#destinations.values()) destination.release();
  }

  forget({ destination, lane, id }: Superseded): void {
    this.#destinations.get(destination)?.forget(lane, id);
  }

  underWay(destination: number, lane: number): number {
    return this.#destinations.get(destination)?.underWay(lane) ?? 0;
  }

  find(id: number): Destination | undefined {
    return this.#destinations.get(id);
  }

  /** Whether a destination that may answer still has something under way or in reach. */
  get busy(): boolean {
    return [...this.#destinations.values()].some((destination) => destination.busy);
  }

  /** Methods in their order, the next one only when nobody of the one before answers. */
  #walk(to: Destination, record: AccountingRecord, lane: number, done: (outcome: DeliveryOutcome) => void): void {
    let at = 0;
    const reasons: string[] = [];
    let own = true;
    const next = (): void => {
      const method = to.methods[at++];
      if (method === undefined) {
        done({ outcome: 'no-response', fault: own ? 'record' : 'server', reason: reasons.join(', ') });
        return;
      }
      if (method.method === 'logger') {
        this.#deps.log.message('ACCT', 6, 'RECORD', loggerText(record));
        done({ outcome: 'acknowledged', server: 'logger' });
        return;
      }
      const { log, transport } = this.#deps;
      debugMethod(log, record, method.group, transport.protocolOf(method.group) ?? 'no such group');
      transport.deliver(method.group, record, lane, (outcome) => {
        if (outcome.outcome === 'acknowledged') {
          debugReply(log, record);
          return done(outcome);
        }
        debugReply(log, record, outcome.reason);
        reasons.push(outcome.reason);
        if (outcome.fault === 'server') own = false;
        next();
      });
    };
    next();
  }
}

const loggerText = (record: AccountingRecord): string =>
  `${record.type} ${record.kind} user=${record.facts.user ?? 'unknown'} port=${record.facts.portName ?? 'unknown'} ${shownPairs(record).join(' ')}`;
