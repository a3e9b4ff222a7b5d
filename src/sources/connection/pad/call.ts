import type { Counters } from '../../../accounting/record.ts';
import {
  type CallEvent,
  type CallRequest,
  decodePacket,
  encodePacket,
  encodeXot,
  VirtualCall,
  type X25Packet,
  XotReader,
} from '../../../protocols/x25/index.ts';
import type { Carrier } from '../carrier.ts';
import type { MeteredSocket } from '../metered-socket.ts';

/** A virtual call on its XOT connection. Counts what is in data packets, that of X.29 too, as a network that bills calls does. */
export class XotCall implements Carrier {
  readonly #socket: MeteredSocket;
  readonly #call: VirtualCall;
  readonly #reader = new XotReader();
  #bytesIn = 0n;
  #bytesOut = 0n;
  #packetsIn = 0n;
  #packetsOut = 0n;
  onTraffic: (() => void) | undefined;
  /** What happens on the call. */
  onEvent: (event: CallEvent) => void = () => {};
  /** Called after each packet that came, when its events are told and what could go has gone. */
  onPacket: () => void = () => {};
  /** What happened before somebody was there to see it. */
  readonly early: CallEvent[] = [];

  constructor(socket: MeteredSocket, request: CallRequest) {
    this.#socket = socket;
    this.#call = new VirtualCall(request);
    socket.on('data', (bytes: Buffer) => this.#receive(bytes));
    socket.on('end', () => socket.destroySoon());
  }

  get counters(): Counters {
    return {
      ...{ bytesIn: this.#bytesIn, bytesOut: this.#bytesOut },
      ...{ packetsIn: this.#packetsIn, packetsOut: this.#packetsOut },
    };
  }

  get closed(): boolean {
    return this.#socket.closed;
  }

  once(event: 'close', listener: () => void): void {
    this.#socket.once(event, listener);
  }

  /** Octets that wait for the window to open. */
  get waiting(): number {
    return this.#call.waiting;
  }

  start(): void {
    this.#send(this.#call.start());
  }

  send(bytes: Uint8Array, qualified = false): void {
    this.#send(this.#call.send(bytes, qualified));
  }

  interrupt(): void {
    this.#send(this.#call.interrupt(0));
  }

  reset(): void {
    this.#send(this.#call.reset());
  }

  hold(): void {
    this.#call.hold();
  }

  release(): void {
    this.#send(this.#call.release());
  }

  /** Clears the call; the connection closes once that is confirmed, or with {@link destroy}. */
  clear(): void {
    this.#send(this.#call.clear());
    if (this.#call.state === 'over') this.#socket.destroySoon();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #receive(bytes: Uint8Array): void {
    const packets = this.#reader.feed(bytes);
    // RFC 1613 §4.1: what isn't XOT ends the connection.
    if (!packets.ok) {
      this.#socket.destroy();
      return;
    }
    for (const octets of packets.value) {
      const packet = decodePacket(octets);
      // RFC 1613 §6.1: packets of unknown types are thrown away.
      if (!packet.ok) continue;
      if (packet.value.type === 'data') {
        this.#bytesIn += BigInt(packet.value.data.length);
        this.#packetsIn += 1n;
        this.onTraffic?.();
      }
      const { send, events } = this.#call.receive(packet.value);
      this.#send(send);
      for (const event of events) this.onEvent(event);
      this.onPacket();
      if (this.#call.state === 'over') this.#socket.destroySoon();
    }
  }

  #send(packets: readonly X25Packet[]): void {
    if (this.#socket.destroyed || packets.length === 0) return;
    for (const packet of packets) {
      if (packet.type !== 'data') continue;
      this.#bytesOut += BigInt(packet.data.length);
      this.#packetsOut += 1n;
      this.onTraffic?.();
    }
    this.#socket.write(Buffer.concat(packets.map((packet) => encodeXot(encodePacket(packet)))));
  }
}
