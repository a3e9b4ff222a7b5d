import type { OpenSession } from '../../accounting/index.ts';
import type { ControlOutcome, DisconnectReason, SessionLimits, SessionOwner } from '../control/index.ts';
import type { ConnectionSource } from './connection-source.ts';
import type { ConnectionEnd } from './connection-types.ts';

const ends = { radius: 'radius-disconnect', snmp: 'snmp-disconnect', clear: 'cleared' } as const satisfies Record<
  DisconnectReason,
  ConnectionEnd
>;

/** Outbound connections as others may end and limit them. */
export class ConnectionOwner implements SessionOwner {
  readonly source = 'connection';
  readonly #connections: Pick<ConnectionSource, 'drop' | 'limit' | 'idle'>;

  constructor(connections: Pick<ConnectionSource, 'drop' | 'limit' | 'idle'>) {
    this.#connections = connections;
  }

  async disconnect({ key }: OpenSession, reason: DisconnectReason): Promise<ControlOutcome> {
    return { outcome: (await this.#connections.drop(key, ends[reason])) ? 'done' : 'not-found' };
  }

  change({ key }: OpenSession, limits: SessionLimits): Promise<ControlOutcome> {
    return Promise.resolve({ outcome: this.#connections.limit(key, limits) ? 'done' : 'not-found' });
  }

  idle({ key }: OpenSession): number | undefined {
    return this.#connections.idle(key);
  }
}
