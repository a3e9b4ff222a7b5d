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

export const emptyHttpConfig: HttpConfig = {
  server: false,
  port: 80,
  secureServer: false,
  securePort: 443,
  address: '127.0.0.1',
  metrics: true,
};
