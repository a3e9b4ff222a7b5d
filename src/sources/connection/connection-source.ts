import type { Accounting } from '../../accounting/accounting.ts';
import type { Facts } from '../../accounting/record.ts';
import type { Timer } from '../../base/clock.ts';
import type { EventLog } from '../../base/event-log.ts';
import type { Result } from '../../base/result.ts';
import type { Carrier, Reached } from './carrier.ts';
import { Connection } from './connection.ts';
import { type ConnectionLimits, ConnectionTimers } from './connection-limits.ts';
import type { ConnectionRequest } from './connection-request.ts';
import { type ConnectError, type ConnectionEnd, type ConnectionProtocol, endingOf } from './connection-types.ts';
import type { KnownHosts } from './known-hosts.ts';
import { type LatDeps, reachByLat } from './lat/lat-reach.ts';
import { reachByPad } from './pad/pad-reach.ts';
import { closeTimeout } from './socket-remote.ts';
import { addressesOf, reachByTcp, type TcpDeps } from './tcp-reach.ts';

export interface ConnectionSourceDeps extends TcpDeps, LatDeps {
  readonly log: EventLog;
  readonly accounting: Pick<Accounting, 'open' | 'count' | 'close' | 'sessions' | 'storedOrHeld' | 'freshen'>;
  /** Different at each start of the daemon: connections of another boot died with it. */
  readonly bootId: string;
}

/** Counters go to the ledger no more often than this, milliseconds. */
const countInterval = 2_000;

/** Opens outbound connections, counts what goes over them, and tells the accounting engine. */
export class ConnectionSource {
  readonly #deps: ConnectionSourceDeps;
  /** How to end each open connection from outside, by the key of its session. */
  readonly #open = new Map<number, (why: ConnectionEnd) => Promise<void>>();
  readonly #made = new Map<number, { readonly connection: Connection; readonly timers: ConnectionTimers }>();
  /** Tells the counters of those that have counted since, by the key of their session. */
  readonly #untold = new Map<number, () => void>();
  #serial = 0;

  constructor(deps: ConnectionSourceDeps) {
    this.#deps = deps;
    deps.accounting.freshen('connection', () => this.#count());
  }

  /** This box as a LAT terminal server. */
  get lat(): ConnectionSourceDeps['lat'] {
    return this.#deps.lat;
  }

  /** The keys of hosts that were connected to. */
  get knownHosts(): KnownHosts {
    return this.#deps.knownHosts;
  }

  /** Addresses of a host; empty when it can't be found. */
  async addresses(host: string): Promise<readonly string[]> {
    return addressesOf(host, this.#deps.resolve);
  }

  /**
   * Connects. From when the host is reached (for most protocols: when the TCP connection is made) it is a session on the
   * books: also an SSH connection whose user the host then refuses.
   */
  async open(asked: ConnectionRequest): Promise<Result<Connection, ConnectError>> {
    const dropping = new AbortController();
    const request = { ...asked, signal: AbortSignal.any([asked.signal, dropping.signal]) };
    const reached = await this.#reach(request);
    if (!reached.ok) return reached;
    const { carrier, address } = reached.value;
    const books = this.#book(request, reached.value);
    const { key } = books.session;
    let dropped: ConnectionEnd | undefined;
    this.#open.set(key, (why) => {
      dropped = why;
      dropping.abort();
      return books.over;
    });
    void books.over.then(() => {
      this.#open.delete(key);
      this.#made.get(key)?.timers.stop();
      this.#made.delete(key);
    });
    await books.durable;
    request.opened();
    const made = await reached.value.speak();
    if (!made.ok) {
      const aborted = made.error.kind === 'aborted';
      await books.end(aborted ? (dropped ?? (await request.whyAborted())) : endOf(made.error));
      return made;
    }
    const { protocol } = request.how;
    const connection: Connection = new Connection({
      ...{ protocol, host: request.host, address, port: request.port },
      session: books.session,
      remote: made.value,
      counters: () => carrier.counters,
      now: () => this.#deps.clock.monotonic(),
      end: books.end,
      ended: () => request.ended(connection),
    });
    if (dropped === undefined) {
      this.#open.set(key, (why) => connection.drop(why));
      const expired = (why: ConnectionEnd): void => void connection.drop(why);
      this.#made.set(key, {
        connection,
        timers: new ConnectionTimers(this.#deps.clock, () => connection.idle, expired),
      });
    } else await connection.drop(dropped);
    return { ok: true, value: connection };
  }

  /**
   * Ends a connection for somebody who isn't its user; resolves when its end is on the books.
   * @param key of its session in the ledger
   * @returns false when there is no such connection
   */
  async drop(key: number, why: ConnectionEnd): Promise<boolean> {
    const drop = this.#open.get(key);
    await drop?.(why);
    return drop !== undefined;
  }

  /** Tells what has gone over connections since their counters were told last. */
  async #count(): Promise<void> {
    for (const tell of [...this.#untold.values()]) tell();
  }

  /** Sets limits of an open connection; false when there is no such connection (yet). @param key of its session */
  limit(key: number, limits: ConnectionLimits): boolean {
    const made = this.#made.get(key);
    made?.timers.set(limits);
    return made !== undefined;
  }

  /** Whole seconds since something was typed. @param key of its session */
  idle(key: number): number | undefined {
    return this.#made.get(key)?.connection.idle;
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

  #reach({ how, ...request }: ConnectionRequest): Promise<Result<Reached, ConnectError>> {
    switch (how.protocol) {
      case 'telnet':
      case 'rlogin':
      case 'ssh':
      case 'tn3270':
        return reachByTcp(this.#deps, { ...request, how });
      case 'pad':
        return reachByPad(this.#deps, { ...request, how });
      case 'lat':
        return reachByLat(this.#deps, { ...request, how });
    }
  }

  /** Opens the session in the ledger, and keeps its counters there. */
  #book(request: ConnectionRequest, { carrier, host }: Reached) {
    const { accounting, bootId, clock, log } = this.#deps;
    const { place, command, how } = request;
    this.#serial += 1;
    const facts: Facts = {
      ...place.facts,
      service: 'connection',
      loginService: how.protocol,
      host,
      command,
      ...(how.protocol === 'lat' && how.node !== undefined ? { latNode: how.node } : {}),
      ...(how.protocol === 'lat' && how.port !== undefined ? { latPort: how.port } : {}),
    };
    const { session, durable } = accounting.open({
      type: 'connection',
      list: place.list,
      source: 'connection',
      sourceKey: `${bootId}/${this.#serial}`,
      facts,
      startTime: clock.now(),
      parent: place.parent,
      ...(place.interimInterval === undefined ? {} : { interimInterval: place.interimInterval }),
    });
    let timer: Timer | undefined;
    let ended: Promise<void> | undefined;
    const { promise: over, resolve: finished } = Promise.withResolvers<void>();
    const settle = (): void => {
      this.#untold.delete(session.key);
      timer?.cancel();
      timer = undefined;
    };
    const tell = (): void => {
      settle();
      accounting.count(session.key, carrier.counters);
    };
    carrier.onTraffic = () => {
      if (timer !== undefined) return;
      timer = clock.after(countInterval, tell);
      this.#untold.set(session.key, tell);
    };
    // The books refuse it: no reason to keep anybody from his work.
    const failed = (error: unknown): void =>
      log.message('AAA', 2, 'ACCT_NOT_STORED', `connection to ${host}: ${String(error)}`);
    const end = (why: ConnectionEnd): Promise<void> => {
      ended ??= this.#end(session.key, carrier, why, how.protocol, () => {
        carrier.onTraffic = undefined;
        settle();
      })
        .catch(failed)
        .finally(finished);
      return ended;
    };
    return { session, durable: accounting.storedOrHeld(durable).catch(failed), end, over };
  }

  /** The end is now; what is still on its way to the host counts. */
  async #end(
    key: number,
    carrier: Carrier,
    why: ConnectionEnd,
    protocol: ConnectionProtocol,
    settled: () => void,
  ): Promise<void> {
    const { accounting, clock } = this.#deps;
    const time = clock.now();
    await closed(carrier, clock);
    settled();
    const ending = { ...endingOf(why, protocol), counters: carrier.counters, time };
    // Who has to see to a failing disk must not wait for it.
    await accounting.storedOrHeld(accounting.close(key, ending));
  }
}

/** Resolves when the carrier is closed, or has had its time. */
function closed(carrier: Carrier, clock: ConnectionSourceDeps['clock']): Promise<void> {
  if (carrier.closed) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = clock.after(closeTimeout, resolve);
    carrier.once('close', () => {
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
    case 'no-route':
    case 'cleared':
      return 'reset';
    case 'unavailable':
      return 'fault';
  }
}
