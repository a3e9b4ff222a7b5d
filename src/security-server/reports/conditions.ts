import type { SQLInputValue } from 'node:sqlite';

/** Conditions that must all hold, with their parameters in order. */
export class Conditions {
  readonly #texts: string[] = [];
  readonly values: SQLInputValue[] = [];

  /** Adds one, unless what it depends on was not asked for. */
  add(text: string, ...values: (SQLInputValue | undefined)[]): this {
    const given = values.filter((value) => value !== undefined);
    if (given.length < values.length) return this;
    this.#texts.push(text);
    this.values.push(...given);
    return this;
  }

  /** `WHERE …`, empty when there is none. */
  get where(): string {
    return this.#texts.length === 0 ? '' : `WHERE ${this.#texts.join(' AND ')}`;
  }
}

/** Pattern of LIKE … ESCAPE '\' that finds `text` anywhere; with `stars`, `*` stands for any run of characters. */
export function anywhere(text: string | undefined, stars = false): string | undefined {
  if (text === undefined || text === '') return undefined;
  const escaped = text.replace(/[\\%_]/g, '\\$&');
  return `%${stars ? escaped.replaceAll('*', '%') : escaped}%`;
}

/** Rows of one page. */
export const pageLimit = (limit: number | undefined): number => Math.min(10_000, Math.max(1, Math.floor(limit ?? 100)));
