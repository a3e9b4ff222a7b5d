import type { Clock, Timer } from '../../base/clock.ts';
import { runs, signal } from './programs.ts';
import type { CallSpool } from './spool.ts';

/** Milliseconds that a program has to end after it was asked. */
const patience = 10_000;
/** Milliseconds that the keeper of a program has to write down its end. */
const grace = 5000;

/** The program of a call, which another life of the daemon may have started: whether it lives, and how it ends. */
export class CallProgram {
  readonly #clock: Clock;
  readonly #spool: Pick<CallSpool, 'pid' | 'exit'>;
  readonly #mark: string;
  #launched = true;
  /** When it was found gone without a word. */
  #missing: number | undefined;
  #killer: Timer | undefined;

  /** @param mark a word among its arguments that no other program has */
  constructor(clock: Clock, spool: Pick<CallSpool, 'pid' | 'exit'>, mark: string) {
    this.#clock = clock;
    this.#spool = spool;
    this.#mark = mark;
  }

  /** It is still there, or has just been started. */
  get alive(): boolean {
    const pid = this.#spool.pid();
    return pid === undefined ? this.#launched && this.#spool.exit() === undefined : runs(pid, this.#mark);
  }

  /** Its keeper has gone. */
  left(): void {
    this.#launched = false;
  }

  /** Asks it to end, and sees to it. Does nothing the second time, or while it does not run yet. */
  stop(): void {
    const pid = this.#spool.pid();
    if (pid === undefined || this.#killer !== undefined) return;
    signal(pid, this.#mark, 'SIGTERM');
    this.#killer = this.#clock.after(patience, () => signal(pid, this.#mark, 'SIGKILL'));
  }

  /**
   * How it ended, once it has; without a status when nobody saw it.
   * @param last nobody will write anything down any more
   */
  end(last: boolean): { readonly status: number | undefined } | undefined {
    const status = this.#spool.exit();
    const now = this.#clock.monotonic();
    // Gone without a word: its keeper may be writing still.
    this.#missing = this.alive ? undefined : (this.#missing ?? now);
    const given = this.#missing !== undefined && (last || now - this.#missing >= grace);
    return status !== undefined || given ? { status } : undefined;
  }

  /** Takes no more care of it. */
  release(): void {
    this.#killer?.cancel();
  }
}
