/** What IOS shows when a page is full. */
export const more = ' --More-- ';
/** What takes it away again, byte for byte as IOS does it: back, blanks, back. */
export const eraseMore = `${'\b'.repeat(9)}${' '.repeat(8)}${'\b'.repeat(9)}`;

/**
 * Cuts the output of one command into pages. Pure: `take` says what may be printed before the user must be asked,
 * `answer` says what the key meant.
 */
export class Pager {
  readonly #page: number;
  #left: number;
  #quit = false;

  /** @param length rows of the terminal; 0 or 1 never pauses */
  constructor(length: number) {
    this.#page = length > 1 ? length - 1 : Number.POSITIVE_INFINITY;
    this.#left = this.#page;
  }

  /** The user wants no more of this command's output. */
  get quit(): boolean {
    return this.#quit;
  }

  /** Splits text into what can be printed now and what has to wait for an answer; after `q` everything is dropped. */
  take(text: string): { readonly now: string; readonly later: string } {
    if (this.#quit) return { now: '', later: '' };
    let at = 0;
    while (this.#left > 0) {
      const end = text.indexOf('\n', at);
      if (end < 0) return { now: text, later: '' };
      at = end + 1;
      this.#left -= 1;
    }
    return { now: text.slice(0, at), later: text.slice(at) };
  }

  /** Space shows a page more, Enter a line; any other key ends the output. */
  answer(key: 'space' | 'enter' | 'other'): void {
    if (key === 'space') this.#left = this.#page;
    else if (key === 'enter') this.#left = 1;
    else this.#quit = true;
  }

  /** A question was asked and answered in between: the user has seen what is above. */
  restart(): void {
    this.#left = this.#page;
  }
}
