/**
 * The AAA slice of the configuration: servers, server groups, method lists and local users, as plain data.
 * Syntax, ranges and defaults: the IOS command reference for `aaa`, `radius server`, `tacacs server`, `username`.
 * `undefined` always means "not configured": the default applies and running-config prints nothing.
 */
import type { MacFormat } from './mac-format.ts';

/**
 * A secret as it is kept in memory and on disk: never in clear.
 * type 6: sealed under this box's master key ({@link SecretVault}); type 7: the reversible Vigenère encoding of IOS.
 * A type 0 secret that comes in with the configuration is sealed before it gets here.
 */
export interface SealedSecret {
  readonly type: 6 | 7;
  readonly text: string;
}

/** A hashed or reversible local password. 5 md5-crypt, 8 PBKDF2-SHA-256, 9 scrypt; 0 and 7 can be read back. */
export interface PasswordRecord {
  /** `password` keeps it readable (CHAP needs that), `secret` keeps a hash. */
  readonly keyword: 'password' | 'secret';
  readonly type: 0 | 5 | 6 | 7 | 8 | 9;
  readonly text: string;
}

/** A RADIUS server: `radius server NAME`, or a legacy `radius-server host` line (then `legacy` is set). */
export interface RadiusServerConfig {
  readonly name: string;
  readonly legacy?: true;
  readonly address?: { readonly family: 'ipv4' | 'ipv6' | 'fqdn'; readonly host: string };
  /** UDP ports; 1812 and 1813 in the named form, 1645 and 1646 in the legacy form. 0: not used. */
  readonly authPort: number;
  readonly acctPort: number;
  readonly key?: SealedSecret;
  /** Seconds, 1–1000; overrides the global value. */
  readonly timeout?: number;
  /** 0–100; overrides the global value. */
  readonly retransmit?: number;
  /** `backoff exponential [max-delay <1-120> minutes] [backoff-retry <1-50>]` */
  readonly backoff?: { readonly maxDelay?: number; readonly retry?: number };
  readonly automateTester?: {
    readonly username: string;
    readonly ignoreAuthPort: boolean;
    readonly ignoreAcctPort: boolean;
    readonly probeOn: boolean;
    /** Minutes, 1–35791. */
    readonly idleTime?: number;
  };
  /** Differentiated services code points, 1–63; kept and written back. */
  readonly dscp?: { readonly auth?: number; readonly acct?: number };
  /** Send / require Message-Authenticator (BlastRADIUS). Both default to true here. */
  readonly sendMessageAuthenticator?: boolean;
  readonly requireMessageAuthenticator?: boolean;
}

/** A TACACS+ server: `tacacs server NAME`, or a legacy `tacacs-server host` line (then `legacy` is set). */
export interface TacacsServerConfig {
  readonly name: string;
  readonly legacy?: true;
  readonly address?: { readonly family: 'ipv4' | 'ipv6' | 'fqdn'; readonly host: string };
  /** TCP port, default 49. */
  readonly port: number;
  readonly key?: SealedSecret;
  /** Seconds, 1–1000; overrides group and global values. */
  readonly timeout?: number;
  readonly singleConnection?: boolean;
}

/** A member of a server group, in the order of configuration. */
export type GroupMember =
  /** `server name NAME` */
  | { readonly kind: 'name'; readonly name: string }
  /** `server A.B.C.D [auth-port N] [acct-port N]`: refers to a public server with that address (and ports). */
  | { readonly kind: 'address'; readonly host: string; readonly authPort?: number; readonly acctPort?: number }
  /** `server-private …`: a server of this group alone. */
  | { readonly kind: 'private-radius'; readonly server: RadiusServerConfig }
  | { readonly kind: 'private-tacacs'; readonly server: TacacsServerConfig };

/** `aaa group server {radius|tacacs+} NAME` */
export interface ServerGroupConfig {
  readonly protocol: 'radius' | 'tacacs+';
  readonly name: string;
  readonly members: readonly GroupMember[];
  /** Minutes, 0–1440; wins over the global one. */
  readonly deadtime?: number;
  /** Seconds (TACACS+ groups). */
  readonly timeout?: number;
  /** `ip {radius|tacacs} source-interface IF`, or, as an extension, an address. */
  readonly sourceInterface?: string;
  readonly vrf?: string;
  readonly loadBalance?: { readonly batchSize?: number; readonly ignorePreferredServer: boolean };
}

/** One method of an authentication or authorization list. */
export type AaaMethod =
  | { readonly method: 'group'; readonly group: string }
  | { readonly method: 'local' | 'local-case' | 'enable' | 'line' | 'none' | 'if-authenticated' | 'if-needed' };

export type AuthenticationService = 'login' | 'enable' | 'ppp' | 'arap' | 'dot1x';
export type AuthorizationService = 'exec' | 'commands' | 'network' | 'reverse-access';

/** `aaa authentication SERVICE {default|LIST} METHOD…` (up to four methods, tried in order on no response). */
export interface AuthenticationList {
  readonly service: AuthenticationService;
  /** `default` or the list's name. */
  readonly name: string;
  readonly methods: readonly AaaMethod[];
}

/** `aaa authorization SERVICE [LEVEL] {default|LIST} METHOD…` */
export interface AuthorizationList {
  readonly service: AuthorizationService;
  /** Privilege level 0–15, only for `commands`. */
  readonly level?: number;
  readonly name: string;
  readonly methods: readonly AaaMethod[];
}

/** `username NAME …` */
export interface LocalUser {
  readonly name: string;
  /** 0–15; default 1. */
  readonly privilege?: number;
  readonly password?: PasswordRecord;
  readonly autocommand?: string;
  readonly accessClass?: string;
}

export interface RadiusGlobals {
  readonly key?: SealedSecret;
  /** Seconds; default 5. */
  readonly timeout?: number;
  /** Default 3. */
  readonly retransmit?: number;
  /** Minutes; default 0: a dead server is never skipped. */
  readonly deadtime?: number;
  /** Seconds 1–120 and tries 1–100; both default to 10. */
  readonly deadCriteria?: { readonly time?: number; readonly tries?: number };
  /** `radius-server source-ports extended`: 200 ports from 21645. */
  readonly sourcePortsExtended?: boolean;
  /** `ip radius source-interface IF [vrf V]` (or an address, extension); the routing table is only kept. */
  readonly sourceInterface?: string;
  readonly sourceVrf?: string;
  /** Whether `radius-server vsa send accounting|authentication` is on; default true. */
  readonly vsaSendAccounting?: boolean;
  readonly vsaSendAuthentication?: boolean;
  /** `radius-server attribute 55 include-in-acct-req`; default true, as newer IOS sends it. */
  readonly eventTimestamp?: boolean;
  /** `radius-server attribute 4 A.B.C.D` */
  readonly nasIpAddress?: string;
  /** `radius-server attribute 32 include-in-{access-req|accounting-req} [format F]` */
  readonly nasIdentifier?: { readonly accessRequest?: string; readonly accountingRequest?: string };
  /** `radius-server attribute 31 mac format …`: of callers with a MAC address; default: as they are known. */
  readonly macFormat?: MacFormat;
  /** `radius-server attribute 6 on-for-login-auth`: Service-Type Login in the Access-Request of a login. */
  readonly serviceTypeOnLogin?: boolean;
  /** `radius-server attribute 44 include-in-access-req` */
  readonly sessionIdInAccessRequest?: boolean;
  readonly loadBalance?: { readonly batchSize?: number; readonly ignorePreferredServer: boolean };
}

export interface TacacsGlobals {
  readonly key?: SealedSecret;
  /** Seconds; default 5. */
  readonly timeout?: number;
  readonly sourceInterface?: string;
  readonly sourceVrf?: string;
}

/** The group for network sessions that call a number; wins over the list of the place. */
export interface DnisGroupMap {
  readonly number: string;
  readonly use: 'authentication ppp' | 'authentication login' | 'authorization network';
  readonly group: string;
}

export interface AaaConfig {
  /** `aaa new-model` */
  readonly newModel: boolean;
  /** `aaa session-id {common|unique}`; default common. */
  readonly sessionId: 'common' | 'unique';
  readonly radiusServers: readonly RadiusServerConfig[];
  readonly tacacsServers: readonly TacacsServerConfig[];
  readonly groups: readonly ServerGroupConfig[];
  readonly radius: RadiusGlobals;
  readonly tacacs: TacacsGlobals;
  readonly authentication: readonly AuthenticationList[];
  readonly authorization: readonly AuthorizationList[];
  /** `aaa authorization config-commands` */
  readonly authorizeConfigCommands: boolean;
  /** `aaa authorization console` */
  readonly authorizeConsole: boolean;
  /** `aaa authentication {banner|fail-message}`, `{username|password}-prompt`, `attempts login <1-25>` (default 3) */
  readonly banner?: string;
  readonly failMessage?: string;
  readonly usernamePrompt?: string;
  readonly passwordPrompt?: string;
  readonly loginAttempts?: number;
  readonly users: readonly LocalUser[];
  /** `subscriber service password`: with it the profiles of services come from the servers. */
  readonly servicePassword?: SealedSecret;
  /** `aaa dnis map enable`, `aaa dnis map NUMBER {authentication {ppp|login} | authorization network} group G`. */
  readonly dnis?: { readonly enabled: boolean; readonly maps: readonly DnisGroupMap[] };
  /** `enable secret|password [level N]`; level 15 when not given. */
  readonly enable: readonly { readonly level: number; readonly password: PasswordRecord }[];
}

export const emptyAaaConfig: AaaConfig = {
  newModel: false,
  sessionId: 'common',
  radiusServers: [],
  tacacsServers: [],
  groups: [],
  radius: {},
  tacacs: {},
  authentication: [],
  authorization: [],
  authorizeConfigCommands: false,
  authorizeConsole: false,
  users: [],
  enable: [],
};
