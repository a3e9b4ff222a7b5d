import type {
  AccessSide,
  CryptoMap,
  DynamicMapEntry,
  ExtendedEntry,
  IpsecConfig,
  IpsecProfile,
  MapEntrySettings,
  TransformSet,
} from '../../sources/ipsec/config.ts';
import { protocolText } from '../config/extended-access-lists.ts';

/** Screens about crypto maps and extended access lists, in IOS's layout. */

function sideText({ address, wildcard, port }: AccessSide): string {
  const where =
    wildcard === '255.255.255.255' ? 'any' : wildcard === '0.0.0.0' ? `host ${address}` : `${address} ${wildcard}`;
  if (port === undefined) return where;
  return `${where} ${port.operator} ${port.low}${port.high === undefined ? '' : ` ${port.high}`}`;
}

/** `permit ip host 10.1.1.1 any`; remarks have no text of their own here. */
export function entryText(entry: ExtendedEntry): string | undefined {
  if (entry.kind === 'remark') return undefined;
  const { action, protocol, source, destination, options } = entry;
  const words = [action, protocolText(protocol), sideText(source), sideText(destination), options];
  return words.filter((word) => word !== undefined).join(' ');
}

/** `show access-lists` of the extended ones; numbered lists count their entries by tens. */
export function showExtendedList({ name, entries }: IpsecConfig['accessLists'][number]): string {
  const rows = entries
    .filter((entry) => entry.kind === 'entry')
    .map((entry, index) => `    ${entry.sequence ?? (index + 1) * 10} ${entryText(entry)}`);
  return [`Extended IP access list ${name}`, ...rows].join('\n');
}

/** `esp-aes 256` is `esp-256-aes` in show commands. */
const cipherText = (cipher: string): string => cipher.replace(/^(esp)-(aes|gcm|gmac)-(\d+)$/, '$1-$3-$2');

/** `esp-256-aes esp-sha-hmac`, as a set is shown. */
function transformsText({ ah, cipher, hash, compression }: TransformSet): string {
  const words = [ah, cipher && cipherText(cipher), hash, compression && 'comp-lzs'];
  return words.filter((word) => word !== undefined).join(' ');
}

/** `show crypto ipsec transform-set` */
export const showTransformSets = (sets: readonly TransformSet[]): string =>
  sets
    .map((set) => {
      const mode = set.mode === 'transport' ? (set.requireMode ? 'Require Transport' : 'Transport') : 'Tunnel';
      return `Transform set ${set.name}: { ${transformsText(set)}  } \n   will negotiate = { ${mode},  }, \n`;
    })
    .join('\n');

/** What the entries of static and dynamic maps show alike, from the lifetime on. */
function settings(entry: MapEntrySettings, config: IpsecConfig): readonly string[] {
  const { seconds = config.lifetime.seconds ?? 3600, kilobytes = config.lifetime.kilobytes ?? 4_608_000 } =
    entry.lifetime;
  const volume = kilobytes === 'disable' ? 'no volume limit' : `${kilobytes} kilobytes`;
  const idle = entry.idleTime ?? config.idleTime;
  return [
    `\tSecurity association lifetime: ${volume}/${seconds} seconds`,
    ...(idle === undefined ? [] : [`\tSecurity association idletime: ${idle} seconds`]),
    '\tResponder-Only (Y/N): N',
    `\tPFS (Y/N): ${entry.pfs === undefined ? 'N' : 'Y'}`,
    ...(entry.pfs === undefined ? [] : [`\tDH group:  group${entry.pfs}`]),
    '\tMixed-mode : Disabled',
    '\tTransform sets={ ',
    ...entry.transformSets.map((name) => {
      const set = config.transformSets.find((one) => one.name === name);
      return `\t\t${name}:  ${set === undefined ? '(not configured)' : `{ ${transformsText(set)}  }`} , `;
    }),
    '\t}',
    ...(entry.reverseRoute === undefined ? [] : ['\tReverse Route Injection Enabled']),
  ];
}

/** Whom the entry is for, and which packets. */
function ends(entry: MapEntrySettings, { accessLists }: IpsecConfig): readonly string[] {
  const list = accessLists.find(({ name }) => name === entry.matchAddress);
  const name = entry.matchAddress;
  const first = entry.peers.find((peer) => peer.default === true) ?? entry.peers[0];
  return [
    ...(entry.description === undefined ? [] : [`\tDescription: ${entry.description}`]),
    ...entry.peers.map(({ host }) => `\tPeer = ${host}`),
    ...(entry.isakmpProfile === undefined ? [] : [`\tISAKMP Profile: ${entry.isakmpProfile}`]),
    ...(entry.ikev2Profile === undefined ? [] : [`\tIKEv2 Profile: ${entry.ikev2Profile}`]),
    ...(name === undefined
      ? []
      : [`\tExtended IP access list ${name}${list === undefined ? ' (not configured)' : ''}`]),
    ...(list?.entries ?? []).flatMap((line) => {
      const text = entryText(line);
      return text === undefined ? [] : [`\t    access-list ${name} ${text}`];
    }),
    ...(first === undefined ? [] : [`\tCurrent peer: ${first.host}`]),
  ];
}

/** An entry that begins from an IPsec profile: what it says itself goes before what the profile says. */
const over = (entry: MapEntrySettings, { name: _name, ...base }: IpsecProfile): MapEntrySettings => ({
  ...base,
  ...entry,
  transformSets: entry.transformSets.length > 0 ? entry.transformSets : base.transformSets,
  lifetime: { ...base.lifetime, ...entry.lifetime },
});

/** `show crypto map`: one map. */
export function showCryptoMap(map: CryptoMap, config: IpsecConfig): string {
  const interfaces = config.interfaces.filter(({ cryptoMap }) => cryptoMap === map.name);
  const lists = [
    ['client accounting list', map.accountingList],
    ['client authentication list', map.authenticationList],
    ['isakmp authorization list', map.authorizationList],
    ['isakmp-profile', map.isakmpProfile],
    ['local-address', map.localAddress],
  ] as const;
  return [
    ...lists.flatMap(([words, name]) => (name === undefined ? [] : [`Crypto Map "${map.name}" ${words} ${name}`])),
    ...map.entries.flatMap((entry) => {
      const head = `Crypto Map IPv4 "${map.name}" ${entry.sequence} ipsec-isakmp`;
      if (entry.kind === 'dynamic') return [head, `\tDynamic map template tag: ${entry.dynamicMap}`, ''];
      const base = config.ipsecProfiles.find(({ name }) => name === entry.ipsecProfile);
      const whole = base === undefined ? entry : over(entry, base);
      const profile = entry.ipsecProfile === undefined ? [] : [`\tProfile name: ${entry.ipsecProfile}`];
      return [head, ...profile, ...ends(whole, config), ...settings(whole, config), ''];
    }),
    `\tInterfaces using crypto map ${map.name}:`,
    ...interfaces.map(({ name }) => `\t\t${name}`),
  ].join('\n');
}

/** `show crypto dynamic-map`: one entry. */
export const showDynamicEntry = (entry: DynamicMapEntry, config: IpsecConfig): string =>
  [
    `Crypto Map Template"${entry.map}" ${entry.sequence}`,
    ...(entry.matchAddress === undefined ? ['\tNo matching address list set.'] : []),
    ...ends(entry, config),
    ...settings(entry, config),
  ].join('\n');
