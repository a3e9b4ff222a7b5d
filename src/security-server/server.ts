import type { Clock } from '../base/clock.ts';
import type { EventLog } from '../base/event-log.ts';
import type { Random } from '../base/random.ts';
import type { SecurityServerConfig } from './config.ts';

export interface SecurityServerDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: EventLog;
}

/** A running security server. */
export interface SecurityServer {
  /** The ports really bound. */
  readonly ports: { readonly radiusAuth?: number; readonly radiusAcct?: number; readonly tacacs?: number };
  /** Resolves when every record acknowledged before the call is in the `record` table. */
  assembled(): Promise<void>;
  /** Stops listening, assembles what is left, closes the databases. */
  stop(): Promise<void>;
}

/** Starts the server; resolves when all ports listen. Rejects when a port or the store cannot be had. */
export async function runSecurityServer(
  _config: SecurityServerConfig,
  _deps: SecurityServerDeps,
): Promise<SecurityServer> {
  throw new Error('not yet');
}
