import type { SealedSecret } from '../../aaa/config.ts';
import { type About, type ConfigMode, HOST, kw, Refusal, seq, setting } from '../../ios/index.ts';
import type { Configuration } from '../configuration.ts';
import { value } from './edit.ts';
import type { ConfigServices } from './modes.ts';
import { sealSecret, secretArgument } from './secrets.ts';

/** Lines that stand in several modes, alike but for where they keep what they say. */

type Words = Readonly<Record<`_${string}`, ReturnType<typeof kw>>>;

/** `… [0|6|7] TEXT`: one secret behind some words, kept encrypted. */
export const secretLine = <X>(
  within: ConfigMode<Configuration, X, ConfigServices>,
  words: Words,
  {
    get,
    set,
    ...about
  }: About & {
    readonly get: (config: Configuration, context: X) => SealedSecret | undefined;
    readonly set: (config: Configuration, key: SealedSecret | undefined, context: X) => Configuration;
  },
) =>
  value(
    within,
    seq({ ...words, key: secretArgument }),
  )({
    ...about,
    get(config, context) {
      const key = get(config, context);
      return key === undefined ? undefined : { key };
    },
    set(config, typed, context, env) {
      const key = typed && sealSecret(typed.key, env);
      return key instanceof Refusal ? key : set(config, key, context);
    },
  });

/** `listen ADDRESS`, several times: the addresses of this box that a server listens on. */
export const listenLine = <X>(
  within: ConfigMode<Configuration, X, ConfigServices>,
  get: (config: Configuration) => readonly string[],
  set: (config: Configuration, listen: readonly string[]) => Configuration,
) =>
  setting(
    within,
    seq({ _listen: kw('listen', 'Address to listen on'), address: HOST('Address of this box') }),
  )({
    summary: 'Listens on an address of this box only; may be given several times.',
    defaultText: 'every IPv4 address',
    extension: true,
    set: (config, { address }) => set(config, [...new Set([...get(config), address])]),
    unset: (config, { address }) =>
      set(
        config,
        get(config).filter((other) => other !== address),
      ),
    get: (config) => get(config).map((address) => ({ address })),
  });
