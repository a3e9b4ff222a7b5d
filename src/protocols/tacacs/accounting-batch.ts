import type { AccountingArrival, AccountingVerdict, TacacsHandlers, TacacsServerOptions } from './server-options.ts';

const stored: AccountingVerdict = { status: 'success' };

/** Collects the accounting requests of one turn of the event loop and hands them to the handler as one batch. */
export class AccountingBatcher {
  readonly #handlers: TacacsHandlers;
  readonly #observe: TacacsServerOptions['observe'];
  #arrivals: AccountingArrival[] = [];
  #answers: ((verdict: AccountingVerdict) => void)[] = [];

  constructor(handlers: TacacsHandlers, observe: TacacsServerOptions['observe']) {
    this.#handlers = handlers;
    this.#observe = observe;
  }

  /** `answer` is called exactly once, after the batch's promise has settled. */
  add(arrival: AccountingArrival, answer: (verdict: AccountingVerdict) => void): void {
    if (this.#arrivals.length === 0) setImmediate(() => void this.#run());
    this.#arrivals.push(arrival);
    this.#answers.push(answer);
  }

  async #run(): Promise<void> {
    const arrivals = this.#arrivals;
    const answers = this.#answers;
    this.#arrivals = [];
    this.#answers = [];
    let verdicts: readonly AccountingVerdict[] | undefined;
    try {
      if (this.#handlers.account === undefined) verdicts = refuseAll(arrivals, 'accounting is not served');
      else verdicts = await this.#handlers.account(arrivals);
    } catch (error) {
      for (const { peer } of arrivals.slice(0, 1)) this.#observe?.({ event: 'handler-failed', peer, error });
      verdicts = refuseAll(arrivals, 'the record was not stored');
    }
    answers.forEach((answer, i) => {
      answer(verdicts === undefined ? stored : (verdicts[i] ?? { status: 'error', message: 'no verdict' }));
    });
  }
}

const refuseAll = (arrivals: readonly AccountingArrival[], message: string): readonly AccountingVerdict[] =>
  arrivals.map(() => ({ status: 'error', message }));
