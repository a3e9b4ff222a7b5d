import { argumentValue, decodeAccountingRequest } from '../../protocols/tacacs/index.ts';
import type { StoredRecord, StoredSession } from '../query.ts';
import { shortTime } from './dates.ts';
import { eventOf } from './read.ts';

/** A column: its heading and the narrowest that it may be. */
interface Column<T> {
  readonly heading: string;
  readonly width: number;
  readonly right?: true;
  readonly text: (row: T) => string;
}

const recordColumns: readonly Column<StoredRecord>[] = [
  { heading: 'TIME', width: 19, text: ({ time }) => shortTime(time) },
  { heading: 'NAS', width: 9, text: ({ nas }) => nas },
  { heading: 'USER', width: 8, text: ({ user }) => user },
  { heading: 'PORT', width: 5, text: ({ port }) => port },
  { heading: 'FROM', width: 9, text: ({ caller }) => caller },
  { heading: 'TYPE', width: 8, text: ({ type }) => type },
  { heading: 'RECORD', width: 7, text: ({ kind }) => kind },
  { heading: 'SESSION', width: 8, text: ({ session }) => session },
  { heading: 'DETAILS', width: 0, text: details },
];

const sessionColumns: readonly Column<StoredSession>[] = [
  { heading: 'START', width: 19, text: ({ startTime }) => (startTime === undefined ? '' : shortTime(startTime)) },
  { heading: 'NAS', width: 9, text: ({ nas }) => nas },
  { heading: 'USER', width: 8, text: ({ user }) => user },
  { heading: 'PORT', width: 5, text: ({ port }) => port },
  { heading: 'TYPE', width: 8, text: ({ type }) => type },
  { heading: 'SESSION', width: 8, text: ({ session }) => session },
  { heading: 'STATE', width: 7, text: ({ state }) => state },
  { heading: 'TIME', width: 8, right: true, text: ({ duration }) => (duration === undefined ? '' : span(duration)) },
  { heading: 'IN', width: 8, right: true, text: ({ bytesIn }) => bytesIn },
  { heading: 'OUT', width: 8, right: true, text: ({ bytesOut }) => bytesOut },
  { heading: 'NOTES', width: 0, text: sessionNotes },
];

/**
 * An aligned table that is printed piece by piece: the first piece settles how wide the columns are, later ones only
 * widen them.
 */
class Table<T> {
  readonly #columns: readonly Column<T>[];
  readonly #widths: number[];
  #headed = false;

  constructor(columns: readonly Column<T>[]) {
    this.#columns = columns;
    this.#widths = columns.map(({ heading, width }) => Math.max(heading.length, width));
  }

  print(rows: readonly T[]): string {
    const cells = rows.map((row) => this.#columns.map(({ text }) => printable(text(row)) || '-'));
    for (const row of cells)
      row.forEach((cell, i) => {
        this.#widths[i] = Math.max(this.#widths[i] ?? 0, cell.length);
      });
    if (!this.#headed) cells.unshift(this.#columns.map(({ heading }) => heading));
    this.#headed = true;
    return cells.map((row) => `${this.#line(row)}\n`).join('');
  }

  #line(cells: readonly string[]): string {
    const padded = cells.map((cell, i) => {
      const width = this.#widths[i] ?? 0;
      return this.#columns[i]?.right ? cell.padStart(width) : cell.padEnd(width);
    });
    return padded.join('  ').trimEnd();
  }
}

export const recordTable = (): Table<StoredRecord> => new Table(recordColumns);
export const sessionTable = (): Table<StoredSession> => new Table(sessionColumns);

/** Control characters from the network must not reach the terminal. */
const printable = (text: string): string =>
  [...text].map((c) => (c < ' ' || (c >= '\x7f' && c < '\xa0') ? '?' : c)).join('');

/** `1:02:03` */
export const span = (seconds: number): string => {
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
};

/** The command, or how the session went. */
function details(record: StoredRecord): string {
  const event = eventOf(record);
  if (event === undefined) return '(unreadable)';
  const octets = event.bytesIn !== undefined || event.bytesOut !== undefined;
  return [
    event.command,
    event.type === 'system' ? systemDetails(record) : '',
    event.address,
    event.duration === undefined ? '' : span(event.duration),
    octets ? `in ${event.bytesIn ?? 0} out ${event.bytesOut ?? 0} octets` : '',
    event.cause,
    record.copies > 1 ? `(arrived ${record.copies} times)` : '',
  ]
    .filter((part) => part !== '')
    .join('  ');
}

function systemDetails(record: StoredRecord): string {
  const request = record.protocol === 'tacacs+' ? decodeAccountingRequest(record.data) : undefined;
  return request?.ok ? (argumentValue(request.value.args, 'reason') ?? '') : '';
}

/** What is missing or odd about a session. */
function sessionNotes({ state, starts, stops, copies, cause }: StoredSession): string {
  return [
    starts === 0 ? 'no Start' : starts > 1 ? `${starts} Starts` : '',
    state === 'lost' ? 'no Stop, NAS restarted' : stops > 1 ? `${stops} Stops` : '',
    copies > 0 ? `${copies} repeated` : '',
    cause,
  ]
    .filter((part) => part !== '')
    .join(', ');
}
