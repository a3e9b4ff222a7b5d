import type { Command, ConfigDeclaration, Declaration } from './declared.ts';
import { kw } from './keyword.ts';
import type { Matching } from './matching.ts';
import type { ConfigMode, ExecMode } from './modes.ts';
import { firstWords } from './node.ts';
import { type OutputFilter, outputFilter } from './output-filter.ts';
import type { Rule, Step, Trail } from './rule.ts';

/** `exit` and `end`, which every configuration mode has. */
export interface Builtin {
  readonly kind: 'builtin';
  readonly action: 'exit' | 'end';
}

/** One form of one declaration, as the parser looks it up. */
export interface Entry<D> {
  readonly declaration: D;
  readonly rule: Rule<unknown>;
  /** Privilege level that it takes. */
  readonly level: number;
  readonly order: number;
}

export type ConfigEntry<C, E> = Entry<ConfigDeclaration<C, E> | Builtin>;

/** Entries found by the first word of a line. */
export class WordIndex<D> {
  readonly all: readonly Entry<D>[];
  readonly #words: readonly string[];
  readonly #entries: readonly (readonly Entry<D>[])[];
  readonly #anything: readonly Entry<D>[];

  constructor(entries: readonly Entry<D>[]) {
    const byWord = new Map<string, Entry<D>[]>();
    const anything: Entry<D>[] = [];
    for (const entry of entries) {
      const words = firstWords(entry.rule.node);
      if (words === undefined) anything.push(entry);
      for (const word of words ?? []) {
        const bucket = byWord.get(word);
        if (bucket === undefined) byWord.set(word, [entry]);
        else bucket.push(entry);
      }
    }
    this.all = entries;
    this.#words = [...byWord.keys()].sort();
    this.#entries = this.#words.map((word) => byWord.get(word) ?? []);
    this.#anything = anything;
  }

  /** Entries that a line beginning with `typed` can belong to, in the order of declaration; all without `typed`. */
  candidates(typed: string | undefined): readonly Entry<D>[] {
    if (typed === undefined) return this.all;
    const beginning = typed.toLowerCase();
    const found: Entry<D>[] = [...this.#anything];
    let buckets = 0;
    for (let index = this.#lowerBound(beginning); this.#words[index]?.startsWith(beginning); index++) {
      found.push(...(this.#entries[index] ?? []));
      buckets++;
    }
    if (buckets + this.#anything.length < 2) return found;
    return [...new Set(found)].sort((a, b) => a.order - b.order);
  }

  /** How many characters of `typed` fit the beginning of a keyword that `level` may use. */
  fitting(typed: string, level: number): number {
    const lower = typed.toLowerCase();
    let longest = 0;
    for (const [index, word] of this.#words.entries()) {
      if (!this.#entries[index]?.some((entry) => entry.level <= level)) continue;
      let length = 0;
      while (length < lower.length && lower[length] === word[length]) length++;
      longest = Math.max(longest, length);
    }
    return longest;
  }

  #lowerBound(beginning: string): number {
    let low = 0;
    let high = this.#words.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#words[middle] ?? '') < beginning) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** What can be typed in one configuration mode. */
export interface ConfigTable<C, E> {
  readonly mode: ConfigMode<C, unknown, E>;
  readonly declarations: readonly ConfigDeclaration<C, E>[];
  readonly lines: WordIndex<ConfigDeclaration<C, E> | Builtin>;
  /** What may follow `no` and `default`. */
  readonly negations: WordIndex<ConfigDeclaration<C, E> | Builtin>;
}

/** What can be typed at the exec prompt. */
export interface ExecTable<S> {
  readonly mode: ExecMode<S>;
  readonly declarations: readonly Command<S>[];
  readonly lines: WordIndex<Command<S>>;
}

const exitRule = kw('exit', 'Exit from the current mode');
const endRule = kw('end', 'Exit from configure mode');

/** Makes the table of a configuration mode from those of `declarations` that belong to it. */
export function configTable<C, E>(
  mode: ConfigMode<C, unknown, E>,
  declarations: readonly Declaration<C, E, unknown>[],
): ConfigTable<C, E> {
  const own = declarations.filter((one): one is ConfigDeclaration<C, E> => one.kind !== 'command' && one.mode === mode);
  const entries = own.map(
    (declaration, order): ConfigEntry<C, E> => ({
      declaration,
      rule: declaration.syntax,
      level: declaration.privilege ?? 15,
      order,
    }),
  );
  const builtins = (
    [
      ['exit', exitRule],
      ['end', endRule],
    ] as const
  ).map(
    ([action, rule], index): ConfigEntry<C, E> => ({
      declaration: { kind: 'builtin', action },
      rule: mode.fallsBack ? rule : written(rule, action),
      level: 0,
      order: entries.length + index,
    }),
  );
  const negations = own.flatMap((declaration, order): ConfigEntry<C, E>[] =>
    declaration.negation === undefined
      ? []
      : [{ declaration, rule: declaration.negation, level: declaration.privilege ?? 15, order }],
  );
  return {
    mode,
    declarations: own,
    lines: new WordIndex([...entries, ...builtins]),
    negations: new WordIndex(negations),
  };
}

/** In a mode that takes text, `exit` counts only when it is written out. */
function written(rule: Rule<string>, word: string): Rule<string> {
  return {
    ...rule,
    match(matching: Matching, at: number, trail: Trail | undefined): readonly Step<string>[] {
      const typed = matching.words[at];
      return typed === undefined || typed.text.toLowerCase() === word ? rule.match(matching, at, trail) : [];
    },
  };
}

/** What an exec line gives: the command's own value, and the filter after `|`. */
export interface ExecValue {
  readonly value?: unknown;
  readonly filter?: OutputFilter;
}

/** Makes the table of the exec mode. */
export function execTable<S>(
  mode: ExecMode<S>,
  declarations: readonly Declaration<unknown, unknown, S>[],
): ExecTable<S> {
  const own = declarations.filter((one): one is Command<S> => one.kind === 'command');
  return {
    mode,
    declarations: own,
    lines: new WordIndex(
      own.map((declaration, order) => ({
        declaration,
        rule: outputFilter(declaration.syntax, declaration.filters),
        level: declaration.privilege ?? 1,
        order,
      })),
    ),
  };
}
