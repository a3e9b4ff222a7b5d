import { isIP } from 'node:net';
import type { Accounting } from '../../accounting/accounting.ts';
import type { Facts } from '../../accounting/record.ts';
import type { Clock, Timer } from '../../base/clock.ts';
import type { EventLog } from '../../base/event-log.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { Connection } from './connection.ts';
import {
  type ConnectError,
  type ConnectionEnd,
  type ConnectionPlace,
  type ConnectionProtocol,
  endingOf,
  type WindowSize,
} from './connection-types.ts';
import { type DialDeps, dial } from './dial.ts';
import { plainDialect, rloginDialect, telnetDialect } from './dialects.ts';
import { hostName, type KnownHosts } from './known-hosts.ts';
import type { MeteredSocket } from './metered-socket.ts';
import type { Remote } from './remote.ts';
import { closeTimeout, socketRemote } from './socket-remote.ts';
import type { SshPrompts } from './ssh-authentication.ts';
import { sshRemote } from './ssh-remote.ts';

export interface ConnectionSourceDeps extends DialDeps {
  readonly clock: Clock;
  readonly log: EventLog;
  readonly accounting: Pick<Accounting, 'open' | 'count' | 'close' | 'sessions' | 'storedOrHeld'>;
  /** Different at each start of the daemon: connections of another boot died with it. */
  readonly bootId: string;
  /** Addresses of a name, best first; empty when it has none. */
  readonly resolve: (name: string) => Promise<readonly string[]>;
  readonly knownHosts: KnownHosts;
}

/** What a protocol needs to know beyond host and port. */
export type ProtocolRequest =
  | {
      readonly protocol: 'telnet';
      /** `/stream`: bytes as they are. */
      readonly stream?: boolean;
    }
  | { readonly protocol: 'rlogin'; readonly localUser: string; readonly remoteUser: string }
  | ({
      readonly protocol: 'ssh';
      readonly user: string;
      /** Runs this instead of a shell. */
      readonly run?: string;
      /** The host was not known; its key is now. */
      newHost(fingerprint: string): void;
    } & SshPrompts);

export interface ConnectionRequest {
  readonly how: ProtocolRequest;
  /** Name or address. */
  readonly host: string;
  readonly port: number;
  /** The line as typed: what the records say. */
  readonly command: string;
  readonly place: ConnectionPlace;
  readonly localAddress?: string;
  readonly window: WindowSize | undefined;
  /** Whether the user may go to an address (`access-class LIST out`). */
  readonly permits: (address: string) => boolean;
  /** Told before each address that is tried. */
  readonly trying: (address: string) => void;
  /** Told when the connection is made, before the protocol begins. */
  readonly opened: () => void;
  /** Aborted when the user breaks off. */
  readonly signal: AbortSignal;
  /** What it was, when it was aborted. */
  readonly whyAborted: () => Promise<ConnectionEnd>;
  /** Called once, when the host is gone. */
  readonly ended: (connection: Connection) => void;
}

/** What hosts are told of the user's terminal. */
const terminalType = 'vt100';
const terminalSpeed = 9600;
/** Counters go to the ledger no more often than this, milliseconds. */
const countInterval = 2_000;

/** Opens outbound connections, counts what goes over them, and tells the accounting engine. */
export class ConnectionSource {
  readonly #deps: ConnectionSourceDeps;
  #serial = 0;

  constructor(deps: ConnectionSourceDeps) {
    this.#deps = deps;
  }

  /** The keys of hosts that were connected to. */
  get knownHosts(): KnownHosts {
    return this.#deps.knownHosts;
  }

  /** Addresses of a host; empty when it can't be found. */
  async addresses(host: string): Promise<readonly string[]> {
    return isIP(host) > 0 ? [host] : this.#deps.resolve(host);
  }

  /**
   * Connects. From when the TCP connection is made it is a session on the books: also an SSH connection whose user the host
   * then refuses.
   */
  async open(request: ConnectionRequest): Promise<Result<Connection, ConnectError>> {
    const reached = await this.#reach(request);
    if (!reached.ok) return reached;
    const { socket, address } = reached.value;
    const books = this.#book(request, socket, address);
    await books.durable;
    request.opened();
    const made = await this.#speak(request, socket);
    if (!made.ok) {
      await books.end(made.error.kind === 'aborted' ? await request.whyAborted() : endOf(made.error));
      return made;
    }
    const { protocol } = request.how;
    const connection: Connection = new Connection({
      ...{ protocol, host: request.host, address, port: request.port },
      session: books.session,
      remote: made.value,
      counters: () => socket.counters,
      now: () => this.#deps.clock.monotonic(),
      end: books.end,
      ended: () => request.ended(connection),
    });
    return ok(connection);
  }

  /** Whether the session behind a source key can still live: no connection outlives the daemon that made it. */
  isAlive(sourceKey: string): boolean {
    return sourceKey.startsWith(`${this.#deps.bootId}/`);
  }

  /**
   * Closes the connections that an earlier life of the daemon left open, with their last counters on disk. Call once at start.
   * @returns how many there were; resolves when their ends are on stable storage, or the disk fails
   */
  async recover(): Promise<number> {
    const { accounting } = this.#deps;
    const dead = [...accounting.sessions()].filter((s) => s.source === 'connection' && !this.isAlive(s.sourceKey));
    const closings = dead.map((s) => accounting.close(s.key, { cause: 'nas-reboot', disconnectCause: 1011 }));
    await Promise.all(closings.map((closing) => accounting.storedOrHeld(closing)));
    return dead.length;
  }

  async #reach(
    request: ConnectionRequest,
  ): Promise<Result<{ readonly socket: MeteredSocket; readonly address: string }, ConnectError>> {
    const { host, port, how, localAddress, permits, trying, signal } = request;
    const addresses = await this.addresses(host);
    if (signal.aborted) return err({ kind: 'aborted' });
    let error: ConnectError = addresses.length === 0 ? { kind: 'unknown-host' } : { kind: 'not-permitted' };
    for (const address of addresses) {
      if (!permits(address)) continue;
      trying(address);
      const local = localAddress === undefined ? {} : { localAddress };
      const reservedPort = how.protocol === 'rlogin';
      const dialled = await dial(this.#deps, { address, port, ...local, reservedPort }, signal);
      if (dialled.ok) return ok({ socket: dialled.value, address });
      error = dialled.error;
      if (error.kind === 'aborted') break;
    }
    return err(error);
  }

  /** Opens the session in the ledger, and keeps its counters there. */
  #book(request: ConnectionRequest, socket: MeteredSocket, address: string) {
    const { accounting, bootId, clock, log } = this.#deps;
    const { place, command, how } = request;
    this.#serial += 1;
    const facts: Facts = {
      ...place.facts,
      service: 'connection',
      loginService: how.protocol,
      host: address,
      command,
    };
    const { session, durable } = accounting.open({
      type: 'connection',
      list: place.list,
      source: 'connection',
      sourceKey: `${bootId}/${this.#serial}`,
      facts,
      startTime: clock.now(),
      parent: place.parent,
    });
    let timer: Timer | undefined;
    let ended: Promise<void> | undefined;
    socket.onTraffic = () => {
      timer ??= clock.after(countInterval, () => {
        timer = undefined;
        accounting.count(session.key, socket.counters);
      });
    };
    // The books refuse it: no reason to keep anybody from his work.
    const failed = (error: unknown): void =>
      log.message('AAA', 2, 'ACCT_NOT_STORED', `connection to ${address}: ${String(error)}`);
    const end = (why: ConnectionEnd): Promise<void> => {
      ended ??= this.#end(session.key, socket, why, how.protocol, () => {
        socket.onTraffic = undefined;
        timer?.cancel();
      }).catch(failed);
      return ended;
    };
    return { session, durable: accounting.storedOrHeld(durable).catch(failed), end };
  }

  /** The end is now; what is still on its way to the host counts. */
  async #end(
    key: number,
    socket: MeteredSocket,
    why: ConnectionEnd,
    protocol: ConnectionProtocol,
    settled: () => void,
  ): Promise<void> {
    const { accounting, clock } = this.#deps;
    const time = clock.now();
    await closed(socket, clock);
    settled();
    const ending = { ...endingOf(why, protocol), counters: socket.counters, time };
    // Who has to see to a failing disk must not wait for it.
    await accounting.storedOrHeld(accounting.close(key, ending));
  }

  async #speak(request: ConnectionRequest, socket: MeteredSocket): Promise<Result<Remote, ConnectError>> {
    const { how, window, signal, host, port } = request;
    const { clock, knownHosts } = this.#deps;
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
}

/** Resolves when the socket is closed, or has had its time. */
function closed(socket: MeteredSocket, clock: Clock): Promise<void> {
  if (socket.closed) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = clock.after(closeTimeout, resolve);
    socket.once('close', () => {
      timer.cancel();
      resolve();
    });
  });
}

/** How a connection that was made and came to nothing ended. */
function endOf(error: ConnectError): ConnectionEnd {
  switch (error.kind) {
    case 'host-key-changed':
      return 'host-key-refused';
    case 'authentication-failed':
      return 'authentication-failed';
    case 'aborted':
      return 'disconnected';
    case 'unknown-host':
    case 'not-permitted':
    case 'refused':
    case 'timeout':
    case 'unreachable':
    case 'protocol':
      return 'reset';
  }
}
