/** The HTTP slice of the configuration: where the box's own pages and metrics are served. */
export interface HttpConfig {
  /** `ip http server`; default false. */
  readonly server: boolean;
  /** `ip http port <0-65535>`; default 80. 0 takes a free port. */
  readonly port: number;
  /** `ip http secure-server`; default false. */
  readonly secureServer: boolean;
  /** `ip http secure-port <0-65535>`; default 443. 0 takes a free port. */
  readonly securePort: number;
  /** Extension `ip http listen-address A`; default loopback, so that nothing is open by accident. */
  readonly address: string;
  /** Extension `ip http certificate FILE key FILE`: PEM files of the secure server. */
  readonly certificate?: { readonly certificate: string; readonly key: string };
  /** `ip http secure-trustpoint NAME`: the secure server has this trustpoint's certificate, and no other. */
  readonly secureTrustpoint?: string;
  /** `ip http secure-client-auth`: only who has a certificate of one of the trustpoint's authorities is let in. */
  readonly secureClientAuth?: true;
  /** `ip http tls-version`: the oldest that is spoken; default `TLSv1.2`. */
  readonly tlsVersion?: 'TLSv1.2' | 'TLSv1.3';
  /** `ip http max-connections <1-1000>`: at a time, each server; default {@link defaultMaxConnections}. */
  readonly maxConnections?: number;
  /** `ip http session-idle-timeout <10-43200>`, seconds; default {@link defaultSessionIdleTimeout}. */
  readonly sessionIdleTimeout?: number;
  /** `ip http access-class LIST`: a standard access list; who is not permitted is cut off before the first octet. */
  readonly accessClass?: string;
  /** `ip http authentication METHOD`; `undefined`: `aaa`, as on a line. */
  readonly authentication?: 'aaa' | 'local' | 'enable';
  /** `ip http authentication aaa login-authentication LIST`; `default` unless given. */
  readonly loginList?: string;
  /** `ip http authentication aaa exec-authorization LIST`; `default` unless given. */
  readonly execList?: string;
  /** `ip http accounting commands LEVEL LIST`; `default` unless given. */
  readonly accountingCommands?: readonly { readonly level: number; readonly list: string }[];
  /** Extension `ip http metrics`: `/metrics` for Prometheus; default true, for loopback or by access-class. */
  readonly metrics: boolean;
}

/** What a trustpoint of the configuration has for a server: PEM files, where it names them. */
export interface HttpTrustpoint {
  readonly name: string;
  readonly certificate?: string;
  readonly privateKey?: string;
  /** Authorities that certificates of clients are checked against. */
  readonly caCertificates: readonly string[];
}

export const defaultMaxConnections = 1000;
/** Seconds. */
export const defaultSessionIdleTimeout = 1800;

export const emptyHttpConfig: HttpConfig = {
  server: false,
  port: 80,
  secureServer: false,
  securePort: 443,
  address: '127.0.0.1',
  metrics: true,
};
