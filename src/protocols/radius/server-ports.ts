import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import type { ServerEndpoint } from './exchange.ts';
import { Identifiers } from './identifiers.ts';
import { openSourcePort, type SourcePort } from './source-port.ts';
import type { TimerQueue, Waiting } from './timer-queue.ts';

/** A packet that was sent and holds its identifier. */
export interface Outstanding {
  readonly slot: number;
}

/** Someone who wants an identifier and has to wait for one. */
export interface Applicant {
  readonly finished: boolean;
  /** There may be one now. */
  onIdentifier(): void;
  /** There is no source port and none can be opened. */
  onNoPort(code: string): void;
}

export interface PortSettings {
  readonly clock: Clock;
  readonly random: Random;
  readonly timers: TimerQueue;
  readonly maxPorts: number;
  readonly idleMs: number;
  readonly receiveBuffer: number;
  /** Takes the next port of the configured range; 0 when the range is used up. */
  readonly nextPort: () => number;
  /** Gives a port of the range back. */
  readonly returnPort: (port: number) => void;
  /** Called when all ports were closed because nothing used them. */
  readonly onIdle: () => void;
}

export interface OpenPort<T extends Outstanding> extends SourcePort {
  readonly index: number;
  readonly ofRange: boolean;
  /** By identifier. */
  readonly outstanding: (T | undefined)[];
}

/** The source ports to one server, and who has which identifier on them. */
export class ServerPorts<T extends Outstanding> implements Waiting {
  due = 0;
  line: Waiting['line'];
  before: Waiting | undefined;
  after: Waiting | undefined;
  readonly ports: OpenPort<T>[] = [];
  readonly #server: ServerEndpoint;
  readonly #settings: PortSettings;
  readonly #identifiers = new Identifiers();
  readonly #wire: (port: OpenPort<T>) => void;
  #applicants: Applicant[] = [];
  #opening = false;
  #closed = false;
  #taken = 0;
  #lastTaken = 0;

  /** @param wire attaches the handlers of a port that has just opened */
  constructor(server: ServerEndpoint, settings: PortSettings, wire: (port: OpenPort<T>) => void) {
    this.#server = server;
    this.#settings = settings;
    this.#wire = wire;
  }

  /** A slot, or undefined: then `applicant` is told when to try again. */
  take(applicant: Applicant): number | undefined {
    const slot = this.#identifiers.take();
    if (slot === undefined) {
      this.#applicants.push(applicant);
      void this.#open();
      return undefined;
    }
    this.#taken++;
    this.#lastTaken = this.#settings.clock.monotonic();
    return slot;
  }

  portOf(slot: number): OpenPort<T> {
    const port = this.ports[slot >> 8];
    if (port === undefined) throw new RangeError(`no source port of slot ${slot}`);
    return port;
  }

  release(slot: number): void {
    if (this.#closed) return;
    this.portOf(slot).outstanding[slot & 255] = undefined;
    this.#identifiers.release(slot);
    this.#taken--;
    if (this.#applicants.length > 0) this.#admit();
  }

  /** Lets applicants try while there are free identifiers. */
  #admit(): void {
    let next = 0;
    const waiting = this.#applicants;
    this.#applicants = [];
    while (next < waiting.length && this.#identifiers.free > 0) {
      const applicant = waiting[next++];
      if (applicant && !applicant.finished) applicant.onIdentifier();
    }
    // Those who came meanwhile are behind those who waited.
    this.#applicants = waiting.slice(next).concat(this.#applicants);
  }

  async #open(): Promise<void> {
    const { maxPorts, nextPort, returnPort, receiveBuffer, random, timers, idleMs } = this.#settings;
    if (this.#opening || this.#closed || this.ports.length >= maxPorts) return;
    this.#opening = true;
    let wanted = nextPort();
    let opened = await openSourcePort(this.#server, wanted, receiveBuffer);
    // A port of the range that somebody else has stays out of the range: it is not given back.
    while (!opened.ok && wanted !== 0 && (opened.error === 'EADDRINUSE' || opened.error === 'EACCES')) {
      wanted = nextPort();
      opened = await openSourcePort(this.#server, wanted, receiveBuffer);
    }
    this.#opening = false;
    if (!opened.ok) {
      if (wanted !== 0) returnPort(wanted);
      if (this.ports.length > 0) return;
      const waiting = this.#applicants;
      this.#applicants = [];
      for (const applicant of waiting) if (!applicant.finished) applicant.onNoPort(opened.error);
      return;
    }
    if (this.#closed) {
      opened.value.socket.close();
      if (wanted !== 0) returnPort(wanted);
      return;
    }
    // Not from 0, so that a port opened again soon after a restart doesn't begin with identifiers just used.
    const index = this.#identifiers.addPort(Math.floor(random.fraction() * 256));
    const port: OpenPort<T> = {
      ...opened.value,
      index,
      ofRange: wanted !== 0,
      outstanding: new Array<T | undefined>(256).fill(undefined),
    };
    this.ports.push(port);
    this.#wire(port);
    if (this.line === undefined) timers.add(this, idleMs);
    this.#admit();
    if (this.#applicants.length > 0) void this.#open();
  }

  /** The idle check. */
  expire(): void {
    const { clock, timers, idleMs, onIdle } = this.#settings;
    const idleFor = clock.monotonic() - this.#lastTaken;
    if (this.#taken === 0 && idleFor >= idleMs && !this.#opening) {
      void this.close();
      onIdle();
    } else timers.add(this, this.#taken > 0 ? idleMs : Math.max(idleMs - idleFor, 1));
  }

  get outstanding(): number {
    return this.#taken;
  }

  /** Everything that holds an identifier. */
  *all(): Iterable<T> {
    for (const port of this.ports) for (const held of port.outstanding) if (held !== undefined) yield held;
  }

  /** Applicants that will get nothing any more. */
  dismiss(): Applicant[] {
    return this.#applicants.splice(0);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#settings.timers.remove(this);
    await Promise.all(
      this.ports.map((port) => {
        if (port.ofRange) this.#settings.returnPort(port.number);
        return new Promise<void>((resolve) => port.socket.close(() => resolve()));
      }),
    );
  }
}
