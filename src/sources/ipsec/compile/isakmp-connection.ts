import type { ViciSection } from '../../../protocols/vici/index.ts';
import type { IsakmpProfile } from '../config.ts';
import type { CertificateMatch } from './certificate-maps.ts';
import { loadTrustpoint } from './certificates.ts';
import { defined, loadConnection, type Place } from './connection.ts';
import type { Collector } from './input.ts';
import { nameOf } from './message.ts';
import { dpd, isakmpIdentity, isakmpPhase1, type Proof } from './phase1.ts';
import { insideVrf, type Start } from './phase2.ts';

/** A connection of IKEv1, before the way that the peer proves who it is. */
export interface Common {
  readonly what: readonly string[];
  readonly profile: IsakmpProfile | undefined;
  /** Login list of XAUTH; undefined: users are not asked for. */
  readonly authenticationList: string | undefined;
  readonly remoteAddresses: readonly string[];
  /** Identity that the peer must have, in charon's words; undefined: any. */
  readonly remoteId: string | undefined;
  /** The entry of a certificate map that the peer's certificate must meet. */
  readonly certificate?: CertificateMatch;
  /** Identity of this box, if it is not the usual one. */
  readonly localId?: string;
  readonly aggressive: boolean;
  readonly start: Start;
  readonly pools: readonly string[] | undefined;
  readonly peer?: string;
  readonly group?: string;
  readonly line?: string;
}

/** Whether a connection was made. */
export function withKey(out: Collector, place: Place, common: Common): boolean {
  const round = {
    local: { auth: 'psk', ...idOf(out, place, common) },
    remote: { auth: 'psk', ...(common.remoteId === undefined ? {} : { id: common.remoteId }) },
  };
  return make(out, place, common, 'pre-share', round);
}

/** @param optional there is another way to prove identity: without a trustpoint there is nothing to complain about */
export function withCertificate(out: Collector, place: Place, common: Common, optional: boolean): boolean {
  const { trustpoints } = out.input.config;
  const name = common.profile?.trustpoints[0] ?? trustpoints[0]?.name;
  if (name === undefined || isakmpPhase1(out, 'rsa-sig') === undefined) return false;
  if (optional && common.profile?.trustpoints.length === 0 && out.input.config.policies.length === 0) return false;
  const credentials = loadTrustpoint(out, name, place.line, common.certificate);
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
