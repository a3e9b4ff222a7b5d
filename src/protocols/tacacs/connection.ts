import { connect, type Socket } from 'node:net';
import type { Timer } from '../../base/clock.ts';
import { Awaited } from './awaited.ts';
import {
  type ConnectionHooks,
  type ConnectionOptions,
  failure,
  type Reply,
  type Session,
  type SessionCarrier,
} from './connection-types.ts';
import { describeError } from './error.ts';
import { obfuscate, sealPacket } from './obfuscation.ts';
import type { NoResponseReason } from './outcome.ts';
import { largestReply } from './packet.ts';
import { PacketSplitter, type RawPacket } from './stream.ts';
import { headerFlags } from './tables.ts';

/** One TCP connection and the sessions on it. Packets written in one turn of the event loop leave in one write. */
export class TacacsConnection implements SessionCarrier {
  readonly #options: ConnectionOptions;
  readonly #hooks: ConnectionHooks;
  readonly #socket: Socket;
  readonly #splitter = new PacketSplitter(largestReply);
  readonly #sessions = new Map<number, Session>();
  readonly #awaited: Awaited;
  #out: Buffer[] = [];
  /** Ends what takes too long: connecting, or the server's closing. */
  #timer: Timer;
  #state: 'connecting' | 'open' | 'ending' | 'closed' = 'connecting';
  #retired = false;
  #decided = false;
  #shared = false;
  #firstSent = false;
  #lastHeard = Number.NEGATIVE_INFINITY;
  /** Answers received. */
  served = 0;

  constructor(options: ConnectionOptions, hooks: ConnectionHooks) {
    this.#options = options;
    this.#hooks = hooks;
    this.#awaited = new Awaited(options.clock, options.timeout, (session) => this.#expired(session));
    options.observe?.({ event: 'connecting', connection: options.id, timeout: options.timeout });
    const { host, port, localAddress } = options;
    this.#socket = connect({
      host,
      port,
      noDelay: true,
      keepAlive: true,
      ...(localAddress === undefined ? {} : { localAddress }),
    });
    this.#socket.on('connect', () => this.#connected());
    this.#socket.on('data', (chunk) => this.#arrived(chunk));
    this.#socket.on('end', () => this.#ended());
    this.#socket.on('error', (error) => this.#failed(error));
    this.#socket.on('close', () => this.#gone());
    this.#timer = options.clock.after(options.timeout, () => this.#connectTimedOut());
  }

  get id(): number {
    return this.#options.id;
  }
  /** Sessions on it now. */
  get size(): number {
    return this.#sessions.size;
  }
  /** Whether a further session may start on it. */
  get usable(): boolean {
    return this.#shared && !this.#retired;
  }
  /** Monotonic milliseconds of the last bytes from the server. */
  get lastHeard(): number {
    return this.#lastHeard;
  }
  has(sessionId: number): boolean {
    return this.#sessions.has(sessionId);
  }

  /** Opens a session; the caller sees to it that the id is free and that the connection is new or {@link usable}. */
  open(id: number, type: number, minorVersion: number): Session {
    const session: Session = {
      id,
      type,
      minorVersion,
      connection: this,
      seqNo: 1,
      settle: undefined,
      lost: undefined,
      sentAt: 0,
      sent: false,
    };
    this.#sessions.set(id, session);
    return session;
  }

  /** Sends the session's next packet and gives its answer to `settle`, exactly once. */
  exchange(session: Session, body: Uint8Array, settle: (reply: Reply) => void): void {
    if (this.#state === 'ending' || this.#state === 'closed' || !this.#sessions.has(session.id)) {
      settle(failure('closed', 'the connection is closed', session.sent));
      return;
    }
    session.settle = settle;
    this.#awaited.add(session);
    this.#write(session, body);
  }

  /** Sends a packet that has no answer (an abort). */
  tell(session: Session, body: Uint8Array): void {
    if (this.#state === 'open' && this.#sessions.has(session.id)) this.#write(session, body);
  }

  /** The session is over. An unshared or retired connection closes with its last session. */
  finish(session: Session): void {
    if (!this.#sessions.delete(session.id)) return;
    this.#awaited.delete(session);
    if (this.#sessions.size === 0 && (!this.#shared || this.#retired)) this.#end();
    else this.#hooks.room();
  }

  /** Nobody needs it: closes in order when idle, else aborts what is under way. Doesn't wait for the server. */
  close(): void {
    if (this.#sessions.size > 0) this.#abort('aborted', 'the client was closed');
    else {
      this.#end();
      this.#socket.destroySoon();
    }
  }

  #write(session: Session, body: Uint8Array): void {
    const flags = this.#options.askSingle && !this.#firstSent ? headerFlags.singleConnect : 0;
    this.#firstSent = true;
    const { type, minorVersion, seqNo, id } = session;
    if (this.#out.length === 0 && this.#state === 'open') process.nextTick(() => this.#flush());
    this.#out.push(sealPacket({ type, minorVersion, seqNo, sessionId: id, flags }, body, this.#options.key));
    session.seqNo += 2;
    session.sent = this.#state === 'open';
  }

  #flush(): void {
    if (this.#out.length === 0 || this.#state === 'closed' || this.#state === 'connecting') return;
    const out = this.#out;
    this.#out = [];
    if (!this.#socket.writableEnded) this.#socket.write(out.length === 1 ? out[0]! : Buffer.concat(out));
  }

  #connected(): void {
    if (this.#state !== 'connecting') return;
    this.#state = 'open';
    this.#timer.cancel();
    this.#options.observe?.({ event: 'socket-open', connection: this.id });
    this.#flush();
    this.#awaited.begin();
  }

  #expired(session: Session): void {
    const { observe, timeout } = this.#options;
    observe?.({ event: 'socket-timeout', connection: this.id, session: session.id });
    const detail = `no answer within ${timeout} ms`;
    if (this.#lastHeard < session.sentAt || !this.#shared) this.#abort('timeout', detail);
    else this.#settle(session, failure('timeout', detail, true));
  }

  #connectTimedOut(): void {
    if (this.#state === 'connecting') this.#connectFailed(`not connected within ${this.#options.timeout} ms`);
  }

  #connectFailed(detail: string): void {
    this.#options.observe?.({ event: 'connect-failed', connection: this.id, detail });
    this.#drop(failure('connect-failed', detail, false));
    this.#socket.destroy();
  }

  #arrived(chunk: Buffer): void {
    if (this.#state !== 'open') return;
    this.#lastHeard = this.#options.clock.monotonic();
    const packets = this.#splitter.push(chunk);
    if (!packets.ok) {
      this.#abort('bad-reply', describeError(packets.error));
      return;
    }
    for (const packet of packets.value) {
      if (this.#state !== 'open') return;
      this.#received(packet);
    }
  }

  #received({ header, body }: RawPacket): void {
    const { key, observe } = this.#options;
    observe?.({ event: 'received', connection: this.id, session: header.sessionId, length: header.length });
    if (((header.flags & headerFlags.unencrypted) !== 0) !== (key === undefined)) {
      this.#abort('flag-mismatch', 'the answer disagrees on whether packets are obfuscated', header.sessionId);
      return;
    }
    const session = this.#sessions.get(header.sessionId);
    // Of a session that timed out before: nobody waits for it.
    if (session === undefined) return;
    if (session.settle === undefined || header.type !== session.type || header.seqNo !== session.seqNo - 1) {
      this.#abort('bad-reply', 'the answer is out of sequence or of another type', session.id);
      return;
    }
    if (key !== undefined) obfuscate(header, key, body);
    this.served++;
    if (!this.#decided) this.#decide((header.flags & headerFlags.singleConnect) !== 0);
    this.#settle(session, { ok: true, body });
  }

  #decide(agreed: boolean): void {
    this.#decided = true;
    if (!this.#options.askSingle) return;
    this.#shared = agreed;
    this.#options.observe?.({ event: 'single-connect', connection: this.id, agreed });
    this.#hooks.decided(agreed);
  }

  /** No new sessions; those under way may finish (§4.4, a length mismatch). */
  retire(): void {
    if (this.#retired) return;
    this.#retired = true;
    this.#hooks.retired();
  }

  /** Keeps the connection for this session alone. */
  keepUnshared(): void {
    this.#shared = false;
  }

  #settle(session: Session, reply: Reply): void {
    this.#awaited.delete(session);
    const { settle } = session;
    session.settle = undefined;
    settle?.(reply);
  }

  #ended(): void {
    if (this.#state === 'open') this.#drop(failure('closed', 'the server closed the connection', true));
  }

  #failed(error: Error): void {
    if (this.#state === 'connecting') {
      this.#connectFailed(error.message);
      return;
    }
    if (this.#state === 'closed') return;
    this.#options.observe?.({ event: 'socket-error', connection: this.id, detail: error.message });
    this.#drop(failure('closed', error.message, true));
  }

  #gone(): void {
    this.#drop(failure('closed', 'the server closed the connection', true));
    this.#timer.cancel();
    this.#hooks.closed();
  }

  #end(): void {
    if (this.#state === 'connecting') {
      this.#drop(failure('aborted', 'the client was closed', false));
      this.#socket.destroy();
    }
    if (this.#state !== 'open') return;
    this.#flush();
    this.#state = 'ending';
    this.#timer.cancel();
    this.retire();
    this.#options.observe?.({ event: 'socket-close', connection: this.id });
    this.#socket.end();
    this.#timer = this.#options.clock.after(this.#options.timeout, () => this.#socket.destroy());
  }

  #abort(reason: NoResponseReason, detail: string, culprit?: number): void {
    this.#options.observe?.({ event: 'socket-abort', connection: this.id, detail });
    if (culprit !== undefined) {
      const session = this.#sessions.get(culprit);
      if (session !== undefined) this.#settle(session, failure(reason, detail, true));
      this.#drop(failure('closed', detail, true));
    } else this.#drop(failure(reason, detail, true));
    this.#socket.destroy();
  }

  /** The connection is lost: every session on it is told. */
  #drop(lost: Reply & { readonly ok: false }): void {
    if (this.#state === 'closed') return;
    if (this.#state === 'open' && lost.failure.reason === 'closed' && !this.#socket.destroyed)
      this.#options.observe?.({ event: 'socket-close', connection: this.id });
    this.#state = 'closed';
    this.#timer.cancel();
    this.retire();
    const sessions = [...this.#sessions.values()];
    for (const session of sessions) {
      const { maybeDelivered } = lost.failure;
      const own = failure(lost.failure.reason, lost.failure.detail, maybeDelivered && session.sent);
      if (session.settle === undefined) session.lost?.(own.failure);
      else this.#settle(session, own);
    }
    this.#sessions.clear();
    this.#awaited.clear();
  }
}
