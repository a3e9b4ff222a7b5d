import type { Clock } from '../../base/clock.ts';
import type { RawTerminal } from '../../ios/io.ts';
import type { Key } from '../editor/keys.ts';
import type { EditorEvent, LineEditor } from '../editor/line-editor.ts';
import type { Link, Window, WindowSize } from './link.ts';
import { Notices } from './notices.ts';
import { RawInput } from './raw-input.ts';
import { Typeahead } from './typeahead.ts';

/** Keys that wait for a reader before the peer is held back. */
const mostKeys = 4096;
/** Bytes that wait for whoever has taken the terminal over, before the peer is held back. */
const mostRaw = 16_384;

export interface TtyHandlers {
  input(): void;
  lost(): void;
  resize(size: WindowSize): void;
}

export type ReadOutcome = EditorEvent | { readonly kind: 'timeout' } | { readonly kind: 'over' };

/**
 * One terminal: keys come in and are read by whoever asks, text goes out no faster than the peer takes it. Neither direction
 * grows without bound: input is held back at its source, notices are dropped and counted, output waits.
 */
export class Tty {
  readonly #link: Link;
  readonly #clock: Clock;
  readonly #typeahead = new Typeahead();
  readonly #notices: Notices;
  #handlers: TtyHandlers | undefined;
  /** While a command has the terminal for itself. */
  #raw: RawInput | undefined;
  #resized: (() => void) | undefined;
  #held = false;
  #congested = false;
  #over = false;
  #ended = false;
  #wake: (() => void) | undefined;
  readonly #drained: (() => void)[] = [];
  /** The line on the screen, while it is being typed. */
  #editor: LineEditor | undefined;
  /** At `--More--`: the bottom row is taken. */
  #occupied = false;
  #atStart = true;
  #interrupt: (() => void) | undefined;

  constructor(link: Link, clock: Clock) {
    this.#link = link;
    this.#clock = clock;
    this.#notices = new Notices({
      free: () => !this.#occupied && !this.#congested && !this.#over,
      show: (lines) => this.#showNotices(lines),
    });
  }

  start(handlers: TtyHandlers): void {
    this.#handlers = handlers;
    this.#link.attach({
      data: (bytes) => this.#receive(bytes),
      drain: () => this.#drain(),
      resize: (size) => {
        handlers.resize(size);
        this.#resized?.();
      },
      ended: () => {
        this.#ended = true;
        this.#raw?.end();
        this.#wakeUp();
      },
      closed: () => {
        this.stop();
        handlers.lost();
      },
    });
  }

  get window(): Window {
    return this.#link.window;
  }

  /** Nothing can be read any more. */
  get over(): boolean {
    return this.#over;
  }

  /** Somebody waits for the user: for keys, or for the terminal to take what was printed. */
  get waiting(): boolean {
    return this.#wake !== undefined || this.#congested;
  }

  /** While set, Ctrl-C and Ctrl-^ call it (and throw away what was typed ahead) unless somebody reads. */
  set interrupt(handler: (() => void) | undefined) {
    this.#interrupt = handler;
  }

  /** Every read comes back at once from now on. */
  stop(): void {
    this.#over = true;
    this.#interrupt?.();
    this.#raw?.end();
    this.#wakeUp();
    for (const resolve of this.#drained.splice(0)) resolve();
  }

  close(status: number): void {
    this.stop();
    this.#link.close(status);
  }

  /** Prints text as it is, with `\n` as carriage return and line feed; resolves when the peer has room again. */
  async print(text: string): Promise<void> {
    this.#send(text.replace(/\r?\n/g, '\r\n'));
    await this.#room();
  }

  /** Shows the editor's line and feeds it keys until something happens that it can't do alone. */
  async edit(editor: LineEditor, timeout?: number): Promise<ReadOutcome> {
    this.#send(editor.redisplay());
    this.#editor = editor;
    let expired = false;
    const timer =
      timeout === undefined
        ? undefined
        : this.#clock.after(timeout, () => {
            expired = true;
            this.#wakeUp();
          });
    try {
      for (;;) {
        const event = this.#feed(editor);
        if (event !== undefined) return event;
        if (this.#finished()) return { kind: 'over' };
        if (expired) return { kind: 'timeout' };
        await (this.#congested ? this.#room() : this.#input());
      }
    } finally {
      timer?.cancel();
      this.#editor = undefined;
      this.#notices.flushLater();
    }
  }

  /**
   * Shows a mark at the bottom, reads one key, and shows what comes after it (what takes the mark away, say);
   * `undefined` when the terminal is over.
   */
  async key(mark: string, after: (key: Key | undefined) => string): Promise<Key | undefined> {
    this.#send(mark);
    this.#occupied = true;
    let key: Key | undefined;
    try {
      for (key = this.#take(); key === undefined && !this.#finished(); key = this.#take()) await this.#input();
      return key;
    } finally {
      this.#occupied = false;
      this.#send(after(key));
      this.#atStart = true;
      this.#notices.flushLater();
    }
  }

  /** Asks what one key answers. An Enter that came with another key, as programs send it, is part of the answer. */
  async answer(prompt: string): Promise<Key | undefined> {
    const key = await this.key(prompt.replace(/\r?\n/g, '\r\n'), (typed) => `${typed?.char ?? ''}\r\n`);
    if (key?.char !== undefined) this.#typeahead.skipEnter();
    return key;
  }

  /** Hands the terminal over: what was typed ahead and is typed from now on comes out as bytes, until it is released. */
  openRaw(): RawTerminal {
    const { bytes: ahead, afterReturn } = this.#typeahead.takeBytes();
    const input = new RawInput(afterReturn);
    this.#raw = input;
    input.put(ahead);
    if (this.#over || this.#ended) input.end();
    const tty = this;
    return {
      read: async () => {
        const bytes = await input.read();
        if (this.#raw === input) this.#letGo(input.length < mostRaw / 2);
        return bytes;
      },
      write: (bytes) => (this.#raw === input ? this.#show(bytes) : Promise.resolve()),
      get size() {
        const { window } = tty;
        return typeof window === 'object' ? window : { columns: 0, rows: 0 };
      },
      onResize: (handler) => {
        if (this.#raw === input) this.#resized = handler;
      },
      release: (unread = new Uint8Array()) => {
        if (this.#raw !== input) return;
        this.#raw = undefined;
        this.#resized = undefined;
        const rest = Buffer.concat([unread, input.take()]);
        this.#letGo(true);
        if (rest.length > 0) this.#receive(rest);
      },
    };
  }

  /** Prints a line above the one being typed; drops it when too many wait. */
  notice(line: string): void {
    this.#notices.add(line);
  }

  #feed(editor: LineEditor): EditorEvent | undefined {
    let output = '';
    for (let key = this.#congested ? undefined : this.#take(); key !== undefined; key = this.#take()) {
      const step = editor.key(key);
      output += step.output;
      if (step.event === undefined) continue;
      this.#send(output);
      return step.event;
    }
    this.#send(output);
    return undefined;
  }

  #receive(bytes: Uint8Array): void {
    if (this.#over) return;
    if (this.#raw !== undefined) {
      this.#raw.put(bytes);
      if (this.#raw.length > mostRaw) this.#holdBack();
      this.#handlers?.input();
      return;
    }
    this.#typeahead.feed(bytes, () => (this.#wake === undefined ? this.#interrupt : undefined));
    if (this.#typeahead.length > mostKeys) this.#holdBack();
    this.#handlers?.input();
    this.#wakeUp();
  }

  #take(): Key | undefined {
    if (this.#over) return undefined;
    const key = this.#typeahead.take();
    this.#letGo(this.#typeahead.length < mostKeys / 2);
    return key;
  }

  #holdBack(): void {
    if (this.#held) return;
    this.#held = true;
    this.#link.pause();
  }

  #letGo(roomAgain: boolean): void {
    if (!this.#held || !roomAgain) return;
    this.#held = false;
    this.#link.resume();
  }

  #finished(): boolean {
    return this.#over || (this.#ended && this.#typeahead.length === 0);
  }

  /** Resolves at the next input, or when something else wants the reader to look again. */
  #input(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #wakeUp(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }

  #send(text: string): void {
    if (text === '') return;
    this.#atStart = text.endsWith('\n');
    if (!this.#link.write(text)) this.#congested = true;
  }

  /** Shows another terminal's bytes. */
  async #show(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0 || this.#over) return;
    this.#atStart = bytes.at(-1) === 10;
    if (!this.#link.send(bytes)) this.#congested = true;
    await this.#room();
  }

  #room(): Promise<void> {
    if (!this.#congested || this.#over) return Promise.resolve();
    return new Promise((resolve) => this.#drained.push(resolve));
  }

  #drain(): void {
    this.#congested = false;
    for (const resolve of this.#drained.splice(0)) resolve();
    this.#notices.flushLater();
  }

  #showNotices(lines: readonly string[]): void {
    const lead = this.#editor !== undefined || !this.#atStart ? '\r\n' : '';
    this.#send(`${lead}${lines.join('\r\n')}\r\n`);
    if (this.#editor !== undefined) this.#send(this.#editor.redisplay());
  }
}
