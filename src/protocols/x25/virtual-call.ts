import { own } from './causes.ts';
import { agreedSizes, type FlowSizes, facilityCodes, flowFacilities } from './facilities.ts';
import type { DataPacket, Modulo, X25Packet } from './packet.ts';

export interface CallRequest {
  readonly called: string;
  readonly calling: string;
  /** Call user data, at most 16 octets. */
  readonly data: Uint8Array;
  /** The called side pays. */
  readonly reverse: boolean;
  readonly sizes: FlowSizes;
  readonly modulo: Modulo;
}

/** What a call asks of a PAD, and what IOS proposes: 128 octets and a window of 2. */
export const usualSizes: FlowSizes = { packet: { in: 128, out: 128 }, window: { in: 2, out: 2 } };

export type CallEvent =
  | { readonly event: 'connected' }
  /** The data of one packet; `last` unless more of the same message follows. */
  | { readonly event: 'data'; readonly bytes: Uint8Array; readonly qualified: boolean; readonly last: boolean }
  | { readonly event: 'interrupt'; readonly bytes: Uint8Array }
  /** What was on its way is lost. */
  | { readonly event: 'reset'; readonly cause: number; readonly diagnostic: number }
  | { readonly event: 'cleared'; readonly cause: number; readonly diagnostic: number };

export interface CallStep {
  readonly send: readonly X25Packet[];
  readonly events: readonly CallEvent[];
}

type State = 'calling' | 'open' | 'resetting' | 'clearing' | 'over';
const nothing: CallStep = { send: [], events: [] };

/**
 * The calling side of a virtual call (X.25 §4) as a state machine: packets in, packets and events out; no socket. Data waits here
 * while the window is closed. A P(S) or P(R) that can't be resets the call.
 */
export class VirtualCall {
  readonly #request: CallRequest;
  /** Logical channel; any number will do in XOT. */
  readonly #channel = 1;
  #state: State = 'calling';
  #sizes: FlowSizes;
  /** P(S) of the next packet sent, of the oldest one that isn't acknowledged, and of the next one expected. */
  #next = 0;
  #oldest = 0;
  #expected = 0;
  /** P(R) that the other side was told last. */
  #told = 0;
  #peerBusy = false;
  #held = false;
  #interrupting = false;
  #interrupts: Uint8Array[] = [];
  readonly #queue: Pick<DataPacket, 'data' | 'qualified' | 'more'>[] = [];

  constructor(request: CallRequest) {
    this.#request = request;
    this.#sizes = request.sizes;
  }

  get state(): State {
    return this.#state;
  }

  get sizes(): FlowSizes {
    return this.#sizes;
  }

  /** Octets that wait for the window to open. */
  get waiting(): number {
    return this.#queue.reduce((sum, { data }) => sum + data.length, 0);
  }

  /** The call request. */
  start(): readonly X25Packet[] {
    const { called, calling, data, reverse, sizes } = this.#request;
    const charging = reverse ? [{ code: facilityCodes.reverseCharging, value: Uint8Array.of(1) }] : [];
    const facilities = [...flowFacilities(sizes), ...charging];
    return [{ ...this.#common(), type: 'call', called, calling, facilities, data }];
  }

  /** Sends a message, cut into packets (X.25 §4.3.4). */
  send(message: Uint8Array, qualified = false): readonly X25Packet[] {
    if (this.#state === 'clearing' || this.#state === 'over') return [];
    const size = this.#sizes.packet.out;
    for (let at = 0; at < message.length; at += size) {
      this.#queue.push({ data: message.slice(at, at + size), qualified, more: at + size < message.length });
    }
    return this.#flush();
  }

  /** Sends an interrupt, which overtakes data; one at a time (X.25 §4.3.5). */
  interrupt(octet: number): readonly X25Packet[] {
    this.#interrupts.push(Uint8Array.of(octet));
    return this.#nextInterrupt();
  }

  /** Holds the other side back: what comes is not acknowledged. */
  hold(): void {
    this.#held = true;
  }

  release(): readonly X25Packet[] {
    this.#held = false;
    return this.#acknowledge();
  }

  reset(diagnostic: number = own.diagnostics.none): readonly X25Packet[] {
    if (this.#state !== 'open') return [];
    this.#restart();
    this.#state = 'resetting';
    return [{ ...this.#common(), type: 'reset', cause: own.resetting, diagnostic }];
  }

  clear(diagnostic: number = own.diagnostics.none): readonly X25Packet[] {
    if (this.#state === 'clearing' || this.#state === 'over') return [];
    this.#state = 'clearing';
    return [{ ...this.#common(), type: 'clear', cause: own.clearing, diagnostic }];
  }

  receive(packet: X25Packet): CallStep {
    if (this.#state === 'over') return nothing;
    switch (packet.type) {
      case 'clear': {
        const { cause, diagnostic } = packet;
        const send: X25Packet[] = this.#state === 'clearing' ? [] : [{ ...this.#common(), type: 'clear-confirmation' }];
        this.#state = 'over';
        return { send, events: [{ event: 'cleared', cause, diagnostic }] };
      }
      case 'clear-confirmation': {
        if (this.#state !== 'clearing') return nothing;
        this.#state = 'over';
        return { send: [], events: [{ event: 'cleared', cause: own.clearing, diagnostic: 0 }] };
      }
      case 'call-accepted': {
        if (this.#state !== 'calling') return nothing;
        this.#state = 'open';
        this.#sizes = agreedSizes(this.#sizes, packet.facilities);
        return { send: this.#flush(), events: [{ event: 'connected' }] };
      }
      case 'reset': {
        if (this.#state !== 'open' && this.#state !== 'resetting') return nothing;
        const { cause, diagnostic } = packet;
        // Two resets that cross confirm each other (X.25 §4.4.3.2).
        const confirm: X25Packet[] =
          this.#state === 'resetting' ? [] : [{ ...this.#common(), type: 'reset-confirmation' }];
        this.#restart();
        this.#state = 'open';
        return { send: [...confirm, ...this.#flush()], events: [{ event: 'reset', cause, diagnostic }] };
      }
      case 'reset-confirmation': {
        if (this.#state !== 'resetting') return nothing;
        this.#state = 'open';
        return { send: this.#flush(), events: [] };
      }
      case 'data':
        return this.#state === 'open' ? this.#data(packet) : nothing;
      case 'rr':
      case 'rnr': {
        if (this.#state !== 'open') return nothing;
        if (!this.#acknowledged(packet.pr)) return { send: this.reset(own.diagnostics.invalidPr), events: [] };
        this.#peerBusy = packet.type === 'rnr';
        return { send: this.#flush(), events: [] };
      }
      case 'interrupt':
        return this.#state !== 'open'
          ? nothing
          : {
              send: [{ ...this.#common(), type: 'interrupt-confirmation' }],
              events: [{ event: 'interrupt', bytes: packet.data }],
            };
      case 'interrupt-confirmation':
        this.#interrupting = false;
        return { send: this.#nextInterrupt(), events: [] };
      // A call on this connection is a mistake of the other side, and the rest has no meaning in XOT (RFC 1613 §6.4).
      case 'call':
      case 'rej':
      case 'restart':
      case 'restart-confirmation':
      case 'diagnostic':
        return nothing;
    }
  }

  #data({ ps, pr, data, qualified, more }: DataPacket): CallStep {
    const { diagnostics } = own;
    if (ps !== this.#expected || this.#distance(this.#told, ps) >= this.#sizes.window.in)
      return { send: this.reset(diagnostics.invalidPs), events: [] };
    if (!this.#acknowledged(pr)) return { send: this.reset(diagnostics.invalidPr), events: [] };
    if (data.length > this.#sizes.packet.in) return { send: this.reset(diagnostics.packetTooLong), events: [] };
    this.#expected = (ps + 1) % this.#request.modulo;
    const sent = this.#flush();
    return {
      send: [...sent, ...this.#acknowledge()],
      events: [{ event: 'data', bytes: data, qualified, last: !more }],
    };
  }

  /** Takes a P(R); false when it acknowledges what wasn't sent (X.25 §4.4.1.3). */
  #acknowledged(pr: number): boolean {
    if (pr >= this.#request.modulo) return false;
    if (this.#distance(this.#oldest, pr) > this.#distance(this.#oldest, this.#next)) return false;
    this.#oldest = pr;
    return true;
  }

  /** What the window lets go. */
  #flush(): X25Packet[] {
    const out: X25Packet[] = [];
    const { modulo } = this.#request;
    while (
      this.#state === 'open' &&
      !this.#peerBusy &&
      this.#queue.length > 0 &&
      this.#distance(this.#oldest, this.#next) < Math.min(this.#sizes.window.out, modulo - 1)
    ) {
      const [waiting] = this.#queue.splice(0, 1);
      if (waiting === undefined) break;
      // While the other side is held back, its window stays where it is.
      if (!this.#held) this.#told = this.#expected;
      out.push({ ...this.#common(), type: 'data', delivery: false, ps: this.#next, pr: this.#told, ...waiting });
      this.#next = (this.#next + 1) % modulo;
    }
    return out;
  }

  #acknowledge(): readonly X25Packet[] {
    if (this.#held || this.#state !== 'open' || this.#told === this.#expected) return [];
    this.#told = this.#expected;
    return [{ ...this.#common(), type: 'rr', pr: this.#told }];
  }

  #nextInterrupt(): readonly X25Packet[] {
    if (this.#state !== 'open' || this.#interrupting) return [];
    const data = this.#interrupts.shift();
    if (data === undefined) return [];
    this.#interrupting = true;
    return [{ ...this.#common(), type: 'interrupt', data }];
  }

  /** After a reset both directions begin at 0, and what was on its way is gone (X.25 §4.4.3). */
  #restart(): void {
    this.#next = 0;
    this.#oldest = 0;
    this.#expected = 0;
    this.#told = 0;
    this.#peerBusy = false;
    this.#interrupting = false;
  }

  #distance(from: number, to: number): number {
    const { modulo } = this.#request;
    return (to - from + modulo) % modulo;
  }

  #common() {
    return { channel: this.#channel, modulo: this.#request.modulo };
  }
}
