import { RequestRate } from './rate.ts';
import type {
  AccountingCounters,
  AuthenticationCounters,
  LatencyDistribution,
  TransactionCounters,
} from './snapshot.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const noTransactions = {
  requests: 0,
  timeouts: 0,
  failovers: 0,
  retransmissions: 0,
  unexpected: 0,
  serverError: 0,
  incorrect: 0,
  responseTime: 0,
  successes: 0,
  failures: 0,
  malformed: 0,
  badAuthenticators: 0,
} as const satisfies TransactionCounters;

/** Upper bounds of the latency buckets, milliseconds; the last bucket is above the last bound. */
const latencyBounds = [2, 5, 10, 20, 50, 100] as const;

/** Latencies of the answers of one service. */
export class Latency {
  readonly #buckets: [number, number, number, number, number, number, number] = [0, 0, 0, 0, 0, 0, 0];
  #sum = 0;
  #count = 0;
  #maximum = 0;

  count(milliseconds: number): void {
    const found = latencyBounds.findIndex((bound) => milliseconds <= bound);
    const index = found < 0 ? latencyBounds.length : found;
    this.#buckets[index] = (this.#buckets[index] ?? 0) + 1;
    this.#sum += milliseconds;
    this.#count++;
    if (milliseconds > this.#maximum) this.#maximum = milliseconds;
  }

  get distribution(): LatencyDistribution {
    return [...this.#buckets];
  }
  get sum(): number {
    return this.#sum;
  }
  get answers(): number {
    return this.#count;
  }
  get maximum(): number {
    return this.#maximum;
  }
}

/** Counters of one RADIUS server since they were last cleared; mutated on the hot path. */
export class RadiusServerStatistics {
  readonly clearedAt: number;
  readonly authentication: Mutable<AuthenticationCounters> = {
    ...noTransactions,
    accepts: 0,
    rejects: 0,
    challenges: 0,
  };
  readonly authorization: Mutable<TransactionCounters> = { ...noTransactions };
  readonly accounting: Mutable<AccountingCounters> = {
    ...noTransactions,
    requestStart: 0,
    requestInterim: 0,
    requestStop: 0,
    responseStart: 0,
    responseInterim: 0,
    responseStop: 0,
  };
  readonly accessLatency = new Latency();
  readonly accountingLatency = new Latency();
  readonly rate: RequestRate;
  maximumBuffer = { access: 0, accounting: 0 };
  /** Most transactions outstanding at once. */
  maximumOutstanding = 0;

  /** @param now monotonic milliseconds */
  constructor(now: number) {
    this.clearedAt = now;
    this.rate = new RequestRate(now);
  }
}

/** What Acct-Status-Type (RFC 2866 §5.1) counts as in `show aaa servers`. */
export const accountingKinds: ReadonlyMap<
  number,
  {
    readonly request: 'requestStart' | 'requestStop' | 'requestInterim';
    readonly response: 'responseStart' | 'responseStop' | 'responseInterim';
  }
> = new Map([
  [1, { request: 'requestStart', response: 'responseStart' }],
  [2, { request: 'requestStop', response: 'responseStop' }],
  [3, { request: 'requestInterim', response: 'responseInterim' }],
]);
