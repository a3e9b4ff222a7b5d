import type { FakeClock } from '../../base/clock.ts';
import { seededRandom } from '../../base/random.ts';
import { err, ok } from '../../base/result.ts';
import {
  type Attribute,
  type ClientEvent,
  decodePacket,
  type ExchangeHandle,
  type ExchangeRequest,
  type ExchangeResult,
  encodeRequest,
  type Packet,
  type RadiusClientOptions,
} from '../../protocols/radius/index.ts';
import type { RadiusTransport } from '../servers/radius-exchange.ts';

/** What a fake server does with one transmission. */
export type Behaviour = (
  request: Packet,
  port: number,
) => { readonly code: number; readonly attributes?: readonly Attribute[] } | 'silent' | 'bad-authenticator';

/** One packet that was sent. */
export interface SentPacket {
  /** Milliseconds of the fake clock. */
  readonly at: number;
  readonly port: number;
  readonly packet: Packet;
}

/** A RADIUS client without network: servers are functions by port, time is the fake clock's. */
export class FakeRadius implements RadiusTransport {
  readonly sent: SentPacket[] = [];
  readonly #clock: FakeClock;
  readonly #behaviours: Map<number, Behaviour>;
  readonly #options: RadiusClientOptions;
  #identifier = 0;
  closed = false;

  constructor(clock: FakeClock, behaviours: Map<number, Behaviour>, options: RadiusClientOptions) {
    this.#clock = clock;
    this.#behaviours = behaviours;
    this.#options = options;
  }

  start(request: ExchangeRequest, done: (result: ExchangeResult) => void): ExchangeHandle {
    this.#transmit(request, [...(request.schedule ?? [5000])], 1, done);
    return { cancel() {} };
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }

  #transmit(
    request: ExchangeRequest,
    intervals: readonly number[],
    transmission: number,
    done: (result: ExchangeResult) => void,
  ): void {
    const { server, code } = request;
    const attributes = typeof request.attributes === 'function' ? request.attributes(transmission) : request.attributes;
    const identifier = this.#identifier++ & 255;
    const encoded = encodeRequest({ code, identifier, attributes, secret: server.secret }, seededRandom(identifier));
    if (!encoded.ok) {
      done(err({ kind: 'unencodable', error: encoded.error, transmissions: transmission - 1 }));
      return;
    }
    const octets = encoded.value;
    const decoded = decodePacket(octets);
    if (!decoded.ok) throw new Error('the fake wrote what it cannot read');
    const packet = attributes instanceof Uint8Array ? decoded.value : { ...decoded.value, attributes };
    const of = { request, server, sourcePort: 1645, identifier, transmission };
    const say = (event: ClientEvent): void => this.#options.observe?.(event);
    this.sent.push({ at: this.#clock.monotonic(), port: server.port, packet });
    say({ ...of, kind: 'sent', retransmission: transmission > 1, fresh: true, octets, at: this.#clock.monotonic() });
    const behaviour = this.#behaviours.get(server.port) ?? (() => 'silent' as const);
    const answer = behaviour(packet, server.port);
    if (typeof answer === 'object') {
      const reply: Packet = {
        code: answer.code,
        identifier,
        authenticator: new Uint8Array(16),
        attributes: answer.attributes ?? [],
      };
      this.#clock.after(1, () => {
        say({
          ...of,
          kind: 'answered',
          packet: reply,
          octets: new Uint8Array(20),
          rttMs: 1,
          at: this.#clock.monotonic(),
        });
        done(ok({ packet: reply, rttMs: 1, transmissions: transmission, sourcePort: 1645, identifier }));
      });
      return;
    }
    if (answer === 'bad-authenticator')
      say({ ...of, kind: 'bad-authenticator', verdict: 'bad-authenticator', octets: new Uint8Array(20) });
    const wait = intervals[transmission - 1] ?? 0;
    this.#clock.after(wait, () => {
      const last = transmission >= intervals.length;
      say({ ...of, kind: 'timeout', waitedMs: wait, last });
      if (last) done(err({ kind: 'timeout', transmissions: transmission }));
      else this.#transmit(request, intervals, transmission + 1, done);
    });
  }
}
