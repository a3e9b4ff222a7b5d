import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { bookStep, openBooks } from './books/books.ts';
import { detail } from './formats/detail.ts';
import { jsonRecord, jsonSession } from './formats/json.ts';
import { recordTable, sessionTable } from './formats/table.ts';
import { tacplus } from './formats/tacplus.ts';
import { inboxFile } from './inbox/inbox.ts';
import { BooksReader, type RecordFilter, type StoredRecord, type StoredSession } from './query.ts';

/** `table` for people, `json` one object a line, `detail` and `tacplus` as the two protocols' servers log. */
export const recordFormats = ['table', 'json', 'detail', 'tacplus'] as const;
export type RecordFormat = (typeof recordFormats)[number];

export interface PrintOptions {
  /** The server's `store` directory. */
  readonly store: string;
  readonly format: RecordFormat;
  readonly filter: RecordFilter;
  /** Print assembled sessions, one line each, in place of records (`table`; any other format is `json`). */
  readonly sessions?: boolean;
  /** Go on with records as they arrive, until `signal` aborts. Not for sessions. */
  readonly follow: boolean;
}

/** Where to print: a stream, or anything with `write`. */
export interface Output {
  write(text: string): unknown;
  once?(event: 'drain', listener: () => void): unknown;
}

/** Rows read at a time. */
const pageSize = 1000;
/** Milliseconds between looks at the books. */
const pollDelay = 100;
/** Milliseconds without progress after which no server is believed to be at work. */
const patience = 2000;

/**
 * Prints what the security server stored, in the order of arrival, from another process or the same, whether or not the
 * server runs. What was acknowledged before the call is in it. Resolves when all is printed (with `follow`: when
 * `signal` aborts). Rejects with a plain `Error` whose message is for the user when there is no store at that place.
 */
export async function printRecords(options: PrintOptions, out: Output, signal?: AbortSignal): Promise<void> {
  const reader = new BooksReader(options.store);
  try {
    await settle(options.store, reader);
    if (options.sessions) await printSessions(options, reader, out);
    else await printAll(options, reader, out, signal);
  } finally {
    reader.close();
  }
}

async function printAll(options: PrintOptions, reader: BooksReader, out: Output, signal?: AbortSignal): Promise<void> {
  const print = recordPrinter(options.format);
  let after = 0;
  let first = true;
  while (!signal?.aborted) {
    // Asked before the records: what arrives between the two is read again next time, not skipped.
    const newest = reader.newest;
    const page = reader.records(options.filter, after, pageSize);
    if (page.length > 0 || first) await write(out, print(page));
    first = false;
    after = page.at(-1)?.id ?? Math.max(after, newest);
    if (page.length === pageSize) continue;
    if (!options.follow) return;
    await sleep(pollDelay, undefined, signal === undefined ? {} : { signal }).catch(() => {});
  }
}

async function printSessions(options: PrintOptions, reader: BooksReader, out: Output): Promise<void> {
  const table = sessionTable();
  const print = (page: readonly StoredSession[]): string =>
    options.format === 'table' ? table.print(page) : page.map(jsonSession).join('');
  for (let after = 0; ; ) {
    const page = reader.sessions(options.filter, after, pageSize);
    await write(out, print(page));
    if (page.length < pageSize) return;
    after = page.at(-1)?.id ?? after;
  }
}

function recordPrinter(format: RecordFormat): (page: readonly StoredRecord[]) => string {
  switch (format) {
    case 'table': {
      const table = recordTable();
      return (page) => table.print(page);
    }
    case 'json':
      return (page) => page.map(jsonRecord).join('');
    case 'detail':
      return (page) => page.map(detail).join('');
    case 'tacplus':
      return (page) => page.map(tacplus).join('');
  }
}

/** Waits while the other side is slow, so that a long print does not pile up in memory. */
async function write(out: Output, text: string): Promise<void> {
  if (text === '' || out.write(text) !== false || out.once === undefined) return;
  await new Promise<void>((resolve) => out.once?.('drain', resolve));
}

/**
 * Brings the books in a directory up to its inbox and to the newest schema, when no server does.
 * @throws Error with a sentence for the user when there are no books
 */
export async function settleBooks(directory: string): Promise<void> {
  const reader = new BooksReader(directory);
  try {
    await settle(directory, reader);
    if (!reader.reportable) await (await openBooks(directory)).close();
  } finally {
    reader.close();
  }
}

/** Waits until the books have all that the inbox had. When nobody books (the server is gone), it is done here. */
async function settle(directory: string, reader: BooksReader): Promise<void> {
  const tip = inboxTip(directory);
  let batch = reader.batch;
  for (let idle = 0; batch < tip && idle < patience; idle += pollDelay) {
    await sleep(pollDelay);
    const now = reader.batch;
    if (now > batch) idle = 0;
    batch = now;
  }
  if (batch < tip) await bookHere(directory, tip).catch(() => {});
}

/** Two assemblers do no harm: each step reads where it goes on in its own transaction. */
async function bookHere(directory: string, tip: number): Promise<void> {
  const books = await openBooks(directory);
  try {
    while (true) {
      const { batch, more } = await bookStep(books);
      if (batch >= tip || !more) return;
    }
  } finally {
    await books.close();
  }
}

/** The last batch that is still in the inbox; 0 when it is empty. */
function inboxTip(directory: string): number {
  if (!existsSync(inboxFile(directory))) return 0;
  const inbox = new DatabaseSync(inboxFile(directory), { readOnly: true });
  try {
    inbox.exec('PRAGMA busy_timeout = 5000');
    return Number(inbox.prepare('SELECT max(id) AS id FROM batch').get()?.id ?? 0);
  } finally {
    inbox.close();
  }
}
