import type {
  DhGroup,
  Hash,
  Ikev2Authorization,
  Ikev2Hash,
  Ikev2Policy,
  Ikev2Profile,
  Ikev2Proposal,
  IpsecConfig,
  IsakmpIdentityMatch,
  IsakmpPolicy,
  IsakmpProfile,
  KeyOwner,
} from '../../sources/ipsec/config.ts';

/** Screens about IKE that the configuration alone tells, in IOS's layout. */

const ciphers: Readonly<Record<NonNullable<IsakmpPolicy['encryption']>, string>> = {
  des: 'DES - Data Encryption Standard (56 bit keys).',
  '3des': 'Three key triple DES',
  'aes-128': 'AES - Advanced Encryption Standard (128 bit keys).',
  'aes-192': 'AES - Advanced Encryption Standard (192 bit keys).',
  'aes-256': 'AES - Advanced Encryption Standard (256 bit keys).',
};
const hashes: Readonly<Record<Hash, string>> = {
  md5: 'Message Digest 5',
  sha: 'Secure Hash Standard',
  sha256: 'Secure Hash Standard 2 (256 bit)',
  sha384: 'Secure Hash Standard 2 (384 bit)',
  sha512: 'Secure Hash Standard 2 (512 bit)',
};
const methods: Readonly<Record<NonNullable<IsakmpPolicy['authentication']>, string>> = {
  'pre-share': 'Pre-Shared Key',
  'rsa-sig': 'Rivest-Shamir-Adleman Signature',
  'rsa-encr': 'Rivest-Shamir-Adleman Encryption',
  'ecdsa-sig': 'Elliptic Curve Digital Signature Algorithm',
};
const groups: Readonly<Record<DhGroup, { readonly text: string; readonly ikev2: string }>> = {
  '1': { text: '768 bit', ikev2: '768_MODP' },
  '2': { text: '1024 bit', ikev2: '1024_MODP' },
  '5': { text: '1536 bit', ikev2: '1536_MODP' },
  '14': { text: '2048 bit', ikev2: '2048_MODP' },
  '15': { text: '3072 bit', ikev2: '3072_MODP' },
  '16': { text: '4096 bit', ikev2: '4096_MODP' },
  '19': { text: '256 bit', ikev2: '256_ECP' },
  '20': { text: '384 bit', ikev2: '384_ECP' },
  '21': { text: '521 bit', ikev2: '521_ECP' },
  '24': { text: '2048 bit, 256 bit subgroup', ikev2: '2048_256_MODP' },
};

/** `show crypto isakmp policy` */
export function showIsakmpPolicies(policies: readonly IsakmpPolicy[]): string {
  const rows = policies.map(
    ({
      priority,
      encryption = 'des',
      hash = 'sha',
      authentication = 'rsa-sig',
      group = '1',
      lifetime = 86_400,
    }) => `Protection suite of priority ${priority}
        encryption algorithm:   ${ciphers[encryption]}
        hash algorithm:         ${hashes[hash]}
        authentication method:  ${methods[authentication]}
        Diffie-Hellman group:   #${group} (${groups[group].text})
        lifetime:               ${lifetime} seconds, no volume limit`,
  );
  return ['', 'Global IKE policy', ...rows].join('\n');
}

function matchText(match: IsakmpIdentityMatch): string {
  const vrf = 'vrf' in match && match.vrf !== undefined ? ` ${match.vrf}` : '';
  switch (match.kind) {
    case 'group':
      return `group ${match.group}`;
    case 'address':
      return `ip-address ${match.address} ${match.mask ?? '255.255.255.255'}${vrf}`;
    case 'ipv6':
      return `ipv6-address ${match.prefix}${vrf}`;
    case 'host':
      return `fqdn ${match.host}${vrf}`;
    case 'host-domain':
      return `fqdn domain ${match.host}${vrf}`;
    case 'user':
    case 'user-fqdn':
      return `user-fqdn ${match.user}${vrf}`;
    case 'user-domain':
      return `user-fqdn domain ${match.user}${vrf}`;
  }
}

/** `show crypto isakmp profile`: the lines of IOS, then what the sessions of the profile are subject to. */
export function showIsakmpProfiles(profiles: readonly IsakmpProfile[], config: IpsecConfig): string {
  return profiles
    .map((profile) =>
      [
        `IKEv1 PROFILE ${profile.name}`,
        `Ref Count = ${references(profile.name, 'isakmpProfile', config)}`,
        '   Identities matched are:',
        ...profile.matches.map((match) => `    ${matchText(match)} `),
        '   Certificate maps matched are:',
        ...profile.matchCertificates.map((map) => `    ${map}`),
        `   keyring(s): ${profile.keyrings.join(' ') || '<none>'}`,
        `   trustpoint(s): ${profile.trustpoints.join(' ') || '<all>'}`,
        `   vrf: ${profile.vrf ?? '<none>'}`,
        `   client authentication list: ${profile.authenticationList ?? '<none>'}`,
        `   isakmp authorization list: ${profile.authorizationList ?? '<none>'}`,
        `   accounting list: ${profile.accounting ?? '<none>'}`,
      ].join('\n'),
    )
    .join('\n\n');
}

function ownerText(owner: KeyOwner): string {
  switch (owner.kind) {
    case 'address':
      return owner.mask === undefined ? owner.address : `${owner.address.padEnd(15)}[${owner.mask.padEnd(15)}]`;
    case 'ipv6':
      return owner.prefix;
    case 'hostname':
      return owner.hostname;
  }
}

/** `show crypto isakmp key`: whose keys there are; the keys themselves are never shown. */
export function showIsakmpKeys({ keys, keyrings }: IpsecConfig): string {
  const rings = [{ name: 'default', keys }, ...keyrings];
  const rows = rings.flatMap((ring) =>
    ring.keys.map(
      ({ owner }, index) => `${(index === 0 ? ring.name : '').padEnd(12)} ${ownerText(owner).padEnd(43)} *`,
    ),
  );
  return ['Keyring      Hostname/Address                            Preshared Key', '', ...rows].join('\n');
}

const ikev2Integrity: Readonly<Record<Ikev2Hash, string>> = {
  md5: 'MD596',
  sha1: 'SHA96',
  sha256: 'SHA256',
  sha384: 'SHA384',
  sha512: 'SHA512',
};

/** `show crypto ikev2 proposal` */
export const showIkev2Proposals = (proposals: readonly Ikev2Proposal[]): string =>
  proposals
    .map(({ name, encryption, integrity, prf, group }) => {
      const made = (prf.length > 0 ? prf : integrity).map((hash) => hash.toUpperCase());
      return [
        ` IKEv2 proposal: ${name} `,
        `     Encryption : ${encryption.join(' ').toUpperCase() || 'none'}`,
        `     Integrity  : ${integrity.map((hash) => ikev2Integrity[hash]).join(' ') || 'none'}`,
        `     PRF        : ${made.join(' ') || 'none'}`,
        `     DH Group   : ${group.map((one) => `DH_GROUP_${groups[one].ikev2}/Group ${one}`).join(' ') || 'none'}`,
      ].join('\n');
    })
    .join('\n');

const vrfText = (vrf: Ikev2Policy['frontVrf']): string =>
  vrf === undefined ? 'global' : typeof vrf === 'string' ? vrf : 'any';

/** `show crypto ikev2 policy` */
export const showIkev2Policies = (policies: readonly Ikev2Policy[]): string =>
  policies
    .map(({ name, frontVrf, localAddresses, proposals }) =>
      [
        ` IKEv2 policy : ${name}`,
        `      Match fvrf  : ${vrfText(frontVrf)}`,
        ...(localAddresses.length === 0 ? ['any'] : localAddresses).map((one) => `      Match address local : ${one} `),
        ...proposals.map((proposal) => `      Proposal    : ${proposal} `),
      ].join('\n'),
    )
    .join('\n');

function remoteText(match: Ikev2Profile['remotes'][number]): string {
  switch (match.kind) {
    case 'address':
      return `address ${match.address}${match.mask === undefined ? '' : ` ${match.mask}`}`;
    case 'ipv6':
      return `address ${match.prefix}`;
    case 'email':
    case 'fqdn':
    case 'key-id':
      return `${match.kind} ${match.value}`;
    case 'email-domain':
      return `email domain ${match.value}`;
    case 'fqdn-domain':
      return `fqdn domain ${match.value}`;
    case 'any':
      return 'any';
  }
}

function authorizationText(all: readonly Ikev2Authorization[], about: 'user' | 'group'): string {
  const texts = all
    .filter((one) => one.about === about)
    .map(({ method, from }) => {
      if (from.kind === 'cached') return `${method} cached`;
      const name = from.nameMangler === undefined ? from.name : `name-mangler ${from.nameMangler}`;
      return `${method} list ${from.list}${name === undefined ? '' : ` ${name}`}`;
    });
  return texts.join(', ') || 'none';
}

/** How many entries of maps, and IPsec profiles, name a profile. */
function references(name: string, key: 'isakmpProfile' | 'ikev2Profile', config: IpsecConfig): number {
  const entries = config.maps.flatMap((map) => map.entries.filter((entry) => entry.kind === 'static'));
  const whole = key === 'isakmpProfile' ? config.maps.filter((map) => map.isakmpProfile === name).length : 0;
  const all = [...entries, ...config.dynamicMaps, ...config.ipsecProfiles];
  return all.filter((entry) => entry[key] === name).length + whole;
}

/** `show crypto ikev2 profile` */
export function showIkev2Profiles(profiles: readonly Ikev2Profile[], config: IpsecConfig): string {
  const { dpd: globalDpd, natKeepalive } = config.ikev2;
  return profiles
    .map((profile) => {
      const { localIdentity, keyring, trustpoints, accounting, dpd = globalDpd } = profile;
      const keepalive = profile.natKeepalive ?? natKeepalive;
      const accountingText = Object.entries(accounting).map(([method, list]) =>
        method === 'any' ? list : `${method} ${list}`,
      );
      const identity =
        localIdentity === undefined
          ? 'none'
          : localIdentity.kind === 'dn'
            ? 'DN'
            : `${localIdentity.kind} ${localIdentity.value}`;
      return [
        `IKEv2 profile: ${profile.name}`,
        ` Ref Count: ${references(profile.name, 'ikev2Profile', config)}`,
        ' Match criteria: ',
        `  Fvrf: ${vrfText(profile.frontVrf)}`,
        `  Local address/interface: ${profile.localAddresses.join(' ') || 'none'}`,
        profile.remotes.length === 0 ? '  Identities: none' : '  Identities: ',
        ...profile.remotes.map((match) => `   ${remoteText(match)}`),
        `  Certificate maps: ${profile.matchCertificates.join(' ') || 'none'}`,
        ` Local identity: ${identity}`,
        ' Remote identity: none',
        ` Local authentication method: ${profile.localAuthentication ?? 'none'}`,
        ` Remote authentication method(s): ${profile.remoteAuthentication.join(' ') || 'none'}`,
        ` EAP options: ${profile.queryIdentity ? 'query-identity' : 'none'}`,
        ` Keyring: ${keyring === undefined ? 'none' : keyring.kind === 'local' ? keyring.name : `aaa ${keyring.list}`}`,
        ` Trustpoint(s): ${trustpoints.map(({ name }) => name).join(' ') || 'none'}`,
        ` Lifetime: ${profile.lifetime ?? 86_400} seconds`,
        ` DPD: ${dpd === undefined ? 'disabled' : `interval ${dpd.seconds}, retry-interval ${dpd.retry}, ${dpd.mode}`}`,
        ` NAT-keepalive: ${keepalive === undefined ? 'disabled' : `${keepalive} seconds`}`,
        ` Ivrf: ${profile.insideVrf ?? 'none'}`,
        ' Virtual-template: none',
        ` AAA EAP authentication mlist: ${profile.eapList ?? 'none'}`,
        ` AAA Accounting: ${accountingText.join(', ') || 'none'}`,
        ` AAA group authorization: ${authorizationText(profile.authorization, 'group')}`,
        ` AAA user authorization: ${authorizationText(profile.authorization, 'user')}`,
      ].join('\n');
    })
    .join('\n\n');
}
