import type { BatchHandler, Reply, ServerRequest } from './service.ts';

/** A request with what to do when its fate is known. */
export interface Job {
  readonly request: ServerRequest;
  /** With the reply; `undefined`: declined. */
  readonly answer: (reply: Reply | undefined) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Collects the requests of one turn of the event loop for a batch handler. The turn ends with its check phase
 * (`setImmediate`): by then every datagram that the poll phase read has arrived.
 */
export class Batcher {
  readonly #handle: BatchHandler;
  readonly #maxInFlight: number;
  readonly #maxBatch: number;
  #waiting: Job[] = [];
  #inFlight = 0;
  #scheduled = false;

  constructor(handle: BatchHandler, maxInFlight: number, maxBatch: number) {
    this.#handle = handle;
    this.#maxInFlight = maxInFlight;
    this.#maxBatch = maxBatch;
  }

  add(job: Job): void {
    this.#waiting.push(job);
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#flush();
    });
  }

  #flush(): void {
    while (this.#waiting.length > 0 && this.#inFlight < this.#maxInFlight) {
      const batch = this.#waiting.length <= this.#maxBatch ? this.#waiting : this.#waiting.slice(0, this.#maxBatch);
      this.#waiting = batch === this.#waiting ? [] : this.#waiting.slice(this.#maxBatch);
      this.#inFlight++;
      void this.#run(batch);
    }
  }

  async #run(batch: readonly Job[]): Promise<void> {
    try {
      const replies = await this.#handle(batch.map(({ request }) => request));
      batch.forEach(({ answer }, i) => {
        answer(replies[i]);
      });
    } catch (error) {
      for (const { fail } of batch) fail(error);
    } finally {
      this.#inFlight--;
      if (!this.#scheduled) this.#flush();
    }
  }
}
