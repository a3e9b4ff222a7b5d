import type { Clock, Timer } from '../../base/clock.ts';
import type { CharonCommands } from './crypto-source.ts';
import { ikeReport } from './sessions/report-of.ts';
import type { SaInput } from './sessions/sa-report.ts';

export interface ReadingsDeps {
  readonly clock: Clock;
  /** Undefined: charon is away. */
  readonly client: () => Pick<CharonCommands, 'listSas'> | undefined;
  /** Which charon it is: what a former one said is of no use. */
  readonly charon: () => string;
  /** Takes what charon has. */
  readonly take: (list: SaInput & { readonly kind: 'list' }) => void;
  /** Everything was read. */
  readonly round: () => void;
}

/** Between two readings of all counters, milliseconds; longer when charon takes its time to answer. */
const period = 10_000;
/** Readings take no more than one part in so many of the time. */
const share = 50;

/** Asks charon for its SAs with their counters, one question at a time: all of them now and then, and when somebody wants to know. */
export class Readings {
  readonly #deps: ReadingsDeps;
  #last: Promise<unknown> = Promise.resolve();
  #fresh: Promise<void> | undefined;
  #round: Timer | undefined;
  #stopped = false;

  constructor(deps: ReadingsDeps) {
    this.#deps = deps;
  }

  /** Reads counters, of everything or of one IKE SA. False: charon is away. */
  read(ikeId?: number): Promise<boolean> {
    const read = this.#last.then(() => this.#now(ikeId));
    this.#last = read;
    return read;
  }

  /** Those who ask while charon is being asked share the next answer. */
  refresh(): Promise<void> {
    this.#fresh ??= Promise.resolve()
      .then(() => this.read())
      .then(() => {})
      .finally(() => {
        this.#fresh = undefined;
      });
    return this.#fresh;
  }

  /** Begins to read everything now and then. @param wait milliseconds until then, at least */
  arm(wait = 0): void {
    this.#round?.cancel();
    if (this.#stopped) return;
    this.#round = this.#deps.clock.after(Math.max(period, wait), () => {
      this.arm();
      void this.read();
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#round?.cancel();
  }

  async #now(ikeId: number | undefined): Promise<boolean> {
    const { clock, client, charon, take, round } = this.#deps;
    const asking = client();
    if (asking === undefined || this.#stopped) return false;
    const asked = clock.monotonic();
    const which = charon();
    const answer = await asking.listSas(ikeId === undefined ? {} : { ikeId });
    if (!answer.ok || client() === undefined || which !== charon()) return false;
    const ikes = answer.value.map((sa) => ikeReport(sa));
    take({ kind: 'list', ikes, asked, ...(ikeId === undefined ? {} : { scope: ikeId }) });
    if (ikeId !== undefined) return true;
    round();
    this.arm((clock.monotonic() - asked) * share);
    return true;
  }
}
