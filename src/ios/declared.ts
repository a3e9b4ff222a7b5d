import type { Io } from './io.ts';
import type { ConfigMode, ExecMode } from './modes.ts';
import type { Rule } from './rule.ts';

/** Why a command that is well formed is not carried out; `text` is printed as it is (`% …`). */
export class Refusal {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}
/** `return refuse('% Server group is not defined')` */
export const refuse = (text: string): Refusal => new Refusal(text);

/** A configuration together with something to tell the user. */
export class Noted<out C> {
  readonly configuration: C;
  readonly text: string;
  constructor(configuration: C, text: string) {
    this.configuration = configuration;
    this.text = text;
  }
}
/** `return note({ ...config, … }, '% Warning …')`: carried out, and something is printed. */
export const note = <C>(configuration: C, text: string): Noted<C> => new Noted(configuration, text);

/** What the running configuration prints as a `no` line. */
export class Negated<out N> {
  readonly value: N;
  constructor(value: N) {
    this.value = value;
  }
}
/** In `get`: `yield no({})` writes the command's `no` form. */
export const no = <const N>(value: N): Negated<N> => new Negated(value);

/** A value as `get` may give it: like the grammar's, but optional fields may also be there and `undefined`. */
export type Written<V> = V extends string | number | boolean | undefined | null
  ? V
  : V extends readonly (infer T)[]
    ? readonly Written<T>[]
    : V extends object
      ? { readonly [K in keyof V]: undefined extends V[K] ? Written<V[K]> | undefined : Written<V[K]> }
      : V;

/** The part of a value that its `no` form has for certain. */
export type Needed<V, K> = [FieldOf<V>] extends [K] ? V : V extends unknown ? Pick<V, Extract<K, keyof V>> : never;
/** The names of a value's fields; of a union's, those of any member. */
export type FieldOf<V> = V extends unknown ? keyof V : never;

/** What every declaration says about itself, for `?`, the manual and privilege checks. */
export interface About {
  /** 0–15, who may use it; default 15 in configuration modes, 1 in exec. */
  readonly privilege?: number;
  /** True for what Tollgate adds beyond IOS. */
  readonly extension?: boolean;
  /** One sentence for the manual. */
  readonly summary?: string;
  /** What holds when the command is not configured, for the manual. */
  readonly defaultText?: string;
  /** Further paragraphs for the manual. */
  readonly notes?: string;
}

export type Several<T> = readonly T[] | Iterable<T>;
/** What a change gives: the configuration, with a remark or not, or why not. */
export type Next<C> = C | Refusal | Noted<C>;

/** A configuration line. */
export interface Setting<out C, out E> extends About {
  readonly kind: 'setting';
  readonly mode: ConfigMode<C, unknown, E>;
  readonly syntax: Rule<unknown>;
  /** The forms after `no` and `default`; `undefined` when there are none. */
  readonly negation: Rule<unknown> | undefined;
  set(config: unknown, value: unknown, context: unknown, env: unknown): Next<C>;
  unset(config: unknown, value: unknown, context: unknown, env: unknown): Next<C>;
  reset(config: unknown, value: unknown, context: unknown, env: unknown): Next<C>;
  get(config: unknown, context: unknown): Iterable<unknown>;
  readonly sampleValue: ((random: () => number) => unknown) | undefined;
}

/** A configuration line that enters a mode. */
export interface Section<out C, out E> extends About {
  readonly kind: 'section';
  readonly mode: ConfigMode<C, unknown, E>;
  readonly into: ConfigMode<C, unknown, E>;
  readonly syntax: Rule<unknown>;
  readonly negation: Rule<unknown> | undefined;
  open(
    config: unknown,
    value: unknown,
    context: unknown,
    env: unknown,
  ): { readonly config: C; readonly context: unknown } | Refusal;
  unset(config: unknown, value: unknown, context: unknown, env: unknown): Next<C>;
  reset(config: unknown, value: unknown, context: unknown, env: unknown): Next<C>;
  get(config: unknown, context: unknown): Iterable<{ readonly value: unknown; readonly context: unknown }>;
  readonly sampleValue: ((random: () => number) => unknown) | undefined;
}

/** A line that is known, kept and written back, and does nothing. */
export interface KeptDeclaration<out C, out E> extends About {
  readonly kind: 'kept';
  readonly mode: ConfigMode<C, unknown, E>;
  /** The mode that a kept section opens. */
  readonly into: ConfigMode<C, unknown, E> | undefined;
  readonly syntax: Rule<unknown>;
  readonly negation: Rule<unknown>;
  /** A new line replaces the one kept before. */
  readonly single: boolean;
  /** The `no` form is kept too when there is nothing to remove. */
  readonly keepsNegation: boolean;
  /** What is kept instead of the value typed. */
  readonly seal: ((value: unknown, env: unknown) => unknown) | undefined;
}

/** An exec command. */
export interface Command<out S> extends About {
  readonly kind: 'command';
  readonly mode: ExecMode<S>;
  readonly syntax: Rule<unknown>;
  /** Whether `| include …` may follow. */
  readonly filters: boolean;
  run(value: unknown, io: Io, session: unknown): undefined | Refusal | Promise<undefined | Refusal>;
}

export type ConfigDeclaration<C, E> = Setting<C, E> | Section<C, E> | KeptDeclaration<C, E>;
export type Declaration<C, E, S> = ConfigDeclaration<C, E> | Command<S>;
