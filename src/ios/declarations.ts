import {
  type About,
  type Command,
  type FieldOf,
  type KeptDeclaration,
  type Needed,
  type Negated,
  type Next,
  no,
  type Refusal,
  refuse,
  type Section,
  type Setting,
  type Several,
  type Written,
} from './declared.ts';
import type { Io } from './io.ts';
import type { ConfigMode, ExecMode } from './modes.ts';
import { hasArguments, orWholeLine, shorten } from './negation.ts';
import { firstKeyword, literalOf } from './node.ts';
import type { Rule } from './rule.ts';

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
      negation:
        unset === false ? undefined : noSyntax === undefined ? shorten(syntax, noNeeds) : orWholeLine(noSyntax, syntax),
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
      negation:
        unset === false ? undefined : noSyntax === undefined ? shorten(syntax, noNeeds) : orWholeLine(noSyntax, syntax),
      open: open as Section<C, E>['open'],
      unset: removed,
      reset: (reset as Section<C, E>['reset'] | undefined) ?? removed,
      get: get as Section<C, E>['get'],
      sampleValue,
    };
  };
}

/** Declares a line that IOS knows and that has no effect here: it is kept as typed (keywords in full) and written back. */
export function kept<C, X, E, V>(
  within: ConfigMode<C, X, E>,
  syntax: Rule<V>,
  options: About & {
    /** True when there can be only one such line: a new one replaces the old. */
    readonly single?: boolean;
    /** Whether a `no …` line is kept as well; by default when the line has no arguments. */
    readonly keepsNegation?: boolean;
    /** The value to keep instead of the one typed: with its secrets sealed. */
    readonly seal?: (value: V, env: E) => NoInfer<V> | Refusal;
  } = {},
): KeptDeclaration<C, E> {
  const { single = false, keepsNegation = !hasArguments(syntax), seal, ...about } = options;
  return {
    ...about,
    kind: 'kept',
    mode: within,
    into: undefined,
    syntax,
    negation: shorten(syntax, []),
    single,
    keepsNegation,
    // Only called with what `syntax` has read.
    seal: seal as KeptDeclaration<C, E>['seal'],
  };
}

/**
 * Declares a section that has no effect here: its line is kept, and below it the lines that `into` declares; with
 * `keepsAnything` in that mode any indented line.
 */
export function keptSection<C, X, E, V>(
  within: ConfigMode<C, X, E>,
  syntax: Rule<V>,
  into: ConfigMode<C, undefined, E>,
  options: About & {
    /** The value to keep instead of the one typed: in one form where there are several. */
    readonly seal?: (value: V, env: E) => NoInfer<V> | Refusal;
  } = {},
): KeptDeclaration<C, E> {
  const { seal, ...about } = options;
  return {
    ...about,
    kind: 'kept',
    mode: within,
    into,
    syntax,
    negation: syntax,
    single: false,
    keepsNegation: false,
    // Only called with what `syntax` has read.
    seal: seal as KeptDeclaration<C, E>['seal'],
  };
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
