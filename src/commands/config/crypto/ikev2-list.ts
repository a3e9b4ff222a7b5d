import { type Rule, section } from '../../../ios/index.ts';
import type { Ikev2Config, IpsecConfig } from '../../../sources/ipsec/config.ts';
import type { Configuration } from '../../configuration.ts';
import { amend, amendIpsec, type Changes } from '../edit.ts';
import { type ConfigServices, globalMode, type Named } from '../modes.ts';

/** A list of the IKEv2 part of the slice. */
export const ikev2List = <T extends Named>(
  get: (all: Ikev2Config) => readonly T[],
  put: (items: readonly T[]) => Changes<Ikev2Config>,
  make: (name: string) => T,
) => {
  // The slice has one object for IKEv2; edits of a list in it replace that object.
  const place = {
    find: (config: Configuration, { name }: Named) => get(config.ipsec.ikev2).find((item) => item.name === name),
    change: (config: Configuration, { name }: Named, changes: Changes<T>) =>
      changeIkev2(
        config,
        put(get(config.ipsec.ikev2).map((item) => (item.name === name ? amend(item, changes) : item))),
      ),
    open: (config: Configuration, { name }: Named) =>
      get(config.ipsec.ikev2).some((item) => item.name === name)
        ? config
        : changeIkev2(config, put([...get(config.ipsec.ikev2), make(name)])),
    remove: (config: Configuration, { name }: Named) =>
      changeIkev2(config, put(get(config.ipsec.ikev2).filter((item) => item.name !== name))),
  };
  return {
    ...place,
    section: (
      syntax: Rule<Named>,
      into: Parameters<typeof section<Configuration, undefined, ConfigServices, Named, Named>>[2],
      summary: string,
    ) =>
      section(
        globalMode,
        syntax,
        into,
      )({
        summary,
        open: (config, { name }) => ({ config: place.open(config, { name }), context: { name } }),
        unset: (config, { name }) => place.remove(config, { name }),
        get: ({ ipsec }) => get(ipsec.ikev2).map(({ name }) => ({ value: { name }, context: { name } })),
      }),
  };
};
export const changeIkev2 = (config: Configuration, changes: Changes<Ikev2Config>): Configuration =>
  amendIpsec(config, { ikev2: amend<IpsecConfig['ikev2']>(config.ipsec.ikev2, changes) });
