import type { Matching } from './matching.ts';

/**
 * How specific a matched token is; the lower wins where a word fits several (FRR's order): a keyword written out,
 * an abbreviated keyword, a number or an address, any word, the rest of the line.
 */
export type Rank = 0 | 1 | 2 | 3 | 4;
export const rankOf = { exact: 0, prefix: 1, number: 2, address: 2, word: 3, line: 4 } as const satisfies Record<
  string,
  Rank
>;

/** A rule described as data: what the manual, the list of commands and the property tests walk. */
export type GrammarNode =
  | { readonly kind: 'keyword'; readonly word: string; readonly help: string }
  | {
      readonly kind: 'argument';
      /** As `?` shows it: `WORD`, `<1-1000>`, `A.B.C.D`. */
      readonly shape: string;
      readonly help: string;
      /** A valid value made from a source of numbers in [0, 1). */
      readonly sample: (random: () => number) => unknown;
    }
  | { readonly kind: 'choice'; readonly of: readonly GrammarNode[] }
  | { readonly kind: 'optional'; readonly of: GrammarNode; readonly absent: unknown }
  | { readonly kind: 'flag'; readonly of: GrammarNode }
  | { readonly kind: 'many'; readonly of: GrammarNode; readonly min: number; readonly max: number }
  | { readonly kind: 'sequence'; readonly fields: readonly FieldNode[] }
  | { readonly kind: 'unordered'; readonly fields: readonly FieldNode[] }
  | { readonly kind: 'mapped'; readonly of: GrammarNode; readonly to: (value: unknown) => unknown }
  | { readonly kind: 'secret'; readonly of: GrammarNode };

export interface FieldNode {
  /** `_name` is dropped from the value, `$name` is merged into it. */
  readonly key: string;
  readonly of: GrammarNode;
}

/** The way a line was matched so far: one link per token, newest first. */
export interface Trail {
  readonly before: Trail | undefined;
  /** Canonical text of this token: the whole keyword, or the argument as typed. */
  readonly text: string;
  readonly rank: Rank;
  readonly secret: boolean;
  /** Canonical text of all tokens up to and including this one; equal paths are the same reading of the line. */
  readonly path: string;
}

/** One way to match: the value, the index of the next unread word, and how it came there. */
export interface Step<T> {
  readonly value: T;
  readonly at: number;
  readonly trail: Trail | undefined;
}

/**
 * A piece of grammar with values of type `T`. Made by the combinators (`kw`, `WORD`, `seq`, …); one object parses,
 * prints, helps and describes itself.
 */
export interface Rule<out T> {
  /** Itself as data. */
  readonly node: GrammarNode;
  /** Its value when it matches no word at all; `undefined` when it needs at least one. */
  readonly empty: { readonly value: T } | undefined;
  /** Every way to match from word `at` on; records in `matching` what it would have expected. Never throws. */
  match(matching: Matching, at: number, trail: Trail | undefined): readonly Step<T>[];
  /**
   * The words that `match` reads back as `value` (canonical), or `undefined` when `value` isn't one of this rule's.
   * With `masked`, secrets are printed as `*`.
   */
  print(value: unknown, masked: boolean): readonly string[] | undefined;
}

/** The type of a rule's values. */
export type Out<R> = R extends Rule<infer T> ? T : never;

export const noSteps: readonly never[] = [];
