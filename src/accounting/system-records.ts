import type { Clock } from '../base/clock.ts';
import type { EventLog } from '../base/event-log.ts';
import { BootRecord } from './boot-record.ts';
import type { EntryMaker } from './entries.ts';
import type { Identifiers } from './identifiers.ts';
import type { Journal } from './journal.ts';
import { metaNames } from './ledger-rows.ts';
import { nothing, type Plans } from './plans.ts';
import type { Facts } from './record.ts';
import { systemRecord } from './records.ts';
import type { ResolvedPlan } from './session.ts';

interface SystemRecordsDeps {
  readonly clock: Clock;
  readonly log: EventLog;
  readonly plans: Plans;
  readonly ids: Identifiers;
  readonly entries: EntryMaker;
  readonly journal: Journal;
  /** See `metaNames.role`; 0: none was ever told. */
  readonly role: number;
}

/** Lane of the records of switchovers, above those of sessions and names: one must not overtake the next. */
const switchoverLane = 2 ** 33;

/** Records of the box itself: that it started, was switched on or off by configuration, changed its role, or ends. */
export class SystemRecords {
  /** The boot's record, for which others may have to wait. */
  readonly boot = new BootRecord();
  readonly #deps: SystemRecordsDeps;
  #plan: ResolvedPlan = nothing;
  #role: number;

  constructor(deps: SystemRecordsDeps) {
    this.#deps = deps;
    this.#role = deps.role;
  }

  /** The first configuration. Delivery is started when the record of it is stored, or when the disk fails. */
  begin(delivery: { start(): void; release(): void }): void {
    const { clock, entries, ids, journal, plans } = this.#deps;
    this.#plan = plans.for('system', 'default');
    if (this.#plan.rule === 'none') {
      this.boot.admit();
      delivery.start();
      return;
    }
    const { guaranteeFirst } = plans.config;
    if (!guaranteeFirst) this.boot.admit();
    const id = ids.take();
    const made = entries.make(this.#plan.ids, id, [systemRecord('on', id, clock.now(), 'reload')]);
    if (guaranteeFirst) {
      const first = made.entries.map((entry) => entry.id);
      this.boot.begin(first, clock, () => delivery.release());
    }
    // A failing disk delays neither what is stored already nor users: somebody has to see to it.
    const start = () => {
      delivery.start();
      if (journal.state().state === 'failing') this.boot.admit();
    };
    journal.storedOrHeld(journal.write({ entries: made.entries }, made.records)).then(start, start);
  }

  /** A later configuration: it may switch these records on or off, which is one itself. */
  reconfigured(): void {
    const before = this.#plan;
    this.#plan = this.#deps.plans.for('system', 'default');
    if (before.rule === 'none' && this.#plan.rule !== 'none') void this.#write(this.#plan, 'on', 'reconfigure');
    else if (before.rule !== 'none' && this.#plan.rule === 'none') void this.#write(before, 'off', 'reconfigure');
  }

  /** See {@link Accounting.switchover}. */
  async switchover(role: 'active' | 'standby'): Promise<void> {
    const { ids, journal, plans } = this.#deps;
    const before = this.#role;
    this.#role = role === 'active' ? 2 : 1;
    if (before === this.#role) return;
    journal.meta(metaNames.role, this.#role);
    if (before !== 0 && !plans.config.redundancySuppressSystemRecords && this.#plan.rule !== 'none')
      await this.#write(this.#plan, role === 'active' ? 'on' : 'off', 'switchover', ids.take(), switchoverLane);
  }

  /** The box ends. */
  async shutdown(): Promise<void> {
    if (this.#plan.rule !== 'none') await this.#write(this.#plan, 'off', 'shutdown');
  }

  async #write(
    plan: ResolvedPlan,
    kind: 'on' | 'off',
    reason: NonNullable<Facts['reason']>,
    id = this.#deps.ids.take(),
    lane = id,
  ): Promise<void> {
    const { clock, entries, journal, log } = this.#deps;
    log.debug('aaa accounting', () => `AAA/ACCT/EVENT: SYSTEM ${kind} ${reason}`);
    const made = entries.make(plan.ids, lane, [systemRecord(kind, id, clock.now(), reason)]);
    try {
      await journal.write({ entries: made.entries }, made.records);
    } catch {
      // The journal has told the operator; there is nobody else to tell.
    }
  }
}
