import type { Clock, Timer } from '../../base/clock.ts';
import type { VrrpNotice } from './notice.ts';
import type { FifoListener, NotifyPipe } from './notify-fifo.ts';

export type OpenFifo = (path: string, listener: FifoListener) => NotifyPipe;

/** Who is told of keepalived. */
export interface KeepalivedListener {
  /** It is there: it holds the pipe, or has written. */
  present(): void;
  /** What it says of one of its units. */
  notice(notice: VrrpNotice): void;
  /** It is not there: since `at`, milliseconds since 1970; told when the grace is over, or at once without a pipe. */
  absent(at: number): void;
}

/** How long keepalived may be gone (reload, a crash that its parent mends) before its groups have left, milliseconds. */
export const writerGrace = 3000;

/** Whether keepalived is there, and what it says: the pipe that it writes to. */
export class Keepalived {
  readonly #clock: Clock;
  readonly #openFifo: OpenFifo;
  readonly #listener: KeepalivedListener;
  #fifo: NotifyPipe | undefined;
  #writer = false;
  /** When the writer went; and the timer until it is given up. */
  #gone = 0;
  #grace: Timer | undefined;

  constructor(clock: Clock, openFifo: OpenFifo, listener: KeepalivedListener) {
    this.#clock = clock;
    this.#openFifo = openFifo;
    this.#listener = listener;
  }

  /** Whether the pipe is open. */
  get open(): boolean {
    return this.#fifo?.open ?? false;
  }

  /** Whether keepalived holds the pipe. */
  get connected(): boolean {
    return this.#writer;
  }

  /** Listens at another pipe, or at none. */
  listen(path: string | undefined): void {
    this.stop();
    this.#grace = undefined;
    this.#writer = false;
    if (path === undefined) {
      this.#listener.absent(this.#clock.now());
      return;
    }
    // Another keepalived, perhaps: what the former one said is forgotten unless this one is there and says otherwise.
    this.#gone = this.#clock.now();
    this.#startGrace();
    this.#fifo = this.#openFifo(path, {
      notice: (notice) => {
        this.#heardWriter(true);
        this.#listener.notice(notice);
      },
      writer: (present) => this.#heardWriter(present),
    });
  }

  /** Hears no more. */
  stop(): void {
    this.#fifo?.close();
    this.#fifo = undefined;
    this.#grace?.cancel();
  }

  #heardWriter(present: boolean): void {
    const before = this.#writer;
    this.#writer = present;
    if (present) {
      this.#grace?.cancel();
      this.#grace = undefined;
      this.#listener.present();
    } else if (before || this.#grace === undefined) {
      this.#gone = this.#clock.now();
      this.#startGrace();
    }
  }

  #startGrace(): void {
    this.#grace?.cancel();
    const grace = this.#clock.after(writerGrace, () => {
      // Somebody may hold the pipe again without having written: a reload that changed nothing.
      this.#fifo?.probe();
      if (this.#grace === grace) this.#grace = undefined;
      if (!this.#writer) this.#listener.absent(this.#gone);
    });
    this.#grace = grace;
  }
}
