import { Counter, Gauge, Histogram, type MetricObjectWithValues, type MetricValue, Registry } from 'prom-client';

/** Values of one metric at one moment: each with its labels. */
export type Readings<L extends string> = Iterable<readonly [labels: Readonly<Record<L, string>>, value: number]>;

/** A histogram that somebody else counts. */
export interface Distribution {
  /** Upper bound of each bucket but the last, which has none. */
  readonly bounds: readonly number[];
  /** How many are in each bucket alone. */
  readonly counts: readonly number[];
  readonly sum: number;
}

/**
 * Metrics that are read when Prometheus asks, from those who count anyway: nothing is counted twice, and nothing costs
 * while nobody asks.
 */
export class MetricsRegistry {
  readonly registry = new Registry();

  /** Something that goes up and down. */
  gauge<L extends string>(
    name: string,
    help: string,
    labelNames: readonly L[],
    read: () => Readings<L> | Promise<Readings<L>>,
  ): void {
    const metric: Gauge<L> = new Gauge<L>({
      name,
      help,
      labelNames: [...labelNames],
      registers: [this.registry],
      async collect() {
        metric.reset();
        for (const [labels, value] of await read()) metric.set({ ...labels }, value);
      },
    });
  }

  /** Something that only grows (until the daemon or its counters start anew); its name ends in `_total`. */
  total<L extends string>(
    name: string,
    help: string,
    labelNames: readonly L[],
    read: () => Readings<L> | Promise<Readings<L>>,
  ): void {
    const metric: Counter<L> = new Counter<L>({
      name,
      help,
      labelNames: [...labelNames],
      registers: [this.registry],
      async collect() {
        metric.reset();
        for (const [labels, value] of await read()) metric.inc({ ...labels }, value);
      },
    });
  }

  /** Answers of which somebody else counts how long they took. */
  distribution<L extends string>(
    name: string,
    help: string,
    labelNames: readonly L[],
    read: () => Iterable<readonly [labels: Readonly<Record<L, string>>, distribution: Distribution]>,
  ): void {
    this.registry.registerMetric(new ToldHistogram(name, help, labelNames, read));
  }
}

/** prom-client's own histogram can only observe; this one is told its buckets. */
class ToldHistogram<L extends string> extends Histogram<L | 'le'> {
  readonly #about: { readonly name: string; readonly help: string };
  readonly #read: () => Iterable<readonly [Readonly<Record<L, string>>, Distribution]>;

  constructor(
    name: string,
    help: string,
    labelNames: readonly L[],
    read: () => Iterable<readonly [Readonly<Record<L, string>>, Distribution]>,
  ) {
    super({ name, help, labelNames: [...labelNames], registers: [] });
    this.#about = { name, help };
    this.#read = read;
  }

  /** What the registry asks of histograms in place of `get`. */
  getForPromString(): Promise<MetricObjectWithValues<MetricValue<L | 'le'>>> {
    return this.get();
  }

  override async get(): Promise<MetricObjectWithValues<MetricValue<L | 'le'>>> {
    const { name, help } = this.#about;
    const values: MetricValue<L | 'le'>[] = [];
    const add = (metricName: string, labels: object, value: number): void =>
      void values.push({ metricName, labels, value } as MetricValue<L | 'le'>);
    for (const [labels, { bounds, counts, sum }] of this.#read()) {
      let below = 0;
      counts.forEach((count, i) => {
        below += count;
        add(`${name}_bucket`, { ...labels, le: bounds[i] ?? '+Inf' }, below);
      });
      add(`${name}_sum`, labels, sum);
      add(`${name}_count`, labels, below);
    }
    // prom-client names its types by an enumeration that exists in its declarations only.
    return { name, help, type: 'histogram' as never, aggregator: 'sum', values, collect() {} };
  }
}
