import { isDeepStrictEqual } from 'node:util';
import type { Command, ConfigDeclaration } from './declared.ts';
import { follow, Matching, splitWords, type Word } from './matching.ts';
import type { Builtin, ConfigTable, Entry, ExecTable, WordIndex } from './mode-table.ts';
import type { Trail } from './rule.ts';

export type Negation = 'no' | 'default';

/** A complete line, understood. */
export interface Reading<D> {
  readonly declaration: D;
  readonly level: number;
  readonly negated: Negation | undefined;
  readonly value: unknown;
  readonly trail: Trail | undefined;
}

/** What came of reading a line. */
export type Read<D> = { readonly kind: 'understood'; readonly reading: Reading<D> } | Misread;

/** Why a line is not a command. `at` is an offset into the line. */
export type Misread =
  /** It opens a text that goes on in the next line; `delimiter` ends it. */
  | { readonly kind: 'open'; readonly delimiter: string }
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'ambiguous' }
  | { readonly kind: 'invalid'; readonly at: number };

/** Tries the entries of a table on the words of a line. */
export type Trial<D> = (matching: Matching) => readonly Reading<D>[];

export function configTrial<C, E>(table: ConfigTable<C, E>, level: number): Trial<ConfigDeclaration<C, E> | Builtin> {
  return (matching) => {
    const first = matching.words[0];
    const readings = tryEntries(table.lines, matching, 0, undefined, undefined, level);
    if (first === undefined || !table.mode.fallsBack) return readings;
    const typed = first.text.toLowerCase();
    for (const word of ['no', 'default'] as const) {
      if (!word.startsWith(typed)) continue;
      if (typed === word) matching.writtenOut(undefined);
      else if (!matching.mayAbbreviate(undefined)) continue;
      const trail = follow(undefined, word, typed === word ? 0 : 1);
      readings.push(...tryEntries(table.negations, matching, 1, trail, word, level));
    }
    return readings;
  };
}

export function execTrial<S>(table: ExecTable<S>, level: number): Trial<Command<S>> {
  return (matching) => tryEntries(table.lines, matching, 0, undefined, undefined, level);
}

function tryEntries<D>(
  index: WordIndex<D>,
  matching: Matching,
  at: number,
  trail: Trail | undefined,
  negated: Negation | undefined,
  level: number,
): Reading<D>[] {
  const typed = matching.words[at]?.text;
  const candidates = index.candidates(typed).filter((entry) => entry.level <= level);
  if (candidates.length === 0 && typed !== undefined && matching.purpose === 'explain')
    matching.fail(at, index.fitting(typed, level), trail);
  const readings: Reading<D>[] = [];
  for (const entry of candidates)
    for (const step of entry.rule.match(matching, at, trail))
      if (step.at === matching.words.length) readings.push(reading(entry, negated, step.value, step.trail));
      else if (step.at > at) matching.fail(step.at, 0, step.trail);
  return readings;
}

const reading = <D>(
  entry: Entry<D>,
  negated: Negation | undefined,
  value: unknown,
  trail: Trail | undefined,
): Reading<D> => ({
  declaration: entry.declaration,
  level: entry.level,
  negated,
  value,
  trail,
});

/** Reads a line. `words` when they are not simply the words of `text`. */
export function read<D>(trial: Trial<D>, text: string, words: readonly Word[] = splitWords(text)): Read<D> {
  const matching = new Matching(text, words);
  const readings = trial(matching).filter(({ trail }) => !matching.isOvershadowed(trail));
  const [first] = readings;
  if (first === undefined) return explain(trial, matching);
  if (readings.length === 1 && matching.expected.length === 0) return { kind: 'understood', reading: first };
  const best = bestOf(readings);
  const chosen = best[0] ?? first;
  const rivals = best.filter((other) => other.trail?.path !== chosen.trail?.path);
  if (rivals.some((other) => !sameMeaning(other, chosen))) return { kind: 'ambiguous' };
  const unfinished = matching.expected.some(
    ({ trail }) =>
      trail?.path !== chosen.trail?.path &&
      compareRanks(ranksOf(trail), ranksOf(chosen.trail)) === 0 &&
      !matching.isOvershadowed(trail) &&
      !best.some((other) => other.trail?.path === trail?.path),
  );
  return unfinished ? { kind: 'ambiguous' } : { kind: 'understood', reading: chosen };
}

/** Why a line can't be understood. */
function explain<D>(trial: Trial<D>, first: Matching): Read<D> {
  const matching = first.again('explain');
  trial(matching);
  if (matching.expected.length > 0)
    return { kind: pathsOf(bestOf(matching.expected)).size > 1 ? 'ambiguous' : 'incomplete' };
  if (matching.open !== undefined) return { kind: 'open', delimiter: matching.open.delimiter };
  const best = bestOf(matching.failures);
  const word = matching.words[best[0]?.at ?? 0];
  if (word === undefined) return { kind: 'incomplete' };
  if (pathsOf(best).size > 1) return { kind: 'ambiguous' };
  return { kind: 'invalid', at: word.start + Math.max(0, ...best.map((failure) => failure.offset)) };
}

/** The different ways in which the words so far are read. */
export const pathsOf = (found: readonly { readonly trail: Trail | undefined }[]): ReadonlySet<string | undefined> =>
  new Set(found.map(({ trail }) => trail?.path));

/** Whether the first word, behind `no` or `default`, is a keyword in full. */
export const beginsWrittenOut = ({ trail, negated }: Reading<unknown>): boolean =>
  ranksOf(trail)[negated === undefined ? 0 : 1] === 0;

const sameMeaning = <D>(a: Reading<D>, b: Reading<D>): boolean =>
  a.declaration === b.declaration && a.negated === b.negated && isDeepStrictEqual(a.value, b.value);

/** Those whose words were matched most specifically, compared word by word from the left. */
export function bestOf<T extends { readonly trail: Trail | undefined }>(found: readonly T[]): readonly T[] {
  if (found.length < 2) return found;
  const ranked = found.map((one) => ({ one, ranks: ranksOf(one.trail) }));
  let best = ranked[0]?.ranks ?? [];
  for (const { ranks } of ranked) if (compareRanks(ranks, best) < 0) best = ranks;
  return ranked.filter(({ ranks }) => compareRanks(ranks, best) === 0).map(({ one }) => one);
}

function ranksOf(trail: Trail | undefined): readonly number[] {
  const ranks: number[] = [];
  for (let link = trail; link !== undefined; link = link.before) ranks.push(link.rank);
  return ranks.reverse();
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
