import type { Clock } from '../../base/clock.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { ConnectError } from './connection-types.ts';
import { MeteredSocket } from './metered-socket.ts';

/** Milliseconds that a host has to answer (`ip tcp synwait-time` of IOS). */
export const connectTimeout = 30_000;

export interface DialTarget {
  readonly address: string;
  /** 1–65535 */
  readonly port: number;
  /** Address of this box to come from. */
  readonly localAddress?: string;
  /** Come from a port below 1024, where the system permits it: rlogin servers want that (RFC 1282). */
  readonly reservedPort?: boolean;
}

export interface DialDeps {
  readonly clock: Clock;
  /** Begins a connection; default: TCP. */
  readonly connect?: (options: ConnectOptions) => MeteredSocket;
}

export interface ConnectOptions {
  readonly host: string;
  readonly port: number;
  readonly localAddress?: string;
  readonly localPort?: number;
}

type DialError = Extract<ConnectError, { kind: 'refused' | 'timeout' | 'unreachable' | 'aborted' }>;
type OwnPortError = { readonly kind: 'port-in-use' } | { readonly kind: 'port-forbidden' };
type Attempt = Result<MeteredSocket, DialError | OwnPortError>;

const reserved = { first: 1023, last: 512 } as const;

/** Opens a TCP connection to one address. The socket comes paused: nothing is read before somebody listens. */
export async function dial(
  deps: DialDeps,
  target: DialTarget,
  signal: AbortSignal,
): Promise<Result<MeteredSocket, DialError>> {
  const { address: host, port, localAddress, reservedPort = false } = target;
  const base: ConnectOptions = { host, port, ...(localAddress === undefined ? {} : { localAddress }) };
  for (let localPort: number | undefined = reservedPort ? reserved.first : undefined; ; ) {
    const attempt = await tryOnce(deps, localPort === undefined ? base : { ...base, localPort }, signal);
    if (attempt.ok) return attempt;
    const { error } = attempt;
    if (error.kind !== 'port-in-use' && error.kind !== 'port-forbidden') return err(error);
    if (localPort === undefined) return err({ kind: 'unreachable' });
    localPort = error.kind === 'port-in-use' && localPort > reserved.last ? localPort - 1 : undefined;
  }
}

const connectTcp = (options: ConnectOptions): MeteredSocket => new MeteredSocket().connect(options);

function tryOnce(
  { clock, connect = connectTcp }: DialDeps,
  options: ConnectOptions,
  signal: AbortSignal,
): Promise<Attempt> {
  if (signal.aborted) return Promise.resolve(err({ kind: 'aborted' }));
  const socket = connect(options);
  return new Promise((resolve) => {
    const settle = (attempt: Attempt): void => {
      timer.cancel();
      signal.removeEventListener('abort', abort);
      socket.off('connect', connected);
      socket.off('error', failed);
      // Errors come before somebody listens, too, and those of a connection that nobody uses are nobody's.
      socket.on('error', () => {});
      if (!attempt.ok) socket.destroy();
      resolve(attempt);
    };
    const connected = (): void => {
      socket.setNoDelay(true);
      socket.setKeepAlive(true, 60_000);
      settle(ok(socket));
    };
    const failed = (error: Error): void => settle(err({ kind: kindOf(error) }));
    const abort = (): void => settle(err({ kind: 'aborted' }));
    const timer = clock.after(connectTimeout, () => settle(err({ kind: 'timeout' })));
    signal.addEventListener('abort', abort);
    socket.on('connect', connected);
    socket.on('error', failed);
  });
}

const kinds: Readonly<Record<string, 'refused' | 'timeout' | 'port-in-use' | 'port-forbidden'>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'refused',
  ETIMEDOUT: 'timeout',
  EADDRINUSE: 'port-in-use',
  EACCES: 'port-forbidden',
};

const kindOf = (error: Error) => ('code' in error ? kinds[String(error.code)] : undefined) ?? 'unreachable';
