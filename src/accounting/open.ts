import { join } from 'node:path';
import { besideModule, openStore } from '../store/index.ts';
import { AccountingEngine } from './engine.ts';
import type { EngineDeps } from './engine-options.ts';
import type ledgerProgram from './ledger-program.ts';

export interface OpenOptions extends Omit<EngineDeps, 'store'> {
  /** Directory of the ledger (`accounting.db`); must exist. */
  readonly stateDir: string;
  /** Upper limit of the ledger in pages of 4096 bytes: a full disk for tests. */
  readonly maxPages?: number;
}

/** Sessions read back at a time. */
const page = 5000;

/**
 * Opens the ledger and takes back the sessions that were open when the former daemon ended. Then the composition root
 * asks each source which of them live (`adopt`), closes the others (`close`), and calls `configure`, which makes the
 * boot's system record and starts delivery.
 * Rejects with a StoreError when the ledger cannot be opened (`busy`: another daemon has it).
 */
export async function openAccounting(options: OpenOptions): Promise<AccountingEngine> {
  const { stateDir, maxPages, ...deps } = options;
  const store = await openStore<typeof ledgerProgram>({
    file: join(stateDir, 'accounting.db'),
    program: besideModule(import.meta.url, './ledger-program'),
    exclusive: true,
    ...(maxPages === undefined ? {} : { maxPages }),
  });
  const engine = new AccountingEngine({ ...deps, store }, await store.submit('load', null));
  for (let after = 0; ; ) {
    const rows = await store.submit('sessions', { after, limit: page });
    engine.restore(rows);
    const last = rows.at(-1);
    if (last === undefined || rows.length < page) return engine;
    after = last.key;
  }
}
