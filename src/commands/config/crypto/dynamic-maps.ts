import { INT, kw, opt, section, seq } from '../../../ios/index.ts';
import type { DynamicMapEntry, IpsecProfile } from '../../../sources/ipsec/config.ts';
import { globalMode } from '../modes.ts';
import { namedIn, placeIn } from './lines-of.ts';
import { mapLines, peerLines } from './map-lines.ts';
import { dynamicMapMode, ipsecProfileMode, type MapEntryKey } from './modes.ts';
import { crypto, ipsec, NAME } from './words.ts';

/** `crypto ipsec profile` and `crypto dynamic-map`: what entries of crypto maps begin from. */

const profiles = namedIn<IpsecProfile>(
  ({ ipsecProfiles }) => ipsecProfiles,
  (ipsecProfiles) => ({ ipsecProfiles }),
  (name) => ({ name, transformSets: [], lifetime: {} }),
);

export const ipsecProfileSettings = [
  profiles.section(
    globalMode,
    seq({ _crypto: crypto, _ipsec: ipsec, _profile: kw('profile', 'What tunnels have'), name: NAME('Name') }),
    ipsecProfileMode,
    { summary: 'Gathers settings of phase 2 that entries of crypto maps begin from.' },
  ),
  ...mapLines(ipsecProfileMode, profiles),
];

export const sequence = INT(1, 65_535, 'Sequence number; lower ones are tried first');
const dynamic = kw('dynamic-map', 'Entries for peers that are not known before');

/** By name in order of configuration, in a map by sequence number. */
function inOrder(entries: readonly DynamicMapEntry[]): readonly DynamicMapEntry[] {
  const names = [...new Set(entries.map(({ map }) => map))];
  return names.flatMap((name) => entries.filter(({ map }) => map === name).sort((a, b) => a.sequence - b.sequence));
}
const dynamicEntries = placeIn<MapEntryKey, DynamicMapEntry>(
  ({ dynamicMaps }) => dynamicMaps,
  (dynamicMaps) => ({ dynamicMaps: inOrder(dynamicMaps) }),
  (entry, at) => entry.map === at.map && entry.sequence === at.sequence,
);

export const dynamicMapSettings = [
  section(
    globalMode,
    seq({
      _crypto: crypto,
      _dynamic: dynamic,
      map: NAME('Name of the dynamic map'),
      sequence,
      // Cisco's own guide has this word here; IOS has it only in crypto maps.
      ipsecIsakmp: opt(kw('ipsec-isakmp', 'By IKE; the only way')),
    }),
    dynamicMapMode,
  )({
    summary: 'Describes tunnels with peers that are not known before.',
    open: (config, { map, sequence: number }) => ({
      config: dynamicEntries.open(
        config,
        { map, sequence: number },
        { map, sequence: number, transformSets: [], lifetime: {}, peers: [] },
      ),
      context: { map, sequence: number },
    }),
    noNeeds: ['map'],
    unset: (config, { map, ...rest }) => {
      const number = 'sequence' in rest ? rest.sequence : undefined;
      return config.ipsec.dynamicMaps
        .filter((entry) => entry.map === map && (number === undefined || entry.sequence === number))
        .reduce(dynamicEntries.remove, config);
    },
    get: ({ ipsec: { dynamicMaps } }) =>
      dynamicMaps.map(({ map, sequence: number }) => ({
        value: { map, sequence: number },
        context: { map, sequence: number },
      })),
  }),
  ...mapLines(dynamicMapMode, dynamicEntries, peerLines(dynamicMapMode, dynamicEntries)),
];
