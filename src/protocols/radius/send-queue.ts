/**
 * Packets leave together at the end of a turn of the event loop. A server that is busy with the first of them is awake
 * for the rest, and their answers come together too: each packet then costs both sides less.
 */
export class SendQueue<T extends { readonly exchange: { leave(transmission: T): void } }> {
  #waiting: T[] = [];

  add(transmission: T): void {
    if (this.#waiting.push(transmission) === 1) setImmediate(() => this.#flush());
  }

  #flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const transmission of waiting) transmission.exchange.leave(transmission);
  }
}
