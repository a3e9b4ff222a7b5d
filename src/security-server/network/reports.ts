import type { Clock, Timer } from '../../base/clock.ts';
import type { EventLog, Severity } from '../../base/event-log.ts';

/** Milliseconds within which the same complaint is made once. */
const quietTime = 10_000;
/** Milliseconds without a failure after which the store is not taken for failing: it may be that nobody sends any more. */
const memory = 60_000;
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
  readonly #storing: (failure: string | undefined) => void;
  #failing = false;
  /** Until when the failure is remembered; undefined: `storing` was told of none. */
  #remembered: Timer | undefined;

  /** @param storing told when records cannot be stored, and why; with `undefined` when they can again */
  constructor(clock: Clock, log: EventLog, storing: (failure: string | undefined) => void = () => {}) {
    this.#clock = clock;
    this.#log = log;
    this.#storing = storing;
  }

  dropped(protocol: 'RADIUS' | 'TACACS+', reason: string, source: string): void {
    this.#complain(4, 'DROPPED', `${protocol} packet from ${source} dropped: ${reason}`);
  }

  /** Records could not be kept, so they were not answered. */
  notKept(error: unknown, records: number): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#failing = true;
    if (this.#remembered === undefined) this.#storing(reason);
    this.#remembered?.cancel();
    this.#remembered = this.#clock.after(memory, () => this.#forget());
    this.#complain(2, 'STORE_FAIL', `Records cannot be stored and are not acknowledged: ${reason}`, records);
  }

  /** Records were kept: says so if that failed before. */
  kept(): void {
    if (!this.#failing) return;
    this.#failing = false;
    this.#forget();
    this.#said.clear();
    this.#log.message('SECSRV', 5, 'STORE_OK', 'Records are stored and acknowledged again.');
  }

  /** Ends what would keep the thread alive. */
  close(): void {
    this.#remembered?.cancel();
  }

  #forget(): void {
    this.#remembered?.cancel();
    this.#remembered = undefined;
    this.#storing(undefined);
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
