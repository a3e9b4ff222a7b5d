import type { Clock, Timer } from '../base/clock.ts';
import type { EventLog } from '../base/event-log.ts';
import type { AccountingConfig } from './config.ts';
import { debugRecord } from './debug-lines.ts';
import type { Plans } from './plans.ts';
import type { AccountingRecord, Facts } from './record.ts';
import { startRecord } from './records.ts';
import type { LedgerSession } from './session.ts';

/** Framed-IPv6-Prefix, Delegated-IPv6-Prefix, Framed-IPv6-Address (RFC 3162, 4818, 6911), as software passes them on. */
const hasIpv6 = ({ address, passed }: Facts): boolean =>
  address?.includes(':') === true || passed?.some((text) => /^(97|123|168):/.test(text)) === true;

/**
 * What `delay-start` says of a session: of one in a routing table the line that names the table, or the one for all; of
 * any other the line without a table.
 */
export function delayOf(
  { delayStart, delayStartVrfs }: Pick<AccountingConfig, 'delayStart' | 'delayStartVrfs'>,
  { vrf }: Facts,
): { readonly extended?: number } | undefined {
  if (vrf === undefined) return delayStart;
  return delayStartVrfs?.find((one) => one.vrf === vrf) ?? (delayStart?.all === true ? delayStart : undefined);
}

/** `suppress null-username`: no record without a user, except of what has none by its nature. */
export const isWanted = (facts: Facts, suppress: boolean): boolean =>
  !suppress || facts.vrrs !== undefined || (facts.user !== undefined && facts.user !== '');

interface BeginningsDeps {
  readonly clock: Clock;
  readonly log: EventLog;
  readonly plans: Plans;
  readonly get: (key: number) => LedgerSession | undefined;
  /** Records of the session are wanted from now on. */
  readonly begun: (session: LedgerSession) => void;
  /** The session has waited long enough: its Start may go. */
  readonly over: (session: LedgerSession) => void;
}

/** From when records of sessions are wanted, and the Starts. */
export class Beginnings {
  readonly #deps: BeginningsDeps;
  /** Sessions that have an address and wait a little for more. */
  readonly #waiting = new Map<number, Timer>();

  constructor(deps: BeginningsDeps) {
    this.#deps = deps;
  }

  /**
   * From when records of the session are wanted: from its start, or, under `suppress null-username`, from when a user is
   * known, or, under `delay-start`, from when a network session has its address. Returns the Start, when the plan has
   * one. A session of the former life that had not come so far has no user.
   * @param ending the address will not come any more
   */
  begin(session: LedgerSession, ending = false): AccountingRecord[] {
    const suppress = session.recovered || this.#deps.plans.config.suppressNullUsername;
    if (session.started || !isWanted(session.facts, suppress)) return [];
    if (!ending && this.#waits(session)) return [];
    session.started = true;
    if (!ending) this.#deps.begun(session);
    this.forget(session.key);
    if (session.plan.rule !== 'start-stop') return [];
    debugRecord(this.#deps.log, session, 'start');
    return [startRecord(session)];
  }

  /** `delay-start … extended-delay`: the Start goes when this is over, if nothing else has made it go. */
  awaitMore(session: LedgerSession): void {
    const { key, facts, recovered } = session;
    const wait = delayOf(this.#deps.plans.config, facts)?.extended ?? 0;
    if (session.started || recovered || wait === 0 || facts.address === undefined || this.#waiting.has(key)) return;
    if (session.type !== 'network' || session.owner !== undefined) return;
    const timer = this.#deps.clock.after(wait * 1000, () => {
      session.waited = true;
      this.#deps.over(session);
    });
    this.#waiting.set(key, timer);
  }

  /** The session does not wait any more. */
  forget(key: number): void {
    this.#waiting.get(key)?.cancel();
    this.#waiting.delete(key);
  }

  stop(): void {
    for (const timer of this.#waiting.values()) timer.cancel();
    this.#waiting.clear();
  }

  /** Of a service: for the Start of its session. Of a network session: for its addresses, under `delay-start`. */
  #waits({ type, facts, owner, waited }: LedgerSession): boolean {
    if (owner !== undefined) {
      const parent = this.#deps.get(owner);
      return parent !== undefined && parent.plan.rule !== 'none' && !parent.started;
    }
    const delay = type === 'network' ? delayOf(this.#deps.plans.config, facts) : undefined;
    if (delay === undefined) return false;
    if (facts.address === undefined) return true;
    return delay.extended !== undefined && !waited && !hasIpv6(facts);
  }
}
