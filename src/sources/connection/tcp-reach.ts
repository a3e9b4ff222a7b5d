import { isIP } from 'node:net';
import type { Clock } from '../../base/clock.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { Reached } from './carrier.ts';
import type { ConnectionRequest, TcpProtocol } from './connection-request.ts';
import type { ConnectError } from './connection-types.ts';
import { type DialDeps, dial } from './dial.ts';
import { plainDialect, rloginDialect, telnetDialect } from './dialects.ts';
import { hostName, type KnownHosts } from './known-hosts.ts';
import type { MeteredSocket } from './metered-socket.ts';
import type { Remote } from './remote.ts';
import { socketRemote } from './socket-remote.ts';
import type { SshPrompts } from './ssh-authentication.ts';
import { sshRemote } from './ssh-remote.ts';
import { type Emulator, emulatorRemote } from './tn3270/emulator-remote.ts';

export interface TcpDeps extends DialDeps {
  readonly clock: Clock;
  /** Addresses of a name, best first; empty when it has none. */
  readonly resolve: (name: string) => Promise<readonly string[]>;
  readonly knownHosts: KnownHosts;
  /** What shows the screens of 3270 hosts. */
  readonly emulator: Emulator;
}

/** A request for one of the protocols that run right over TCP. */
export interface TcpRequest extends Omit<ConnectionRequest, 'how'> {
  readonly how: TcpProtocol;
}

/** What hosts are told of the user's terminal. */
const terminalType = 'vt100';
const terminalSpeed = 9600;

/** Addresses of a host; empty when it can't be found. */
export const addressesOf = async (host: string, resolve: TcpDeps['resolve']): Promise<readonly string[]> =>
  isIP(host) > 0 ? [host] : resolve(host);

/** Opens a TCP connection to the first address of the host that answers, among those that the user may go to. */
export async function reachByTcp(deps: TcpDeps, request: TcpRequest): Promise<Result<Reached, ConnectError>> {
  const { host, port, how, localAddress, permits, trying, signal } = request;
  if (how.protocol === 'tn3270') {
    const missing = deps.emulator.missing();
    if (missing !== undefined) return err({ kind: 'unavailable', detail: missing });
  }
  const addresses = await addressesOf(host, deps.resolve);
  if (signal.aborted) return err({ kind: 'aborted' });
  let error: ConnectError = addresses.length === 0 ? { kind: 'unknown-host' } : { kind: 'not-permitted' };
  for (const address of addresses) {
    if (!permits(address)) continue;
    trying(address);
    const local = localAddress === undefined ? {} : { localAddress };
    const reservedPort = how.protocol === 'rlogin';
    const dialled = await dial(deps, { address, port, ...local, reservedPort }, signal);
    if (dialled.ok) {
      const socket = dialled.value;
      return ok({ carrier: socket, address, host: address, speak: () => speak(deps, request, socket) });
    }
    error = dialled.error;
    if (error.kind === 'aborted') break;
  }
  return err(error);
}

async function speak(deps: TcpDeps, request: TcpRequest, socket: MeteredSocket): Promise<Result<Remote, ConnectError>> {
  const { how, window, signal, host, port } = request;
  const { clock, knownHosts } = deps;
  switch (how.protocol) {
    case 'telnet': {
      const dialect = how.stream === true ? plainDialect() : telnetDialect(terminalType, window);
      return ok(socketRemote(socket, dialect, clock));
    }
    case 'rlogin': {
      const { localUser, remoteUser } = how;
      const opening = { localUser, remoteUser, terminalType, speed: terminalSpeed };
      return ok(socketRemote(socket, rloginDialect(opening, window), clock));
    }
    case 'tn3270':
      return emulatorRemote(deps.emulator, socket, { terminalType, window }, clock, signal);
    case 'ssh': {
      const { user, run } = how;
      const more = {
        terminalType,
        window,
        name: hostName(host, port),
        ...(run === undefined ? {} : { command: run }),
      };
      const prompts: SshPrompts = { ask: (...words) => how.ask(...words), tell: (text) => how.tell(text) };
      const newHost = (print: string): void => how.newHost(print);
      return sshRemote(socket, { user, ...more, ...prompts, newHost }, { clock, knownHosts }, signal);
    }
  }
}
