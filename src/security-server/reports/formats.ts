import type { ReportFormat } from './write.ts';

export interface Column<Row> {
  /** In CSV and JSON. */
  readonly name: string;
  /** Heading of the table; default the name. */
  readonly title?: string;
  readonly value: (row: Row) => string | number | undefined;
  /** How a table writes a number; default as it is. */
  readonly unit?: 'octets' | 'seconds';
  /** Least width in a table; the last column needs none. */
  readonly width?: number;
  /** Not in tables. */
  readonly detail?: boolean;
}

/** One line by RFC 4180 §2, with the line end of the machine's other tools. */
export const csvLine = (values: readonly (string | number | undefined)[]): string =>
  `${values.map((value) => (typeof value === 'string' ? csvText(value) : String(value ?? ''))).join(',')}\n`;

/** A text that a spreadsheet would take for a formula begins with an apostrophe: users choose their own names. */
function csvText(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Every line has every name: what is not known is null. */
export const jsonLine = (names: readonly string[], values: readonly (string | number | undefined)[]): string =>
  `${JSON.stringify(Object.fromEntries(names.map((name, i) => [name, values[i] ?? null])))}\n`;

/** Rows in one of the formats. A table is as wide as the first rows need; a longer text pushes what follows. */
export class ReportTable<Row> {
  readonly #columns: readonly Column<Row>[];
  readonly #format: ReportFormat;
  readonly #widths: readonly number[];

  /** @param sample rows that the widths go by, besides the columns' own */
  constructor(columns: readonly Column<Row>[], format: ReportFormat, sample: readonly Row[] = []) {
    this.#columns = format === 'table' ? columns.filter(({ detail }) => detail !== true) : columns;
    this.#format = format;
    this.#widths = this.#columns.map((column) =>
      sample
        .slice(0, 1000)
        .reduce(
          (width, row) => Math.max(width, shown(column, row).length),
          Math.max(column.width ?? 0, (column.title ?? column.name).length),
        ),
    );
  }

  get head(): string {
    const names = this.#columns.map(({ name }) => name);
    if (this.#format === 'json') return '';
    return this.#format === 'csv'
      ? csvLine(names)
      : this.#line(this.#columns.map((column) => column.title ?? column.name));
  }

  lines(rows: readonly Row[]): string {
    const columns = this.#columns;
    if (this.#format === 'table')
      return rows.map((row) => this.#line(columns.map((column) => shown(column, row)))).join('');
    const names = columns.map(({ name }) => name);
    return rows
      .map((row) => columns.map(({ value }) => value(row)))
      .map((values) => (this.#format === 'csv' ? csvLine(values) : jsonLine(names, values)))
      .join('');
  }

  #line(texts: readonly string[]): string {
    const cells = texts.map((text, i) => {
      const width = this.#widths[i] ?? 0;
      return this.#columns[i]?.unit === undefined ? text.padEnd(width) : text.padStart(width);
    });
    return `${cells.join('  ').trimEnd()}\n`;
  }
}

function shown<Row>({ value, unit }: Column<Row>, row: Row): string {
  const found = value(row);
  if (typeof found === 'number' && unit === 'octets') return octets(found);
  if (typeof found === 'number' && unit === 'seconds') return duration(found);
  // Control characters of a user's name must not move the cursor.
  return String(found ?? '').replace(/\p{Cc}/gu, '?');
}

/** `1.5 GiB` */
function octets(count: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB', 'ZiB'];
  let [value, unit] = [count, 0];
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(value < 10 ? 2 : 1)} ${units[unit]}`;
}

/** `1d 02:03:04` */
function duration(seconds: number): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const clock = `${two((seconds % 86_400) / 3600)}:${two((seconds % 3600) / 60)}:${two(seconds % 60)}`;
  return seconds < 86_400 ? clock : `${Math.floor(seconds / 86_400)}d ${clock}`;
}
