/**
 * The security server's own configuration, as plain data. `parseServerConfig` (config-file.ts) reads it from the JSON
 * file; the quick start builds it as a value.
 */

/** A network access server that may talk to us. The longest matching prefix decides. */
export interface ServerClient {
  /** IPv4 or IPv6 address, or prefix (`10.0.0.0/8`). */
  readonly address: string;
  /** RADIUS shared secret; absent: its RADIUS packets are dropped. */
  readonly radiusSecret?: string;
  /** TACACS+ key; absent: its TACACS+ connections are refused. */
  readonly tacacsKey?: string;
  /** Whether an Access-Request without Message-Authenticator is dropped (RFC 2869 §5.14, BlastRADIUS); default true. */
  readonly requireMessageAuthenticator?: boolean;
}

/** How a password is kept: readable (CHAP and ARAP need that), or as a hash of IOS type 5, 8 or 9. */
export type ServerPassword =
  | { readonly kind: 'clear'; readonly text: string }
  | { readonly kind: 'hash'; readonly type: 5 | 8 | 9; readonly text: string };

/** One rule of command authorization; the first match decides. */
export interface CommandRule {
  readonly action: 'permit' | 'deny';
  /** Matched against the whole command line; `*` stands for any run of characters (`show *`). */
  readonly command: string;
}

export interface ServerUser {
  readonly name: string;
  readonly password: ServerPassword;
  /** EXEC privilege level 0–15: `shell:priv-lvl` in RADIUS, `priv-lvl` in TACACS+. Absent: none is sent. */
  readonly privilege?: number;
  /** Service-Type in the Access-Accept; default `NAS-Prompt`, or `Administrative` at privilege 15. */
  readonly serviceType?: 'Login' | 'Framed' | 'Administrative' | 'NAS-Prompt';
  /** Class attribute (RFC 2865 §5.25), text. */
  readonly radiusClass?: string;
  /** More `Cisco-AVPair`s in the Access-Accept (`shell:autocmd=show users`). */
  readonly ciscoAvPairs?: readonly string[];
  /** More arguments in the TACACS+ shell authorization (`autocmd=show users`, `idletime*5`). */
  readonly tacacsArguments?: readonly string[];
  /**
   * What TACACS+ authorization adds for services other than the shell, by `service` or `service protocol`, of which the
   * latter wins: `ppp ip` with `addr=10.0.0.7`. Services that are not named are denied. Absent: every service is permitted.
   */
  readonly services?: Readonly<Record<string, readonly string[]>>;
  /** Command authorization; absent: every command is permitted. No rule matches: denied. */
  readonly commands?: readonly CommandRule[];
}

/** Days that the books are kept; absent: for ever. */
export interface Retention {
  /** Every record as it came. */
  readonly records?: number;
  /** Sessions that are over. */
  readonly sessions?: number;
  readonly commands?: number;
  /** Usage by day; then it is added up to months. */
  readonly daily?: number;
  /** Usage at all. */
  readonly usage?: number;
}

/** Metrics and health by HTTP. */
export interface ServerHttp {
  /** Address to listen on; default 127.0.0.1. */
  readonly listen: string;
  /** TCP port; 0 takes a free one. */
  readonly port: number;
  /** PEM files: with them it is HTTPS. */
  readonly tls?: { readonly certificate: string; readonly key: string };
}

export interface SecurityServerConfig {
  /** Address to listen on. */
  readonly listen: string;
  /** UDP ports; 0 takes a free one. Absent: no RADIUS. */
  readonly radius?: { readonly authPort: number; readonly acctPort: number };
  /** TCP port; 0 takes a free one. Absent: no TACACS+. */
  readonly tacacs?: { readonly port: number };
  /** Directory of the databases (`inbox.db`, `records.db`); made if missing. */
  readonly store: string;
  readonly retention?: Retention;
  readonly http?: ServerHttp;
  readonly clients: readonly ServerClient[];
  readonly users: readonly ServerUser[];
  /** Enable passwords by level, 1–15: the password of `$enabN$` in RADIUS, of the enable service in TACACS+. */
  readonly enable: readonly { readonly level: number; readonly password: ServerPassword }[];
}
