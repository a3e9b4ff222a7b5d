/** Notices that wait for a slow terminal; more are dropped and counted. */
const mostNotices = 200;

export interface NoticeScreen {
  /** Whether lines can be shown now. Whoever says no calls `flushLater` when they can. */
  free(): boolean;
  show(lines: readonly string[]): void;
}

/** Lines that come up while somebody else has the terminal: they wait until it is free, and too many of them are dropped. */
export class Notices {
  readonly #screen: NoticeScreen;
  #lines: string[] = [];
  #dropped = 0;
  #flushing = false;

  constructor(screen: NoticeScreen) {
    this.#screen = screen;
  }

  add(line: string): void {
    if (this.#lines.length >= mostNotices) this.#dropped += 1;
    else this.#lines.push(line);
    this.flushLater();
  }

  /** Lines that come in one burst are printed together, so that the typed line is drawn again once. */
  flushLater(): void {
    if (this.#flushing || (this.#lines.length === 0 && this.#dropped === 0)) return;
    this.#flushing = true;
    queueMicrotask(() => {
      this.#flushing = false;
      if (this.#screen.free()) this.#flush();
    });
  }

  #flush(): void {
    const lines = this.#lines;
    if (this.#dropped > 0) lines.push(`% ${this.#dropped} messages not shown: this terminal is too slow`);
    this.#lines = [];
    this.#dropped = 0;
    if (lines.length > 0) this.#screen.show(lines);
  }
}
