import type { ViciSection } from '../../../protocols/vici/index.ts';
import type { Ikev2Method, Ikev2Profile, Ikev2RemoteMatch } from '../config.ts';
import { type Credentials, loadTrustpoint } from './certificates.ts';
import { defined, loadConnection, type Place } from './connection.ts';
import { loadProfileKeys } from './ikev2-keys.ts';
import type { Collector } from './input.ts';
import { towards } from './local-ends.ts';
import { dpd, identityText, ikev2Phase1 } from './phase1.ts';
import { startFor } from './phase2.ts';
import { masked, number } from './traffic.ts';

/** Connections of IKEv2: an entry of a crypto map with an IKEv2 profile. */
export function ikev2Connections(out: Collector, place: Place): void {
  const { entry, dynamic } = place;
  if (entry.ikev2Profile === undefined) return;
  const profile = out.input.config.ikev2.profiles.find(({ name }) => name === entry.ikev2Profile);
  if (profile === undefined) {
    out.problem(place.line, `crypto ikev2 profile ${entry.ikev2Profile} is not configured`);
    return;
  }
  const line = `crypto ikev2 profile ${profile.name}`;
  for (const name of profile.matchCertificates)
    out.problem(line, `match certificate ${name}: certificate maps are not known to charon; match identity remote is`);
  const ids = [...new Set(profile.remotes.map(remoteText))];
  if (ids.length === 0) out.problem(line, 'it has no match identity remote');
  if (profile.remoteAuthentication.length === 0) out.problem(line, 'it has no authentication remote');
  if (ids.length === 0) return;
  if (dynamic === undefined) {
    if (entry.peers.length === 0) out.problem(place.line, 'it has no peer');
    entry.peers.forEach(({ host }, index) => {
      for (const method of methodsOf(profile))
        one(out, place, profile, { method, id: idOfPeer(profile.remotes, host), peer: host, first: index === 0 });
    });
    return;
  }
  for (const id of ids) for (const method of methodsOf(profile)) one(out, place, profile, { method, id });
}

const methodNames = { 'pre-share': 'psk', eap: 'eap', 'rsa-sig': 'cert', 'ecdsa-sig': 'cert' } as const;
const methodsOf = ({ remoteAuthentication }: Ikev2Profile): Ikev2Method[] => [
  ...new Set(remoteAuthentication.map((method) => methodNames[method])),
];

interface Which {
  readonly method: Ikev2Method;
  /** Identity that the peer must have, in charon's words. */
  readonly id: string;
  /** Of a static entry. */
  readonly peer?: string;
  /** It is the peer that traffic is sent to. */
  readonly first?: boolean;
}

function one(out: Collector, place: Place, profile: Ikev2Profile, which: Which): void {
  const { end, entry, dynamic } = place;
  const { method, id, peer } = which;
  const line = `crypto ikev2 profile ${profile.name}`;
  const withCertificates = method === 'cert' || profile.localAuthentication !== 'pre-share';
  const credentials = withCertificates ? credentialsOf(out, profile, line) : undefined;
  const needed = method === 'cert' || (profile.localAuthentication ?? 'pre-share') !== 'pre-share';
  if (needed && credentials === undefined) return;
  const byKey =
    profile.localAuthentication === undefined ? method === 'psk' : profile.localAuthentication === 'pre-share';
  if (byKey || method === 'psk') loadProfileKeys(out, profile, peer, id, line);
  const own = profile.localIdentity === undefined ? undefined : identityText(profile.localIdentity);
  const local: ViciSection = byKey
    ? { auth: 'psk', ...defined({ id: own ?? towards(end, peer) }) }
    : { ...credentials?.local, ...defined({ id: own }) };
  const pools = dynamic === undefined ? undefined : poolsOf(out, profile, method, line);
  loadConnection(out, {
    ...{ place, what: [...(peer === undefined ? [id] : [peer]), ...(method === 'psk' ? [] : [method])], version: 2 },
    phase1: ikev2Phase1(out, end, profile),
    remoteAddresses: peer === undefined ? entry.peers.map(({ host }) => host) : [peer],
    settings: {
      unique: 'no',
      ...dpd(profile.dpd ?? out.input.config.ikev2.dpd),
      local,
      remote: remoteRound(method, id, profile, credentials),
    },
    start: which.first === true ? startFor(entry) : 'none',
    pools: pools === undefined ? undefined : [...(method === 'eap' ? ['radius'] : []), ...pools],
    about: defined({
      ikev2Profile: profile.name,
      peer,
      group: groupOf(profile, method),
      accountingList: profile.accounting[method] ?? profile.accounting.any ?? end.map.accountingList,
      authentication: method === 'cert' ? ('rsa-sig' as const) : method,
      authenticationList: method === 'eap' ? (profile.eapList ?? 'default') : undefined,
      insideVrf: profile.insideVrf ?? end.frontVrf,
    }),
  });
}

function remoteRound(
  method: Ikev2Method,
  id: string,
  { queryIdentity }: Ikev2Profile,
  credentials: Credentials | undefined,
): ViciSection {
  switch (method) {
    case 'psk':
      return { auth: 'psk', id };
    case 'cert':
      return { ...credentials?.remote, id };
    case 'eap':
      return { auth: 'eap-radius', id, ...(queryIdentity === true ? { eap_id: '%any' } : {}) };
  }
}

/** This box's certificate from the trustpoint to sign with, and the authorities of those to verify with. */
function credentialsOf(out: Collector, profile: Ikev2Profile, line: string): Credentials | undefined {
  const { trustpoints } = out.input.config;
  const named: Ikev2Profile['trustpoints'] =
    profile.trustpoints.length > 0 ? profile.trustpoints : trustpoints.slice(0, 1);
  if (named.length === 0) {
    out.problem(line, 'it has no trustpoint');
    return undefined;
  }
  const loaded = named.map(({ name, use }) => ({ use, credentials: loadTrustpoint(out, name, line) }));
  const signing = loaded.find(({ use }) => use !== 'verify')?.credentials;
  const verifying = loaded.filter(({ use }) => use !== 'sign').flatMap(({ credentials }) => credentials ?? []);
  const [first] = verifying;
  if (signing === undefined || first === undefined) return undefined;
  const authorities = verifying.flatMap(({ remote }) => remote.cacerts ?? []).filter((one) => typeof one === 'string');
  return { local: signing.local, remote: { ...first.remote, cacerts: authorities } };
}

/** The list line about a method: of the group, else of the user. */
const authorization = ({ authorization: all }: Ikev2Profile, method: Ikev2Method) =>
  all.find((one) => one.method === method && one.about === 'group') ?? all.find((one) => one.method === method);

function groupOf(profile: Ikev2Profile, method: Ikev2Method): string | undefined {
  const found = authorization(profile, method);
  return found?.about === 'group' && found.from.kind === 'list' ? found.from.name : undefined;
}

/** Pools of those who come by a method; undefined: they are given no address. */
function poolsOf(
  out: Collector,
  profile: Ikev2Profile,
  method: Ikev2Method,
  line: string,
): readonly string[] | undefined {
  const found = authorization(profile, method);
  if (found === undefined) return undefined;
  if (found.from.kind === 'cached') return [];
  const { list, name, nameMangler } = found.from;
  if (name === undefined) {
    const made = nameMangler === undefined ? '' : `; name-mangler ${nameMangler} would make it for each peer`;
    out.problem(line, `aaa authorization ${found.about} ${method} list ${list} needs a name here${made}`);
    return undefined;
  }
  const answer = out.input.group(list, name);
  const policy = out.input.config.ikev2.authorizationPolicies.find((one) => one.name === name);
  const given = answer.kind === 'group' ? answer.group : answer.kind === 'local' ? policy : undefined;
  if (given === undefined) {
    const why = answer.kind === 'unknown' ? 'no server has described it yet' : 'nobody describes it';
    out.problem(line, `${name} by list ${list}: ${why}`);
    return undefined;
  }
  return out.pools({ who: `policy ${name}`, line: `crypto ikev2 authorization policy ${name}`, given });
}

/** The identity that a configured peer will have: the one that names its address, else the only or the first one. */
function idOfPeer(remotes: readonly Ikev2RemoteMatch[], peer: string): string {
  for (const match of remotes) {
    if (match.kind === 'ipv6' && match.prefix === `${peer}/128`) return peer;
    if (match.kind !== 'address' || !/^[\d.]+$/.test(peer)) continue;
    const mask = number(match.mask ?? '255.255.255.255');
    if ((number(match.address) & mask) === (number(peer) & mask)) return peer;
  }
  return remotes.map(remoteText)[0] ?? '%any';
}

function remoteText(match: Ikev2RemoteMatch): string {
  switch (match.kind) {
    case 'any':
      return '%any';
    case 'address': {
      const net = masked(match.address, match.mask ?? '255.255.255.255') ?? match.address;
      return net.endsWith('/0') ? '%any' : net.replace(/\/32$/, '');
    }
    case 'ipv6':
      return match.prefix.replace(/\/128$/, '');
    case 'email':
      return `email:${match.value}`;
    case 'email-domain':
      return `email:*@${match.value}`;
    case 'fqdn':
      return `fqdn:${match.value}`;
    case 'fqdn-domain':
      return `fqdn:*.${match.value}`;
    case 'key-id':
      return `keyid:${match.value}`;
  }
}
