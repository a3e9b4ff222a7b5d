import type { ConfigDeclaration } from '../../../ios/index.ts';
import type { Configuration } from '../../configuration.ts';
import type { ConfigServices } from '../modes.ts';
import { certificateMapSettings } from './certificate-maps.ts';
import { clientGroupSettings } from './client-groups.ts';
import { cryptoMapSettings } from './crypto-maps.ts';
import { dynamicMapSettings, ipsecProfileSettings } from './dynamic-maps.ts';
import { ikev2AuthorizationSettings } from './ikev2-authorization.ts';
import { ikev2KeyringSettings } from './ikev2-keyrings.ts';
import {
  ikev2GlobalSettings,
  ikev2ManglerSettings,
  ikev2PolicySettings,
  ikev2ProposalSettings,
} from './ikev2-lines.ts';
import { ikev2ProfileSettings } from './ikev2-profiles.ts';
import { isakmpKeySettings, isakmpPeerSettings, keyringSettings } from './isakmp-keys.ts';
import { isakmpGlobalSettings, isakmpPolicySettings } from './isakmp-policies.ts';
import { isakmpProfileSettings } from './isakmp-profiles.ts';
import { cryptoLogSettings, ipsecGlobalSettings, transformSetSettings } from './transform-sets.ts';
import { keptCrypto, trustpointSettings } from './trustpoints.ts';
import { viciSettings } from './vici.ts';

type Declarations = readonly ConfigDeclaration<Configuration, ConfigServices>[];

/** Certificates. */
export const pkiSettings: Declarations = [...trustpointSettings, ...certificateMapSettings];

/** The lines of IPsec, in the order in which IOS writes them. */
export const cryptoSettings: Declarations = [
  ...ikev2ManglerSettings,
  ...ikev2AuthorizationSettings,
  ...ikev2ProposalSettings,
  ...ikev2PolicySettings,
  ...ikev2KeyringSettings,
  ...ikev2ProfileSettings,
  ...ikev2GlobalSettings,
  ...cryptoLogSettings,
  ...keptCrypto,
  ...keyringSettings,
  ...isakmpPolicySettings,
  ...isakmpKeySettings,
  ...isakmpPeerSettings,
  ...isakmpGlobalSettings,
  ...clientGroupSettings,
  ...isakmpProfileSettings,
  ...ipsecGlobalSettings,
  ...transformSetSettings,
  ...ipsecProfileSettings,
  ...dynamicMapSettings,
  ...cryptoMapSettings,
  ...viciSettings,
];
