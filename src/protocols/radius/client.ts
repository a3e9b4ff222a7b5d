import { type Clock, systemClock } from '../../base/clock.ts';
import { type Random, systemRandom } from '../../base/random.ts';
import type { ClientEvent, ExchangeHandle, ExchangeRequest, ExchangeResult, ServerEndpoint } from './exchange.ts';

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

/** Sends requests over UDP and finds their answers. */
export class RadiusClient {
  constructor(options: RadiusClientOptions = {}) {
    void options;
  }
  /** Runs an exchange; never rejects. */
  exchange(request: ExchangeRequest): Promise<ExchangeResult> {
    return new Promise((resolve) => this.start(request, resolve));
  }
  /** The same with a callback, without a promise per exchange. */
  start(request: ExchangeRequest, done: (result: ExchangeResult) => void): ExchangeHandle {
    throw new Error(`not there yet ${request.code} ${done.length} ${systemClock.now()} ${systemRandom.fraction()}`);
  }
  /** Asks a server whether it is there (Status-Server, RFC 5997). */
  probe(
    server: ServerEndpoint,
    options: Omit<ExchangeRequest, 'server' | 'code' | 'attributes'> = {},
  ): Promise<ExchangeResult> {
    return this.exchange({ ...options, server, code: 12, attributes: [] });
  }
  /** Ends every exchange with `closed` and closes the sockets. */
  close(): Promise<void> {
    return Promise.resolve();
  }
}
