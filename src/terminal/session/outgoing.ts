/** Characters that are collected before they go out without waiting for the end of the turn. */
const enough = 16_384;

/**
 * Collects what is written within one turn of the event loop and sends it as one: a packet of SSH costs the same for a
 * character and for a page.
 */
export class Outgoing {
  readonly #send: (data: string | Uint8Array) => boolean;
  #waiting = '';
  #scheduled = false;
  #blocked = false;

  /** @param send hands text or bytes to the stream; false when the peer is slow */
  constructor(send: (data: string | Uint8Array) => boolean) {
    this.#send = send;
  }

  /** False when the peer is slow: wait until the stream has drained. */
  write(text: string): boolean {
    this.#waiting += text;
    if (this.#waiting.length >= enough) this.flush();
    else if (!this.#scheduled) {
      this.#scheduled = true;
      setImmediate(() => {
        this.#scheduled = false;
        this.flush();
      });
    }
    return !this.#blocked;
  }

  /** Sends bytes as they are, after what was collected. */
  bytes(bytes: Uint8Array): boolean {
    this.flush();
    if (!this.#send(bytes)) this.#blocked = true;
    return !this.#blocked;
  }

  /** Sends at once what was collected. */
  flush(): void {
    const text = this.#waiting;
    this.#waiting = '';
    if (text !== '' && !this.#send(text)) this.#blocked = true;
  }

  /** The stream has drained. */
  drained(): void {
    this.#blocked = false;
  }
}
