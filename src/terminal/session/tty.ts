import type { Clock } from '../../base/clock.ts';
import type { RawTerminal } from '../../ios/io.ts';
import { type Key, KeyDecoder } from '../editor/keys.ts';
import type { EditorEvent, LineEditor } from '../editor/line-editor.ts';
import type { Link, Window, WindowSize } from './link.ts';
import { RawInput } from './raw-input.ts';

/** Keys that wait for a reader before the peer is held back. */
const mostKeys = 4096;
/** Bytes that wait for whoever has taken the terminal over, before the peer is held back. */
const mostRaw = 16_384;
/** Bytes that make no key and are kept in case that a command wants them. */
const mostUnread = 256;
/** Notices that wait for a slow terminal; more are dropped and counted. */
const mostNotices = 200;

export interface TtyHandlers {
  input(): void;
  lost(): void;
  resize(size: WindowSize): void;
}

/** A key, and the bytes that were typed for it. */
interface Typed {
  readonly key: Key;
  readonly bytes: readonly number[];
}

export type ReadOutcome = EditorEvent | { readonly kind: 'timeout' } | { readonly kind: 'over' };

/**
 * One terminal: keys come in and are read by whoever asks, text goes out no faster than the peer takes it. Neither direction
 * grows without bound: input is held back at its source, notices are dropped and counted, output waits.
 */
export class Tty {
  readonly #link: Link;
  readonly #clock: Clock;
  #decoder = new KeyDecoder();
  #handlers: TtyHandlers | undefined;
  #keys: Typed[] = [];
  /** Bytes since the last key: of one that is not over yet, and such as are none. */
  #begun: number[] = [];
  /** While a command has the terminal for itself. */
  #raw: RawInput | undefined;
  #resized: (() => void) | undefined;
  #next = 0;
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
  #notices: string[] = [];
  #dropped = 0;
  #flushing = false;
  #interrupt: (() => void) | undefined;

  constructor(link: Link, clock: Clock) {
    this.#link = link;
    this.#clock = clock;
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
      this.#flushLater();
    }
  }

  /** Shows a mark at the bottom, reads one key, and takes the mark away; `undefined` when the terminal is over. */
  async key(mark: string, erase: string): Promise<Key | undefined> {
    this.#send(mark);
    this.#occupied = true;
    try {
      for (;;) {
        const key = this.#take();
        if (key !== undefined) return key;
        if (this.#finished()) return undefined;
        await this.#input();
      }
    } finally {
      this.#occupied = false;
      this.#send(erase);
      this.#atStart = true;
      this.#flushLater();
    }
  }

  /** Hands the terminal over: what was typed ahead and is typed from now on comes out as bytes, until it is released. */
  openRaw(): RawTerminal {
    const input = new RawInput(this.#decoder.afterReturn);
    const ahead = [...this.#keys.slice(this.#next).flatMap(({ bytes }) => bytes), ...this.#begun];
    this.#forget();
    this.#decoder = new KeyDecoder();
    this.#begun = [];
    this.#raw = input;
    input.put(Uint8Array.from(ahead));
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
    if (this.#notices.length >= mostNotices) this.#dropped += 1;
    else this.#notices.push(line);
    this.#flushLater();
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
    for (const byte of bytes) {
      const endsReturn = this.#decoder.afterReturn && (byte === 10 || byte === 0);
      const key = this.#decoder.feed(byte);
      if (!endsReturn) this.#begun.push(byte);
      if (key === undefined) {
        if (this.#begun.length > mostUnread) this.#begun = [];
        continue;
      }
      const typed = { key, bytes: this.#begun };
      this.#begun = [];
      const stops = key.action === 'interrupt' || key.action === 'abort';
      if (stops && this.#interrupt !== undefined && this.#wake === undefined) {
        this.#forget();
        this.#interrupt();
      } else this.#keys.push(typed);
    }
    if (this.#keys.length - this.#next > mostKeys) this.#holdBack();
    this.#handlers?.input();
    this.#wakeUp();
  }

  #take(): Key | undefined {
    if (this.#over) return undefined;
    const typed = this.#keys[this.#next];
    if (typed === undefined) this.#forget();
    else this.#next += 1;
    this.#letGo(this.#keys.length - this.#next < mostKeys / 2);
    return typed?.key;
  }

  /** Throws away what was typed and not read. */
  #forget(): void {
    this.#keys = [];
    this.#next = 0;
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
    return this.#over || (this.#ended && this.#keys.length - this.#next <= 0);
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
    this.#flushLater();
  }

  /** Lines that come in one burst are printed together, so that the typed line is drawn again once. */
  #flushLater(): void {
    if (this.#flushing || (this.#notices.length === 0 && this.#dropped === 0)) return;
    this.#flushing = true;
    queueMicrotask(() => {
      this.#flushing = false;
      if (!this.#occupied && !this.#congested && !this.#over) this.#flush();
    });
  }

  #flush(): void {
    const lines = this.#notices;
    if (this.#dropped > 0) lines.push(`% ${this.#dropped} messages not shown: this terminal is too slow`);
    this.#notices = [];
    this.#dropped = 0;
    if (lines.length === 0) return;
    const lead = this.#editor !== undefined || !this.#atStart ? '\r\n' : '';
    this.#send(`${lead}${lines.join('\r\n')}\r\n`);
    if (this.#editor !== undefined) this.#send(this.#editor.redisplay());
  }
}
