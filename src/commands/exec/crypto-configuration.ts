import { command, kw, opt, type Rule, refuse, seq } from '../../ios/index.ts';
import type { IpsecConfig } from '../../sources/ipsec/config.ts';
import type { LocalPool } from '../../sources/ppp/config.ts';
import { crypto, ikev2, ipsec, isakmp, NAME } from '../config/crypto/words.ts';
import { after } from '../config/words.ts';
import type { Session } from '../services.ts';
import {
  showIkev2Policies,
  showIkev2Profiles,
  showIkev2Proposals,
  showIsakmpKeys,
  showIsakmpPolicies,
  showIsakmpProfiles,
} from './crypto-ike-screens.ts';
import { showCryptoMap, showDynamicEntry, showTransformSets } from './crypto-map-screens.ts';
import { exec, show } from './mode.ts';

const configured = ({ services }: Session): IpsecConfig => services.configuration.running().ipsec;

/** A screen about all things of a kind, or about the one that is named. */
const screen = <T extends { readonly name: string }>(
  words: Readonly<Record<`_${string}`, Rule<string>>>,
  summary: string,
  get: (config: IpsecConfig) => readonly T[],
  text: (things: readonly T[], config: IpsecConfig) => string,
  /** Whether the name follows the word `tag`. */
  tag = true,
) =>
  command(
    exec,
    seq({
      _show: show,
      _crypto: crypto,
      ...words,
      name: opt(tag ? after('tag', 'One of them', NAME('Its name')) : NAME('Name of one of them')),
    }),
  )({
    summary,
    run({ name }, io, session) {
      const config = configured(session);
      const things = get(config).filter((thing) => name === undefined || thing.name === name);
      if (name !== undefined && things.length === 0) return refuse(`% ${name} is not configured`);
      if (things.length > 0) io.print(text(things, config));
      return undefined;
    },
  });

const octets = (address: string): number => address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);

/** `show ip local pool`: the ranges of every pool, or of one. How many addresses are given away is not counted. */
export function showPools(pools: readonly LocalPool[]): string {
  const rows = pools.map(({ name, low, high = low }, index) => {
    const shown = pools[index - 1]?.name === name ? '' : name;
    const size = Math.max(0, octets(high) - octets(low) + 1);
    return ` ${shown.padEnd(24)} ${low.padEnd(15)} ${high.padEnd(15)} ${String(size).padStart(6)}`;
  });
  return [` ${'Pool'.padEnd(24)} ${'Begin'.padEnd(15)} ${'End'.padEnd(15)}   Size`, ...rows].join('\n');
}

/** What the configuration alone tells about tunnels. */
export const cryptoConfigurationCommands = [
  command(
    exec,
    seq({ _show: show, _crypto: crypto, _isakmp: isakmp, _policy: kw('policy', 'What is proposed in phase 1') }),
  )({
    summary: 'Shows what is proposed and accepted in phase 1 of IKEv1.',
    run: (_value, io, session) => io.print(showIsakmpPolicies(configured(session).policies)),
  }),
  command(
    exec,
    seq({ _show: show, _crypto: crypto, _isakmp: isakmp, _key: kw('key', 'Secrets shared with peers') }),
  )({
    privilege: 15,
    summary: 'Shows for which peers there are secrets; the secrets are not shown.',
    run: (_value, io, session) => io.print(showIsakmpKeys(configured(session))),
  }),
  screen(
    { _isakmp: isakmp, _profile: kw('profile', 'Rules for some peers') },
    'Shows IKE profiles.',
    ({ profiles }) => profiles,
    showIsakmpProfiles,
  ),
  screen(
    { _ikev2: ikev2, _proposal: kw('proposal', 'What is proposed') },
    'Shows IKEv2 proposals.',
    (config) => config.ikev2.proposals,
    showIkev2Proposals,
    false,
  ),
  screen(
    { _ikev2: ikev2, _policy: kw('policy', 'Which proposals hold where') },
    'Shows IKEv2 policies.',
    (config) => config.ikev2.policies,
    showIkev2Policies,
    false,
  ),
  screen(
    { _ikev2: ikev2, _profile: kw('profile', 'Rules for some peers') },
    'Shows IKEv2 profiles.',
    (config) => config.ikev2.profiles,
    showIkev2Profiles,
    false,
  ),
  screen(
    { _ipsec: ipsec, _set: kw('transform-set', 'How packets are protected') },
    'Shows transform sets.',
    ({ transformSets }) => transformSets,
    showTransformSets,
  ),
  screen(
    { _map: kw('map', 'Tunnels of interfaces') },
    'Shows crypto maps, with their entries, access lists and interfaces.',
    ({ maps }) => maps,
    (maps, config) => maps.map((map) => showCryptoMap(map, config)).join('\n\n'),
  ),
  screen(
    { _map: kw('dynamic-map', 'Tunnels with peers that are not known before') },
    'Shows dynamic crypto maps.',
    ({ dynamicMaps }) => dynamicMaps.map((entry) => ({ ...entry, name: entry.map })),
    (entries, config) => entries.map((entry) => showDynamicEntry(entry, config)).join('\n\n'),
  ),
  command(
    exec,
    seq({
      _show: show,
      _ip: kw('ip', 'IP information'),
      _local: kw('local', 'On this box'),
      _pool: kw('pool', 'Addresses for the other side of links'),
      name: opt(NAME('Name of the pool')),
    }),
  )({
    summary: 'Shows address pools. How many addresses are given away is not counted.',
    run({ name }, io, { services }) {
      const pools = services.configuration.running().ppp.pools;
      const wanted = pools.filter((pool) => name === undefined || pool.name === name);
      if (wanted.length === 0) return name === undefined ? undefined : refuse(`% Pool ${name} is not configured`);
      io.print(showPools(wanted));
      return undefined;
    },
  }),
];
