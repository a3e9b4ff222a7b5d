import type { Clock, Timer } from '../../base/clock.ts';

/** How long charon may be away before its sessions are over; and for how long sessions of the former life wait for it. */
const lossGrace = 5000;
const startGrace = 30_000;

export interface AbsenceDeps {
  readonly clock: Clock;
  /** Whether a charon that cannot be reached lives all the same; absent: that cannot be told, and it does not. */
  readonly lives?: (() => boolean) | undefined;
  /** charon has been away for too long. @param at when it went, milliseconds since 1970 */
  readonly over: (at: number) => void;
}

/** A charon that is away: waited for, and given up, unless its tunnels are seen to carry on without us. */
export class Absence {
  readonly #deps: AbsenceDeps;
  #lostAt: number | undefined;
  #timer: Timer | undefined;

  constructor(deps: AbsenceDeps) {
    this.#deps = deps;
  }

  /** When charon was lost, or now if that is not known. */
  get since(): number {
    return this.#lostAt ?? this.#deps.clock.now();
  }

  /** charon was never met. */
  begin(): void {
    this.#wait(startGrace);
  }

  /** The connection to charon ended. @param up it was there until now */
  lost(up: boolean): void {
    if (up) this.#lostAt = this.#deps.clock.now();
    this.#wait(lossGrace);
  }

  /** It is there, or known to be gone. */
  end(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#lostAt = undefined;
  }

  #wait(milliseconds: number): void {
    this.#timer?.cancel();
    this.#timer = this.#deps.clock.after(milliseconds, () => {
      // What became of its tunnels is told when it can be asked again.
      if (this.#deps.lives?.() === true) return this.#wait(lossGrace);
      const at = this.since;
      this.end();
      this.#deps.over(at);
    });
  }
}
