import type { ClientGroup, IsakmpProfile } from '../config.ts';
import { certificateMatches } from './certificate-maps.ts';
import type { Place } from './connection.ts';
import type { Collector } from './input.ts';
import { type Common, withCertificate, withKey } from './isakmp-connection.ts';
import { identityOf } from './isakmp-identities.ts';
import { keysFor, loadKey } from './keys.ts';

/** The connections of a profile: one for each identity that it matches. */
export function profileConnections(out: Collector, place: Place, profile: IsakmpProfile): void {
  const line = `crypto isakmp profile ${profile.name}`;
  profileByMap(out, place, profile, line);
  if (profile.matches.length === 0 && profile.matchCertificates.length === 0)
    out.problem(line, 'it has no match identity');
  for (const match of profile.matches) {
    if ('vrf' in match && match.vrf !== undefined && match.vrf !== place.end.frontVrf) continue;
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
    const common: Common = {
      ...{ what: [profile.name, remoteId], remoteId, ...commonOf(out, place, profile) },
      // A name cannot be known in main mode before the key is (RFC 2409 §5.4).
      aggressive: match.kind !== 'address' && match.kind !== 'ipv6',
    };
    const psk = keysFor(out, profile).length > 0 && withKey(out, place, common);
    if (!withCertificate(out, place, { ...common, aggressive: false }, psk) && !psk)
      out.problem(line, 'there is neither a key nor a trustpoint for it');
  }
}

/** The connections of a profile for peers with certificates, by certificate maps. */
function profileByMap(out: Collector, place: Place, profile: IsakmpProfile, line: string): void {
  for (const certificate of certificateMatches(out, profile.matchCertificates, line)) {
    const common = {
      ...{ what: [profile.name, ...certificate.what], remoteId: certificate.id, certificate, aggressive: false },
      ...commonOf(out, place, profile),
    };
    if (!withCertificate(out, place, common, false))
      out.problem(line, 'match certificate needs a trustpoint and a policy with authentication rsa-sig');
  }
}

/** What the connections of a profile have in common. */
function commonOf(out: Collector, { entry }: Place, profile: IsakmpProfile) {
  const { authenticationList, configurationGroup } = profile;
  const given = configurationGroup === undefined ? undefined : localGroup(out, configurationGroup);
  return {
    ...{ profile, authenticationList, start: 'none' as const },
    remoteAddresses: entry.peers.map(({ host }) => host),
    pools: profile.configurationAddress === undefined ? undefined : poolsOf(out, configurationGroup, given),
    ...(configurationGroup === undefined ? {} : { group: configurationGroup }),
  };
}

const localGroup = (out: Collector, name: string): ClientGroup | undefined =>
  out.input.config.groups.find((one) => one.name === name);

function poolsOf(out: Collector, name: string | undefined, given: ClientGroup | undefined): readonly string[] {
  if (name === undefined || given === undefined) return [];
  return out.pools({ who: `group ${name}`, line: `crypto isakmp client configuration group ${name}`, given });
}

/** A group of remote clients: aggressive mode, the group's name as key id, and the group's key. */
export function group(
  out: Collector,
  place: Place,
  profile: IsakmpProfile | undefined,
  name: string,
  list: string,
  authenticationList: string | undefined,
): void {
  const at = profile === undefined ? place.line : `crypto isakmp profile ${profile.name}`;
  const answer = out.input.group(list, name, passwordOf(out, profile));
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
  const { interface: here } = place.end;
  if (given.interfaces !== undefined && !given.interfaces.includes(here)) return;
  loadKey(out, [`keyid:${name}`], key, line);
  const configuration = profile === undefined ? place.end.map.configurationAddress : profile.configurationAddress;
  withKey(out, place, {
    ...{ what: [...(profile === undefined ? [] : [profile.name]), 'group', name], profile, authenticationList },
    remoteAddresses: place.entry.peers.map(({ host }) => host),
    ...{ remoteId: `keyid:${name}`, aggressive: true, start: 'none', group: name, line },
    pools: configuration === undefined ? undefined : poolsOf(out, name, given),
  });
}

/** What servers are asked about groups with, if not as usual. */
const passwordOf = (out: Collector, profile: IsakmpProfile | undefined): string | undefined =>
  profile?.authorizationPassword && out.input.open(profile.authorizationPassword);
