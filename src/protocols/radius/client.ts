import { type Clock, systemClock } from '../../base/clock.ts';
import { type Random, systemRandom } from '../../base/random.ts';
import { secretOctets } from './authenticator.ts';
import { codes } from './codes.ts';
import { checkForm } from './decode.ts';
import type { ClientEvent, ExchangeHandle, ExchangeRequest, ExchangeResult, ServerEndpoint } from './exchange.ts';
import { type ExchangeCore, RunningExchange, type Transmission } from './running-exchange.ts';
import { SendQueue } from './send-queue.ts';
import { type OpenPort, ServerPorts } from './server-ports.ts';
import { errorCode, isFrom } from './source-port.ts';
import { TimerQueue } from './timer-queue.ts';

export interface RadiusClientOptions {
  readonly clock?: Clock;
  readonly random?: Random;
  /** Called for every event of every exchange. */
  readonly observe?: (event: ClientEvent) => void;
  /**
   * Source ports to use, both ends included, before ephemeral ones: 21645–21844 is `radius-server source-ports
   * extended`. A port that is taken is passed over. Default: ephemeral ports only.
   */
  readonly sourcePorts?: { readonly from: number; readonly to: number };
  /** How many source ports one server may have, 256 outstanding packets each. Default 200. */
  readonly maxPortsPerServer?: number;
  /** Source ports without traffic are closed after this long, milliseconds. Default 60000. */
  readonly idleMs?: number;
  /** Wanted size of the kernel's receive buffers, octets; the kernel may grant less. Default 4 MiB. */
  readonly receiveBuffer?: number;
}

/** What the client knows of a {@link ServerEndpoint}. */
interface Known {
  readonly key: string;
  readonly secret: Uint8Array;
  ports: ServerPorts<Transmission> | undefined;
}

/** Sends requests over UDP and finds their answers. */
export class RadiusClient implements AsyncDisposable {
  readonly #core: ExchangeCore;
  readonly #options: RadiusClientOptions;
  readonly #known = new WeakMap<ServerEndpoint, Known>();
  readonly #servers = new Map<string, ServerPorts<Transmission>>();
  readonly #range: number[] = [];
  #closed = false;

  constructor(options: RadiusClientOptions = {}) {
    this.#options = options;
    const clock = options.clock ?? systemClock;
    this.#core = {
      clock,
      random: options.random ?? systemRandom,
      timers: new TimerQueue(clock),
      outgoing: new SendQueue(),
      observer: options.observe,
      portsOf: (server) => this.#portsOf(server),
      networkError: (server, port, error) => this.#networkError(server, port, error),
    };
    const { from = 1, to = 0 } = options.sourcePorts ?? {};
    for (let port = from; port <= to; port++) this.#range.push(port);
  }

  /** Runs an exchange; never rejects. */
  exchange(request: ExchangeRequest): Promise<ExchangeResult> {
    return new Promise((resolve) => this.start(request, resolve));
  }

  /** The same with a callback, without a promise per exchange. `done` is never called before `start` returns. */
  start(request: ExchangeRequest, done: (result: ExchangeResult) => void): ExchangeHandle {
    const known = this.#know(request.server);
    const exchange = new RunningExchange(this.#core, request, known.secret, done);
    if (this.#closed) exchange.fail('closed');
    else if (request.signal?.aborted) exchange.fail('aborted');
    else {
      request.signal?.addEventListener('abort', exchange, { once: true });
      exchange.transmit();
    }
    exchange.starting = false;
    return exchange;
  }

  /** Asks a server whether it is there (Status-Server, RFC 5997). */
  probe(
    server: ServerEndpoint,
    options: Omit<ExchangeRequest, 'server' | 'code' | 'attributes'> = {},
  ): Promise<ExchangeResult> {
    return this.exchange({ ...options, server, code: codes['Status-Server'], attributes: [] });
  }

  /** How many packets wait for an answer, over all servers. */
  get outstanding(): number {
    let sum = 0;
    for (const ports of this.#servers.values()) sum += ports.outstanding;
    return sum;
  }

  /** Ends every exchange with `closed` and closes the sockets. */
  async close(): Promise<void> {
    this.#closed = true;
    const servers = [...this.#servers.values()];
    this.#servers.clear();
    for (const ports of servers) {
      // Those who wait first: an identifier that comes free now must not start another packet.
      for (const applicant of ports.dismiss()) if (applicant instanceof RunningExchange) applicant.fail('closed');
      for (const { exchange } of [...ports.all()]) exchange.fail('closed');
    }
    this.#core.timers.clear();
    await Promise.all(servers.map((ports) => ports.close()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #know(server: ServerEndpoint): Known {
    let known = this.#known.get(server);
    if (known === undefined) {
      const key = `${server.localAddress ?? ''} ${server.host} ${server.port}`;
      known = { key, secret: secretOctets(server.secret), ports: undefined };
      this.#known.set(server, known);
    }
    return known;
  }

  #portsOf(server: ServerEndpoint): ServerPorts<Transmission> {
    const known = this.#know(server);
    if (known.ports !== undefined && this.#servers.get(known.key) === known.ports) return known.ports;
    const { maxPortsPerServer = 200, idleMs = 60_000, receiveBuffer = 4 << 20 } = this.#options;
    let ports = this.#servers.get(known.key);
    if (ports === undefined) {
      const settings = {
        clock: this.#core.clock,
        random: this.#core.random,
        timers: this.#core.timers,
        maxPorts: maxPortsPerServer,
        idleMs,
        receiveBuffer,
        nextPort: () => this.#range.shift() ?? 0,
        returnPort: (port: number) => void this.#range.push(port),
        onIdle: () => void this.#servers.delete(known.key),
      };
      ports = new ServerPorts<Transmission>(server, settings, (port) => this.#wire(server, port));
      this.#servers.set(known.key, ports);
    }
    known.ports = ports;
    return ports;
  }

  #wire(server: ServerEndpoint, port: OpenPort<Transmission>): void {
    port.socket.on('message', (octets, from) => {
      if (isFrom(port, from)) this.#receive(server, port, octets);
      else {
        const { address, port: fromPort } = from;
        this.#core.observer?.({ kind: 'unknown-source', server, sourcePort: port.number, address, port: fromPort });
      }
    });
    port.socket.on('error', (error) => this.#networkError(server, port, error));
  }

  #networkError(server: ServerEndpoint, port: OpenPort<Transmission>, error: unknown): void {
    this.#core.observer?.({ kind: 'network-error', server, sourcePort: port.number, code: errorCode(error) });
  }

  #receive(server: ServerEndpoint, port: OpenPort<Transmission>, datagram: Uint8Array): void {
    const sourcePort = port.number;
    const length = checkForm(datagram);
    if (typeof length !== 'number') {
      this.#core.observer?.({ kind: 'malformed', server, sourcePort, error: length, octets: datagram });
      return;
    }
    const octets = length === datagram.length ? datagram : datagram.subarray(0, length);
    const identifier = octets[1] ?? 0;
    const transmission = port.outstanding[identifier];
    if (transmission === undefined)
      this.#core.observer?.({ kind: 'unexpected', server, sourcePort, identifier, octets });
    else transmission.exchange.receive(transmission, octets);
  }
}
