import { execFile } from 'node:child_process';
import { closeSync, constants, fchmodSync, fstatSync, lstatSync, openSync, readSync, type Stats } from 'node:fs';
import { Socket } from 'node:net';
import process from 'node:process';
import { promisify } from 'node:util';
import type { Clock, Timer } from '../../base/clock.ts';
import type { EventLog } from '../../base/event-log.ts';
import { type NoticeError, NoticeReader, type VrrpNotice } from './notice.ts';

/** What comes from the pipe. */
export interface FifoListener {
  notice(notice: VrrpNotice): void;
  /** Whether anybody holds the pipe for writing; told when it is opened, and when the last writer goes. */
  writer(present: boolean): void;
}

export interface FifoOptions {
  readonly path: string;
  readonly clock: Clock;
  readonly log: EventLog;
  readonly listener: FifoListener;
}

/** A pipe that is read until it is closed. */
export interface NotifyPipe {
  /** Whether it is open for reading. */
  readonly open: boolean;
  /** Asks whether a writer holds the pipe: `listener.writer` is told. */
  probe(): void;
  close(): void;
}

const run = promisify(execFile);
/** How often it is looked whether the path still leads to the pipe that is open, milliseconds. */
const lookInterval = 1000;
/** Faults of lines are reported at most this often, milliseconds. */
const reportInterval = 60_000;

/**
 * Reads keepalived's notify pipe.
 *
 * - A missing FIFO is made with mkfifo(1) (Node has no call for it), for its owner alone. One that others may write to is
 *   closed to them; if that is not ours to do it is not read, because anybody could write states into it.
 * - keepalived holds the pipe open while it lives. So an end of file says that it has gone, however it went, and what it
 *   wrote while nobody read waits in the pipe.
 * - Before the old descriptor is closed the pipe is opened anew: what a new writer has written already is not lost.
 * - When the path leads to another FIFO (keepalived removes and makes its own) that one is opened.
 */
export class NotifyFifo implements NotifyPipe {
  readonly #options: FifoOptions;
  #reader = new NoticeReader();
  #socket: Socket | undefined;
  #identity = '';
  #closed = false;
  #timer: Timer | undefined;
  #complaint = '';
  #skipped = 0;
  #reportAfter = Number.NEGATIVE_INFINITY;

  constructor(options: FifoOptions) {
    this.#options = options;
    void this.#look();
  }

  get open(): boolean {
    return this.#socket !== undefined;
  }

  probe(): void {
    if (!this.#closed && this.#socket !== undefined) this.#tryToOpen();
  }

  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  /** Makes the FIFO if it is missing, opens it if it is another than before, and looks again in a while. */
  async #look(): Promise<void> {
    const { path, clock } = this.#options;
    try {
      let found = lstatSync(path, { throwIfNoEntry: false });
      if (found === undefined) {
        await run('mkfifo', ['-m', '600', '--', path]);
        found = lstatSync(path);
      }
      if (!this.#closed && identityOf(found) !== this.#identity) this.#tryToOpen();
    } catch (error) {
      this.#complain(reasonOf(error));
    }
    if (!this.#closed) this.#timer = clock.after(lookInterval, () => void this.#look());
  }

  #tryToOpen(): void {
    try {
      this.#open();
      this.#complaint = '';
    } catch (error) {
      this.#complain(reasonOf(error));
    }
  }

  #open(): void {
    const { path, listener } = this.#options;
    const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    let identity: string;
    try {
      identity = claim(fd);
    } catch (error) {
      closeSync(fd);
      throw error;
    }
    if (identity !== this.#identity) this.#endOfLines();
    this.#identity = identity;
    this.#socket?.destroy();
    const present = this.#drain(fd);
    const socket = new Socket({ fd, readable: true, writable: false, allowHalfOpen: true });
    this.#socket = socket;
    socket.on('data', (chunk) => this.#read(chunk));
    socket.on('end', () => {
      if (this.#socket !== socket) return;
      this.#endOfLines();
      this.#tryToOpen();
    });
    socket.on('error', (error) => {
      this.#complain(reasonOf(error));
      this.#identity = '';
    });
    listener.writer(present);
  }

  /** Reads what waits in the pipe; whether somebody holds it for writing. */
  #drain(fd: number): boolean {
    const chunk = Buffer.alloc(4096);
    for (;;) {
      let length: number;
      try {
        length = readSync(fd, chunk);
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return true;
        throw error;
      }
      if (length === 0) return false;
      this.#read(chunk.subarray(0, length));
    }
  }

  #read(chunk: Uint8Array): void {
    this.#take(this.#reader.read(chunk));
  }

  #endOfLines(): void {
    this.#take(this.#reader.end());
  }

  #take(found: ReturnType<NoticeReader['read']>): void {
    for (const one of found) {
      if (one.ok) this.#options.listener.notice(one.value);
      else this.#skip(one.error);
    }
  }

  /** A line that is none: told at once, then once a minute with how many there were. */
  #skip(error: NoticeError): void {
    const { path, clock, log } = this.#options;
    this.#skipped += 1;
    const now = clock.monotonic();
    if (now < this.#reportAfter) return;
    this.#reportAfter = now + reportInterval;
    const more = this.#skipped > 1 ? ` (${this.#skipped} lines since the last report)` : '';
    this.#skipped = 0;
    log.message('VRRS', 4, 'NOTIFY_LINE', `Line from ${path} was skipped: ${describe(error)}${more}`);
  }

  #complain(reason: string): void {
    if (this.#closed || reason === this.#complaint) return;
    this.#complaint = reason;
    const { path, log } = this.#options;
    log.message('VRRS', 3, 'NOTIFY_FIFO', `Cannot read ${path}: ${reason}`);
  }
}

const identityOf = ({ dev, ino }: Pick<Stats, 'dev' | 'ino'>): string => `${dev}:${ino}`;

/** Makes sure that only its owner, and no stranger, can write to the pipe. */
function claim(fd: number): string {
  const found = fstatSync(fd);
  if (!found.isFIFO()) throw new Error('it is not a FIFO');
  const self = process.getuid?.() ?? 0;
  if (found.uid !== self && found.uid !== 0) throw new Error(`it belongs to user ${found.uid}`);
  if ((found.mode & 0o077) !== 0) {
    if (self !== 0 && found.uid !== self) throw new Error('others may write to it (chmod 600 closes it to them)');
    fchmodSync(fd, 0o600);
  }
  return identityOf(found);
}

const reasonOf = (error: unknown): string =>
  error instanceof Error
    ? ('stderr' in error && typeof error.stderr === 'string' && error.stderr.trim()) || error.message
    : String(error);

function describe(error: NoticeError): string {
  switch (error.kind) {
    case 'too-long':
      return 'too long';
    case 'cut-off':
      return `cut off after ${JSON.stringify(error.text.slice(0, 80))}`;
    case 'not-a-notice':
      return `${JSON.stringify(error.text.slice(0, 80))} says nothing about a virtual router`;
  }
}
