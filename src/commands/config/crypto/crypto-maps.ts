import { choice, kw, note, opt, type Rule, refuse, section, seq, setting } from '../../../ios/index.ts';
import type { CryptoMap, CryptoMapEntry, MapEntrySettings } from '../../../sources/ipsec/config.ts';
import type { Configuration } from '../../configuration.ts';
import { amend, type Changes } from '../edit.ts';
import { globalMode } from '../modes.ts';
import { interfaceName, listName } from '../words.ts';
import { sequence } from './dynamic-maps.ts';
import { namedIn, type Place } from './lines-of.ts';
import { mapLines, peerLines } from './map-lines.ts';
import { cryptoMapMode, type MapEntryKey } from './modes.ts';
import { initiateLine } from './vici.ts';
import { crypto, NAME } from './words.ts';

/** `crypto map NAME …` */

const maps = namedIn<CryptoMap>(
  (slice) => slice.maps,
  (all) => ({ maps: all.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)) }),
  (name) => ({ name, entries: [] }),
);
const blank = (name: string): CryptoMap => ({ name, entries: [] });
const bare = ({ name: _, entries, ...rest }: CryptoMap): boolean =>
  entries.length === 0 && Object.keys(rest).length === 0;

/** The configuration with a changed map; one that says nothing any more is gone. */
function changeMap(config: Configuration, name: string, change: (map: CryptoMap) => Changes<CryptoMap>): Configuration {
  const opened = maps.open(config, { name }, blank(name));
  const held = maps.find(opened, { name }) ?? blank(name);
  const changed = maps.change(opened, { name }, change(held));
  const now = maps.find(changed, { name });
  return now === undefined || bare(now) ? maps.remove(changed, { name }) : changed;
}
const putEntry = (config: Configuration, name: string, added: CryptoMapEntry): Configuration =>
  changeMap(config, name, ({ entries }) => ({
    entries: [...entries.filter((entry) => entry.sequence !== added.sequence), added].sort(
      (a, b) => a.sequence - b.sequence,
    ),
  }));
const dropEntries = (config: Configuration, name: string, gone: (entry: CryptoMapEntry) => boolean): Configuration =>
  changeMap(config, name, ({ entries }) => ({ entries: entries.filter((entry) => !gone(entry)) }));

type StaticEntry = Extract<CryptoMapEntry, { readonly kind: 'static' }>;
const entryAt = (config: Configuration, { map, sequence: number }: MapEntryKey): CryptoMapEntry | undefined =>
  maps.find(config, { name: map })?.entries.find((entry) => entry.sequence === number);
const staticEntries: Place<MapEntryKey, MapEntrySettings> = {
  find(config, at) {
    const entry = entryAt(config, at);
    return entry?.kind === 'static' ? entry : undefined;
  },
  change(config, at, changes) {
    const entry = entryAt(config, at);
    if (entry?.kind !== 'static') return config;
    const changed: StaticEntry = amend<StaticEntry>(entry, changes);
    return putEntry(config, at.map, changed);
  },
};

const mapWords = { _crypto: crypto, _map: kw('map', 'Tunnels of an interface'), name: NAME('Name of the crypto map') };

/** A line about a whole map: `no` takes it without its value. */
function mapLine(
  words: Readonly<Record<`_${string}`, Rule<string>>>,
  rule: Rule<string>,
  summary: string,
  get: (map: CryptoMap) => readonly string[],
  set: (value: string, held: CryptoMap) => Changes<CryptoMap>,
  unset: (value: string | undefined, held: CryptoMap) => Changes<CryptoMap>,
) {
  return setting(
    globalMode,
    seq({ ...mapWords, ...words, value: rule }),
  )<never, { readonly name: string; readonly value?: string }>({
    summary,
    noSyntax: seq({ ...mapWords, ...words, value: opt(rule) }),
    set: (config, { name, value }) => changeMap(config, name, (held) => set(value, held)),
    unset: (config, { name, value }) =>
      maps.find(config, { name }) === undefined ? config : changeMap(config, name, (held) => unset(value, held)),
    *get({ ipsec: { maps: all } }) {
      for (const map of all) for (const value of get(map)) yield { name: map.name, value };
    },
  });
}
const mapName = (
  key: 'accountingList' | 'authenticationList' | 'authorizationList' | 'isakmpProfile' | 'localAddress',
  words: Readonly<Record<`_${string}`, Rule<string>>>,
  rule: Rule<string>,
  summary: string,
) =>
  mapLine(
    words,
    rule,
    summary,
    ({ [key]: held }) => (held === undefined ? [] : [held]),
    (value) => ({ [key]: value }),
    () => ({ [key]: undefined }),
  );

const client = { _client: kw('client', 'Remote clients') };
const list = kw('list', 'Method list');

export const cryptoMapSettings = [
  mapName(
    'localAddress',
    { _local: kw('local-address', 'Address of this end') },
    interfaceName,
    'Names the interface whose address is that of this end.',
  ),
  mapName(
    'authenticationList',
    { ...client, _authentication: kw('authentication', 'Login of users'), _list: list },
    listName('Name of the login list'),
    'Names the login list that users of clients are checked by (XAUTH).',
  ),
  mapName(
    'accountingList',
    { ...client, _accounting: kw('accounting', 'Records of sessions'), _list: list },
    listName('Name of the network accounting list'),
    'Names the network accounting list for sessions of the map whose profile names none.',
  ),
  mapName(
    'authorizationList',
    {
      _isakmp: kw('isakmp', 'Groups of clients'),
      _authorization: kw('authorization', 'What they may have'),
      _list: list,
    },
    listName('Name of the network list'),
    'Names the authorization list that describes groups of clients.',
  ),
  mapLine(
    {
      ...client,
      _configuration: kw('configuration', 'What clients are given'),
      _address: kw('address', 'Addresses'),
    },
    choice(kw('initiate', 'This box offers them'), kw('respond', 'Clients ask for them')),
    'Gives clients an address: offers it, or answers when they ask.',
    ({ configurationAddress: { initiate, respond } = {} }) => [
      ...(initiate ? (['initiate'] as const) : []),
      ...(respond ? (['respond'] as const) : []),
    ],
    (side, { configurationAddress }) => ({ configurationAddress: { ...configurationAddress, [side]: true } }),
    (side, { configurationAddress: { initiate, respond } = {} }) => {
      const left =
        side === undefined
          ? undefined
          : side === 'initiate'
            ? respond
              ? { respond }
              : undefined
            : initiate
              ? { initiate }
              : undefined;
      return { configurationAddress: left };
    },
  ),
  mapName(
    'isakmpProfile',
    { _profile: kw('isakmp-profile', 'Rules for the peers') },
    NAME('Name of the profile'),
    'Names the IKE profile of entries that name none.',
  ),
  section(
    globalMode,
    seq({
      ...mapWords,
      sequence,
      $kind: opt(
        seq({
          kind: kw('ipsec-isakmp', 'By IKE'),
          profile: opt(seq({ _profile: kw('profile', 'IPsec profile to begin from'), name: NAME('Name') })),
        }),
      ),
    }),
    cryptoMapMode,
  )({
    summary: 'Describes tunnels with known peers: one entry of a crypto map.',
    sampleValue: (random) => ({
      name: `z${Math.floor(random() * 1e6)}`,
      sequence: 1 + Math.floor(random() * 65_535),
      kind: 'ipsec-isakmp',
      ...(random() < 0.5 ? { profile: { name: `z${Math.floor(random() * 1e6)}` } } : {}),
    }),
    open(config, { name, sequence: number, kind, profile }) {
      const at = { map: name, sequence: number };
      const there = entryAt(config, at);
      if (there?.kind === 'dynamic') return refuse(`% Entry ${number} refers to dynamic map ${there.dynamicMap}`);
      if (there === undefined && kind === undefined)
        return refuse(`% There is no entry ${number} of crypto map ${name}; a new one says ipsec-isakmp`);
      const made: StaticEntry = there ?? {
        kind: 'static',
        sequence: number,
        transformSets: [],
        lifetime: {},
        peers: [],
      };
      return {
        config: putEntry(config, name, profile === undefined ? made : { ...made, ipsecProfile: profile.name }),
        context: at,
      };
    },
    noNeeds: ['name'],
    unset(config, { name, ...rest }) {
      const number = 'sequence' in rest ? rest.sequence : undefined;
      if (number === undefined) return maps.remove(config, { name });
      return dropEntries(config, name, (entry) => entry.sequence === number);
    },
    *get({ ipsec: { maps: all } }) {
      for (const { name, entries } of all)
        for (const entry of entries)
          if (entry.kind === 'static')
            yield {
              value: {
                name,
                sequence: entry.sequence,
                kind: 'ipsec-isakmp',
                profile: entry.ipsecProfile === undefined ? undefined : { name: entry.ipsecProfile },
              },
              context: { map: name, sequence: entry.sequence },
            };
    },
  }),
  ...mapLines(cryptoMapMode, staticEntries, peerLines(cryptoMapMode, staticEntries)),
  initiateLine(staticEntries),
  setting(
    globalMode,
    seq({
      ...mapWords,
      sequence: opt(sequence),
      _kind: kw('ipsec-isakmp', 'By IKE'),
      _dynamic: kw('dynamic', 'With peers that are not known before'),
      template: NAME('Name of the dynamic map'),
      discover: opt(kw('discover', 'Looks for peers (TED); no effect')),
    }),
  )({
    summary: 'Adds the entries of a dynamic map. Without a sequence number, which IOS wants, it is the last entry.',
    set(config, { name, sequence: typed, template, discover }) {
      const known = maps
        .find(config, { name })
        ?.entries.find((entry) => entry.kind === 'dynamic' && entry.dynamicMap === template);
      const number = typed ?? known?.sequence ?? 65_535;
      const there = entryAt(config, { map: name, sequence: number });
      if (there?.kind === 'static') return refuse(`% Entry ${number} is one with known peers`);
      if (there !== undefined && typed === undefined && there.dynamicMap !== template)
        return refuse(`% Entry ${number} refers to dynamic map ${there.dynamicMap}; say a sequence number`);
      const next = putEntry(config, name, {
        kind: 'dynamic',
        sequence: number,
        dynamicMap: template,
        ...(discover === undefined ? {} : { discover: true }),
      });
      return typed === undefined ? note(next, `% No sequence number: taken as entry ${number}`) : next;
    },
    unset: (config, { name, sequence: typed, template }) =>
      dropEntries(
        config,
        name,
        (entry) =>
          entry.kind === 'dynamic' &&
          entry.dynamicMap === template &&
          (typed === undefined || entry.sequence === typed),
      ),
    *get({ ipsec: { maps: all } }) {
      for (const { name, entries } of all)
        for (const entry of entries)
          if (entry.kind === 'dynamic')
            yield {
              name,
              sequence: entry.sequence,
              template: entry.dynamicMap,
              discover: entry.discover === undefined ? undefined : 'discover',
            };
    },
  }),
];
