import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Clock } from '../../base/clock.ts';
import { besideModule } from '../../store/index.ts';
import { recordsFile } from '../books/books.ts';
import type { Answer, Question } from './messages.ts';
import type { Reports } from './types.ts';

type Unnumbered = Question extends infer Q ? (Q extends unknown ? Omit<Q, 'id'> : never) : never;

/**
 * Opens the books in `store` for questions, whether or not the server runs. The thread keeps nobody alive who waits for
 * no answer.
 * @throws Error with a sentence for the user when there are no books
 */
export function openReports(store: string, clock: Clock): Reports {
  const file = recordsFile(store);
  if (!existsSync(file)) throw new Error(`There are no records at ${store}: no security server has run there`);
  const worker = new Worker(besideModule(import.meta.url, './worker'), { workerData: file });
  const waiting = new Map<number, { resolve(value: never): void; reject(error: Error): void }>();
  let last = 0;
  let over: Error | undefined;
  const end = (error: Error): void => {
    over ??= error;
    for (const { reject } of waiting.values()) reject(over);
    waiting.clear();
  };
  worker.on('message', (answer: Answer) => {
    const one = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (waiting.size === 0) worker.unref();
    if (answer.ok) one?.resolve(answer.value as never);
    else one?.reject(new Error(answer.reason));
  });
  worker.on('error', (error) => end(error instanceof Error ? error : new Error(String(error))));
  worker.on('exit', () => end(new Error('the reports are closed')));
  worker.unref();
  const ask = <T>(question: Unnumbered): Promise<T> =>
    new Promise((resolve, reject) => {
      if (over !== undefined) {
        reject(over);
        return;
      }
      last += 1;
      waiting.set(last, { resolve, reject });
      worker.ref();
      worker.postMessage({ ...question, id: last });
    });
  return {
    sessions: (query) => ask({ ask: 'sessions', query }),
    session: (query) => ask({ ask: 'session', query }),
    usage: (query) => ask({ ask: 'usage', query }),
    commands: (query) => ask({ ask: 'commands', query }),
    gaps: (query) => ask({ ask: 'gaps', query, now: clock.now() }),
    close: async () => {
      await worker.terminate();
    },
  };
}
