import type { Result } from '../../base/result.ts';
import type { Ending } from '../../sources/ppp/index.ts';
import type { BeforeStop, CallLeg, CallWish, SerialCalls } from './calls.ts';

/** PPP or SLIP on a line, one at a time: who ends it need not know whether it is only being started. */
export class LineCall {
  readonly #calls: Pick<SerialCalls, 'begin'>;
  #starting: Promise<Result<CallLeg, string>> | undefined;
  #leg: CallLeg | undefined;

  constructor(calls: Pick<SerialCalls, 'begin'>) {
    this.#calls = calls;
  }

  begin(wish: CallWish, before?: BeforeStop): Promise<Result<CallLeg, string>> {
    const starting = this.#calls.begin(wish, before).then((begun) => {
      this.#starting = undefined;
      if (begun.ok) this.#take(begun.value);
      return begun;
    });
    this.#starting = starting;
    return starting;
  }

  /** The call, once it has been started if that is under way. */
  async leg(): Promise<CallLeg | undefined> {
    await this.#starting;
    return this.#leg;
  }

  get there(): boolean {
    return this.#leg !== undefined;
  }

  end(why: Ending): void {
    if (this.#starting === undefined) this.#leg?.end(why);
    else void this.#starting.then(() => this.#leg?.end(why));
  }

  /** Resolves when there is none, nor one that is being started. */
  async over(): Promise<void> {
    await (await this.leg())?.ended;
  }

  #take(leg: CallLeg): void {
    this.#leg = leg;
    void leg.ended.then(() => {
      if (this.#leg === leg) this.#leg = undefined;
    });
  }
}
