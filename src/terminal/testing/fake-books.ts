import type { Accounting, OpenSession, SessionClosing, SessionOpening } from '../../accounting/accounting.ts';
import type { Facts } from '../../accounting/record.ts';

export type Entry =
  | { readonly what: 'open'; readonly opening: SessionOpening }
  | { readonly what: 'close'; readonly key: number; readonly closing: SessionClosing }
  | {
      readonly what: 'command';
      readonly list: string;
      readonly level: number;
      readonly facts: Facts;
      readonly parent?: number;
    }
  | { readonly what: 'failed'; readonly list: string; readonly facts: Facts };

/** An accounting engine for tests that remembers what it was told. */
export class FakeBooks
  implements
    Pick<Accounting, 'open' | 'close' | 'command' | 'failedLogin' | 'sessions' | 'adopt' | 'admitted' | 'storedOrHeld'>
{
  readonly entries: Entry[] = [];
  admitted: Promise<void> = Promise.resolve();
  /** Resolves when a record is durable; tests may replace it. */
  disk: () => Promise<void> = () => Promise.resolve();
  readonly #open = new Map<number, OpenSession>();
  #key = 0;

  open(opening: SessionOpening) {
    this.entries.push({ what: 'open', opening });
    this.#key += 1;
    const { type, source, sourceKey, facts, startTime = 0 } = opening;
    const session: OpenSession = {
      ...{ key: this.#key, sessionId: this.#key + 0x10, taskId: this.#key, type, source, sourceKey, startTime, facts },
      counters: undefined,
    };
    this.#open.set(session.key, session);
    return { session, durable: this.disk() };
  }

  close(key: number, closing: SessionClosing): Promise<void> {
    this.entries.push({ what: 'close', key, closing });
    this.#open.delete(key);
    return this.disk();
  }

  command(list: string, level: number, facts: Facts, parent: number | undefined): Promise<void> {
    this.entries.push({ what: 'command', list, level, facts, ...(parent === undefined ? {} : { parent }) });
    return this.disk();
  }

  failedLogin(list: string, facts: Facts): Promise<void> {
    this.entries.push({ what: 'failed', list, facts });
    return this.disk();
  }

  storedOrHeld(stored: Promise<void>): Promise<void> {
    return stored;
  }

  adopt(): void {}

  sessions(): Iterable<OpenSession> {
    return this.#open.values();
  }

  /** The entries in short: `open admin`, `command show version`, `close user-request`. */
  get story(): readonly string[] {
    return this.entries.map(inShort);
  }
}

function inShort(entry: Entry): string {
  switch (entry.what) {
    case 'open':
      return `open ${entry.opening.facts.user ?? '-'}`;
    case 'close':
      return `close ${entry.closing.cause}`;
    case 'command':
      return `command ${entry.facts.command}`;
    case 'failed':
      return `failed ${entry.facts.user ?? '-'}`;
  }
}
