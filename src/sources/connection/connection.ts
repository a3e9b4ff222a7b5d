import type { OpenSession } from '../../accounting/accounting.ts';
import type { Counters } from '../../accounting/record.ts';
import type { SignalName } from '../../protocols/telnet/index.ts';
import type { ConnectionEnd, ConnectionProtocol, WindowSize } from './connection-types.ts';
import type { Remote, RemoteEnd } from './remote.ts';

/** What the host said that nobody has read, before the host is held back. Bytes. */
const mostUnread = 65_536;

/** What there is to read. */
export type Said =
  | { readonly kind: 'data'; readonly bytes: Uint8Array }
  /** The host is gone, and everything has been read. */
  | { readonly kind: 'ended'; readonly why: RemoteEnd }
  /** Somebody called `detach`. */
  | { readonly kind: 'detached' };

export interface ConnectionParts {
  readonly protocol: ConnectionProtocol;
  /** As the user named it. */
  readonly host: string;
  readonly address: string;
  readonly port: number;
  readonly session: OpenSession;
  readonly remote: Remote;
  readonly counters: () => Counters;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  /** Puts the end on the books, once. */
  readonly end: (why: ConnectionEnd) => Promise<void>;
  /** The host is gone. */
  readonly ended: () => void;
}

/**
 * One open connection to a host. What the host says waits here until somebody reads it, up to a limit; then the host waits.
 */
export class Connection {
  readonly #parts: ConnectionParts;
  #unread: Uint8Array[] = [];
  #bytes = 0;
  #held = false;
  #blocked = false;
  #over: RemoteEnd | undefined;
  #closing: Promise<void> | undefined;
  #reader: ((said: Said) => void) | undefined;
  #writers: (() => void)[] = [];
  #lastUse: number;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
    this.#lastUse = parts.now();
    parts.remote.attach({
      data: (bytes) => this.#take(bytes),
      drain: () => this.#drain(),
      ended: (why) => this.#end(why),
    });
  }

  get protocol(): ConnectionProtocol {
    return this.#parts.protocol;
  }

  get host(): string {
    return this.#parts.host;
  }

  get address(): string {
    return this.#parts.address;
  }

  get port(): number {
    return this.#parts.port;
  }

  /** The session in the ledger. */
  get session(): OpenSession {
    return this.#parts.session;
  }

  get counters(): Counters {
    return this.#parts.counters();
  }

  /** Bytes from the host that nobody has read. */
  get unread(): number {
    return this.#bytes;
  }

  /** The host is gone, or the connection was closed from here. */
  get over(): boolean {
    return this.#over !== undefined || this.#closing !== undefined;
  }

  /** Whole seconds since something was typed. */
  get idle(): number {
    return Math.floor((this.#parts.now() - this.#lastUse) / 1000);
  }

  /** What the host says next. One reader at a time. */
  read(): Promise<Said> {
    const chunk = this.#unread.shift();
    if (chunk !== undefined) {
      this.#bytes -= chunk.length;
      if (this.#held && this.#bytes < mostUnread / 2) {
        this.#held = false;
        this.#parts.remote.resume();
      }
      return Promise.resolve({ kind: 'data', bytes: chunk });
    }
    if (this.#over !== undefined) return Promise.resolve({ kind: 'ended', why: this.#over });
    return new Promise((resolve) => {
      this.detach();
      this.#reader = resolve;
    });
  }

  /** Lets the reader go; what the host says from now on waits. */
  detach(): void {
    this.#answer({ kind: 'detached' });
  }

  /** Sends what the user typed; resolves when the host takes more. */
  async write(bytes: Uint8Array): Promise<void> {
    this.#lastUse = this.#parts.now();
    if (this.over || bytes.length === 0) return;
    if (!this.#parts.remote.write(bytes)) this.#blocked = true;
    if (this.#blocked) await new Promise<void>((resolve) => this.#writers.push(resolve));
  }

  /** Sends a Telnet command, where the protocol has them. */
  signal(name: SignalName): void {
    if (!this.over) this.#parts.remote.signal(name);
  }

  resize(size: WindowSize): void {
    if (!this.over) this.#parts.remote.resize(size);
  }

  /** The user comes back, and wants to see what he left. */
  redraw(): void {
    if (!this.over) this.#parts.remote.redraw?.();
  }

  /** Closes the connection, once; resolves when its end is on the books. */
  close(why: ConnectionEnd): Promise<void> {
    if (this.#closing !== undefined) return this.#closing;
    this.#closing = this.#parts.end(why);
    this.#over ??= 'host-closed';
    this.#parts.remote.close();
    this.#unread = [];
    this.#bytes = 0;
    this.#drain();
    this.detach();
    return this.#closing;
  }

  /** Closes the connection from outside: for its user it is as if the host had gone. */
  drop(why: ConnectionEnd): Promise<void> {
    if (this.#closing !== undefined) return this.#closing;
    this.#over = 'host-closed';
    this.#closing = this.#parts.end(why);
    this.#parts.remote.close();
    this.#drain();
    this.#answer({ kind: 'ended', why: 'host-closed' });
    this.#parts.ended();
    return this.#closing;
  }

  #take(bytes: Uint8Array): void {
    if (this.#closing !== undefined) return;
    if (this.#reader !== undefined) {
      this.#answer({ kind: 'data', bytes });
      return;
    }
    this.#unread.push(bytes);
    this.#bytes += bytes.length;
    if (this.#bytes < mostUnread || this.#held) return;
    this.#held = true;
    this.#parts.remote.pause();
  }

  #end(why: RemoteEnd): void {
    if (this.#over !== undefined) return;
    this.#over = why;
    this.#closing = this.#parts.end(why);
    this.#drain();
    this.#answer({ kind: 'ended', why });
    this.#parts.ended();
  }

  #drain(): void {
    this.#blocked = false;
    for (const resolve of this.#writers.splice(0)) resolve();
  }

  #answer(said: Said): void {
    const reader = this.#reader;
    this.#reader = undefined;
    reader?.(said);
  }
}
