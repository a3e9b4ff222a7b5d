import {
  type About,
  alter,
  type ConfigMode,
  drop,
  Refusal,
  type Rule,
  section,
  setting,
  toggle,
  type Written,
} from '../../../ios/index.ts';
import type { IpsecConfig } from '../../../sources/ipsec/config.ts';
import type { Configuration } from '../../configuration.ts';
import { amend, amendIpsec, type Changes, value } from '../edit.ts';
import type { ConfigServices, Named } from '../modes.ts';

/** Where a thing stands in the configuration: how the lines of its mode find and change it. */
export interface Place<X, T> {
  find(config: Configuration, at: X): T | undefined;
  change(config: Configuration, at: X, changes: Changes<T>): Configuration;
}

/** A list of the slice whose items are told apart by `same`. */
export function placeIn<X, T extends object>(
  get: (ipsec: IpsecConfig) => readonly T[],
  put: (items: readonly T[]) => Changes<IpsecConfig>,
  same: (item: T, at: X) => boolean,
): Place<X, T> & {
  /** The configuration with `made` in the list, if nothing stands there yet. */
  open(config: Configuration, at: X, made: T): Configuration;
  remove(config: Configuration, at: X): Configuration;
} {
  const is = (at: X) => (item: T) => same(item, at);
  return {
    find: (config, at) => get(config.ipsec).find(is(at)),
    change: (config, at, changes) =>
      amendIpsec(config, put(alter(get(config.ipsec), is(at), (item) => amend(item, changes)))),
    open: (config, at, made) =>
      get(config.ipsec).some(is(at)) ? config : amendIpsec(config, put([...get(config.ipsec), made])),
    remove: (config, at) => amendIpsec(config, put(drop(get(config.ipsec), is(at)))),
  };
}

/** A list of the slice whose items have names, with the line that makes one of them. */
export function namedIn<T extends Named>(
  get: (ipsec: IpsecConfig) => readonly T[],
  put: (items: readonly T[]) => Changes<IpsecConfig>,
  make: (name: string) => T,
) {
  const place = placeIn(get, put, (item: T, { name }: Named) => item.name === name);
  return {
    ...place,
    section: (
      within: ConfigMode<Configuration, undefined, ConfigServices>,
      syntax: Rule<Named>,
      into: ConfigMode<Configuration, Named, ConfigServices>,
      about: About,
    ) =>
      section(
        within,
        syntax,
        into,
      )({
        ...about,
        open: (config, { name }) => ({ config: place.open(config, { name }, make(name)), context: { name } }),
        unset: (config, { name }) => place.remove(config, { name }),
        get: ({ ipsec }) => get(ipsec).map(({ name }) => ({ value: { name }, context: { name } })),
      }),
  };
}

/** Declares the lines of a mode that is about one thing. */
export function linesOf<X, T extends object>(
  within: ConfigMode<Configuration, X, ConfigServices>,
  { find, change }: Place<X, T>,
) {
  const apply = (config: Configuration, at: X, changes: Changes<T> | Refusal): Configuration | Refusal =>
    changes instanceof Refusal ? changes : change(config, at, changes);
  return {
    /** A line that holds one value or is absent. */
    one: <V>(
      syntax: Rule<V>,
      about: About & { readonly sampleValue?: (random: () => number) => V },
      get: (held: T) => Written<V> | undefined,
      set: (value: V | undefined, env: ConfigServices, held: T) => Changes<T> | Refusal,
    ) =>
      value(
        within,
        syntax,
      )({
        ...about,
        get: (config, at) => {
          const held = find(config, at);
          return held && get(held);
        },
        set: (config, typed, at, env) => {
          const held = find(config, at);
          return held === undefined ? config : apply(config, at, set(typed, env, held));
        },
      }),
    /** A line that is there or not. */
    flag: (
      syntax: Rule<unknown>,
      summary: string,
      get: (held: T) => true | undefined,
      set: (on: true | undefined) => Changes<T>,
      about: About = {},
    ) =>
      toggle(
        within,
        syntax,
      )({
        ...about,
        summary,
        get: (config, at) => {
          const held = find(config, at);
          return held && get(held);
        },
        set: (config, on, at) => change(config, at, set(on ? true : undefined)),
      }),
    /** A line that may be there several times; `no` takes the whole line. */
    several: <V>(
      syntax: Rule<V>,
      about: About & { readonly sampleValue?: (random: () => number) => V },
      get: (held: T) => readonly Written<V>[],
      add: (held: T, value: V, env: ConfigServices) => Changes<T> | Refusal,
      remove: (held: T, value: V) => Changes<T>,
    ) =>
      setting(
        within,
        syntax,
      )<never, V>({
        ...about,
        noSyntax: syntax,
        set: (config, typed, at, env) => {
          const held = find(config, at);
          return held === undefined ? config : apply(config, at, add(held, typed, env));
        },
        unset: (config, typed, at) => {
          const held = find(config, at);
          return held === undefined ? config : change(config, at, remove(held, typed));
        },
        get: (config, at) => {
          const held = find(config, at);
          return held === undefined ? [] : get(held);
        },
      }),
  };
}

/** `list` with `item` at its end, unless it is there. */
export const including = <T>(list: readonly T[], item: T): readonly T[] =>
  list.includes(item) ? list : [...list, item];
/** `list` without `item`. */
export const excluding = <T>(list: readonly T[], item: T): readonly T[] => list.filter((other) => other !== item);
