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

/** The state of matching one line against rules: the line, and what the rules report about it. */
export class Matching {
  readonly text: string;
  readonly words: readonly Word[];
  /** Readings that ran into the end of the line, with what they expected there. */
  readonly expected: Expectation[] = [];
  /** Readings that broke off furthest to the right. */
  failures: Failure[] = [];
  /** Delimiter of a text argument that the line opens and doesn't close. */
  open: { readonly delimiter: string; readonly trail: Trail | undefined } | undefined;
  readonly #exact = new Set<string>();
  #prune = false;

  constructor(text: string, words: readonly Word[]) {
    this.text = text;
    this.words = words;
  }

  /** A second pass over the same line that no longer follows abbreviations where a keyword was written out. */
  again(): Matching {
    const next = new Matching(this.text, this.words);
    for (const path of this.#exact) next.#exact.add(path);
    next.#prune = true;
    return next;
  }

  /** Notes that after `trail` a keyword was written out in full: abbreviations of longer keywords then don't count. */
  writtenOut(trail: Trail | undefined): void {
    this.#exact.add(trail?.path ?? '');
  }

  /** Whether an abbreviation may be followed after `trail`; always, in the first pass. */
  mayAbbreviate(trail: Trail | undefined): boolean {
    return !this.#prune || !this.#exact.has(trail?.path ?? '');
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
    const furthest = this.failures[0];
    if (furthest !== undefined) {
      if (at < furthest.at || (at === furthest.at && offset < furthest.offset)) return;
      if (at > furthest.at || offset > furthest.offset) this.failures = [];
    }
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
