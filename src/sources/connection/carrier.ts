import type { Counters } from '../../accounting/record.ts';
import type { Result } from '../../base/result.ts';
import type { ConnectError } from './connection-types.ts';
import type { Remote } from './remote.ts';

/** What carries a connection and counts what goes over it: a TCP socket, an X.25 call, a LAT session. */
export interface Carrier {
  readonly counters: Counters;
  /** Called after every packet. */
  onTraffic: (() => void) | undefined;
  /** Nothing more will be counted. */
  readonly closed: boolean;
  once(event: 'close', listener: () => void): unknown;
}

/** A host that was reached: from now on there is a connection on the books. */
export interface Reached {
  readonly carrier: Carrier;
  /** Its address, as `show sessions` has it. */
  readonly address: string;
  /** What the records call it. */
  readonly host: string;
  /** Begins the protocol; on an error the carrier is closed. */
  speak(): Promise<Result<Remote, ConnectError>>;
}
