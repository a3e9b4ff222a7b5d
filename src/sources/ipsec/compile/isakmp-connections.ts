import type { ViciSection } from '../../../protocols/vici/index.ts';
import type { ClientGroup, IsakmpProfile } from '../config.ts';
import { loadTrustpoint } from './certificates.ts';
import { defined, loadConnection, type Place } from './connection.ts';
import type { Collector } from './input.ts';
import { endpointText, identityOf } from './isakmp-identities.ts';
import { isFor, keysFor, loadKey, ownerText } from './keys.ts';
import { nameOf } from './message.ts';
import { dpd, isakmpIdentity, isakmpPhase1, type Proof } from './phase1.ts';
import { insideVrf, type Start, startFor } from './phase2.ts';

/** Connections of IKEv1: of the peers of an entry, of profiles, and of groups of remote clients. */
export function isakmpConnections(out: Collector, place: Place): void {
  const { config } = out.input;
  const { entry, end, dynamic } = place;
  if (entry.ikev2Profile !== undefined || config.isakmp.disabled === true) return;
  const named = entry.isakmpProfile ?? end.map.isakmpProfile;
  const profile = config.profiles.find(({ name }) => name === named);
  if (named !== undefined && profile === undefined) {
    out.problem(place.line, `crypto isakmp profile ${named} is not configured`);
    return;
  }
  if (dynamic === undefined) {
    staticPeers(out, place, profile);
    return;
  }
  if (profile !== undefined) {
    profileConnections(out, place, profile);
    return;
  }
  mapConnections(out, place);
  // An entry that names no profile is open to the peers of all of them: the peer's identity decides.
  for (const one of config.profiles) profileConnections(out, place, one);
}

/** What connections of one place have in common. */
interface Common {
  readonly what: readonly string[];
  readonly profile: IsakmpProfile | undefined;
  /** Login list of XAUTH; undefined: users are not asked for. */
  readonly authenticationList: string | undefined;
  readonly remoteAddresses: readonly string[];
  /** Identity that the peer must have, in charon's words; undefined: any. */
  readonly remoteId: string | undefined;
  /** Identity of this box, if it is not the usual one. */
  readonly localId?: string;
  readonly aggressive: boolean;
  readonly start: Start;
  readonly pools: readonly string[] | undefined;
  readonly peer?: string;
  readonly group?: string;
  readonly line?: string;
}

function staticPeers(out: Collector, place: Place, profile: IsakmpProfile | undefined): void {
  const { entry, end, line } = place;
  if (entry.peers.length === 0) out.problem(line, 'it has no peer');
  const peers = entry.peers.toSorted((one, other) => Number(other.default ?? false) - Number(one.default ?? false));
  peers.forEach(({ host }, index) => {
    const known = out.input.config.peers.find(({ peer }) => peer === host);
    const keys = keysFor(out, profile);
    const byName = !/^[\d.]+$|:/.test(host);
    const found = keys.filter((key) => isFor(key, host));
    const psk = found.length > 0 || known?.password !== undefined || (byName && keys.length > 0);
    const list = profile?.authenticationList ?? end.map.authenticationList;
    const endpoint = known?.clientEndpoint;
    const common: Common = {
      what: [host],
      profile,
      authenticationList: found[0]?.noXauth === true ? undefined : list,
      remoteAddresses: [host],
      remoteId: undefined,
      ...(endpoint === undefined ? {} : { localId: endpointText(endpoint) }),
      aggressive: endpoint !== undefined || profile?.initiateMode === 'aggressive',
      // Of several peers the first is the one that traffic is sent to; the others come by themselves.
      start: index === 0 ? startFor(entry) : 'none',
      pools: undefined,
      peer: host,
    };
    const made = [psk && withKey(out, place, common), withCertificate(out, place, common, psk)];
    if (!made.includes(true)) out.problem(line, `there is neither a key nor a trustpoint for peer ${host}`);
  });
}

/** A dynamic entry by itself: groups by the map's list, and peers with keys of their own. */
function mapConnections(out: Collector, place: Place): void {
  const { config } = out.input;
  const { map } = place.end;
  const { authorizationList, authenticationList } = map;
  if (authorizationList !== undefined && out.input.hasLocal(authorizationList))
    for (const { name } of config.groups)
      if (name !== 'default') group(out, place, undefined, name, authorizationList, authenticationList);
  const pools =
    map.configurationAddress === undefined
      ? undefined
      : out.pools({
          who: 'address-pool',
          line: 'crypto isakmp client configuration address-pool',
          given: defined({ pool: config.isakmp.addressPool }),
        });
  const common: Common = {
    ...{ what: ['any'], profile: undefined, authenticationList, remoteId: undefined, aggressive: false },
    ...{ remoteAddresses: place.entry.peers.map(({ host }) => host), start: 'none', pools },
  };
  const gateways = config.keys.filter(({ noXauth }) => noXauth === true);
  const hosts = gateways.flatMap(({ owner }) => (owner.kind === 'hostname' ? [] : (ownerText(owner) ?? [])));
  if (authenticationList !== undefined && hosts.length > 0)
    withKey(out, place, {
      ...common,
      ...{ what: ['no-xauth'], authenticationList: undefined, pools: undefined, remoteAddresses: hosts },
    });
  const psk = config.keys.length > (authenticationList === undefined ? 0 : gateways.length);
  if (psk) withKey(out, place, common);
  withCertificate(out, place, common, true);
}

/** The connections of a profile: one for each identity that it matches. */
function profileConnections(out: Collector, place: Place, profile: IsakmpProfile): void {
  const line = `crypto isakmp profile ${profile.name}`;
  for (const name of profile.matchCertificates)
    out.problem(line, `match certificate ${name}: certificate maps are not known to charon; match identity is`);
  if (profile.matches.length === 0 && profile.matchCertificates.length === 0)
    out.problem(line, 'it has no match identity');
  for (const match of profile.matches) {
    if (match.kind === 'group') {
      if (profile.authorizationList === undefined)
        out.problem(line, 'match identity group needs isakmp authorization list');
      else group(out, place, profile, match.group, profile.authorizationList, profile.authenticationList);
      continue;
    }
    const remoteId = identityOf(match);
    if (remoteId === undefined) {
      out.problem(line, 'the mask of match identity address is not that of a network');
      continue;
    }
    const given = profile.configurationGroup === undefined ? undefined : localGroup(out, profile.configurationGroup);
    const common: Common = {
      ...{ what: [profile.name, remoteId], profile, authenticationList: profile.authenticationList, remoteId },
      remoteAddresses: place.entry.peers.map(({ host }) => host),
      // A name cannot be known in main mode before the key is (RFC 2409 §5.4).
      ...{ aggressive: match.kind !== 'address' && match.kind !== 'ipv6', start: 'none' },
      pools: profile.configurationAddress === undefined ? undefined : poolsOf(out, profile.configurationGroup, given),
      ...(profile.configurationGroup === undefined ? {} : { group: profile.configurationGroup }),
    };
    const psk = keysFor(out, profile).length > 0 && withKey(out, place, common);
    if (!withCertificate(out, place, { ...common, aggressive: false }, psk) && !psk)
      out.problem(line, 'there is neither a key nor a trustpoint for it');
  }
}

const localGroup = (out: Collector, name: string): ClientGroup | undefined =>
  out.input.config.groups.find((one) => one.name === name);

function poolsOf(out: Collector, name: string | undefined, given: ClientGroup | undefined): readonly string[] {
  if (name === undefined || given === undefined) return [];
  return out.pools({ who: `group ${name}`, line: `crypto isakmp client configuration group ${name}`, given });
}

/** A group of remote clients: aggressive mode, the group's name as key id, and the group's key. */
function group(
  out: Collector,
  place: Place,
  profile: IsakmpProfile | undefined,
  name: string,
  list: string,
  authenticationList: string | undefined,
): void {
  const at = profile === undefined ? place.line : `crypto isakmp profile ${profile.name}`;
  const answer = out.input.group(list, name);
  const given: (ClientGroup & { readonly clearKey?: string }) | undefined =
    answer.kind === 'group' ? answer.group : answer.kind === 'local' ? localGroup(out, name) : undefined;
  if (given === undefined) {
    const why = answer.kind === 'unknown' ? 'no server has described it yet' : 'nobody describes it';
    out.problem(at, `group ${name} by list ${list}: ${why}`);
    return;
  }
  const line = `crypto isakmp client configuration group ${name}`;
  const key = given.clearKey !== undefined ? { clear: given.clearKey } : given.key;
  if (key === undefined) {
    out.problem(line, 'it has no key');
    return;
  }
  if (out.input.config.isakmp.aggressiveModeDisabled === true) {
    out.problem('crypto isakmp aggressive-mode disable', `clients of group ${name} come in aggressive mode`);
    return;
  }
  loadKey(out, [`keyid:${name}`], key, line);
  const configuration = profile === undefined ? place.end.map.configurationAddress : profile.configurationAddress;
  withKey(out, place, {
    ...{ what: [...(profile === undefined ? [] : [profile.name]), 'group', name], profile, authenticationList },
    remoteAddresses: place.entry.peers.map(({ host }) => host),
    ...{ remoteId: `keyid:${name}`, aggressive: true, start: 'none', group: name, line },
    pools: configuration === undefined ? undefined : poolsOf(out, name, given),
  });
}

/** Whether a connection was made. */
function withKey(out: Collector, place: Place, common: Common): boolean {
  const round = {
    local: { auth: 'psk', ...idOf(out, place, common) },
    remote: { auth: 'psk', ...(common.remoteId === undefined ? {} : { id: common.remoteId }) },
  };
  return make(out, place, common, 'pre-share', round);
}

/** @param optional there is another way to prove identity: without a trustpoint there is nothing to complain about */
function withCertificate(out: Collector, place: Place, common: Common, optional: boolean): boolean {
  const { trustpoints } = out.input.config;
  const name = common.profile?.trustpoints[0] ?? trustpoints[0]?.name;
  if (name === undefined || isakmpPhase1(out, 'rsa-sig') === undefined) return false;
  if (optional && common.profile?.trustpoints.length === 0 && out.input.config.policies.length === 0) return false;
  const credentials = loadTrustpoint(out, name, place.line);
  if (credentials === undefined) return false;
  const round = {
    // An address is rarely in a certificate; charon then names itself by the certificate's subject.
    local: { ...credentials.local, ...idOf(out, place, common, true) },
    remote: { ...credentials.remote, ...(common.remoteId === undefined ? {} : { id: common.remoteId }) },
  };
  return make(out, place, { ...common, what: [...common.what, 'rsa-sig'] }, 'rsa-sig', round);
}

function idOf(out: Collector, { end }: Place, common: Common, certificate = false): { readonly id?: string } {
  const id = common.localId ?? isakmpIdentity(out, end, common.peer, common.profile);
  return id === undefined || (certificate && /^[\d.]+$|^[\da-f:]+$/i.test(id)) ? {} : { id };
}

function make(
  out: Collector,
  place: Place,
  common: Common,
  proof: Proof,
  round: { readonly local: ViciSection; readonly remote: ViciSection },
): boolean {
  const { profile, authenticationList, pools, aggressive } = common;
  const phase1 = isakmpPhase1(out, proof);
  if (phase1 === undefined) return false;
  const { map, frontVrf } = place.end;
  const { config } = out.input;
  const asked = authenticationList === undefined ? {} : { 'remote-xauth': { auth: 'xauth-radius' } };
  const pushed = (profile?.configurationAddress ?? map.configurationAddress)?.respond !== true;
  loadConnection(out, {
    ...{ place, what: common.what, version: 1, phase1, remoteAddresses: common.remoteAddresses, start: common.start },
    settings: {
      ...(aggressive && config.isakmp.aggressiveModeDisabled !== true ? { aggressive: 'yes' } : {}),
      ...(pools !== undefined && pushed ? { pull: 'no' } : {}),
      // Clients of a group without users of their own all have one identity.
      ...(common.group !== undefined && authenticationList === undefined ? { unique: 'never' } : { unique: 'no' }),
      ...dpd(profile?.keepalive ?? config.isakmp.keepalive),
      local: round.local,
      ...answering(out, profile),
      remote: round.remote,
      ...asked,
    },
    // What a RADIUS server gives a user comes before what the group has.
    pools: pools === undefined ? undefined : [...(authenticationList === undefined ? [] : ['radius']), ...pools],
    about: defined({
      profile: profile?.name,
      group: common.group,
      peer: common.peer,
      accountingList: profile?.accounting ?? map.accountingList,
      authentication: proof === 'rsa-sig' ? 'rsa-sig' : ('psk' as const),
      authenticationList,
      authorizationList: profile?.authorizationList ?? map.authorizationList,
      insideVrf: insideVrf(profile, frontVrf),
    }),
    ...(common.line === undefined ? {} : { line: common.line }),
  });
  return true;
}

/** `client authentication username`: what this box answers when the other end asks for a user. */
function answering(out: Collector, profile: IsakmpProfile | undefined): ViciSection {
  const user = profile?.clientUser;
  if (user === undefined || profile === undefined) return {};
  const line = `crypto isakmp profile ${profile.name} / client authentication username ${user.username}`;
  const data = out.input.open(user.password);
  if (data === undefined) out.problem(line, 'its password cannot be opened');
  else {
    const name = nameOf('xauth', user.username);
    const message = { id: name, type: 'XAUTH', data, owners: [user.username] };
    out.load({ command: 'load-shared', name, message, line });
  }
  return { 'local-xauth': { auth: 'xauth-generic', xauth_id: user.username } };
}
