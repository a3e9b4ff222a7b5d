import { type About, type ConfigMode, type Refusal, type Rule, setting, type Written } from '../../ios/index.ts';
import type { Configuration } from '../configuration.ts';

/** Changes to an object; a key given as `undefined` is removed. */
export type Changes<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** `object` with `changes`. */
export function amend<T extends object>(object: T, changes: Changes<T>): T {
  const entries = Object.entries({ ...object, ...changes }).filter(([, value]) => value !== undefined);
  // Only keys of T were set, to values of their types; only those that may be absent can be undefined in Changes.
  return Object.fromEntries(entries) as T;
}

type Slice = Exclude<keyof Configuration, 'kept' | 'radiusProxy' | 'dynamicAuthor'>;
const slice =
  <S extends Slice>(name: S) =>
  (config: Configuration, changes: Changes<Configuration[S]>): Configuration => ({
    ...config,
    [name]: amend(config[name], changes),
  });

/** The configuration with changes in one slice. */
export const amendSystem = slice('system');
export const amendTerminal = slice('terminal');
export const amendAaa = slice('aaa');
export const amendAccounting = slice('accounting');
export const amendLogging = slice('logging');
export const amendVrrs = slice('vrrs');
export const amendPpp = slice('ppp');
export const amendX25 = slice('x25');
export const amendLat = slice('lat');
export const amendIpsec = slice('ipsec');
export const amendHttp = slice('http');
export const amendSnmp = slice('snmp');

/** The configuration with changes in the global RADIUS settings. */
export const amendRadius = (config: Configuration, changes: Changes<Configuration['aaa']['radius']>): Configuration =>
  amendAaa(config, { radius: amend(config.aaa.radius, changes) });

/** The configuration with changes in the global TACACS+ settings. */
export const amendTacacs = (config: Configuration, changes: Changes<Configuration['aaa']['tacacs']>): Configuration =>
  amendAaa(config, { tacacs: amend(config.aaa.tacacs, changes) });

/**
 * Declares a line that holds one value or is absent: `value(mode, syntax)({ get, set })`. `no` and `default` take its
 * leading keywords, or any longer beginning, and make it absent.
 */
export function value<C, X, E, V>(within: ConfigMode<C, X, E>, syntax: Rule<V>) {
  return (
    options: About & {
      readonly get: (config: C, context: X) => Written<V> | undefined;
      readonly set: (config: C, value: V | undefined, context: X, env: E) => C | Refusal;
      readonly sampleValue?: (random: () => number) => V;
    },
  ) => {
    const { get, set, ...about } = options;
    return setting(
      within,
      syntax,
    )<never, unknown>({
      ...about,
      set,
      noNeeds: [],
      unset: (config, _value, context, env) => set(config, undefined, context, env),
      get: (config, context) => {
        const held = get(config, context);
        return held === undefined ? [] : [held];
      },
    });
  };
}
