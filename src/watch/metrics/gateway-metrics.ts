import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { collectDefaultMetrics, type Registry } from 'prom-client';
import type { AaaSnapshot } from '../../aaa/index.ts';
import type { Accounting } from '../../accounting/index.ts';
import type { Clock } from '../../base/clock.ts';
import type { CryptoReader } from '../../sources/ipsec/snapshot.ts';
import type { InterimLateness } from './interim-lateness.ts';
import { MetricsRegistry, type Readings } from './registry.ts';

export interface GatewayMetricsDeps {
  readonly clock: Clock;
  readonly version: string;
  readonly aaa: { snapshot(): AaaSnapshot };
  readonly accounting: Pick<Accounting, 'books' | 'sessions' | 'storage' | 'totals'>;
  readonly crypto: Pick<CryptoReader, 'totals' | 'charon'>;
  readonly lateness: InterimLateness;
  /** Directory of the spool (`accounting.db`). */
  readonly stateDir: string;
}

/** Bounds of {@link LatencyDistribution}, seconds. */
const latencyBounds = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1] as const;
/** The spool and what SQLite keeps beside it. */
const spoolFiles = ['accounting.db', 'accounting.db-wal'] as const;

/** Everything that the gateway tells Prometheus. Reading it asks the spool's thread once. */
export function gatewayMetrics(deps: GatewayMetricsDeps): Registry {
  const { clock, version, aaa, accounting, crypto, lateness, stateDir } = deps;
  const metrics = new MetricsRegistry();
  metrics.gauge('tollgate_build_info', 'Version of Tollgate.', ['version'], () => [[{ version }, 1]]);

  let read: ReturnType<Accounting['books']> | undefined;
  /** One reading for all metrics of one scrape. */
  const books = (): ReturnType<Accounting['books']> => {
    read ??= accounting.books().finally(() => setImmediate(() => (read = undefined)));
    return read;
  };
  type Book = Awaited<ReturnType<Accounting['books']>>[number];
  const each = (value: (book: Book) => number) => async (): Promise<Readings<'destination'>> =>
    (await books()).map((book) => [{ destination: book.destination }, value(book)] as const);
  const record = (what: string, help: string, value: (book: Book) => number): void =>
    metrics.total(`tollgate_records_${what}_total`, help, ['destination'], each(value));
  record('made', 'Accounting records made.', ({ made }) => made);
  record('acknowledged', 'Records that a server acknowledged.', ({ acknowledged }) => acknowledged);
  record('superseded', 'Unsent interim records that a newer one replaced.', ({ superseded }) => superseded);
  metrics.gauge(
    'tollgate_records_waiting',
    'Records that wait for a server.',
    ['destination'],
    each(({ waiting }) => waiting),
  );
  metrics.gauge(
    'tollgate_records_oldest_waiting_age_seconds',
    'Age of the oldest record that waits; 0: none waits.',
    ['destination'],
    each(({ oldest }) => (oldest === undefined ? 0 : Math.max(0, clock.now() - oldest) / 1000)),
  );
  metrics.gauge(
    'tollgate_books_balanced',
    'Whether made = acknowledged + waiting + superseded.',
    ['destination'],
    each(({ made, acknowledged, waiting, superseded }) => (made === acknowledged + waiting + superseded ? 1 : 0)),
  );

  metrics.gauge('tollgate_storage_working', 'Whether the disk takes records.', [], () => [
    [{}, accounting.storage().state === 'working' ? 1 : 0],
  ]);
  metrics.gauge('tollgate_storage_held_events', 'Events kept in memory until the disk works again.', [], () => {
    const storage = accounting.storage();
    return [[{}, storage.state === 'failing' ? storage.held : 0]];
  });
  metrics.gauge('tollgate_spool_bytes', 'Size of the spool on disk.', ['file'], async () => {
    const sizes = spoolFiles.map(
      async (file) => [{ file }, (await stat(join(stateDir, file)).catch(() => ({ size: 0 }))).size] as const,
    );
    return Promise.all(sizes);
  });

  metrics.gauge('tollgate_sessions', 'Open sessions.', ['type'], () => {
    const counts = new Map<string, number>();
    for (const type of ['exec', 'network', 'connection']) counts.set(type, 0);
    for (const { type } of accounting.sessions()) counts.set(type, (counts.get(type) ?? 0) + 1);
    return Array.from(counts, ([type, count]) => [{ type }, count] as const);
  });
  metrics.total(
    'tollgate_sessions_opened_total',
    'Sessions opened, and those of the former run that went on.',
    [],
    () => [[{}, accounting.totals().sessions]],
  );
  metrics.distribution('tollgate_interim_lateness_seconds', 'How late periodic interim records are made.', [], () => [
    [{}, lateness.distribution()],
  ]);
  serverMetrics(metrics, aaa);

  metrics.gauge('tollgate_crypto_sessions', 'Crypto sessions and configured peers.', ['status'], () =>
    Object.entries(crypto.totals().byStatus).map(([status, count]) => [{ status }, count] as const),
  );
  metrics.total('tollgate_crypto_sessions_started_total', 'Crypto sessions that came up.', [], () => [
    [{}, crypto.totals().started],
  ]);
  metrics.total('tollgate_crypto_sessions_ended_total', 'Crypto sessions that ended.', [], () => [
    [{}, crypto.totals().ended],
  ]);
  metrics.gauge('tollgate_charon_connected', 'Whether charon answers; absent: nobody looks for it.', [], () => {
    const { socket, connected } = crypto.charon();
    return socket === undefined ? [] : [[{}, connected ? 1 : 0] as const];
  });
  collectDefaultMetrics({ register: metrics.registry });
  return metrics.registry;
}

/** State, requests, timeouts and latencies of servers. */
function serverMetrics(metrics: MetricsRegistry, aaa: GatewayMetricsDeps['aaa']): void {
  const names = ['server', 'protocol'] as const;
  const radius = () => aaa.snapshot().radius.map((one) => ({ one, labels: { server: one.name, protocol: 'radius' } }));
  const tacacs = () => aaa.snapshot().tacacs.map((one) => ({ one, labels: { server: one.name, protocol: 'tacacs+' } }));
  metrics.gauge('tollgate_server_up', 'Whether a server is believed to be alive.', names, () => [
    ...radius().map(({ one, labels }) => [labels, one.health.state === 'up' ? 1 : 0] as const),
    ...tacacs().map(({ one, labels }) => [labels, one.alive ? 1 : 0] as const),
  ]);
  metrics.total('tollgate_server_requests_total', 'Packets sent to a server, retransmissions included.', names, () => [
    ...radius().map(
      ({ one, labels }) =>
        [labels, one.authentication.requests + one.authorization.requests + one.accounting.requests] as const,
    ),
    ...tacacs().map(({ one, labels }) => [labels, one.packetsSent] as const),
  ]);
  metrics.total('tollgate_server_timeouts_total', 'Packets that a server did not answer in time.', names, () => [
    ...radius().map(
      ({ one, labels }) =>
        [labels, one.authentication.timeouts + one.authorization.timeouts + one.accounting.timeouts] as const,
    ),
    ...tacacs().map(({ one, labels }) => [labels, one.socketTimeouts] as const),
  ]);
  metrics.total('tollgate_server_dead_total', 'How often a RADIUS server was declared dead.', names, () =>
    radius().map(({ one, labels }) => [labels, one.health.deadCount] as const),
  );
  metrics.distribution(
    'tollgate_server_latency_seconds',
    'How long RADIUS servers took to answer.',
    ['server', 'protocol', 'service'],
    () =>
      radius().flatMap(({ one, labels }) =>
        (['access', 'accounting'] as const).map(
          (service) =>
            [
              { ...labels, service },
              { bounds: latencyBounds, counts: one.latency[service], sum: (one.latencySum?.[service] ?? 0) / 1000 },
            ] as const,
        ),
      ),
  );
}
