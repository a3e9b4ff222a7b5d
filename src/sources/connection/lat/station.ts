import type { Clock, Timer } from '../../../base/clock.ts';
import type { EventLog } from '../../../base/event-log.ts';
import {
  Circuit,
  type CircuitEvent,
  type CircuitMessage,
  type CircuitStep,
  circuitTimes,
  decodeMessage,
  encodeMessage,
  type LatMessage,
  type LatService,
  multicast,
} from '../../../protocols/lat/index.ts';
import type { EthernetPort, OpenEthernet } from './ethernet.ts';

/** A service of a node, as it was heard of. */
export interface KnownService extends LatService {
  readonly node: string;
  /** Linux's name of the interface that the node is at. */
  readonly interface: string;
  /** Address of the node, twelve hexadecimal digits. */
  readonly address: string;
  /** Milliseconds, monotonic: forgotten then. */
  readonly until: number;
}

/** What a session is told. */
export interface SessionHandlers {
  event(event: Exclude<CircuitEvent, { event: 'lost' }> | { readonly event: 'lost' }): void;
}

/** One session of a circuit. */
export interface StationSession {
  readonly node: string;
  /** @returns in how many slots it goes */
  write(bytes: Uint8Array): number;
  readonly waiting: number;
  break(): void;
  hold(held: boolean): void;
  /** @returns what didn't get away */
  close(): readonly Uint8Array[];
}

export interface StationDeps {
  readonly clock: Clock;
  readonly log: EventLog;
  readonly openEthernet: OpenEthernet;
  /** Name of this node. */
  readonly node: () => string;
}

interface Link {
  readonly name: string;
  readonly port: EthernetPort;
  circuits: Map<string, RunningCircuit>;
}
interface RunningCircuit {
  readonly circuit: Circuit;
  readonly sessions: Map<number, SessionHandlers>;
  timer: Timer | undefined;
}

/** How often and how long a service that isn't known is asked for, milliseconds. */
const asking = { times: 3, interval: 1_000 } as const;
/** A node is forgotten when it was silent for so many of its intervals. */
const silence = 3;
const frameSize = 1_500;
/** Services of more than this are not remembered. */
const mostServices = 4_000;

/** This box as a LAT terminal server: knows the services on its interfaces, and opens sessions to them. */
export class LatStation {
  readonly #deps: StationDeps;
  #links = new Map<string, Link>();
  readonly #services = new Map<string, KnownService>();
  #heard: (() => void)[] = [];
  #serial = 0;

  constructor(deps: StationDeps) {
    this.#deps = deps;
  }

  /** Whether LAT runs on an interface. */
  get enabled(): boolean {
    return this.#links.size > 0;
  }

  /** Runs LAT on these interfaces (Linux's names) and no others. */
  configure(names: readonly string[]): void {
    for (const [name, link] of this.#links) if (!names.includes(name)) this.#drop(link, true);
    for (const name of names) if (!this.#links.has(name)) this.#open(name);
  }

  stop(): void {
    this.configure([]);
  }

  /** The services that are known, by name and rating, best first. */
  services(): readonly KnownService[] {
    const now = this.#deps.clock.monotonic();
    for (const [key, { until }] of this.#services) if (until <= now) this.#services.delete(key);
    return [...this.#services.values()].sort((a, b) => a.name.localeCompare(b.name) || b.rating - a.rating);
  }

  /** Finds the best node that offers a service; asks for it when none is known. */
  async find(service: string, node: string | undefined, signal: AbortSignal): Promise<KnownService | undefined> {
    const same = (a: string, b: string): boolean => a.toUpperCase() === b.toUpperCase();
    for (let time = 0; ; time++) {
      const known = this.services().find(
        (one) => same(one.name, service) && (node === undefined || same(one.node, node)),
      );
      if (known !== undefined || time === asking.times || signal.aborted) return known;
      this.#solicit(service, node ?? '');
      await new Promise<void>((resolve) => {
        const timer = this.#deps.clock.after(asking.interval, resolve);
        const wake = (): void => {
          timer.cancel();
          signal.removeEventListener('abort', wake);
          resolve();
        };
        this.#heard.push(wake);
        signal.addEventListener('abort', wake);
      });
    }
  }

  /** Asks a node for a session; its handlers hear the answer. `undefined`: the interface is gone, or all sessions are in use. */
  connect(
    to: KnownService,
    asked: { readonly service: string; readonly subject: string; readonly port?: string },
    handlers: SessionHandlers,
  ): StationSession | undefined {
    const link = this.#links.get(to.interface);
    if (link === undefined) return undefined;
    const running = this.#circuitTo(link, to);
    const id = running.circuit.open(asked);
    if (id === undefined) return undefined;
    running.sessions.set(id, handlers);
    const { circuit } = running;
    return {
      node: to.node,
      get waiting() {
        return circuit.waiting(id);
      },
      write: (bytes) => circuit.write(id, bytes),
      break: () => circuit.break(id),
      hold: (held) => circuit.hold(id, held),
      close() {
        running.sessions.delete(id);
        return circuit.close(id);
      },
    };
  }

  #open(name: string): void {
    const port = this.#deps.openEthernet(name, {
      frame: (from, payload) => {
        const message = decodeMessage(payload);
        if (message.ok) this.#receive(link, from, message.value);
      },
      lost: (why) => {
        this.#deps.log.message('LAT', 3, 'INTERFACE', `LAT doesn't run on ${name}: ${why}`);
        this.#drop(link, false);
      },
    });
    const link: Link = { name, port, circuits: new Map() };
    this.#links.set(name, link);
  }

  #drop(link: Link, close: boolean): void {
    if (this.#links.get(link.name) === link) this.#links.delete(link.name);
    for (const [address, running] of link.circuits) this.#end(link, address, running);
    for (const [key, known] of this.#services) if (known.interface === link.name) this.#services.delete(key);
    if (close) link.port.close();
  }

  #circuitTo(link: Link, { address, node }: KnownService): RunningCircuit {
    const there = link.circuits.get(address);
    if (there !== undefined && !there.circuit.over) return there;
    this.#serial = (this.#serial % 0xffff) + 1;
    const circuit = new Circuit({ id: this.#serial, node: this.#deps.node(), peer: node });
    const running: RunningCircuit = { circuit, sessions: new Map(), timer: undefined };
    link.circuits.set(address, running);
    this.#take(link, address, running, circuit.start(this.#deps.clock.monotonic()));
    const tick = (): void => {
      this.#take(link, address, running, circuit.tick(this.#deps.clock.monotonic()));
      if (!circuit.over) running.timer = this.#deps.clock.after(circuitTimes.tick, tick);
    };
    running.timer = this.#deps.clock.after(circuitTimes.tick, tick);
    return running;
  }

  #take(link: Link, address: string, running: RunningCircuit, { send, events }: CircuitStep): void {
    if (send !== undefined) link.port.send(address, encodeMessage(send));
    for (const event of events) {
      if (event.event === 'lost') {
        this.#end(link, address, running);
        continue;
      }
      const handlers = running.sessions.get(event.id);
      if (event.event === 'over') running.sessions.delete(event.id);
      handlers?.event(event);
    }
  }

  #end(link: Link, address: string, running: RunningCircuit): void {
    running.timer?.cancel();
    if (link.circuits.get(address) === running) link.circuits.delete(address);
    for (const [, handlers] of running.sessions) handlers.event({ event: 'lost' });
    running.sessions.clear();
  }

  #receive(link: Link, from: string, message: LatMessage): void {
    switch (message.type) {
      case 'run':
      case 'start':
      case 'stop':
        this.#ofCircuit(link, from, message);
        break;
      case 'announcement':
        this.#learn(link, from, message, message.interval);
        break;
      case 'response':
        this.#learn(link, message.address, message, message.interval);
        break;
      case 'solicit':
        break;
    }
  }

  #ofCircuit(link: Link, from: string, message: CircuitMessage): void {
    const running = link.circuits.get(from);
    if (running !== undefined) this.#take(link, from, running, running.circuit.receive(message));
  }

  #learn(
    link: Link,
    address: string,
    { node, services }: { readonly node: string; readonly services: readonly LatService[] },
    interval: number,
  ): void {
    const until = this.#deps.clock.monotonic() + Math.max(20, interval) * silence * 1_000;
    for (const service of services) {
      const key = JSON.stringify([link.name, node, service.name]);
      if (!this.#services.has(key) && this.#services.size >= mostServices) continue;
      this.#services.set(key, { ...service, node, address, until, interface: link.name });
    }
    for (const wake of this.#heard.splice(0)) wake();
  }

  #solicit(service: string, destinationNode: string): void {
    this.#serial = (this.#serial % 0xffff) + 1;
    const timer = asking.interval;
    // Group 0: that which everybody is in.
    const groups = Uint8Array.of(1);
    const about = { frameSize, identifier: this.#serial, timer, destinationNode, groups, node: this.#deps.node() };
    const message = encodeMessage({ type: 'solicit', ...about, service });
    for (const { port } of this.#links.values()) port.send(multicast.solicits, message);
  }
}
