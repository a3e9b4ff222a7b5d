import type { ConfigDeclaration } from '../../ios/index.ts';
import type { Configuration } from '../configuration.ts';
import { aaaSettings, loginDialogueSettings } from './aaa.ts';
import { accessListEntry, namedAccessList, numberedAccessList } from './access-lists.ts';
import { accountingSettings } from './accounting.ts';
import { accountingListModeSettings, accountingListSettings } from './accounting-lists.ts';
import { poolSettings } from './address-pools.ts';
import { asyncInterfaceSettings } from './async-interfaces.ts';
import { bannerSettings } from './banners.ts';
import { callLineSettings } from './call-lines.ts';
import { hostSettings, outboundLineSettings } from './connections.ts';
import { cryptoSettings, pkiSettings } from './crypto/index.ts';
import { interfaceMapSetting, interfaceSettings, vrfSettings } from './crypto/network.ts';
import { dnisSettings } from './dnis.ts';
import { dynamicAuthorSettings } from './dynamic-author.ts';
import { extendedAccessListSettings } from './extended-access-lists.ts';
import { groupSections, radiusGroupSettings, tacacsGroupSettings } from './groups.ts';
import { httpSettings } from './http.ts';
import { keptAaaLines, keptNetworkLines, keptSecretLines, keptSections, keptSystemLines } from './kept-global.ts';
import { keptInterfaceLines, keptLineLines } from './kept-lines.ts';
import { keptServerLines } from './kept-servers.ts';
import { latSettings } from './lat.ts';
import { lineSection } from './line-section.ts';
import { lineSettings } from './lines.ts';
import { loggingSettings } from './logging.ts';
import { authenticationSettings, authorizationSettings } from './method-lists.ts';
import type { ConfigServices } from './modes.ts';
import { radiusGlobalSettings } from './radius-globals.ts';
import { radiusProxySettings } from './radius-proxy.ts';
import { radiusHostSetting, radiusServerSection, radiusServerSettings } from './radius-servers.ts';
import { sessionMibSettings } from './session-mib.ts';
import { snmpSettings } from './snmp.ts';
import { publicKeySettings, sshSettings, telnetSettings } from './ssh.ts';
import { subscriberSettings } from './subscriber.ts';
import { identitySettings, serviceSettings } from './system.ts';
import { tacacsGlobalSettings, tacacsServerSection, tacacsServerSettings } from './tacacs-servers.ts';
import { enableSettings, userSettings } from './users.ts';
import { vrrsSettings } from './vrrs.ts';
import { x25Settings } from './x25.ts';

export { type ConfigServices, globalMode } from './modes.ts';

/** Every configuration line, in the order in which the running configuration has them. */
export const configDeclarations: readonly ConfigDeclaration<Configuration, ConfigServices>[] = [
  ...keptSystemLines,
  ...serviceSettings,
  ...identitySettings,
  ...loggingSettings,
  ...enableSettings,
  ...aaaSettings,
  ...groupSections,
  ...radiusGroupSettings,
  ...tacacsGroupSettings,
  ...loginDialogueSettings,
  ...authenticationSettings,
  ...authorizationSettings,
  ...accountingSettings,
  ...accountingListSettings,
  ...accountingListModeSettings,
  ...subscriberSettings,
  ...dnisSettings,
  ...dynamicAuthorSettings,
  ...radiusProxySettings,
  ...sessionMibSettings,
  ...keptAaaLines,
  ...userSettings,
  ...keptNetworkLines,
  poolSettings,
  ...hostSettings,
  ...x25Settings,
  ...keptSecretLines,
  ...sshSettings,
  ...telnetSettings,
  ...publicKeySettings,
  ...vrrsSettings,
  ...vrfSettings,
  ...keptSections,
  ...pkiSettings,
  ...cryptoSettings,
  ...asyncInterfaceSettings,
  ...interfaceSettings,
  ...latSettings,
  ...keptInterfaceLines,
  interfaceMapSetting,
  numberedAccessList,
  namedAccessList,
  accessListEntry,
  ...extendedAccessListSettings,
  ...snmpSettings,
  ...httpSettings,
  radiusHostSetting,
  ...radiusGlobalSettings,
  radiusServerSection,
  ...radiusServerSettings,
  ...tacacsGlobalSettings,
  tacacsServerSection,
  ...tacacsServerSettings,
  ...keptServerLines,
  ...bannerSettings,
  lineSection,
  ...lineSettings,
  ...callLineSettings,
  ...outboundLineSettings,
  ...keptLineLines,
];
