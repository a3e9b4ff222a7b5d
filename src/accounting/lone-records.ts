import type { Clock } from '../base/clock.ts';
import type { EventLog } from '../base/event-log.ts';
import { isWanted } from './beginnings.ts';
import type { AccountingConfig } from './config.ts';
import { debugEvent, debugRecord, debugSession } from './debug-lines.ts';
import { maskCommand } from './masking.ts';
import type { Plans } from './plans.ts';
import type { AccountingRecord, Facts } from './record.ts';
import { commandRecord, failedLoginRecord } from './records.ts';
import type { LedgerSession } from './session.ts';

/** Facts as records may say them: secrets of a command are masked, unless `visible-keys` shows them. */
export function masked(facts: Facts, { visibleKeys }: AccountingConfig): Facts {
  if (facts.command === undefined || visibleKeys) return facts;
  return { ...facts, command: maskCommand(facts.command) };
}

/** Whether a login that became no session makes a Stop: by whether, and by whom, the user was authenticated. */
function wantsLoneStop(config: AccountingConfig, { authentic, vrf }: Facts, negotiation: boolean): boolean {
  if (config.sendStopAlways) return true;
  const inTable = (on: 'failure' | 'success') => config.sendStopVrfs?.some((one) => one.on === on && one.vrf === vrf);
  const failed = authentic === undefined || negotiation;
  if (failed && (config.sendStopAuthenticationFailure || inTable('failure'))) return true;
  const remote = authentic === 'radius' || authentic === 'remote';
  return remote && (config.sendStopAuthenticationSuccess || inTable('success') === true);
}

interface LoneRecordsDeps {
  readonly clock: Clock;
  readonly log: EventLog;
  readonly plans: Plans;
  readonly get: (key: number) => LedgerSession | undefined;
  /** A session id that was never given. */
  readonly takeId: () => number;
  readonly write: (record: AccountingRecord, destinations: readonly number[], lane: number) => Promise<void>;
}

/** Records of what is no session: commands, and logins that became none. */
export class LoneRecords {
  readonly #deps: LoneRecordsDeps;

  constructor(deps: LoneRecordsDeps) {
    this.#deps = deps;
  }

  async command(list: string, level: number, facts: Facts, parent: number | undefined): Promise<void> {
    const { clock, get, log, plans } = this.#deps;
    const plan = plans.for('commands', list, level);
    if (plan.rule === 'none' || !isWanted(facts, plans.config.suppressNullUsername)) return;
    const id = this.#deps.takeId();
    const session = parent === undefined ? undefined : get(parent);
    const sessionId = session !== undefined && plans.context.sessionId === 'common' ? session.sessionId : id;
    debugSession(log, { type: 'commands', key: id }, `Pick method ${plans.choice('commands', list, {}, level)}`);
    debugEvent(log, { type: 'commands', key: id }, undefined);
    debugRecord(log, { type: 'commands', key: id }, 'stop');
    const record = commandRecord(sessionId, id, clock.now(), masked(facts, plans.config));
    // In the lane of its EXEC session: after its Start, before its Stop.
    await this.#deps.write(record, plan.ids, parent ?? id);
  }

  async failedLogin(list: string, facts: Facts, type: 'exec' | 'network', negotiation: boolean): Promise<void> {
    const { clock, log, plans } = this.#deps;
    const plan = plans.forSession(type, list, facts);
    if (!wantsLoneStop(plans.config, facts, negotiation) || plan.rule === 'none') return;
    if (!isWanted(facts, plans.config.suppressNullUsername)) return;
    const id = this.#deps.takeId();
    const chosen = plans.choice(type, list, facts);
    debugSession(log, { type, key: id }, `Pick method ${chosen}`);
    debugEvent(log, { type, key: id }, 'FAILED');
    debugRecord(log, { type, key: id }, 'stop');
    await this.#deps.write(failedLoginRecord(id, clock.now(), masked(facts, plans.config), type), plan.ids, id);
  }
}
