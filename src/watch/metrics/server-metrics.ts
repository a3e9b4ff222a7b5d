import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { collectDefaultMetrics, type Registry } from 'prom-client';
import { MetricsRegistry } from './registry.ts';

/** Everything that the security server tells Prometheus, read from its store; each answer is an index away. */
export function securityServerMetrics(version: string, store: string, working: () => boolean): Registry {
  const metrics = new MetricsRegistry();
  metrics.gauge('tollgate_build_info', 'Version of Tollgate.', ['version'], () => [[{ version }, 1]]);
  metrics.gauge('tollgate_store_working', 'Whether records are stored and acknowledged.', [], () => [
    [{}, working() ? 1 : 0],
  ]);
  metrics.total(
    'tollgate_store_records_total',
    'Records in the books, those that retention removed included.',
    [],
    () => [[{}, ask(store, 'records.db', 'SELECT record AS n FROM progress')]],
  );
  metrics.gauge(
    'tollgate_store_inbox_batches',
    'Batches of acknowledged records that are not in the books yet.',
    [],
    () => [[{}, ask(store, 'inbox.db', 'SELECT count(*) AS n FROM batch')]],
  );
  metrics.gauge('tollgate_store_open_sessions', 'Sessions that are open as far as the books know.', [], () => [
    [{}, ask(store, 'records.db', "SELECT count(*) AS n FROM session WHERE state = 'open'")],
  ]);
  metrics.gauge('tollgate_store_bytes', 'Size of the store on disk.', ['file'], () =>
    Promise.all(
      ['records.db', 'records.db-wal', 'inbox.db', 'inbox.db-wal'].map(
        async (file) => [{ file }, (await stat(join(store, file)).catch(() => ({ size: 0 }))).size] as const,
      ),
    ),
  );
  collectDefaultMetrics({ register: metrics.registry });
  return metrics.registry;
}

/** One number of a database that another thread writes. */
function ask(store: string, file: string, question: string): number {
  const path = join(store, file);
  if (!existsSync(path)) return 0;
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    database.exec('PRAGMA busy_timeout = 1000');
    return Number(database.prepare(question).get()?.n ?? 0);
  } finally {
    database.close();
  }
}
