import type { Clock } from '../../base/clock.ts';
import type { EventLog, Severity } from '../../base/event-log.ts';

/** Milliseconds within which the same complaint is made once. */
const quietTime = 10_000;
/** Different complaints remembered; a flood from made-up addresses must not fill the memory. */
const maxRemembered = 1000;

/**
 * What the server says to its operator. The same complaint is repeated at most every ten seconds, with how often it
 * was due meanwhile: anybody on the network can cause one.
 */
export class Reports {
  readonly #clock: Clock;
  readonly #log: EventLog;
  readonly #said = new Map<string, { at: number; unsaid: number }>();
  #failing = false;

  constructor(clock: Clock, log: EventLog) {
    this.#clock = clock;
    this.#log = log;
  }

  dropped(protocol: 'RADIUS' | 'TACACS+', reason: string, source: string): void {
    this.#complain(4, 'DROPPED', `${protocol} packet from ${source} dropped: ${reason}`);
  }

  /** Records could not be kept, so they were not answered. */
  notKept(error: unknown, records: number): void {
    this.#failing = true;
    const reason = error instanceof Error ? error.message : String(error);
    this.#complain(2, 'STORE_FAIL', `Records cannot be stored and are not acknowledged: ${reason}`, records);
  }

  /** Records were kept: says so if that failed before. */
  kept(): void {
    if (!this.#failing) return;
    this.#failing = false;
    this.#said.clear();
    this.#log.message('SECSRV', 5, 'STORE_OK', 'Records are stored and acknowledged again.');
  }

  #complain(severity: Severity, mnemonic: string, text: string, count = 1): void {
    const now = this.#clock.monotonic();
    const said = this.#said.get(text);
    if (said !== undefined && now - said.at < quietTime) {
      said.unsaid += count;
      return;
    }
    const more = said === undefined || said.unsaid === 0 ? '' : ` (${said.unsaid} more since)`;
    if (this.#said.size >= maxRemembered) this.#said.clear();
    this.#said.set(text, { at: now, unsaid: 0 });
    this.#log.message('SECSRV', severity, mnemonic, `${text}${more}.`);
  }
}
