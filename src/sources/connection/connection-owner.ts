import type { OpenSession } from '../../accounting/index.ts';
import type { ControlOutcome, DisconnectReason, SessionOwner } from '../control/index.ts';
import type { ConnectionSource } from './connection-source.ts';
import type { ConnectionEnd } from './connection-types.ts';

const ends = { radius: 'radius-disconnect', snmp: 'snmp-disconnect', clear: 'cleared' } as const satisfies Record<
  DisconnectReason,
  ConnectionEnd
>;

/** Outbound connections as others may end them. Their limits are those of the line: nobody else changes them. */
export class ConnectionOwner implements SessionOwner {
  readonly source = 'connection';
  readonly #connections: Pick<ConnectionSource, 'drop'>;

  constructor(connections: Pick<ConnectionSource, 'drop'>) {
    this.#connections = connections;
  }

  async disconnect({ key }: OpenSession, reason: DisconnectReason): Promise<ControlOutcome> {
    return { outcome: (await this.#connections.drop(key, ends[reason])) ? 'done' : 'not-found' };
  }

  change(): Promise<ControlOutcome> {
    return Promise.resolve({ outcome: 'unsupported' });
  }
}
