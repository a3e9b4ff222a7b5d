import type { Clock } from '../../base/clock.ts';
import { type Key, KeyDecoder } from '../editor/keys.ts';
import type { EditorEvent, LineEditor } from '../editor/line-editor.ts';
import type { Link, Window, WindowSize } from './link.ts';

/** Keys that wait for a reader before the peer is held back. */
const mostKeys = 4096;
/** Notices that wait for a slow terminal; more are dropped and counted. */
const mostNotices = 200;

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
  readonly #decoder = new KeyDecoder();
  #handlers: TtyHandlers | undefined;
  #keys: Key[] = [];
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
      resize: (size) => handlers.resize(size),
      ended: () => {
        this.#ended = true;
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
    for (const byte of bytes) {
      const key = this.#decoder.feed(byte);
      if (key === undefined) continue;
      const stops = key.action === 'interrupt' || key.action === 'abort';
      if (stops && this.#interrupt !== undefined && this.#wake === undefined) {
        this.#keys = [];
        this.#next = 0;
        this.#interrupt();
      } else this.#keys.push(key);
    }
    if (this.#keys.length - this.#next > mostKeys && !this.#held) {
      this.#held = true;
      this.#link.pause();
    }
    this.#handlers?.input();
    this.#wakeUp();
  }

  #take(): Key | undefined {
    if (this.#over) return undefined;
    const key = this.#keys[this.#next];
    if (key === undefined) {
      this.#keys = [];
      this.#next = 0;
    } else this.#next += 1;
    if (this.#held && this.#keys.length - this.#next < mostKeys / 2) {
      this.#held = false;
      this.#link.resume();
    }
    return key;
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
