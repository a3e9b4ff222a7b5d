import { EventEmitter } from 'node:events';
import type { Counters } from '../../../accounting/record.ts';
import type { Clock } from '../../../base/clock.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import { slotReasons } from '../../../protocols/lat/index.ts';
import type { Carrier, Reached } from '../carrier.ts';
import type { ConnectionRequest, LatProtocol } from '../connection-request.ts';
import type { ConnectError } from '../connection-types.ts';
import type { Remote, RemoteEnd, RemoteHandlers } from '../remote.ts';
import type { LatStation, SessionHandlers, StationSession } from './station.ts';

export interface LatDeps {
  readonly clock: Clock;
  readonly lat: LatStation;
}

/** `host` is the service. */
export interface LatRequest extends Omit<ConnectionRequest, 'how'> {
  readonly how: LatProtocol;
}

/** Milliseconds that a node has to answer. */
const answerTimeout = 30_000;
/** Octets that wait for credits, before the user is held back. */
const mostWaiting = 16_384;
/** Reason codes of LAT for an end that somebody over there asked for. */
const ordinary = [2, 3];

/** Opens a session to a service: at the node that rates itself highest, or at the one that is asked for. */
export async function reachByLat(deps: LatDeps, request: LatRequest): Promise<Result<Reached, ConnectError>> {
  const { host, how, trying, signal, place } = request;
  const { lat, clock } = deps;
  if (!lat.enabled) return err({ kind: 'unavailable', detail: 'LAT runs on no interface of this box' });
  trying(host);
  const found = await lat.find(host, how.node, signal);
  if (signal.aborted) return err({ kind: 'aborted' });
  if (found === undefined) return err({ kind: 'unavailable', detail: `Service ${host} is not known` });
  const session = new LatSession();
  const port = how.port === undefined ? {} : { port: how.port };
  const opened = lat.connect(found, { service: found.name, subject: place.facts.portName ?? '', ...port }, session);
  if (opened === undefined) return err({ kind: 'unreachable' });
  session.station = opened;
  const refused = await answered(session, clock, signal);
  if (refused !== undefined) return err(refused);
  return ok({ carrier: session, address: found.node, host: found.name, speak: async () => ok(session.remote) });
}

function answered(session: LatSession, clock: Clock, signal: AbortSignal): Promise<ConnectError | undefined> {
  return new Promise((resolve) => {
    const settle = (error: ConnectError | undefined): void => {
      timer.cancel();
      signal.removeEventListener('abort', abort);
      if (error !== undefined) session.remote.close();
      resolve(error);
    };
    const abort = (): void => settle({ kind: 'aborted' });
    const timer = clock.after(answerTimeout, () => settle({ kind: 'timeout' }));
    signal.addEventListener('abort', abort);
    session.once('open', () => settle(undefined));
    session.once('close', () =>
      settle(
        session.reason === undefined
          ? { kind: 'timeout' }
          : { kind: 'protocol', detail: slotReasons[session.reason] ?? 'unknown reason' },
      ),
    );
    if (signal.aborted) abort();
  });
}

/** A session as what carries a connection. Counts the octets of data slots, and the slots. */
class LatSession extends EventEmitter implements Carrier, SessionHandlers {
  station: StationSession | undefined;
  onTraffic: (() => void) | undefined;
  /** Why it ended, as LAT has it; `undefined`: it didn't, or the circuit was lost. */
  reason: number | undefined;
  closed = false;
  #counters = { bytesIn: 0n, bytesOut: 0n, packetsIn: 0n, packetsOut: 0n };
  #handlers: RemoteHandlers | undefined;
  #early: Uint8Array[] = [];

  get counters(): Counters {
    return { ...this.#counters };
  }

  event(event: Parameters<SessionHandlers['event']>[0]): void {
    switch (event.event) {
      case 'session':
        this.emit('open');
        return;
      case 'data':
        this.#counters.bytesIn += BigInt(event.bytes.length);
        this.#counters.packetsIn += 1n;
        this.onTraffic?.();
        if (this.#handlers === undefined) this.#early.push(event.bytes);
        else this.#handlers.data(event.bytes);
        return;
      case 'drain':
        if ((this.station?.waiting ?? 0) <= mostWaiting / 2) this.#handlers?.drain();
        return;
      case 'over':
        this.reason = event.reason;
        this.#over();
        return;
      case 'lost':
        this.#over();
    }
  }

  readonly remote: Remote = {
    attach: (to) => {
      this.#handlers = to;
      for (const bytes of this.#early.splice(0)) to.data(bytes);
      if (this.closed) queueMicrotask(() => to.ended(this.#end()));
    },
    write: (bytes) => {
      if (this.closed) return true;
      this.#counters.bytesOut += BigInt(bytes.length);
      this.#counters.packetsOut += BigInt(this.station?.write(bytes) ?? 0);
      this.onTraffic?.();
      return (this.station?.waiting ?? 0) <= mostWaiting;
    },
    signal: (name) => {
      if (name === 'brk') this.station?.break();
    },
    resize() {},
    pause: () => this.station?.hold(true),
    resume: () => this.station?.hold(false),
    close: () => {
      for (const { length } of this.station?.close() ?? []) {
        this.#counters.bytesOut -= BigInt(length);
        this.#counters.packetsOut -= 1n;
      }
      this.#over();
    },
  };

  #end(): RemoteEnd {
    return this.reason !== undefined && ordinary.includes(this.reason) ? 'host-closed' : 'reset';
  }

  #over(): void {
    if (this.closed) return;
    this.closed = true;
    this.#handlers?.ended(this.#end());
    this.emit('close');
  }
}
