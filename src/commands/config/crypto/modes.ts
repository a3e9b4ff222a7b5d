import { type ConfigMode, mode } from '../../../ios/index.ts';
import type { Configuration } from '../../configuration.ts';
import { type ConfigServices, globalMode, type Named } from '../modes.ts';

/** The submodes of IPsec. */

const submode = <X>(
  id: string,
  title: string,
  more: { readonly prompt?: string; readonly parent?: ConfigMode<Configuration, unknown, ConfigServices> } = {},
) =>
  mode<Configuration, X, ConfigServices>({ id, prompt: more.prompt ?? id, title, parent: more.parent ?? globalMode });

/** `crypto isakmp policy N` */
export const isakmpPolicyMode = submode<{ readonly priority: number }>('config-isakmp', 'IKE policy');

/** Which peer `config-isakmp-peer` is about. */
export interface PeerKey {
  readonly kind: 'address' | 'hostname';
  readonly peer: string;
  readonly vrf?: string;
}
/** `crypto isakmp peer …` */
export const isakmpPeerMode = submode<PeerKey>('config-isakmp-peer', 'IKE peer');
/** `crypto isakmp client configuration group NAME` */
export const clientGroupMode = submode<Named>('config-isakmp-group', 'Group of remote clients');
/** `crypto keyring NAME` */
export const keyringMode = submode<Named>('conf-keyring', 'Keyring');
/** `crypto isakmp profile NAME` */
export const isakmpProfileMode = submode<Named>('conf-isa-prof', 'IKE profile');
/** `crypto ipsec transform-set NAME …` */
export const transformSetMode = submode<Named>('cfg-crypto-trans', 'Transform set');
/** `crypto ipsec profile NAME` */
export const ipsecProfileMode = submode<Named>('ipsec-profile', 'IPsec profile');

/** Which entry of a map `config-crypto-map` is about. */
export interface MapEntryKey {
  readonly map: string;
  readonly sequence: number;
}
/** `crypto dynamic-map NAME SEQ` */
export const dynamicMapMode = submode<MapEntryKey>('config-crypto-map-dynamic', 'Dynamic crypto map', {
  prompt: 'config-crypto-map',
});
/** `crypto map NAME SEQ ipsec-isakmp` */
export const cryptoMapMode = submode<MapEntryKey>('config-crypto-map', 'Crypto map');

/** `crypto ikev2 proposal NAME` */
export const ikev2ProposalMode = submode<Named>('config-ikev2-proposal', 'IKEv2 proposal');
/** `crypto ikev2 policy NAME` */
export const ikev2PolicyMode = submode<Named>('config-ikev2-policy', 'IKEv2 policy');
/** `crypto ikev2 keyring NAME` */
export const ikev2KeyringMode = submode<Named>('config-ikev2-keyring', 'IKEv2 keyring');

/** A peer of a keyring. */
export interface KeyringPeerKey {
  readonly keyring: string;
  readonly peer: string;
}
/** `peer NAME` below it */
export const ikev2PeerMode = submode<KeyringPeerKey>('config-ikev2-keyring-peer', 'Peer of an IKEv2 keyring', {
  parent: ikev2KeyringMode,
});
/** `crypto ikev2 profile NAME` */
export const ikev2ProfileMode = submode<Named>('config-ikev2-profile', 'IKEv2 profile');
/** `crypto ikev2 authorization policy NAME` */
export const ikev2AuthorizationMode = submode<Named>('config-ikev2-author-policy', 'IKEv2 authorization policy');
/** `crypto ikev2 name-mangler NAME` */
export const ikev2ManglerMode = submode<Named>('config-ikev2-name-mangler', 'IKEv2 name mangler');
/** Which entry of a certificate map `ca-certificate-map` is about. */
export interface CertificateMapKey {
  readonly name: string;
  readonly sequence: number;
}
/** `crypto pki certificate map NAME SEQ` */
export const certificateMapMode = submode<CertificateMapKey>('ca-certificate-map', 'Rules about certificates');
/** `crypto pki trustpoint NAME` */
export const trustpointMode = submode<Named>('ca-trustpoint', 'Trustpoint');
