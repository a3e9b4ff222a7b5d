import type { ViciSection } from '../../../protocols/vici/index.ts';
import type { Ikev2Identity, Ikev2Profile, Ikev2Proposal, IsakmpPolicy, IsakmpProfile } from '../config.ts';
import { type IkeAlgorithms, ikeProposals } from './algorithms.ts';
import type { Collector } from './input.ts';
import { type LocalEnd, towards } from './local-ends.ts';

/** What of phase 1 is said in a connection besides who the peers are. */

/** How peers prove who they are by an ISAKMP policy. */
export type Proof = 'pre-share' | 'rsa-sig';

/** What IOS offers when no policy is configured: the ends of its list of default policies. */
const defaultPolicies: readonly Omit<IsakmpPolicy, 'priority'>[] = [
  { encryption: 'aes-128', hash: 'sha', group: '5' },
  { encryption: '3des', hash: 'sha', group: '2' },
  { encryption: '3des', hash: 'md5', group: '2' },
];
/** `crypto ikev2 proposal default` */
const defaultIkev2Proposal: IkeAlgorithms = {
  encryption: ['aes-cbc-256'],
  integrity: ['sha512', 'sha384'],
  prf: [],
  group: ['19', '14', '21', '5'],
};

/** Life of an IKE SA in seconds when nothing is configured. */
const dayLong = 86_400;
/** Share of a life after which keys are made anew, and how much earlier that may be, so that ends don't meet. */
const rekeyShare = 0.9;
const jitterShare = 0.05;

export interface Phase1 {
  readonly proposals: readonly string[];
  /** Seconds. */
  readonly lifetime: number;
}

/** What the ISAKMP policies say for a way to prove identity; `undefined`: no policy allows it. */
export function isakmpPhase1({ input: { config } }: Collector, proof: Proof): Phase1 | undefined {
  const configured = config.policies.filter(
    ({ authentication = 'rsa-sig' }) =>
      authentication === proof || (proof === 'rsa-sig' && authentication === 'ecdsa-sig'),
  );
  const policies = config.policies.length === 0 ? defaultPolicies : configured;
  const [first] = policies;
  if (first === undefined) return undefined;
  const proposals = policies.flatMap(({ encryption = 'des', hash = 'sha', group = '1' }) =>
    ikeProposals({ encryption: [encryption], integrity: [hash], group: [group] }),
  );
  return { proposals, lifetime: first.lifetime ?? dayLong };
}

/** What the IKEv2 policies say for an end. */
export function ikev2Phase1(out: Collector, end: LocalEnd, profile: Ikev2Profile): Phase1 {
  const { policies, proposals } = out.input.config.ikev2;
  const fits = policies.filter(
    ({ frontVrf, localAddresses }) =>
      (typeof frontVrf === 'object' || frontVrf === end.frontVrf) &&
      (localAddresses.length === 0 || localAddresses.some((address) => end.addresses.includes(address))),
  );
  // The more a policy says of the address, the better it fits.
  const policy = fits.find(({ localAddresses }) => localAddresses.length > 0) ?? fits[0];
  const named = (policy?.proposals ?? []).flatMap((name): readonly IkeAlgorithms[] => {
    const proposal = proposals.find((one) => one.name === name);
    if (proposal === undefined) {
      if (name !== 'default') out.problem(`crypto ikev2 policy ${policy?.name}`, `proposal ${name} is not configured`);
      return name === 'default' ? [defaultIkev2Proposal] : [];
    }
    return whole(out, proposal);
  });
  const byDefault = proposals.filter(({ name }) => name === 'default').flatMap((one) => whole(out, one));
  const used = [named, byDefault].find(({ length }) => length > 0) ?? [defaultIkev2Proposal];
  return { proposals: used.flatMap((one) => ikeProposals(one)), lifetime: profile.lifetime ?? dayLong };
}

/** What an IKEv2 proposal lacks, as `encryption and no group`: charon refuses such a one, or takes what it likes. */
export function lackOf({ encryption, integrity, group }: Ikev2Proposal): string | undefined {
  const lacks = [
    ...(encryption.length === 0 ? ['encryption'] : []),
    // AES-GCM protects messages by itself.
    ...(integrity.length === 0 && encryption.some((one) => !one.includes('gcm')) ? ['integrity'] : []),
    ...(group.length === 0 ? ['group'] : []),
  ];
  return lacks.length === 0 ? undefined : lacks.join(' and no ');
}

function whole(out: Collector, proposal: Ikev2Proposal): readonly IkeAlgorithms[] {
  const lack = lackOf(proposal);
  if (lack === undefined) return [proposal];
  out.problem(`crypto ikev2 proposal ${proposal.name}`, `it is not used: it has no ${lack}`);
  return [];
}

/** Lives of an IKE SA. In IKEv1 making keys anew is authenticating anew (charon has no other way). */
export const ikeLifetimes = (seconds: number): ViciSection => ({
  rekey_time: `${Math.floor(seconds * rekeyShare)}s`,
  over_time: `${seconds - Math.floor(seconds * rekeyShare)}s`,
  rand_time: `${Math.floor(seconds * jitterShare)}s`,
});

/** Lives of an IPsec SA, in seconds and in bytes. */
export const saLifetimes = (seconds: number, kilobytes: number | undefined): ViciSection => ({
  life_time: `${seconds}s`,
  rekey_time: `${Math.floor(seconds * rekeyShare)}s`,
  rand_time: `${Math.floor(seconds * jitterShare)}s`,
  ...(kilobytes === undefined
    ? {}
    : {
        life_bytes: String(kilobytes * 1024),
        rekey_bytes: String(Math.floor(kilobytes * 1024 * rekeyShare)),
        rand_bytes: String(Math.floor(kilobytes * 1024 * jitterShare)),
      }),
});

/** A peer that does not answer is asked so often before it counts as gone. */
const dpdTries = 5;

/** Dead peer detection. @param retry seconds between questions when one is not answered */
export const dpd = (keepalive: { readonly seconds: number; readonly retry?: number } | undefined): ViciSection =>
  keepalive === undefined
    ? {}
    : {
        dpd_delay: `${keepalive.seconds}s`,
        // For IKEv1 only; IKEv2 counts the retransmissions of strongswan.conf.
        dpd_timeout: `${keepalive.seconds + dpdTries * (keepalive.retry ?? 2)}s`,
      };

/** How this box names itself; `undefined`: charon takes its address, or the subject of its certificate. */
export function isakmpIdentity(
  { input: { config, surroundings } }: Collector,
  end: LocalEnd,
  peer: string | undefined,
  profile: IsakmpProfile | undefined,
): string | undefined {
  const name = surroundings.domainName === undefined ? '' : `.${surroundings.domainName}`;
  const full = `${surroundings.hostname}${name}`;
  const self = profile?.selfIdentity ?? { kind: config.isakmp.identity ?? 'address' };
  switch (self.kind) {
    case 'hostname':
      return `fqdn:${full}`;
    case 'fqdn':
      return `fqdn:${self.name ?? full}`;
    case 'user-fqdn':
      return `email:${self.name}`;
    case 'dn':
      return undefined;
    case 'address-ipv6':
      return end.addresses.find((address) => address.includes(':'));
    case 'address':
      return towards(end, peer);
  }
}

/** An IKEv2 identity in charon's words; `undefined`: the subject of the certificate. */
export function identityText(identity: Ikev2Identity): string | undefined {
  switch (identity.kind) {
    case 'address':
      return identity.value;
    case 'email':
      return `email:${identity.value}`;
    case 'fqdn':
      return `fqdn:${identity.value}`;
    case 'key-id':
      return `keyid:${identity.value}`;
    case 'dn':
      return undefined;
  }
}
