import assert from 'node:assert/strict';
import type { Daemon } from '../rigs/daemon.ts';
import { eventually } from './waiting.ts';

/** One destination in `show accounting ledger`. */
export interface Books {
  readonly made: number;
  readonly acknowledged: number;
  readonly waiting: number;
  readonly superseded: number;
}

/** The books of every destination, each of which must balance; and what the line on storage says. */
export async function ledger(
  daemon: Pick<Daemon, 'run'>,
): Promise<{ readonly books: ReadonlyMap<string, Books>; readonly storage: string }> {
  const { text, status } = await daemon.run('show accounting ledger');
  assert.equal(status, 0, text);
  const books = new Map<string, Books>();
  for (const [line, name, ...rest] of text.matchAll(
    /^((?:group|logger) .*?) +(\d+) +(\d+) +(\d+) +(\d+) +(?:-|[\d:]+) +(yes|NO)$/gm,
  )) {
    const [made = 0, acknowledged = 0, waiting = 0, superseded = 0] = rest.slice(0, 4).map(Number);
    assert.equal(rest[4], 'yes', line);
    assert.equal(made, acknowledged + waiting + superseded, line);
    books.set(name ?? '', { made, acknowledged, waiting, superseded });
  }
  const [, storage = ''] = /^Storage: (.*)$/m.exec(text) ?? [];
  assert.notEqual(storage, '', text);
  return { books, storage };
}

/** Waits until a destination's books say so: records made, and how many of them wait; none is superseded. */
export async function booksSay(
  daemon: Pick<Daemon, 'run'>,
  name: string,
  made: number,
  waiting: number,
  seconds = 30,
): Promise<void> {
  let last: Books | undefined;
  await eventually(
    `${name}: ${made} made, ${waiting} waiting`,
    async () => {
      last = (await ledger(daemon)).books.get(name);
      return last?.made === made && last.waiting === waiting && last.superseded === 0 ? true : undefined;
    },
    seconds,
  ).catch((error: unknown) => {
    throw new Error(`${String(error)}; they say ${JSON.stringify(last)}`);
  });
}
