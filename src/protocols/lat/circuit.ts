import { decodeSessionStart } from './decode.ts';
import { encodeSessionStart, encodeSlot } from './encode.ts';
import type { RunMessage, SessionStart, Slot, StartMessage, StopMessage } from './messages.ts';

/** What happened to a session of the circuit. */
export type CircuitEvent =
  | { readonly event: 'session'; readonly id: number }
  | { readonly event: 'data'; readonly id: number; readonly bytes: Uint8Array }
  /** There may be room again. */
  | { readonly event: 'drain'; readonly id: number }
  /** Rejected or stopped: reason of a slot. */
  | { readonly event: 'over'; readonly id: number; readonly reason: number }
  /** The circuit is gone, and all that was on it. */
  | { readonly event: 'lost' };

export type CircuitMessage = RunMessage | StartMessage | StopMessage;

export interface CircuitStep {
  readonly send?: CircuitMessage;
  readonly events: readonly CircuitEvent[];
}

export interface CircuitParts {
  /** Our circuit id, 1–65535. */
  readonly id: number;
  /** Names of this node and of the other one. */
  readonly node: string;
  readonly peer: string;
}

interface Session {
  peer: number;
  /** Data slots that may be sent, and that the other side may send. */
  credits: number;
  given: number;
  /** Most octets that the other side takes in a slot. */
  size: number;
  held: boolean;
  readonly waiting: Uint8Array[];
}

/** What LAT fixes or usual nodes have. Times in milliseconds. */
export const circuitTimes = { tick: 80, retransmit: 1_000, keepAlive: 20_000, limit: 8 } as const;
const frameSize = 1_500;
const headerSize = 8;
const mostSlots = 16;
const mostCredits = 4;
const slotSize = 255;
const reasons = { noSlots: 2 } as const;
const byUser = 2;

/**
 * The master's side of a virtual circuit (LAT §4) with its sessions, as a state machine: no sockets, and time comes in. One message is
 * on its way at a time: it is sent again until the slave has acknowledged it.
 */
export class Circuit {
  readonly #parts: CircuitParts;
  readonly #sessions = new Map<number, Session>();
  #state: 'starting' | 'running' | 'over' = 'starting';
  #peer = 0;
  #sequence = 0;
  #received = 0;
  #unacknowledged: CircuitMessage | undefined;
  #sentAt = 0;
  #tries = 0;
  #slots: Slot[] = [];
  #owesAnswer = false;
  #frameSize = frameSize;

  constructor(parts: CircuitParts) {
    this.#parts = parts;
  }

  get over(): boolean {
    return this.#state === 'over';
  }

  /** The start message; `now` in milliseconds, monotonic. */
  start(now: number): CircuitStep {
    const { node, peer } = this.#parts;
    const message: StartMessage = {
      ...{ ...this.#header(), type: 'start', frameSize, version: 5, eco: 2, sessions: 254, buffers: 0 },
      ...{ circuitTimer: circuitTimes.tick / 10, keepAlive: circuitTimes.keepAlive / 1000 },
      ...{ slaveNode: peer, masterNode: node, location: '' },
    };
    return { send: this.#sent(message, now), events: [] };
  }

  /** Asks for a session; its id, 1–255, or `undefined` when all are in use. */
  open(asked: Omit<SessionStart, 'attentionSize' | 'dataSize'>): number | undefined {
    let id = 1;
    while (this.#sessions.has(id)) id += 1;
    if (id > 255) return undefined;
    this.#sessions.set(id, { peer: 0, credits: 0, given: mostCredits, size: slotSize, held: false, waiting: [] });
    const data = encodeSessionStart({ ...asked, attentionSize: slotSize, dataSize: slotSize });
    this.#slots.push({ type: 'start', destination: 0, source: id, low: mostCredits, data });
    return id;
  }

  /** Octets of a session that wait for credits. */
  waiting(id: number): number {
    return this.#sessions.get(id)?.waiting.reduce((sum, { length }) => sum + length, 0) ?? 0;
  }

  /** @returns in how many slots it goes */
  write(id: number, bytes: Uint8Array): number {
    const session = this.#sessions.get(id);
    if (session === undefined) return 0;
    for (let at = 0; at < bytes.length; at += session.size) session.waiting.push(bytes.slice(at, at + session.size));
    return Math.ceil(bytes.length / session.size);
  }

  /** A break: a data-b slot with its flag. */
  break(id: number): void {
    const session = this.#sessions.get(id);
    if (session === undefined || session.peer === 0) return;
    const data = Uint8Array.of(0x10, 0x13, 0x11, 0x13, 0x11, 0);
    this.#slots.push({ type: 'data-b', destination: session.peer, source: id, low: 0, data });
  }

  /** Gives the other side no credits, or gives them again. */
  hold(id: number, held: boolean): void {
    const session = this.#sessions.get(id);
    if (session !== undefined) session.held = held;
  }

  /**
   * Ends a session from here, after what it has credits for.
   * @returns what didn't get away
   */
  close(id: number): readonly Uint8Array[] {
    const session = this.#sessions.get(id);
    if (session === undefined) return [];
    this.#sessions.delete(id);
    this.#slots = this.#slots.filter((slot) => slot.source !== id);
    if (session.peer === 0) return session.waiting;
    for (const data of session.waiting.slice(0, session.credits))
      this.#slots.push({ type: 'data-a', destination: session.peer, source: id, low: 0, data });
    this.#slots.push({ type: 'stop', destination: session.peer, source: 0, low: byUser, data: new Uint8Array() });
    return session.waiting.slice(session.credits);
  }

  /** To be called every {@link circuitTimes.tick}: sends what there is, or again what was not acknowledged. */
  tick(now: number): CircuitStep {
    if (this.#state === 'over') return { events: [] };
    if (this.#unacknowledged !== undefined) {
      if (now - this.#sentAt < circuitTimes.retransmit) return { events: [] };
      if (this.#tries >= circuitTimes.limit) return { events: this.#lost() };
      this.#tries += 1;
      this.#sentAt = now;
      return { send: { ...this.#unacknowledged, acknowledged: this.#received }, events: [] };
    }
    if (this.#state !== 'running') return { events: [] };
    if (this.#sessions.size === 0 && this.#slots.length === 0) {
      this.#state = 'over';
      return {
        send: { ...this.#header(), type: 'stop', reason: reasons.noSlots, text: '' },
        events: [{ event: 'lost' }],
      };
    }
    const slots = this.#nextSlots();
    const idle = now - this.#sentAt >= circuitTimes.keepAlive;
    if (slots.length === 0 && !this.#owesAnswer && !idle) return { events: [] };
    this.#owesAnswer = false;
    this.#sequence = (this.#sequence + 1) & 0xff;
    return { send: this.#sent({ ...this.#header(), type: 'run', slots }, now), events: [] };
  }

  receive(message: CircuitMessage): CircuitStep {
    if (this.#state === 'over' || message.master || message.destination !== this.#parts.id) return { events: [] };
    if (message.type === 'stop') return { events: this.#lost() };
    if (message.type === 'start') {
      if (this.#state !== 'starting') return { events: [] };
      this.#state = 'running';
      this.#peer = message.source;
      this.#received = message.sequence;
      this.#frameSize = Math.min(frameSize, Math.max(message.frameSize, 576));
      this.#unacknowledged = undefined;
      return { events: [] };
    }
    if (this.#state !== 'running') return { events: [] };
    if (this.#unacknowledged?.sequence === message.acknowledged) this.#unacknowledged = undefined;
    if (message.sequence === this.#received) {
      // The slave has not heard of our acknowledgement.
      this.#owesAnswer ||= message.slots.length > 0;
      return { events: [] };
    }
    // A message out of order is sent again, in order.
    if (message.sequence !== ((this.#received + 1) & 0xff)) return { events: [] };
    this.#received = message.sequence;
    this.#owesAnswer ||= message.responseRequested || message.slots.length > 0;
    return { events: message.slots.flatMap((slot) => this.#slot(slot)) };
  }

  #slot({ type, destination: id, source, low, data }: Slot): readonly CircuitEvent[] {
    const session = this.#sessions.get(id);
    if (session === undefined) return [];
    switch (type) {
      case 'start': {
        session.peer = source;
        session.credits += low;
        session.size = Math.max(1, decodeSessionStart(data)?.dataSize ?? slotSize);
        return [{ event: 'session', id }];
      }
      case 'data-a': {
        session.credits += low;
        if (data.length > 0) session.given -= 1;
        const drained: readonly CircuitEvent[] = low > 0 ? [{ event: 'drain', id }] : [];
        return data.length > 0 ? [{ event: 'data', id, bytes: data }, ...drained] : drained;
      }
      case 'data-b':
        session.credits += low;
        if (data.length > 0) session.given -= 1;
        return [];
      case 'attention':
        return [];
      case 'reject':
      case 'stop':
        this.#sessions.delete(id);
        return [{ event: 'over', id, reason: low }];
    }
  }

  /** As many slots as fit a frame: what is queued, then data and credits of the sessions. */
  #nextSlots(): readonly Slot[] {
    const slots: Slot[] = [];
    let room = this.#frameSize - headerSize;
    const fits = (slot: Slot): boolean => {
      const { length } = encodeSlot(slot);
      if (slots.length >= mostSlots || length > room) return false;
      room -= length;
      slots.push(slot);
      return true;
    };
    while (this.#slots[0] !== undefined && fits(this.#slots[0])) this.#slots.shift();
    if (this.#slots.length > 0) return slots;
    for (const [id, session] of this.#sessions) {
      if (session.peer === 0) continue;
      const base = { type: 'data-a' as const, destination: session.peer, source: id };
      while (session.credits > 0 && session.waiting[0] !== undefined) {
        const low = this.#credits(session);
        if (!fits({ ...base, low, data: session.waiting[0] })) break;
        session.given += low;
        session.credits -= 1;
        session.waiting.shift();
      }
      const low = this.#credits(session);
      if (low > 0 && fits({ ...base, low, data: new Uint8Array() })) session.given += low;
    }
    return slots;
  }

  #credits = ({ held, given }: Session): number => (held || given > mostCredits / 2 ? 0 : mostCredits - given);

  #sent(message: CircuitMessage, now: number): CircuitMessage {
    this.#unacknowledged = message;
    this.#sentAt = now;
    this.#tries = 0;
    return message;
  }

  #lost(): readonly CircuitEvent[] {
    this.#state = 'over';
    this.#sessions.clear();
    return [{ event: 'lost' }];
  }

  #header() {
    return {
      ...{ master: true, responseRequested: false, destination: this.#peer, source: this.#parts.id },
      ...{ sequence: this.#sequence, acknowledged: this.#received },
    };
  }
}
