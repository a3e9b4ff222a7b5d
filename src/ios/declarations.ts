import type { Io } from './io.ts';
import { firstKeyword, literalOf, someNode } from './node.ts';
import type { Rule } from './rule.ts';
import type { SequenceRule } from './sequence.ts';

/**
 * A configuration mode: the configuration's type `C`, the mode's own context `X` (which server, which line…), and the
 * services `E` that configuration commands may need (sealing a secret, say).
 */
export interface ConfigMode<out C, out X, out E> {
  readonly kind: 'config';
  /** Unique; names the mode in the manual and for {@link Shell.configure}. */
  readonly id: string;
  /** What stands in the brackets of `router(config-line)#`. */
  readonly prompt: string;
  /** Heading in the manual. */
  readonly title: string;
  readonly parent: ConfigMode<C, unknown, E> | undefined;
  /** A line that the running configuration ends the mode's section with; for modes whose lines could be anything. */
  readonly closing: string | undefined;
  /** Whether lines that are not the mode's own are tried in the parent mode; false for modes that take text. */
  readonly fallsBack: boolean;
  /** Whether any indented line that no declaration knows is kept as it is (see {@link keptSection}). */
  readonly keepsAnything: boolean;
  /** Never set; carries the types. */
  readonly types?: { readonly configuration: C; readonly context: X; readonly environment: E };
}

/** The mode of exec commands; `S` is what they work with: the services and the state of one session. */
export interface ExecMode<out S> {
  readonly kind: 'exec';
  readonly id: string;
  readonly title: string;
  readonly types?: { readonly session: S };
}

/** Declares a configuration mode. Without `parent` it is the global one. */
export function mode<C, X = undefined, E = unknown>(options: {
  readonly id: string;
  readonly prompt: string;
  readonly title: string;
  readonly parent?: ConfigMode<C, unknown, E>;
  readonly closing?: string;
  readonly fallsBack?: boolean;
  readonly keepsAnything?: boolean;
}): ConfigMode<C, X, E> {
  return {
    kind: 'config',
    id: options.id,
    prompt: options.prompt,
    title: options.title,
    parent: options.parent,
    closing: options.closing,
    fallsBack: options.fallsBack ?? true,
    keepsAnything: options.keepsAnything ?? false,
  };
}

/** Declares the mode of exec commands. */
export function execMode<S>(options: { readonly id?: string; readonly title?: string } = {}): ExecMode<S> {
  return { kind: 'exec', id: options.id ?? 'exec', title: options.title ?? 'Exec commands' };
}

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

type Several<T> = readonly T[] | Iterable<T>;
type Next<C> = C | Refusal | Noted<C>;

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

/**
 * Declares a configuration line: `setting(mode, syntax)({ set, unset, get })`.
 *
 * `V` is the value of `syntax`. `no` takes the full line, or, with `noNeeds`, any beginning of it that has the fields
 * named (`noNeeds: []`: the leading keywords are enough; `noNeeds: ['name']`: up to the field `name`); or `noSyntax`
 * when the form is an irregular one. `unset: false` means that there is no `no` form.
 */
export function setting<C, X, E, V>(within: ConfigMode<C, X, E>, syntax: Rule<V>) {
  return <K extends FieldOf<V> = FieldOf<V>, N = Needed<V, K>>(
    options: About & {
      /** The configuration with the line in it. Pure. */
      readonly set: (config: C, value: V, context: X, env: E) => Next<C>;
      readonly noNeeds?: readonly K[];
      readonly noSyntax?: Rule<N>;
      /** The configuration after `no …`. Pure. */
      readonly unset: ((config: C, value: NoInfer<N>, context: X, env: E) => Next<C>) | false;
      /** The configuration after `default …`; the same as `no` when absent. */
      readonly reset?: (config: C, value: NoInfer<N>, context: X, env: E) => Next<C>;
      /** The values whose lines the running configuration has; `no(value)` for a `no` line. */
      readonly get: (config: C, context: X) => Several<Written<V> | Negated<NoInfer<N>>>;
      /** A value for property tests, when the grammar's own samples don't do. */
      readonly sampleValue?: (random: () => number) => V;
    },
  ): Setting<C, E> => {
    const { noNeeds, noSyntax, set, unset, reset, get, sampleValue, ...about } = options;
    // The language calls these only with what `syntax` and `within` of this declaration made.
    const removed = (unset === false ? hasNoNegation : unset) as Setting<C, E>['unset'];
    return {
      ...about,
      kind: 'setting',
      mode: within,
      syntax,
      negation: unset === false ? undefined : (noSyntax ?? shorten(syntax, noNeeds)),
      set: set as Setting<C, E>['set'],
      unset: removed,
      reset: (reset as Setting<C, E>['reset'] | undefined) ?? removed,
      get: get as Setting<C, E>['get'],
      sampleValue,
    };
  };
}

/**
 * Declares a line that is on or off and has no arguments, as `[no] aaa new-model`: `toggle(mode, syntax)({ get, set })`.
 * Written when it differs from `initially` (default off): `no …` when it is on by default.
 */
export function toggle<C, X, E>(within: ConfigMode<C, X, E>, syntax: Rule<unknown>) {
  return (
    options: About & {
      readonly initially?: boolean;
      readonly get: (config: C, context: X) => boolean | undefined;
      readonly set: (config: C, on: boolean, context: X, env: E) => Next<C>;
    },
  ): Setting<C, E> => {
    const { initially = false, get, set, ...about } = options;
    const value = literalOf(syntax.node);
    return setting<C, X, E, unknown>(
      within,
      syntax,
    )<never, unknown>({
      ...about,
      noSyntax: syntax,
      set: (config, _value, context, env) => set(config, true, context, env),
      unset: (config, _value, context, env) => set(config, false, context, env),
      reset: (config, _value, context, env) => set(config, initially, context, env),
      get: (config, context) => {
        const on = get(config, context) ?? initially;
        return on === initially ? [] : [on ? value : no(value)];
      },
    });
  };
}

/**
 * Declares a line that enters another mode: `section(mode, syntax, into)({ open, unset, get })`. The running configuration
 * prints the line for each of `get`, the mode's own lines below it, and `!`.
 */
export function section<C, X, E, V, Y>(within: ConfigMode<C, X, E>, syntax: Rule<V>, into: ConfigMode<C, Y, E>) {
  return <K extends FieldOf<V> = FieldOf<V>, N = Needed<V, K>>(
    options: About & {
      /** Makes the thing if it isn't there, and says which one the mode is about. Pure. */
      readonly open: (config: C, value: V, context: X, env: E) => { readonly config: C; readonly context: Y } | Refusal;
      readonly noNeeds?: readonly K[];
      readonly noSyntax?: Rule<N>;
      readonly unset: ((config: C, value: NoInfer<N>, context: X, env: E) => Next<C>) | false;
      readonly reset?: (config: C, value: NoInfer<N>, context: X, env: E) => Next<C>;
      readonly get: (config: C, context: X) => Several<{ readonly value: Written<V>; readonly context: Y }>;
      readonly sampleValue?: (random: () => number) => V;
    },
  ): Section<C, E> => {
    const { noNeeds, noSyntax, open, unset, reset, get, sampleValue, ...about } = options;
    const removed = (unset === false ? hasNoNegation : unset) as Section<C, E>['unset'];
    return {
      ...about,
      kind: 'section',
      mode: within,
      into,
      syntax,
      negation: unset === false ? undefined : (noSyntax ?? shorten(syntax, noNeeds)),
      open: open as Section<C, E>['open'],
      unset: removed,
      reset: (reset as Section<C, E>['reset'] | undefined) ?? removed,
      get: get as Section<C, E>['get'],
      sampleValue,
    };
  };
}

/** Declares a line that IOS knows and that has no effect here: it is kept as typed (keywords in full) and written back. */
export function kept<C, X, E>(
  within: ConfigMode<C, X, E>,
  syntax: Rule<unknown>,
  options: About & {
    /** True when there can be only one such line: a new one replaces the old. */
    readonly single?: boolean;
    /** Whether a `no …` line is kept as well; by default when the line has no arguments. */
    readonly keepsNegation?: boolean;
  } = {},
): KeptDeclaration<C, E> {
  const { single = false, keepsNegation = !hasArguments(syntax), ...about } = options;
  const negation = shorten(syntax, []);
  return { ...about, kind: 'kept', mode: within, into: undefined, syntax, negation, single, keepsNegation };
}

/**
 * Declares a section that has no effect here: its line is kept, and below it the lines that `into` declares; with
 * `keepsAnything` in that mode any indented line.
 */
export function keptSection<C, X, E>(
  within: ConfigMode<C, X, E>,
  syntax: Rule<unknown>,
  into: ConfigMode<C, undefined, E>,
  about: About = {},
): KeptDeclaration<C, E> {
  return { ...about, kind: 'kept', mode: within, into, syntax, negation: syntax, single: false, keepsNegation: false };
}

/**
 * Declares an exec command: `command(exec, syntax)({ run })`. `run` prints to `io`; it returns a {@link Refusal} when it
 * could not do what was asked. Commands that begin with `show` or `more` take `| include …` and its like; `filters` says
 * otherwise.
 */
export function command<S, V>(within: ExecMode<S>, syntax: Rule<V>) {
  return (
    options: About & {
      readonly filters?: boolean;
      // biome-ignore lint/suspicious/noConfusingVoidType: a command that only prints returns nothing
      readonly run: (value: V, io: Io, session: S) => void | Refusal | Promise<void | Refusal>;
    },
  ): Command<S> => {
    const { filters, run, ...about } = options;
    const first = firstKeyword(syntax.node);
    return {
      ...about,
      kind: 'command',
      mode: within,
      syntax,
      filters: filters ?? (first === 'show' || first === 'more'),
      run: run as Command<S>['run'],
    };
  };
}

const hasNoNegation = (): Refusal => refuse('% This command has no "no" form');

function shorten(syntax: Rule<unknown>, needs: readonly PropertyKey[] | undefined): Rule<unknown> {
  if (needs === undefined) return syntax;
  if (isSequence(syntax)) return syntax.shortened(needs.map(String));
  if (needs.length === 0) return syntax;
  throw new Error('noNeeds names fields, so the syntax must be a seq({ … })');
}

const isSequence = (rule: Rule<unknown>): rule is SequenceRule<unknown> => 'shortened' in rule;

const hasArguments = (rule: Rule<unknown>): boolean => someNode(rule.node, (node) => node.kind === 'argument');
