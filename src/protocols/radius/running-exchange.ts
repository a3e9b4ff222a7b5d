import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import { err, ok } from '../../base/result.ts';
import type { Attribute, RequestAttributes } from './attribute.ts';
import { verifyReply } from './authenticator.ts';
import { codes, replyCodes } from './codes.ts';
import { decodePacket } from './decode.ts';
import { encodeRequest } from './encode.ts';
import type {
  ClientEvent,
  ExchangeFailure,
  ExchangeHandle,
  ExchangeRequest,
  ExchangeResult,
  ServerEndpoint,
} from './exchange.ts';
import type { SendQueue } from './send-queue.ts';
import type { Applicant, OpenPort, Outstanding, ServerPorts } from './server-ports.ts';
import { errorCode } from './source-port.ts';
import type { TimerQueue, Waiting } from './timer-queue.ts';
import { view } from './view.ts';

/** A packet under way. Sent again as it is, it stays the same transmission. */
export interface Transmission extends Outstanding {
  readonly exchange: RunningExchange;
  readonly port: OpenPort<Transmission>;
  readonly octets: Uint8Array;
  /** Of its last sending: monotonic milliseconds, and which packet of the exchange it was. */
  sentAt: number;
  number: number;
}

/** What a running exchange needs of its client. */
export interface ExchangeCore {
  readonly clock: Clock;
  readonly random: Random;
  readonly timers: TimerQueue;
  readonly outgoing: SendQueue<Transmission>;
  readonly observer: ((event: ClientEvent) => void) | undefined;
  portsOf(server: ServerEndpoint): ServerPorts<Transmission>;
  networkError(server: ServerEndpoint, port: OpenPort<Transmission>, error: unknown): void;
}

const strict = { requireMessageAuthenticator: true } as const;
const lenient = { requireMessageAuthenticator: false } as const;

/** One exchange from start to end. */
export class RunningExchange implements Waiting, Applicant, ExchangeHandle {
  due = 0;
  line: Waiting['line'];
  before: Waiting | undefined;
  after: Waiting | undefined;
  finished = false;
  starting = true;
  readonly #core: ExchangeCore;
  readonly #request: ExchangeRequest;
  readonly #secret: Uint8Array;
  readonly #done: (result: ExchangeResult) => void;
  readonly #intervals: Iterator<number> | undefined;
  /** Packets sent. */
  #sent = 0;
  #interval = 0;
  /** Of the last packet; octets live on in the packet, here is how many. */
  #attributes: readonly Attribute[] | number = 0;
  #ports: ServerPorts<Transmission> | undefined;
  #last: Transmission | undefined;
  #earlier: Transmission[] | undefined;

  constructor(
    core: ExchangeCore,
    request: ExchangeRequest,
    secret: Uint8Array,
    done: (result: ExchangeResult) => void,
  ) {
    this.#core = core;
    this.#request = request;
    this.#secret = secret;
    this.#done = done;
    this.#intervals = request.schedule?.[Symbol.iterator]();
    this.#interval = this.#nextInterval() ?? 0;
  }

  #nextInterval(): number | undefined {
    if (this.#intervals === undefined) {
      const { timeoutMs = 5000, retransmit = 3 } = this.#request;
      return this.#sent <= retransmit ? timeoutMs : undefined;
    }
    const next = this.#intervals.next();
    return next.done ? undefined : next.value;
  }

  cancel(): void {
    this.fail('aborted');
  }

  /** The signal of the request fired. */
  handleEvent(): void {
    this.fail('aborted');
  }

  onIdentifier(): void {
    this.transmit();
  }

  onNoPort(code: string): void {
    this.#finish(err({ kind: 'no-source-port', code, transmissions: this.#sent }));
  }

  /** Sends the next packet, or waits for an identifier. */
  transmit(): void {
    if (this.finished) return;
    const { attributes: wanted } = this.#request;
    const attributes = typeof wanted === 'function' ? wanted(this.#sent + 1) : wanted;
    const last = this.#last;
    if (last !== undefined && sameAttributes(attributes, this.#attributes, last.octets)) {
      this.#send(last, false);
      return;
    }
    // While it holds an identifier, the ports it holds it on stay the server's.
    this.#ports ??= this.#core.portsOf(this.#request.server);
    const ports = this.#ports;
    const slot = ports.take(this);
    if (slot === undefined) return;
    const port = ports.portOf(slot);
    const encoded = encodeRequest(
      {
        code: this.#request.code,
        identifier: slot & 255,
        attributes,
        secret: this.#secret,
        messageAuthenticator: this.#request.messageAuthenticator,
      },
      this.#core.random,
    );
    if (!encoded.ok) {
      ports.release(slot);
      this.#finish(err({ kind: 'unencodable', error: encoded.error, transmissions: this.#sent }));
      return;
    }
    const transmission: Transmission = { slot, exchange: this, port, octets: encoded.value, sentAt: 0, number: 0 };
    port.outstanding[slot & 255] = transmission;
    if (last !== undefined) {
      this.#earlier ??= [];
      this.#earlier.push(last);
    }
    this.#last = transmission;
    this.#attributes = attributes instanceof Uint8Array ? attributes.length : attributes;
    this.#send(transmission, true);
  }

  #send(transmission: Transmission, fresh: boolean): void {
    const core = this.#core;
    const { port, octets } = transmission;
    this.#sent++;
    transmission.number = this.#sent;
    const now = core.clock.monotonic();
    transmission.sentAt = now;
    core.outgoing.add(transmission);
    core.timers.add(this, this.#interval, now);
    // Written out, as there are many of these: spreading costs.
    if (this.#observed)
      this.#emit({
        kind: 'sent',
        server: this.#request.server,
        sourcePort: port.number,
        identifier: transmission.slot & 255,
        request: this.#request,
        transmission: this.#sent,
        retransmission: this.#sent > 1,
        fresh,
        octets,
        at: now,
      });
  }

  /** Its turn has come, see `SendQueue`. Nothing leaves for an exchange that has ended meanwhile. */
  leave({ port, octets }: Transmission): void {
    if (this.finished) return;
    port.socket.send(octets, (error) => {
      if (!error || this.finished) return;
      this.#core.networkError(this.#request.server, port, error);
      // The error belongs to a packet before this one, and this one did not leave: once more.
      if (errorCode(error) === 'ECONNREFUSED') port.socket.send(octets, () => {});
    });
  }

  /** The interval has passed. */
  expire(): void {
    const waitedMs = this.#interval;
    const next = this.#nextInterval();
    const last = next === undefined;
    if (this.#last !== undefined && this.#observed)
      this.#emit({ kind: 'timeout', ...this.#about(this.#last), waitedMs, last });
    if (this.finished) return;
    if (last) {
      this.#finish(err({ kind: 'timeout', transmissions: this.#sent }));
      return;
    }
    this.#interval = next;
    this.transmit();
  }

  /** Octets of good form with the identifier of one of this exchange's packets. */
  receive(transmission: Transmission, octets: Uint8Array): void {
    const request = this.#request;
    const code = octets[0] ?? 0;
    if (!replyCodes[request.code]?.includes(code)) {
      if (this.#observed) this.#emit({ kind: 'unexpected-code', ...this.#about(transmission), code, octets });
      return;
    }
    const required = request.requireMessageAuthenticator ?? request.code === codes['Access-Request'];
    const verdict = verifyReply(octets, transmission.octets, this.#secret, required ? strict : lenient);
    if (verdict !== 'ok') {
      if (this.#observed) this.#emit({ kind: 'bad-authenticator', ...this.#about(transmission), verdict, octets });
      return;
    }
    const decoded = decodePacket(octets);
    if (!decoded.ok) return;
    const packet = decoded.value;
    const at = this.#core.clock.monotonic();
    const rttMs = at - transmission.sentAt;
    const identifier = transmission.slot & 255;
    const sourcePort = transmission.port.number;
    if (this.#observed)
      this.#emit({
        kind: 'answered',
        server: request.server,
        sourcePort,
        identifier,
        request,
        transmission: transmission.number,
        packet,
        octets,
        rttMs,
        at,
      });
    const requestAuthenticator = view(transmission.octets, 4, 20);
    this.#finish(ok({ packet, rttMs, transmissions: this.#sent, sourcePort, identifier, requestAuthenticator }));
  }

  fail(kind: 'aborted' | 'closed'): void {
    const failure: ExchangeFailure = { kind, transmissions: this.#sent };
    this.#finish(err(failure));
  }

  #finish(result: ExchangeResult): void {
    if (this.finished) return;
    this.finished = true;
    this.#core.timers.remove(this);
    this.#request.signal?.removeEventListener('abort', this);
    const ports = this.#ports;
    if (this.#last !== undefined && ports !== undefined) {
      if (this.#earlier !== undefined) for (const { slot } of this.#earlier) ports.release(slot);
      ports.release(this.#last.slot);
    }
    if (this.starting) queueMicrotask(() => this.#done(result));
    else this.#done(result);
  }

  get #observed(): boolean {
    return this.#core.observer !== undefined || this.#request.observe !== undefined;
  }

  #emit(event: ClientEvent): void {
    this.#core.observer?.(event);
    this.#request.observe?.(event);
  }

  #about(transmission: Transmission): {
    server: ServerEndpoint;
    sourcePort: number;
    identifier: number;
    request: ExchangeRequest;
    transmission: number;
  } {
    return {
      server: this.#request.server,
      sourcePort: transmission.port.number,
      identifier: transmission.slot & 255,
      request: this.#request,
      transmission: transmission.number,
    };
  }
}

/** Whether attributes would be written as those of the packet, its last octets, were. */
function sameAttributes(a: RequestAttributes, b: readonly Attribute[] | number, packet: Uint8Array): boolean {
  if (a instanceof Uint8Array)
    return a.length === b && Buffer.compare(a, packet.subarray(packet.length - a.length)) === 0;
  if (a === b) return true;
  if (typeof b === 'number' || a.length !== b.length) return false;
  return a.every((attribute, i) => {
    const other = b[i];
    return (
      other !== undefined &&
      attribute.type === other.type &&
      attribute.vendor === other.vendor &&
      attribute.vendorType === other.vendorType &&
      attribute.joined === other.joined &&
      attribute.conceal === other.conceal &&
      Buffer.compare(attribute.value, other.value) === 0
    );
  });
}
