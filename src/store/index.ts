/**
 * SQLite with group commit in a worker thread. The store knows nothing of what is stored: a program (schema and
 * operations) is given by the room above.
 *
 *     // things-program.ts
 *     export default {
 *       applicationId: 0x7467_0001,
 *       migrations: ['CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT NOT NULL)'],
 *       prepare(database) {
 *         const insert = database.prepare('INSERT INTO thing (name) VALUES (?)');
 *         return { add: (name: string) => Number(insert.run(name).lastInsertRowid) };
 *       },
 *     } satisfies StoreProgram;
 *
 *     // elsewhere
 *     const store = await openStore<typeof import('./things-program.ts').default>({
 *       file: 'things.db', program: besideModule(import.meta.url, './things-program'),
 *     });
 *     const id = await store.submit('add', 'lamp'); // on stable storage now
 */
export { isTransient, StoreError, type StoreFailure } from './failure.ts';
export type { InjectedFault } from './messages.ts';
export {
  type ArgumentOf,
  besideModule,
  type OperationsOf,
  type ResultOf,
  type StoreOperation,
  type StoreProgram,
} from './program.ts';
export { openStore, Store, type StoreOptions } from './store.ts';
