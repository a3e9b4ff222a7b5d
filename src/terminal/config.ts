/** The terminal slice of the configuration: lines, access lists, SSH and Telnet, banners, logging to terminals. */

export type LineKind = 'con' | 'aux' | 'tty' | 'vty';
export type Transport = 'ssh' | 'telnet';
/** What users can connect to other hosts by. */
export type OutboundTransport = PreferredTransport | 'lat' | 'pad';
/** What the name of a host alone can mean. */
export type PreferredTransport = 'telnet' | 'rlogin' | 'ssh';

/**
 * One line (`line con 0`, `line vty 3`). Absolute numbers ("tty N"): console 0, then tty lines, then aux, then vty.
 * `undefined` means the default of IOS.
 */
export interface LineConfig {
  readonly kind: LineKind;
  /** Relative number within its kind, as typed after `line vty`. */
  readonly number: number;
  /** `login authentication LIST`; default `default`. */
  readonly loginAuthentication?: string;
  /** `login` / `login local` / `no login` without `aaa new-model`. */
  readonly login?: 'line' | 'local' | 'none';
  /** The line password, `password …`. */
  readonly password?: import('../aaa/config.ts').PasswordRecord;
  /** `authorization exec LIST` */
  readonly authorizationExec?: string;
  /** `authorization commands LEVEL LIST` */
  readonly authorizationCommands?: readonly { readonly level: number; readonly list: string }[];
  readonly accountingExec?: string;
  readonly accountingConnection?: string;
  readonly accountingArap?: string;
  readonly accountingCommands?: readonly { readonly level: number; readonly list: string }[];
  /** Seconds without input until logout; default 600, 0 never. */
  readonly execTimeout?: number;
  /** Minutes, `session-timeout`. */
  readonly sessionTimeout?: number;
  /** Seconds to answer the login prompts, 1–300; default 30. */
  readonly loginTimeout?: number;
  /** 0–15; default 1. */
  readonly privilege?: number;
  /** `transport input …`; default: ssh on vty lines. */
  readonly transportInput?: readonly Transport[] | 'all' | 'none';
  /** Rows before `--More--`; default 24, 0 never pauses. */
  readonly length?: number;
  /** Columns; default 80. */
  readonly width?: number;
  /** `access-class LIST in` */
  readonly accessClass?: string;
  /** `access-class LIST out`: where users may connect to. */
  readonly accessClassOut?: string;
  /** `transport preferred …`: what a bare host name means; default telnet. */
  readonly transportPreferred?: PreferredTransport | 'none';
  /** `transport output …`; default all. */
  readonly transportOutput?: readonly OutboundTransport[] | 'all' | 'none';
  /** `device PATH` (extension): the serial device or pseudo terminal of a tty line. */
  readonly device?: string;
  /** `modem dialin` */
  readonly modemDialin?: boolean;
  /** `autoselect ppp` */
  readonly autoselectPpp?: boolean;
  /** `autoselect during-login` */
  readonly autoselectDuringLogin?: boolean;
  /** `speed`, bits per second. */
  readonly speed?: number;
  readonly autocommand?: string;
  /** `logging synchronous`; kept. */
  readonly loggingSynchronous?: boolean;
  readonly execBanner?: boolean;
}

/** One line of a standard access list; first match decides, no match denies. */
export interface AccessEntry {
  readonly action: 'permit' | 'deny';
  readonly address: string;
  /** IOS wildcard: bits set are ignored. */
  readonly wildcard: string;
  /** A comment; it has neither action nor address. */
  readonly remark?: string;
  /** Place in a named list, ascending; numbered lists have none. */
  readonly sequence?: number;
}

export interface AccessList {
  /** `1`–`99`, `1300`–`1999` or a name. */
  readonly name: string;
  readonly entries: readonly AccessEntry[];
}

export interface SshConfig {
  /** `ip ssh port N` (extension of the IOS form without `rotary`); default 22. */
  readonly port?: number;
  /** Address to listen on (extension `ip ssh listen A`); default all. */
  readonly listen?: string;
  /** Negotiation timeout in seconds, 1–120; default 120. */
  readonly timeout?: number;
  /** 0–5; default 3. */
  readonly authenticationRetries?: number;
  /** `ip ssh pubkey-chain` / `username U` / `key-string`: OpenSSH public keys ("ssh-ed25519 AAAA…"). */
  readonly publicKeys: readonly { readonly user: string; readonly keys: readonly string[] }[];
}

export interface TelnetConfig {
  /** Extension `ip telnet port N`; default 23. */
  readonly port?: number;
  readonly listen?: string;
}

export interface TerminalConfig {
  readonly hostname: string;
  readonly lines: readonly LineConfig[];
  readonly accessLists: readonly AccessList[];
  readonly ssh: SshConfig;
  readonly telnet: TelnetConfig;
  readonly banners: { readonly motd?: string; readonly login?: string; readonly exec?: string };
}

export const emptyTerminalConfig: TerminalConfig = {
  hostname: 'tollgate',
  lines: [{ kind: 'con', number: 0 }, ...[0, 1, 2, 3, 4].map((number) => ({ kind: 'vty', number }) as const)],
  accessLists: [],
  ssh: { publicKeys: [] },
  telnet: {},
  banners: {},
};
