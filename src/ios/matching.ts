import type { Rank, Trail } from './rule.ts';

/** One word of a line; `start` and `end` are offsets into the line. */
export interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Something that may stand next: a keyword, the shape of an argument, `<cr>`. */
export interface Hint {
  readonly text: string;
  readonly help: string;
  readonly keyword: boolean;
}

/** What a rule expected where the line ended, and the reading of the line that led there. */
export interface Expectation {
  readonly hint: Hint;
  readonly trail: Trail | undefined;
}

/** Where a reading of the line broke off: at which word, how many characters into it. */
export interface Failure {
  readonly at: number;
  readonly offset: number;
  readonly trail: Trail | undefined;
}

/**
 * Why a line is matched. `read`: to understand it. The others are a second pass that no longer follows abbreviations
 * where a keyword was written out: `explain` collects where it went wrong, `help` what may come next.
 */
export type Purpose = 'read' | 'explain' | 'help';

/** The state of matching one line against rules: the line, and what the rules report about it. */
export class Matching {
  readonly text: string;
  readonly words: readonly Word[];
  readonly purpose: Purpose;
  /** Readings that ran into the end of the line, with what they expected there. */
  readonly expected: Expectation[] = [];
  /** Readings that broke off furthest to the right; only to `explain`. */
  failures: Failure[] = [];
  /** Delimiter of a text argument that the line opens and doesn't close. */
  open: { readonly delimiter: string; readonly trail: Trail | undefined } | undefined;
  readonly #exact: Set<string>;

  constructor(text: string, words: readonly Word[], purpose: Purpose = 'read', exact = new Set<string>()) {
    this.text = text;
    this.words = words;
    this.purpose = purpose;
    this.#exact = exact;
  }

  /** A second pass over the same line. */
  again(purpose: 'explain' | 'help'): Matching {
    return new Matching(this.text, this.words, purpose, this.#exact);
  }

  /** Notes that after `trail` a keyword was written out in full: abbreviations of longer keywords then don't count. */
  writtenOut(trail: Trail | undefined): void {
    this.#exact.add(trail?.path ?? '');
  }

  /** Whether an abbreviation may be followed after `trail`; always, in the first pass. */
  mayAbbreviate(trail: Trail | undefined): boolean {
    return this.purpose === 'read' || !this.#exact.has(trail?.path ?? '');
  }

  /** Whether `trail` contains an abbreviation where another reading has the same word written out. */
  isOvershadowed(trail: Trail | undefined): boolean {
    if (this.#exact.size === 0) return false;
    for (let link = trail; link !== undefined; link = link.before)
      if (link.rank === 1 && this.#exact.has(link.before?.path ?? '')) return true;
    return false;
  }

  expect(hint: Hint, trail: Trail | undefined): void {
    this.expected.push({ hint, trail });
  }

  fail(at: number, offset: number, trail: Trail | undefined): void {
    if (this.purpose !== 'explain') return;
    const furthest = this.failures[0]?.at ?? at;
    if (at < furthest) return;
    if (at > furthest) this.failures = [];
    this.failures.push({ at, offset, trail });
  }
}

/** Appends a token to a trail. */
export function follow(before: Trail | undefined, text: string, rank: Rank): Trail {
  return { before, text, rank, secret: false, path: before === undefined ? ` ${text}` : `${before.path} ${text}` };
}

/**
 * Splits a line into words at blanks. With `bars`, a `|` at the start of a word is a word of its own (`|inc x`).
 */
export function splitWords(text: string, bars = false): Word[] {
  const words: Word[] = [];
  let at = 0;
  for (;;) {
    while (at < text.length && isBlank(text.charCodeAt(at))) at++;
    if (at >= text.length) return words;
    const start = at;
    if (bars && text[at] === '|') at++;
    else while (at < text.length && !isBlank(text.charCodeAt(at))) at++;
    words.push({ text: text.slice(start, at), start, end: at });
  }
}

const isBlank = (code: number): boolean => code === 32 || (code >= 9 && code <= 13);
