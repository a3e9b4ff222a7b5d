import type { OpenSession } from '../../accounting/index.ts';
import type { ControlOutcome, DisconnectReason, SessionLimits, SessionOwner } from '../control/index.ts';
import type { ExecEnd } from './exec-types.ts';

/** What ends and limits EXEC sessions: the terminals. */
export interface ExecTerminals {
  endSession(key: number, why: ExecEnd): Promise<boolean>;
  /** Whole seconds without input; `undefined`: no such session. */
  idleOf(key: number): number | undefined;
  limitSession(key: number, limits: { readonly sessionTimeout?: number; readonly idleTimeout?: number }): boolean;
}

const ends = { radius: 'radius-disconnect', snmp: 'snmp-disconnect', clear: 'cleared' } as const satisfies Record<
  DisconnectReason,
  ExecEnd
>;

const outcome = (done: boolean): ControlOutcome => ({ outcome: done ? 'done' : 'not-found' });

/** EXEC sessions as others may end and change them. */
export class ExecOwner implements SessionOwner {
  readonly source = 'exec';
  readonly #terminals: ExecTerminals;

  constructor(terminals: ExecTerminals) {
    this.#terminals = terminals;
  }

  async disconnect({ key }: OpenSession, reason: DisconnectReason): Promise<ControlOutcome> {
    return outcome(await this.#terminals.endSession(key, ends[reason]));
  }

  idle({ key }: OpenSession): number | undefined {
    return this.#terminals.idleOf(key);
  }

  change({ key }: OpenSession, limits: SessionLimits): Promise<ControlOutcome> {
    return Promise.resolve(outcome(this.#terminals.limitSession(key, limits)));
  }
}
