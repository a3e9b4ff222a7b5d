import type { CryptoMapEntry, MapEntrySettings } from '../../sources/ipsec/config.ts';
import { lackOf } from '../../sources/ipsec/index.ts';
import type { Configuration } from '../configuration.ts';
import type { AdviceRule, Finding } from './finding.ts';

/** What a line about tunnels names, and what it means for them when that is not there. */
const missing = {
  accounting: (name: string) => `There is no network accounting list ${name}: these sessions are not accounted for.`,
  login: (name: string) => `There is no login list ${name}: no user gets in.`,
  network: (name: string) => `There is no network authorization list ${name}: no group is known.`,
  pool: (name: string) => `There is no address pool ${name}: no client gets an address.`,
  accessList: (name: string) => `There is no access list ${name}.`,
  transformSet: (name: string) => `There is no transform set ${name}: it is not proposed.`,
  isakmpProfile: (name: string) => `There is no crypto isakmp profile ${name}.`,
  ikev2Profile: (name: string) => `There is no crypto ikev2 profile ${name}.`,
  ipsecProfile: (name: string) => `There is no crypto ipsec profile ${name}.`,
  dynamicMap: (name: string) => `There is no crypto dynamic-map ${name}: no client gets in.`,
  map: (name: string) => `There is no crypto map ${name}: the interface has no tunnels.`,
  keyring: (name: string) => `There is no keyring ${name}: its secrets are missing.`,
  proposal: (name: string) => `There is no crypto ikev2 proposal ${name}.`,
  trustpoint: (name: string) => `There is no crypto pki trustpoint ${name}.`,
  certificateMap: (name: string) => `There is no crypto pki certificate map ${name}: nobody gets in by it.`,
  nameMangler: (name: string) => `There is no crypto ikev2 name-mangler ${name}.`,
  vrf: (name: string) => `Routing table ${name} is not configured: its name is in records and messages, nothing more.`,
} as const;
type Kind = keyof typeof missing;

/** One name in a line. `by` tells lines apart. */
interface Reference {
  readonly by: string;
  readonly kind: Kind;
  readonly name: string;
}

const about = (by: string, names: { readonly [K in Kind]?: string | readonly string[] | undefined }): Reference[] =>
  Object.entries(names).flatMap(([kind, held]) =>
    (held === undefined ? [] : typeof held === 'string' ? [held] : held).map((name) => ({
      by,
      // The keys of `names` are kinds, and nothing else.
      kind: kind as Kind,
      name,
    })),
  );
const ofEntry = (entry: MapEntrySettings) => ({
  transformSet: entry.transformSets,
  isakmpProfile: entry.isakmpProfile,
  ikev2Profile: entry.ikev2Profile,
  accessList: entry.matchAddress,
});

/** Every name that lines about tunnels refer to. */
function references({ ipsec }: Configuration): readonly Reference[] {
  const { ikev2 } = ipsec;
  return [
    ...ipsec.profiles.flatMap((one) =>
      about(`isakmp profile ${one.name}`, {
        accounting: one.accounting,
        login: one.authenticationList,
        network: one.authorizationList,
        keyring: one.keyrings,
        trustpoint: one.trustpoints,
        certificateMap: one.matchCertificates,
        vrf: one.vrf,
      }),
    ),
    ...ipsec.groups.flatMap((one) => about(`group ${one.name}`, { pool: one.pool, accessList: one.acl })),
    ...ipsec.ipsecProfiles.flatMap((one) => about(`ipsec profile ${one.name}`, ofEntry({ ...one, peers: [] }))),
    ...ipsec.dynamicMaps.flatMap((one) => about(`dynamic ${one.map} ${one.sequence}`, ofEntry(one))),
    ...ipsec.maps.flatMap((map) => [
      ...about(`map ${map.name}`, {
        accounting: map.accountingList,
        login: map.authenticationList,
        network: map.authorizationList,
        isakmpProfile: map.isakmpProfile,
      }),
      ...map.entries.flatMap((entry) =>
        about(
          `map ${map.name} ${entry.sequence}`,
          entry.kind === 'dynamic'
            ? { dynamicMap: entry.dynamicMap }
            : { ...ofEntry(entry), ipsecProfile: entry.ipsecProfile },
        ),
      ),
    ]),
    ...ipsec.interfaces.flatMap((one) => about(`interface ${one.name}`, { map: one.cryptoMap, vrf: one.vrf?.name })),
    ...ikev2.policies.flatMap((one) => about(`ikev2 policy ${one.name}`, { proposal: one.proposals })),
    ...ikev2.authorizationPolicies.flatMap((one) =>
      about(`ikev2 authorization ${one.name}`, { pool: one.pool, accessList: one.acl }),
    ),
    ...ikev2.profiles.flatMap((one) =>
      about(`ikev2 profile ${one.name}`, {
        accounting: Object.values(one.accounting),
        login: one.eapList,
        network: [
          ...one.authorization.flatMap(({ from }) => (from.kind === 'list' ? from.list : [])),
          ...(one.keyring?.kind === 'aaa' ? [one.keyring.list] : []),
        ],
        nameMangler: [...one.authorization.map(({ from }) => from), one.keyring].flatMap((from) =>
          from !== undefined && 'nameMangler' in from ? (from.nameMangler ?? []) : [],
        ),
        certificateMap: one.matchCertificates,
        keyring: one.keyring?.kind === 'local' ? one.keyring.name : undefined,
        trustpoint: one.trustpoints.map(({ name }) => name),
        vrf: one.insideVrf,
      }),
    ),
  ];
}

/** Names of each kind that are there. */
function known({ ipsec, aaa, accounting, ppp, terminal }: Configuration): Readonly<Record<Kind, ReadonlySet<string>>> {
  const names = (...lists: readonly (readonly { readonly name: string }[])[]): ReadonlySet<string> =>
    new Set(lists.flat().map(({ name }) => name));
  return {
    accounting: names(accounting.lists.filter(({ type }) => type === 'network')),
    login: names(aaa.authentication.filter(({ service }) => service === 'login')),
    network: names(aaa.authorization.filter(({ service }) => service === 'network')),
    pool: names(ppp.pools),
    accessList: names(ipsec.accessLists, terminal.accessLists),
    transformSet: names(ipsec.transformSets),
    isakmpProfile: names(ipsec.profiles),
    ikev2Profile: names(ipsec.ikev2.profiles),
    ipsecProfile: names(ipsec.ipsecProfiles),
    dynamicMap: new Set(ipsec.dynamicMaps.map(({ map }) => map)),
    map: names(ipsec.maps),
    keyring: names(ipsec.keyrings, ipsec.ikev2.keyrings),
    proposal: names(ipsec.ikev2.proposals),
    trustpoint: names(ipsec.trustpoints),
    certificateMap: names(ipsec.certificateMaps),
    nameMangler: names(ipsec.ikev2.nameManglers),
    vrf: names(ipsec.vrfs),
  };
}

/** Lines that name something that is not there. */
const dangling: AdviceRule = (config) => {
  const there = known(config);
  return references(config)
    .filter(({ kind, name }) => !there[kind].has(name))
    .map(({ by, kind, name }) => ({
      text: missing[kind](name),
      present: (at) => references(at).some((one) => one.by === by && one.kind === kind && one.name === name),
    }));
};

const incomplete = (entry: CryptoMapEntry): string | undefined => {
  if (entry.kind === 'dynamic' || (entry.peers.length > 0 && entry.matchAddress !== undefined)) return undefined;
  const lacks =
    entry.peers.length === 0 ? (entry.matchAddress === undefined ? 'peer and no access list' : 'peer') : 'access list';
  return `The entry has no ${lacks}: it makes no tunnel.`;
};

/** Maps that no interface has, and entries that can't make a tunnel. */
const idle: AdviceRule = ({ ipsec }) =>
  ipsec.maps.flatMap((map): readonly Finding[] => [
    ...(ipsec.interfaces.some(({ cryptoMap }) => cryptoMap === map.name)
      ? []
      : [
          {
            text: `Crypto map ${map.name} is on no interface: it makes no tunnel.`,
            present: (at: Configuration) => at.ipsec.maps.some(({ name }) => name === map.name),
          },
        ]),
    ...map.entries.flatMap((entry): readonly Finding[] => {
      const text = incomplete(entry);
      const present = (at: Configuration): boolean =>
        at.ipsec.maps.some(
          ({ name, entries }) => name === map.name && entries.some(({ sequence }) => sequence === entry.sequence),
        );
      return text === undefined ? [] : [{ text, present }];
    }),
  ]);

/** Proposals and profiles of IKEv2 that lack something. */
const unfinished: AdviceRule = ({ ipsec: { ikev2 } }) => [
  ...ikev2.proposals.flatMap((proposal): readonly Finding[] => {
    const lack = lackOf(proposal);
    const present = (at: Configuration): boolean => at.ipsec.ikev2.proposals.some(({ name }) => name === proposal.name);
    return lack === undefined ? [] : [{ text: `The proposal has no ${lack}: it is not used.`, present }];
  }),
  ...ikev2.profiles.flatMap((profile): readonly Finding[] => {
    const { keyring, localAuthentication, localKey, remoteAuthentication, remoteKey } = profile;
    const wantsKey = localAuthentication === 'pre-share' || remoteAuthentication.includes('pre-share');
    if (!wantsKey || keyring !== undefined || localKey !== undefined || remoteKey !== undefined) return [];
    const present = (at: Configuration): boolean => at.ipsec.ikev2.profiles.some(({ name }) => name === profile.name);
    return [{ text: 'The profile has no keyring and no key: nobody gets in by a shared secret.', present }];
  }),
];

export const tunnelRules: readonly AdviceRule[] = [dangling, idle, unfinished];
