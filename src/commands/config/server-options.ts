import type { RadiusServerConfig, TacacsServerConfig } from '../../aaa/config.ts';
import { flag, INT, kw, opt, Refusal, type Rule, seq, unordered } from '../../ios/index.ts';
import type { ConfigServices } from './modes.ts';
import { sealSecret, secretArgument, type TypedSecret } from './secrets.ts';
import { after } from './words.ts';

/** Parts of lines that have a whole server on them: `radius-server host`, `server-private`. */

export const authPort = after('auth-port', 'UDP port for authentication', INT(0, 65535, 'Port; 0: not used'));
export const acctPort = after('acct-port', 'UDP port for accounting', INT(0, 65535, 'Port; 0: not used'));
export const portWord = ['port', 'TCP port'] as const;
export const portNumber = INT(1, 65535, 'Port');
export const tacacsPort = after(...portWord, portNumber);
export const timeoutWord = ['timeout', 'Time to wait for an answer'] as const;
export const seconds = INT(1, 1000, 'Seconds');
const timeout = after(...timeoutWord, seconds);
export const retransmitWord = ['retransmit', 'How often to ask again'] as const;
export const times = INT(0, 100, 'Times');
const retransmit = after(...retransmitWord, times);
const key = after('key', 'Secret shared with the server', secretArgument);

export interface RadiusOptions {
  readonly authPort?: number;
  readonly acctPort?: number;
  readonly timeout?: number;
  readonly retransmit?: number;
  readonly key?: TypedSecret;
}
/** `[auth-port N] [acct-port N] [timeout N] [retransmit N] [key …]` */
export const radiusOptions: Rule<RadiusOptions> = seq({
  $ports: unordered({
    authPort: opt(authPort),
    acctPort: opt(acctPort),
    timeout: opt(timeout),
    retransmit: opt(retransmit),
  }),
  key: opt(key),
});

/** The server that such a line describes. */
export function radiusServerOf(
  name: string,
  { authPort, acctPort, key, ...rest }: RadiusOptions,
  ports: readonly [auth: number, acct: number],
  env: ConfigServices,
): RadiusServerConfig | Refusal {
  const sealed = key && sealSecret(key, env);
  if (sealed instanceof Refusal) return sealed;
  const address = { family: name.includes(':') ? 'ipv6' : 'ipv4', host: name } as const;
  const server = { name, address, authPort: authPort ?? ports[0], acctPort: acctPort ?? ports[1], ...rest };
  return sealed === undefined ? server : { ...server, key: sealed };
}

/** The options that write a server on one line; the ports always. */
export const writtenRadius = ({ authPort, acctPort, timeout, retransmit, key }: RadiusServerConfig) => ({
  authPort,
  acctPort,
  timeout,
  retransmit,
  key,
});

export interface TacacsOptions {
  readonly port?: number;
  readonly timeout?: number;
  readonly single?: boolean;
  readonly key?: TypedSecret;
}
/** `[port N] [timeout N] [single-connection] [key …]` */
export const tacacsOptions: Rule<TacacsOptions> = seq({
  $options: unordered({
    single: flag(kw('single-connection', 'One connection for many requests')),
    port: opt(tacacsPort),
    timeout: opt(timeout),
  }),
  key: opt(key),
});

/** The server that such a line describes. */
export function tacacsServerOf(
  name: string,
  { port = 49, single, key, timeout }: TacacsOptions,
  env: ConfigServices,
): TacacsServerConfig | Refusal {
  const sealed = key && sealSecret(key, env);
  if (sealed instanceof Refusal) return sealed;
  return {
    name,
    address: { family: name.includes(':') ? 'ipv6' : 'ipv4', host: name },
    port,
    ...(timeout === undefined ? {} : { timeout }),
    ...(single === true ? { singleConnection: true } : {}),
    ...(sealed === undefined ? {} : { key: sealed }),
  };
}

/** The options that write a server on one line. */
export const writtenTacacs = ({ port, timeout, singleConnection, key }: TacacsServerConfig) => ({
  port: port === 49 ? undefined : port,
  timeout,
  single: singleConnection === true,
  key,
});
