import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';

export interface SyslogSenderOptions {
  /** Address or name. */
  readonly host: string;
  /** UDP port; default 514. */
  readonly port?: number;
  /** Messages held while the socket is busy or not ready, 1 or more; default 1000. */
  readonly queue?: number;
  /** Source address. */
  readonly localAddress?: string;
  /** Datagrams longer than this are cut between characters; default 2048 bytes (RFC 5424 §6.1). */
  readonly maxLength?: number;
}

/** Made = sent + failed + dropped + waiting. */
export interface SyslogCounters {
  readonly made: number;
  readonly sent: number;
  /** The system refused the datagram, or the name was not found. */
  readonly failed: number;
  /** Came while the queue was full. */
  readonly dropped: number;
  readonly waiting: number;
}

/** Datagrams handed to the system at a time. */
const window = 64;

/** Sends messages over UDP (RFC 5426). Never blocks and never throws: what can't be sent is counted. */
export class SyslogSender {
  readonly #options: SyslogSenderOptions;
  readonly #socket: Socket;
  readonly #limit: number;
  #queue: string[] = [];
  #underWay = 0;
  #ready = true;
  #closed = false;
  #made = 0;
  #sent = 0;
  #failed = 0;
  #dropped = 0;
  #whenDone: (() => void)[] = [];

  constructor(options: SyslogSenderOptions) {
    this.#options = options;
    this.#limit = Math.max(1, options.queue ?? 1000);
    this.#socket = createSocket(isIPv6(options.host) ? 'udp6' : 'udp4');
    // ICMP errors and the like: the datagram is lost, as UDP may.
    this.#socket.on('error', () => {});
    this.#socket.unref();
    if (options.localAddress !== undefined) this.#bind(options.localAddress);
  }

  get counters(): SyslogCounters {
    const waiting = this.#queue.length + this.#underWay;
    return { made: this.#made, sent: this.#sent, failed: this.#failed, dropped: this.#dropped, waiting };
  }

  /** Queues one formatted message; `false` when it was dropped. */
  send(message: string): boolean {
    this.#made++;
    if (this.#closed || this.#queue.length + this.#underWay >= this.#limit) {
      this.#dropped++;
      return false;
    }
    this.#queue.push(message);
    this.#pump();
    return true;
  }

  /** Sends what is queued, then closes; later messages are dropped. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#queue.length + this.#underWay > 0) await new Promise<void>((resolve) => this.#whenDone.push(resolve));
    await new Promise<void>((resolve) => this.#socket.close(resolve));
  }

  /** A source address that isn't ours costs the address, not the messages: the socket then binds itself. */
  #bind(address: string): void {
    this.#ready = false;
    const go = (): void => {
      this.#ready = true;
      this.#pump();
    };
    this.#socket.once('listening', go);
    this.#socket.once('error', go);
    this.#socket.bind({ address, port: 0 });
  }

  #pump(): void {
    while (this.#ready && this.#underWay < window && this.#queue.length > 0) {
      const bytes = cut(Buffer.from(this.#queue.shift() ?? ''), this.#options.maxLength ?? 2048);
      this.#underWay++;
      this.#socket.send(bytes, this.#options.port ?? 514, this.#options.host, (error) => {
        this.#underWay--;
        if (error === null) this.#sent++;
        else this.#failed++;
        this.#pump();
      });
    }
    if (this.#underWay > 0 || this.#queue.length > 0) return;
    for (const resolve of this.#whenDone.splice(0)) resolve();
  }
}

function cut(bytes: Buffer, limit: number): Buffer {
  if (bytes.length <= limit) return bytes;
  let end = limit;
  while (end > 0 && (bytes[end]! & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end);
}
