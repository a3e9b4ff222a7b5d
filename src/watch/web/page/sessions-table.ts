import type { LiveDifference, LiveRow, LiveTable } from '../contract.ts';

/** Columns of the table, by their place in a row. */
export const columns = {
  session: 1,
  type: 2,
  user: 3,
  port: 4,
  caller: 5,
  address: 6,
  nas: 7,
  start: 8,
  bytesIn: 9,
  bytesOut: 10,
} as const;
export type Column = keyof typeof columns;

/** One session as the page holds it. */
export interface Session {
  row: LiveRow;
  /** What is searched, in lower case. */
  readonly hay: string;
  /** What it is sorted by in the order of now. */
  key: string | number;
}

export interface Order {
  readonly column: Column;
  readonly descending: boolean;
}

/** A word of the filter: `text` anywhere, or `column:text`. */
interface Word {
  readonly column: number | undefined;
  readonly text: string;
}

function wordsOf(filter: string): readonly Word[] {
  return filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => {
      const at = word.indexOf(':');
      const name = word.slice(0, at);
      const column = Object.entries(columns).find(([key]) => key === name)?.[1];
      return column === undefined ? { column, text: word } : { column, text: word.slice(at + 1) };
    });
}

const hayOf = (row: LiveRow): string => row.slice(1, 8).join('\n').toLowerCase();
/** Sorts as people expect when it is compared as text: `tty2` before `tty10`. */
const sortText = (text: string): string => text.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(10, '0'));

/** With more new and gone sessions than this at once, sorting anew is quicker than finding the place of each. */
const few = 200;

/**
 * The live sessions: takes tables and differences, and holds those that match the filter in the order that is asked for.
 * It does no more than a change needs: a new counter costs nothing while the order doesn't depend on it.
 */
export class SessionsTable {
  readonly #all = new Map<string, Session>();
  #shown: Session[] = [];
  #filter = '';
  #words: readonly Word[] = [];
  #order: Order = { column: 'start', descending: true };
  /** Server's clock minus ours, milliseconds. */
  #ahead = 0;

  get shown(): readonly Session[] {
    return this.#shown;
  }

  get size(): number {
    return this.#all.size;
  }

  get order(): Order {
    return this.#order;
  }

  get ahead(): number {
    return this.#ahead;
  }

  find(id: string): Session | undefined {
    return this.#all.get(id);
  }

  /** Replaces everything. @param clock ours, milliseconds since 1970 */
  replace({ now, rows }: LiveTable, clock: number): void {
    this.#ahead = now - clock;
    this.#all.clear();
    for (const row of rows) this.#all.set(row[0], this.#session(row));
    this.#select();
  }

  /** Takes in what changed. */
  apply({ now, put = [], moved = [], gone = [] }: LiveDifference, clock: number): void {
    this.#ahead = now - clock;
    const one = put.length + gone.length <= few;
    for (const id of gone) this.#remove(id, one);
    for (const row of put) {
      this.#remove(row[0], one);
      const session = this.#session(row);
      this.#all.set(row[0], session);
      if (one && this.#matches(session)) this.#shown.splice(this.#placeOf(session), 0, session);
    }
    const counted = this.#order.column === 'bytesIn' || this.#order.column === 'bytesOut';
    for (let at = 0; at + 2 < moved.length; at += 3) {
      const session = this.#all.get(String(moved[at]));
      if (session === undefined) continue;
      const [id, name, type, user, port, caller, address, nas, start] = session.row;
      const counters = [Number(moved[at + 1]), Number(moved[at + 2])] as const;
      session.row = [id, name, type, user, port, caller, address, nas, start, ...counters];
      if (counted) session.key = this.#keyOf(session.row);
    }
    if (!one) this.#select();
    else if (counted && moved.length > 0) this.#sort();
  }

  setFilter(filter: string): void {
    if (filter === this.#filter) return;
    this.#filter = filter;
    this.#words = wordsOf(filter);
    this.#select();
  }

  setOrder(order: Order): void {
    this.#order = order;
    for (const session of this.#all.values()) session.key = this.#keyOf(session.row);
    this.#sort();
  }

  #session(row: LiveRow): Session {
    return { row, hay: hayOf(row), key: this.#keyOf(row) };
  }

  #keyOf(row: LiveRow): string | number {
    const value = row[columns[this.#order.column]];
    return typeof value === 'number' ? value : sortText(value);
  }

  /** @param shown whether it is to be taken out of what is shown, too */
  #remove(id: string, shown: boolean): void {
    const session = this.#all.get(id);
    if (session === undefined) return;
    this.#all.delete(id);
    if (!shown || !this.#matches(session)) return;
    const at = this.#placeOf(session);
    // Counters that moved without a new sort may have made the place wrong.
    if (this.#shown[at] === session) this.#shown.splice(at, 1);
    else this.#shown = this.#shown.filter((other) => other !== session);
  }

  #select(): void {
    this.#shown = [];
    for (const session of this.#all.values()) if (this.#matches(session)) this.#shown.push(session);
    this.#sort();
  }

  #matches({ row, hay }: Session): boolean {
    return this.#words.every(({ column, text }) =>
      column === undefined ? hay.includes(text) : String(row[column]).toLowerCase().includes(text),
    );
  }

  #sort(): void {
    this.#shown.sort((a, b) => this.#compare(a, b));
  }

  /** The id settles ties, so that rows don't dance. */
  #compare(a: Session, b: Session): number {
    const sign = this.#order.descending ? -1 : 1;
    if (a.key !== b.key) return a.key < b.key ? -sign : sign;
    return a.row[0] === b.row[0] ? 0 : a.row[0] < b.row[0] ? -1 : 1;
  }

  /** Where a session stands, or would. */
  #placeOf(session: Session): number {
    let [low, high] = [0, this.#shown.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const there = this.#shown[middle];
      if (there !== undefined && this.#compare(there, session) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
