import type { IsakmpProfile } from '../config.ts';
import { certificateMatches } from './certificate-maps.ts';
import { defined, type Place } from './connection.ts';
import type { Collector } from './input.ts';
import { type Common, withCertificate, withKey } from './isakmp-connection.ts';
import { endpointText } from './isakmp-identities.ts';
import { group, profileConnections } from './isakmp-profile.ts';
import { isFor, keysFor, ownerText } from './keys.ts';
import { isAt } from './local-ends.ts';
import { startFor } from './phase2.ts';

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
  if (profile !== undefined && !isAt(end, profile.localAddresses)) {
    out.problem(place.line, `crypto isakmp profile ${profile.name} is not for ${end.interface}: local-address`);
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
  for (const one of config.profiles) if (isAt(end, one.localAddresses)) profileConnections(out, place, one);
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
    const made = [
      psk && withKey(out, place, common),
      ...ownersOf(out, common).map((one) => withCertificate(out, place, one, psk)),
    ];
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

/** A configured peer, once for each certificate that its profile lets it come with; without such lines with any. */
function ownersOf(out: Collector, common: Common): readonly Common[] {
  const { profile } = common;
  if (profile === undefined || profile.matchCertificates.length === 0) return [common];
  return certificateMatches(out, profile.matchCertificates, `crypto isakmp profile ${profile.name}`).map(
    (certificate, index) => ({
      ...common,
      ...{ what: [...common.what, ...certificate.what], remoteId: certificate.id, certificate },
      start: index === 0 ? common.start : 'none',
    }),
  );
}
