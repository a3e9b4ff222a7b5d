import { type AaaConfig, emptyAaaConfig } from '../aaa/config.ts';
import { type AccountingConfig, emptyAccountingConfig } from '../accounting/config.ts';
import type { ConfiguredZone } from '../base/time-zone.ts';
import type { KeptLine } from '../ios/index.ts';
import { emptyLatConfig, emptyX25Config, type LatConfig, type X25Config } from '../sources/connection/config.ts';
import type { DynamicAuthorConfig } from '../sources/dynamic-author/config.ts';
import { emptyIpsecConfig, type IpsecConfig, type IpsecSurroundings } from '../sources/ipsec/config.ts';
import { emptyPppConfig, type PppConfig } from '../sources/ppp/config.ts';
import type { RadiusProxyConfig } from '../sources/radius-proxy/config.ts';
import { emptyVrrsConfig, type VrrsConfig } from '../sources/vrrp/index.ts';
import { emptyTerminalConfig, type TerminalConfig } from '../terminal/config.ts';
import { emptyLoggingConfig, type LoggingConfig } from '../watch/config.ts';
import { emptyHttpConfig, type HttpConfig } from '../watch/http/config.ts';
import { emptySnmpConfig, type SnmpConfig } from '../watch/snmp/config.ts';

/** What belongs to no room: the box's own settings and lines that are kept without effect. */
export interface SystemConfig {
  /** `service password-encryption` */
  readonly passwordEncryption: boolean;
  /** `clock timezone NAME HOURS [MINUTES]`: of `show clock`, log messages and TACACS+ records. */
  readonly timezone?: ConfiguredZone;
  /** `ip domain name NAME` */
  readonly domainName?: string;
  /** `ip domain lookup`; default true. */
  readonly domainLookup?: boolean;
  /** `ip host NAME ADDRESS…` */
  readonly hosts?: readonly { readonly name: string; readonly addresses: readonly string[] }[];
}

/** The whole running configuration. Rooms see only their own slice. */
export interface Configuration {
  readonly system: SystemConfig;
  readonly terminal: TerminalConfig;
  readonly aaa: AaaConfig;
  readonly accounting: AccountingConfig;
  readonly logging: LoggingConfig;
  /** `aaa server radius proxy` */
  readonly radiusProxy?: RadiusProxyConfig;
  /** `aaa server radius dynamic-author` */
  readonly dynamicAuthor?: DynamicAuthorConfig;
  readonly vrrs: VrrsConfig;
  /** Asynchronous interfaces and address pools. */
  readonly ppp: PppConfig;
  /** `crypto …`, interfaces, routing tables and extended access lists. */
  readonly ipsec: IpsecConfig;
  /** Where calls of PADs go. */
  readonly x25: X25Config;
  /** This box as a LAT terminal server. */
  readonly lat: LatConfig;
  /** `snmp-server …` and `aaa session-mib …` */
  readonly snmp: SnmpConfig;
  /** Where metrics, health and the web page are served. */
  readonly http: HttpConfig;
  /** Lines that are known and have no effect. */
  readonly kept: readonly KeptLine[];
}

export const emptyConfiguration: Configuration = {
  system: { passwordEncryption: false },
  terminal: emptyTerminalConfig,
  aaa: emptyAaaConfig,
  accounting: emptyAccountingConfig,
  logging: emptyLoggingConfig,
  vrrs: emptyVrrsConfig,
  ppp: emptyPppConfig,
  x25: emptyX25Config,
  lat: emptyLatConfig,
  ipsec: emptyIpsecConfig,
  snmp: emptySnmpConfig,
  http: emptyHttpConfig,
  kept: [],
};

/** What the lines about IPsec refer to in other slices. */
export const ipsecSurroundings = ({ system, terminal, ppp }: Configuration): IpsecSurroundings => ({
  hostname: terminal.hostname,
  ...(system.domainName === undefined ? {} : { domainName: system.domainName }),
  pools: ppp.pools,
  standardLists: terminal.accessLists,
});
