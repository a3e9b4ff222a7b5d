import type { RecordFilter } from './query.ts';

/** `table` for people, `json` one object a line, `detail` and `tacplus` as the two protocols' servers log. */
export const recordFormats = ['table', 'json', 'detail', 'tacplus'] as const;
export type RecordFormat = (typeof recordFormats)[number];

export interface PrintOptions {
  /** The server's `store` directory. */
  readonly store: string;
  readonly format: RecordFormat;
  readonly filter: RecordFilter;
  /** Print assembled sessions, one line each, in place of records (`table` and `json` only). */
  readonly sessions?: boolean;
  /** Go on with records as they arrive, until `signal` aborts. */
  readonly follow: boolean;
}

/**
 * Prints what the security server stored, in the order of arrival, from another process or the same, whether or not the
 * server runs. Resolves when all is printed (with `follow`: when `signal` aborts).
 * Rejects with a plain `Error` whose message is for the user when there is no store at that place.
 */
export async function printRecords(
  _options: PrintOptions,
  _out: { write(text: string): unknown },
  _signal?: AbortSignal,
): Promise<void> {}
