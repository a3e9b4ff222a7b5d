import type { MapSettings } from '../../sources/ipsec/config.ts';
import { certificateRefusal } from '../../sources/ipsec/index.ts';
import type { Configuration } from '../configuration.ts';
import type { AdviceRule } from './finding.ts';

/** Settings of tunnels that are known and that charon cannot be told over its socket. */

interface Setting {
  readonly text: string;
  /** What has the setting; each is told apart by its text. */
  readonly of: (config: Configuration) => readonly (string | false)[];
}

/** Everything that has the settings of a map's entry. */
const entries = ({ ipsec }: Configuration): readonly (readonly [string, MapSettings])[] => [
  ...ipsec.ipsecProfiles.map((one) => [`profile ${one.name}`, one] as const),
  ...ipsec.dynamicMaps.map((one) => [`dynamic ${one.map} ${one.sequence}`, one] as const),
  ...ipsec.maps.flatMap(({ name, entries: all }) =>
    all.flatMap((one) => (one.kind === 'static' ? [[`map ${name} ${one.sequence}`, one] as const] : [])),
  ),
];

const inStrongswan = (name: string): string => `No effect: charon has it as ${name} in strongswan.conf, for all peers.`;

const settings: readonly Setting[] = [
  {
    text: inStrongswan('charon.keep_alive'),
    of: ({ ipsec: { isakmp, ikev2 } }) => [
      isakmp.natKeepalive !== undefined && 'isakmp',
      ikev2.natKeepalive !== undefined && 'ikev2',
      ...ikev2.profiles.map(({ name, natKeepalive }) => natKeepalive !== undefined && name),
    ],
  },
  {
    text: inStrongswan('charon.half_open_timeout'),
    of: ({ ipsec: { isakmp } }) => [isakmp.xauthTimeout !== undefined && 'isakmp'],
  },
  {
    text: inStrongswan('charon.cookie_threshold'),
    of: ({ ipsec: { ikev2 } }) => [ikev2.cookieChallenge !== undefined && 'ikev2'],
  },
  {
    text: 'charon splits long messages in any case; the size is charon.fragment_size in strongswan.conf.',
    of: ({ ipsec: { isakmp, ikev2 } }) => [
      isakmp.fragmentation === true && 'isakmp',
      ikev2.fragmentation !== undefined && 'ikev2',
    ],
  },
  {
    text: 'No effect: the group of clients with certificates is that of client configuration group.',
    of: ({ ipsec }) =>
      ipsec.profiles.map(({ name, pkiAuthorizationList }) => pkiAuthorizationList !== undefined && name),
  },
  {
    text: 'No effect: what clients are given comes from the line about their group, or else from that about users.',
    of: ({ ipsec: { ikev2 } }) =>
      ikev2.profiles.flatMap(({ name, authorization }) =>
        authorization.map(
          ({ about, method, override }) =>
            (override === true ||
              (about === 'user' && authorization.some((one) => one.about === 'group' && one.method === method))) &&
            `${name} ${about} ${method}`,
        ),
      ),
  },
  {
    text: 'charon makes and removes the routes of every tunnel by itself; of this line only that is carried out.',
    of: (config) =>
      entries(config).map(
        ([name, { reverseRoute }]) => reverseRoute !== undefined && Object.keys(reverseRoute).length > 0 && name,
      ),
  },
  {
    text: 'No effect: charon does not compress as routers do (LZS); packets go uncompressed.',
    of: ({ ipsec }) => ipsec.transformSets.map(({ name, compression }) => compression === true && name),
  },
  {
    text: 'A peer that asks for tunnel mode gets it: charon cannot insist on transport mode.',
    of: ({ ipsec }) => ipsec.transformSets.map(({ name, requireMode }) => requireMode === true && name),
  },
];

/** Conditions about certificates that charon does not compare. */
const certificates: AdviceRule = ({ ipsec }) =>
  ipsec.certificateMaps.flatMap(({ name, sequence, conditions }) =>
    conditions.flatMap((one) => {
      const why = certificateRefusal(one);
      const present = (at: Configuration): boolean =>
        at.ipsec.certificateMaps.some(
          (map) =>
            map.name === name &&
            map.sequence === sequence &&
            map.conditions.some(
              ({ field, operator, value }) => field === one.field && operator === one.operator && value === one.value,
            ),
        );
      return why === undefined ? [] : [{ text: `Nobody gets in by this number of the map: ${why}.`, present }];
    }),
  );

/** Lines about tunnels that do not do all that they say. */
export const tunnelSettingRules: readonly AdviceRule[] = [
  certificates,
  ...settings.map(
    ({ text, of }): AdviceRule =>
      (config) =>
        of(config)
          .filter((key) => key !== false)
          .map((key) => ({ text, present: (at) => of(at).includes(key) })),
  ),
];
