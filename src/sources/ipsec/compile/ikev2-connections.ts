import type { ViciSection } from '../../../protocols/vici/index.ts';
import type { Ikev2Method, Ikev2Profile } from '../config.ts';
import { type CertificateMatch, certificateMatches } from './certificate-maps.ts';
import { type Credentials, loadTrustpoint } from './certificates.ts';
import { defined, loadConnection, type Place } from './connection.ts';
import { loadProfileKeys } from './ikev2-keys.ts';
import { idOfPeer, remoteText, serverName } from './ikev2-names.ts';
import type { Collector } from './input.ts';
import { isAt, towards } from './local-ends.ts';
import { dpd, identityText, ikev2Phase1 } from './phase1.ts';
import { startFor } from './phase2.ts';

/** Connections of IKEv2: an entry of a crypto map with an IKEv2 profile. */
export function ikev2Connections(out: Collector, place: Place): void {
  const { end, entry, dynamic } = place;
  if (entry.ikev2Profile === undefined) return;
  const profile = out.input.config.ikev2.profiles.find(({ name }) => name === entry.ikev2Profile);
  if (profile === undefined) {
    out.problem(place.line, `crypto ikev2 profile ${entry.ikev2Profile} is not configured`);
    return;
  }
  const line = `crypto ikev2 profile ${profile.name}`;
  const { frontVrf: front, localAddresses } = profile;
  const here = localAddresses.map((where) => ({ where }));
  if (!isAt(end, here) || (typeof front === 'string' && front !== end.frontVrf)) {
    out.problem(line, `it is not for ${end.interface}: match ${isAt(end, here) ? 'fvrf' : 'address local'}`);
    return;
  }
  const certificates = certificateMatches(out, profile.matchCertificates, line);
  const methods = methodsOf(profile);
  const ids = [...new Set(profile.remotes.map(remoteText))];
  if (ids.length === 0 && profile.matchCertificates.length === 0) out.problem(line, 'it has no match identity remote');
  if (profile.remoteAuthentication.length === 0) out.problem(line, 'it has no authentication remote');
  else if (profile.matchCertificates.length > 0 && !methods.includes('cert'))
    out.problem(line, 'match certificate needs authentication remote rsa-sig or ecdsa-sig');
  if (dynamic === undefined && entry.peers.length === 0) out.problem(place.line, 'it has no peer');
  for (const method of methods) {
    const byMap = method === 'cert' ? certificates : [];
    if (dynamic !== undefined) {
      for (const id of ids) one(out, place, profile, { method, id });
      for (const certificate of byMap) one(out, place, profile, { method, id: certificate.id, certificate });
    } else
      entry.peers.forEach(({ host: peer }, index) => {
        const first = index === 0;
        if (ids.length > 0) one(out, place, profile, { method, id: idOfPeer(profile.remotes, peer), peer, first });
        byMap.forEach((certificate, at) => {
          const begins = first && ids.length === 0 && at === 0;
          one(out, place, profile, { method, id: certificate.id, certificate, peer, first: begins });
        });
      });
  }
}

const methodNames = { 'pre-share': 'psk', eap: 'eap', 'rsa-sig': 'cert', 'ecdsa-sig': 'cert' } as const;
const methodsOf = ({ remoteAuthentication }: Ikev2Profile): Ikev2Method[] => [
  ...new Set(remoteAuthentication.map((method) => methodNames[method])),
];

interface Which {
  readonly method: Ikev2Method;
  /** Identity that the peer must have, in charon's words. */
  readonly id: string;
  /** The entry of a certificate map that it comes from. */
  readonly certificate?: CertificateMatch;
  /** Of a static entry. */
  readonly peer?: string;
  /** It is the peer that traffic is sent to. */
  readonly first?: boolean;
}

function one(out: Collector, place: Place, profile: Ikev2Profile, which: Which): void {
  const { end, entry, dynamic } = place;
  const { method, id, certificate, peer } = which;
  const line = `crypto ikev2 profile ${profile.name}`;
  const withCertificates = method === 'cert' || profile.localAuthentication !== 'pre-share';
  const credentials = withCertificates ? credentialsOf(out, profile, line, certificate) : undefined;
  const needed = method === 'cert' || (profile.localAuthentication ?? 'pre-share') !== 'pre-share';
  if (needed && credentials === undefined) return;
  const byKey =
    profile.localAuthentication === undefined ? method === 'psk' : profile.localAuthentication === 'pre-share';
  if (byKey || method === 'psk') loadProfileKeys(out, profile, peer, id, line);
  const own = profile.localIdentity === undefined ? undefined : identityText(profile.localIdentity);
  const local: ViciSection = byKey
    ? { auth: 'psk', ...defined({ id: own ?? towards(end, peer) }) }
    : { ...credentials?.local, ...defined({ id: own }) };
  const pools = dynamic === undefined ? undefined : poolsOf(out, profile, method, id, line);
  const who = certificate?.what ?? (peer === undefined ? [id] : []);
  loadConnection(out, {
    ...{
      place,
      what: [...(peer === undefined ? [] : [peer]), ...who, ...(method === 'psk' ? [] : [method])],
      version: 2,
    },
    phase1: ikev2Phase1(out, end, profile),
    remoteAddresses: peer === undefined ? entry.peers.map(({ host }) => host) : [peer],
    settings: {
      unique: profile.initialContactForce === true ? 'replace' : 'no',
      ...dpd(profile.dpd ?? out.input.config.ikev2.dpd),
      local,
      remote: remoteRound(method, id, profile, credentials),
    },
    start: which.first === true ? startFor(entry) : 'none',
    pools: pools === undefined ? undefined : [...(method === 'eap' ? ['radius'] : []), ...pools],
    about: defined({
      ikev2Profile: profile.name,
      peer,
      group: groupOf(out, profile, method, id),
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
function credentialsOf(
  out: Collector,
  profile: Ikev2Profile,
  line: string,
  certificate: CertificateMatch | undefined,
): Credentials | undefined {
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
  const authorities = verifying
    .flatMap(({ remote }) => remote.cacerts ?? [])
    .filter((one) => typeof one === 'string')
    .filter((pem) => certificate?.issuer(pem) ?? true);
  if (authorities.length === 0) {
    out.problem(certificate?.line ?? line, 'no authority of the trustpoints has such an issuer-name');
    return undefined;
  }
  return { local: signing.local, remote: { ...first.remote, cacerts: authorities } };
}

/** The list line about a method: of the group, else of the user. */
const authorization = ({ authorization: all }: Ikev2Profile, method: Ikev2Method) =>
  all.find((one) => one.method === method && one.about === 'group') ?? all.find((one) => one.method === method);

/** The name that a list is asked about those who show an identity. */
function nameOf(out: Collector, profile: Ikev2Profile, method: Ikev2Method, id: string): string | undefined {
  const from = authorization(profile, method)?.from;
  if (from?.kind !== 'list') return undefined;
  const { name, nameMangler } = from;
  if (name !== undefined || nameMangler === undefined) return name;
  const mangler = out.input.config.ikev2.nameManglers.find((one) => one.name === nameMangler);
  return mangler === undefined ? undefined : serverName(id, mangler);
}

const groupOf = (out: Collector, profile: Ikev2Profile, method: Ikev2Method, id: string): string | undefined =>
  authorization(profile, method)?.about === 'group' ? nameOf(out, profile, method, id) : undefined;

/** Pools of those who come by a method; undefined: they are given no address. */
function poolsOf(
  out: Collector,
  profile: Ikev2Profile,
  method: Ikev2Method,
  id: string,
  line: string,
): readonly string[] | undefined {
  const found = authorization(profile, method);
  if (found === undefined) return undefined;
  if (found.from.kind === 'cached') return [];
  const { list, nameMangler, password } = found.from;
  const name = nameOf(out, profile, method, id);
  if (name === undefined) {
    const made =
      nameMangler === undefined ? '' : `: name-mangler ${nameMangler} makes none of ${id} before a peer comes`;
    out.problem(line, `aaa authorization ${found.about} ${method} list ${list} needs a name here${made}`);
    return undefined;
  }
  const answer = out.input.group(list, name, password && out.input.open(password));
  const policy = out.input.config.ikev2.authorizationPolicies.find((one) => one.name === name);
  const given = answer.kind === 'group' ? answer.group : answer.kind === 'local' ? policy : undefined;
  if (given === undefined) {
    const why = answer.kind === 'unknown' ? 'no server has described it yet' : 'nobody describes it';
    out.problem(line, `${name} by list ${list}: ${why}`);
    return undefined;
  }
  return out.pools({ who: `policy ${name}`, line: `crypto ikev2 authorization policy ${name}`, given });
}
