import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import type { Result } from '../../base/result.ts';
import type { PortRole, RadiusServerOptions } from './service.ts';

export interface ListenFailure {
  readonly kind: 'cannot-listen';
  readonly address: string;
  readonly port: number;
  /** The system's, as `EADDRINUSE`. */
  readonly code: string;
}

/** A bound port. */
export interface Listening {
  readonly role: PortRole;
  readonly address: string;
  readonly port: number;
}

/** Receives requests over UDP and answers them. */
export class RadiusServer {
  constructor(options: RadiusServerOptions & { readonly clock?: Clock; readonly random?: Random }) {
    void options;
  }
  /** Binds the ports; all or none. */
  start(): Promise<Result<readonly Listening[], ListenFailure>> {
    throw new Error('not there yet');
  }
  /** Closes the ports at once; what the handler answers later is not sent. */
  close(): Promise<void> {
    return Promise.resolve();
  }
}
