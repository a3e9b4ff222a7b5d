import type { Clock, Timer } from '../../base/clock.ts';
import type { CryptoSession } from './sessions/session.ts';

/** How long before charon would rekey by itself it is told to, milliseconds. */
const lead = 3000;
/** For how long the counters of a pair of SAs are read while it is being replaced, and how often, milliseconds. */
const patience = 5000;
const pause = 3;

export interface RekeyingDeps {
  readonly clock: Clock;
  /** Reads the counters of an IKE SA and its children; false: charon is away. */
  readonly read: (ikeId: number) => Promise<boolean>;
  /** Tells charon to rekey a pair of SAs; false: it did not. */
  readonly rekey: (childId: number) => Promise<boolean>;
}

/**
 * When charon itself begins the rekey of an IKEv2 child, what went out since the counters were last read is lost: the
 * outbound SA is taken away unread. So the rekey is begun from here, a moment before charon would, and the counters are
 * read up to then without a pause. charon's own time stands: it rekeys when this program is not there.
 */
export class Rekeying {
  readonly #deps: RekeyingDeps;
  readonly #timers = new Map<string, Timer>();

  constructor(deps: RekeyingDeps) {
    this.#deps = deps;
  }

  /** Plans the rekeys of a session's children. Call it when its SAs were reported. */
  plan(session: CryptoSession): void {
    if (session.peer.version === 1) return;
    const { clock } = this.#deps;
    for (const [key, { report, old, at }] of session.children) {
      if (old || report?.rekey === undefined || this.#timers.has(key)) continue;
      // Half of a very short life is left to the pair of SAs.
      const whole = report.rekey * 1000;
      const wait = Math.max(whole / 2, whole - lead) - (clock.now() - at);
      this.#timers.set(
        key,
        clock.after(Math.max(0, wait), () => void this.#drive(session, key).finally(() => this.#timers.delete(key))),
      );
    }
  }

  /** Forgets what belongs to children that are gone. */
  prune(alive: (childKey: string) => boolean): void {
    for (const [key, timer] of this.#timers)
      if (!alive(key)) {
        timer.cancel();
        this.#timers.delete(key);
      }
  }

  stop(): void {
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }

  async #drive(session: CryptoSession, key: string): Promise<void> {
    const { clock, read, rekey } = this.#deps;
    const ikeOf = (): number | undefined => [...session.ikes.values()][0]?.report.id;
    const first = ikeOf();
    const report = session.children.get(key)?.report;
    if (first === undefined || report === undefined || session.children.get(key)?.old !== false) return;
    if (!(await read(first)) || !(await rekey(report.id))) return;
    const until = clock.monotonic() + patience;
    while (session.children.get(key)?.old === false && clock.monotonic() < until) {
      const ike = ikeOf();
      if (ike === undefined || !(await read(ike))) return;
      await new Promise<void>((resolve) => void clock.after(pause, resolve));
    }
  }
}
