import type { SealedSecret } from '../../aaa/config.ts';

/** The SNMP slice of the configuration. The agent listens while there is a community or a user. */
export interface SnmpConfig {
  readonly communities: readonly SnmpCommunity[];
  readonly views: readonly SnmpViewFamily[];
  readonly groups: readonly SnmpGroup[];
  readonly users: readonly SnmpUser[];
  readonly hosts: readonly SnmpHost[];
  /** `snmp-server enable traps …` */
  readonly traps: { readonly aaaServer: boolean; readonly tunnelStart: boolean; readonly tunnelStop: boolean };
  readonly location?: string;
  readonly contact?: string;
  /** `snmp-server chassis-id`: serial number of the box, for `show snmp`. */
  readonly chassisId?: string;
  /** `snmp-server listen ADDRESS` (extension); none: every IPv4 address. */
  readonly listen: readonly string[];
  /** `snmp-server port PORT` (extension); default 161. */
  readonly port?: number;
  /** `snmp-server agentx …` (extension): the master agent that this one is a sub-agent of; none: it is nobody's. */
  readonly agentx?: AgentxMaster;
  /** `snmp-server packetsize <484-17940>`, octets; default 1500. */
  readonly packetSize?: number;
  /** `snmp-server engineID local HEX`; else made at the first start. */
  readonly engineId?: string;
  /** `aaa session-mib disconnect` */
  readonly sessionDisconnect: boolean;
  /** `aaa session-mib populate {setup|start}`: when a session gets its row; default `setup`. */
  readonly sessionPopulate?: 'setup' | 'start';
}

/** Where a master agent listens. */
export type AgentxMaster =
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number };

/** Where Debian's snmpd listens with `master agentx`. */
export const defaultAgentxSocket = '/var/agentx/master';

/** `snmp-server community STRING [view V] [ro|rw] [ACL]` */
export interface SnmpCommunity {
  readonly community: SealedSecret;
  readonly view?: string;
  readonly access: 'ro' | 'rw';
  /** Number or name of a standard access list. */
  readonly accessList?: string;
}

/** `snmp-server view NAME TREE {included|excluded}`; of the families that fit an object the longest counts. */
export interface SnmpViewFamily {
  readonly view: string;
  /** Numbers, or a name of {@link treeNames} with numbers behind it. */
  readonly tree: string;
  readonly included: boolean;
}

export type SecurityLevel = 'noauth' | 'auth' | 'priv';
/** From the weakest to the strongest. */
export const securityLevels = ['noauth', 'auth', 'priv'] as const satisfies readonly SecurityLevel[];

/** `snmp-server group NAME v3 {noauth|auth|priv} [read V] [write V] [notify V] [access ACL]` */
export interface SnmpGroup {
  readonly name: string;
  /** Messages that are less protected get nothing. */
  readonly level: SecurityLevel;
  /** Default: everything. */
  readonly read?: string;
  /** Default: nothing. */
  readonly write?: string;
  readonly notify?: string;
  readonly accessList?: string;
}

export type SnmpAuthentication = 'sha' | 'sha-224' | 'sha-256' | 'sha-384' | 'sha-512';

/** `snmp-server user NAME GROUP v3 [auth … [priv aes 128 …]] [access ACL]` */
export interface SnmpUser {
  readonly name: string;
  readonly group: string;
  readonly authentication?: { readonly protocol: SnmpAuthentication; readonly password: SealedSecret };
  /** AES-128; only with `authentication`. */
  readonly privacy?: SealedSecret;
  readonly accessList?: string;
}

export const snmpTrapTypes = ['aaa_server', 'ipsec'] as const;
export type SnmpTrapType = (typeof snmpTrapTypes)[number];

/** `snmp-server host A [traps|informs] [version …] NAME [udp-port P] [types]` */
export interface SnmpHost {
  readonly host: string;
  readonly kind: 'traps' | 'informs';
  readonly version: '1' | '2c' | '3';
  /** Of version 3. */
  readonly level?: SecurityLevel;
  /** Community; of version 3 the name of a user. */
  readonly community: SealedSecret;
  /** Default 162. */
  readonly port?: number;
  /** Empty: all. */
  readonly types: readonly SnmpTrapType[];
}

export const emptySnmpConfig: SnmpConfig = {
  communities: [],
  views: [],
  groups: [],
  users: [],
  hosts: [],
  traps: { aaaServer: false, tunnelStart: false, tunnelStop: false },
  listen: [],
  sessionDisconnect: false,
};

/** Names of subtrees that views may use. */
export const treeNames: Readonly<Record<string, string>> = {
  iso: '1',
  internet: '1.3.6.1',
  mgmt: '1.3.6.1.2',
  'mib-2': '1.3.6.1.2.1',
  system: '1.3.6.1.2.1.1',
  snmp: '1.3.6.1.2.1.11',
  radiusMIB: '1.3.6.1.2.1.67',
  private: '1.3.6.1.4',
  enterprises: '1.3.6.1.4.1',
  cisco: '1.3.6.1.4.1.9',
  ciscoMgmt: '1.3.6.1.4.1.9.9',
  ciscoExperiment: '1.3.6.1.4.1.9.10',
  ciscoAAAServerMIB: '1.3.6.1.4.1.9.10.56',
  ciscoAAASessionMIB: '1.3.6.1.4.1.9.9.150',
  ciscoIpSecFlowMonitorMIB: '1.3.6.1.4.1.9.9.171',
};

/** A subtree in numbers; `undefined`: unknown name, or no identifier. */
export function treeNumbers(tree: string): string | undefined {
  const [, name = '', rest = ''] = /^([A-Za-z][\w-]*)?((?:\.?\d+)*)$/.exec(tree.replace(/^\./, '')) ?? [];
  const root = name === '' ? '' : treeNames[name];
  if (root === undefined) return undefined;
  const numbers = `${root}${root === '' ? '' : rest.startsWith('.') || rest === '' ? '' : '.'}${rest}`;
  return /^[012](\.\d{1,10})*$/.test(numbers) ? numbers : undefined;
}
