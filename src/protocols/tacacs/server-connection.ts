import type { Socket } from 'node:net';
import type { Clock, Timer } from '../../base/clock.ts';
import type { Result } from '../../base/result.ts';
import { decodeAuthenticationContinue } from './bodies.ts';
import type { KnownClient } from './client-table.ts';
import { describeError, type TacacsDecodeError, type TacacsEncodeError } from './error.ts';
import { obfuscate, sealPacket } from './obfuscation.ts';
import type { TacacsHeader } from './packet.ts';
import { errorReply, type RequestService, serveRequest } from './server-requests.ts';
import { PacketSplitter, type RawPacket } from './stream.ts';
import { authenContinueFlags, headerFlags, packetTypes } from './tables.ts';

/** Bytes of answers that a client may leave unread before it is no longer listened to. */
const mostUnread = 1 << 20;

export interface ServerConnectionOptions extends RequestService {
  readonly socket: Socket;
  readonly client: KnownClient;
  readonly maxBody: number;
  readonly maxSessions: number;
  readonly idleTimeout: number;
  readonly clock: Clock;
  readonly closed: () => void;
}

/** A session under way: `answer` takes the CONTINUE that a dialogue waits for. */
interface ServerSession {
  readonly header: TacacsHeader;
  /** Sequence number of the next packet from the client. */
  nextSeq: number;
  answer: ((text: string | undefined) => void) | undefined;
}

/** One client's connection: packets in, handlers asked, answers out in one write per turn. */
export class ServerConnection {
  readonly #options: ServerConnectionOptions;
  readonly #splitter: PacketSplitter;
  readonly #sessions = new Map<number, ServerSession>();
  #out: Buffer[] = [];
  /** Set by the first packet: may this connection carry further sessions? (RFC 8907 §4.3) */
  #shared: boolean | undefined;
  #announced = false;
  /** No new sessions; close when those under way are done. */
  #closing = false;
  #lastByte: number;
  #idle: Timer | undefined;
  #ended = false;

  constructor(options: ServerConnectionOptions) {
    this.#options = options;
    this.#splitter = new PacketSplitter(options.maxBody);
    this.#lastByte = options.clock.monotonic();
    const { socket, peer, observe } = options;
    observe?.({ event: 'connection-open', peer });
    socket.on('data', (chunk) => this.#arrived(chunk));
    socket.on('drain', () => socket.resume());
    socket.on('end', () => this.#clientEnded());
    socket.on('close', () => this.#gone());
    this.#watchIdle(options.idleTimeout);
  }

  destroy(): void {
    this.#options.socket.destroy();
  }

  #arrived(chunk: Buffer): void {
    this.#lastByte = this.#options.clock.monotonic();
    if (this.#ended) return;
    const packets = this.#splitter.push(chunk);
    if (!packets.ok) {
      this.#garbage(describeError(packets.error));
      return;
    }
    for (const packet of packets.value) {
      if (this.#ended) return;
      this.#received(packet);
    }
  }

  #received({ header, body }: RawPacket): void {
    const { client, peer, observe } = this.#options;
    observe?.({ event: 'request', peer, type: header.type });
    if (header.seqNo % 2 === 0) {
      this.#garbage(`sequence number ${header.seqNo} from a client`);
      return;
    }
    if (this.#shared === undefined)
      this.#shared = client.singleConnection && (header.flags & headerFlags.singleConnect) !== 0;
    const session = this.#sessions.get(header.sessionId);
    if (((header.flags & headerFlags.unencrypted) !== 0) !== (client.key === undefined)) {
      this.#refuse(header, 'bad-packet', 'the unencrypted flag is not what the key says');
      return;
    }
    if (client.key !== undefined) obfuscate(header, client.key, body);
    if (session !== undefined) {
      this.#continued(session, header, body);
      return;
    }
    if (header.seqNo !== 1) {
      this.#refuse(header, 'bad-packet', 'a packet of an unknown session');
      return;
    }
    if (this.#closing) {
      this.#answerError(header, 'no new sessions on this connection');
      return;
    }
    if (this.#sessions.size >= this.#options.maxSessions) {
      this.#answerError(header, 'too many sessions on this connection');
      return;
    }
    this.#begin(header, body);
  }

  #begin(header: TacacsHeader, body: Buffer): void {
    const session: ServerSession = { header, nextSeq: 3, answer: undefined };
    this.#sessions.set(header.sessionId, session);
    serveRequest(
      header.type,
      body,
      {
        answer: (answer) => this.#reply(session, answer, true),
        answerError: (message) => this.#answerError(header, message),
        undecodable: (error) => this.#undecodable(header, error),
        ask: (question) => this.#ask(session, question),
      },
      this.#options,
    );
  }

  #ask(session: ServerSession, question: Result<Buffer, TacacsEncodeError>): Promise<string | undefined> {
    // 255 packets bound a session (§4.1): room for this question, its answer and a last word.
    const over = this.#sessions.get(session.header.sessionId) !== session || session.nextSeq > 251;
    if (over || session.answer !== undefined) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      session.answer = resolve;
      this.#reply(session, question, false);
    });
  }

  #continued(session: ServerSession, header: TacacsHeader, body: Buffer): void {
    const { answer } = session;
    if (answer === undefined || header.type !== packetTypes.authentication || header.seqNo !== session.nextSeq) {
      this.#garbage('a packet that nobody asked for');
      return;
    }
    const answered = decodeAuthenticationContinue(body);
    session.answer = undefined;
    if (!answered.ok) {
      this.#undecodable(header, answered.error);
      answer(undefined);
      return;
    }
    if ((answered.value.flags & authenContinueFlags.abort) !== 0) {
      this.#finish(session);
      answer(undefined);
      return;
    }
    session.nextSeq += 2;
    answer(answered.value.userMsg);
  }

  /** Sends a session's answer; with `last` the session is over. An answer that can't be written becomes ERROR. */
  #reply(session: ServerSession, body: Result<Buffer, TacacsEncodeError>, last: boolean): void {
    if (this.#sessions.get(session.header.sessionId) !== session) return;
    const header = { ...session.header, seqNo: session.nextSeq - 2 };
    if (!body.ok) {
      this.#answerError(header, 'the answer does not fit the protocol');
      return;
    }
    this.#send(header, body.value);
    if (last) this.#finish(session);
  }

  /** Lengths that don't add up: another key (§4.5). ERROR goes out under our key, then nothing new is taken (§4.4). */
  #undecodable(header: TacacsHeader, error: TacacsDecodeError): void {
    this.#refuse(header, 'wrong-key', describeError(error));
  }

  #refuse(header: TacacsHeader, event: 'wrong-key' | 'bad-packet', detail: string): void {
    this.#options.observe?.({ event, peer: this.#options.peer, detail });
    this.#closing = true;
    this.#answerError(header, detail);
  }

  /** Answers with status ERROR in the form of the request's type; the session is over. */
  #answerError(header: TacacsHeader, serverMsg: string): void {
    const session = this.#sessions.get(header.sessionId);
    const body = errorReply(header.type, serverMsg);
    if (body.ok && header.seqNo < 255) this.#send(header, body.value);
    if (session !== undefined) this.#finish(session);
    else this.#closeIfDone();
  }

  #send(request: TacacsHeader, body: Uint8Array): void {
    const { client, peer, observe } = this.#options;
    const flags = this.#shared === true && !this.#announced ? headerFlags.singleConnect : 0;
    this.#announced = true;
    if (this.#out.length === 0) process.nextTick(() => this.#flush());
    const { type, minorVersion, sessionId, seqNo } = request;
    this.#out.push(sealPacket({ type, minorVersion, sessionId, seqNo: seqNo + 1, flags }, body, client.key));
    observe?.({ event: 'answer', peer, type });
  }

  #flush(): void {
    const out = this.#out;
    this.#out = [];
    const { socket } = this.#options;
    if (out.length > 0 && socket.writable) socket.write(out.length === 1 ? out[0]! : Buffer.concat(out));
    // A client that doesn't read its answers may not ask more.
    if (socket.writableLength > mostUnread) socket.pause();
    if (this.#ended) socket.end();
  }

  #finish(session: ServerSession): void {
    this.#sessions.delete(session.header.sessionId);
    this.#closeIfDone();
  }

  #closeIfDone(): void {
    if (this.#sessions.size > 0 || this.#ended || (this.#shared === true && !this.#closing)) return;
    this.#ended = true;
    process.nextTick(() => this.#flush());
    this.#linger();
  }

  /** A client that never closes its side doesn't keep the connection. */
  #linger(): void {
    this.#idle?.cancel();
    this.#idle = this.#options.clock.after(Math.min(5000, this.#options.idleTimeout), () => this.destroy());
  }

  #garbage(detail: string): void {
    this.#options.observe?.({ event: 'bad-packet', peer: this.#options.peer, detail });
    this.destroy();
  }

  /** The client says no more; answers under way still go out. A dialogue ends here. */
  #clientEnded(): void {
    this.#closing = true;
    for (const session of [...this.#sessions.values()]) {
      if (session.answer === undefined) continue;
      session.answer(undefined);
      this.#sessions.delete(session.header.sessionId);
    }
    this.#closeIfDone();
  }

  #watchIdle(delay: number): void {
    this.#idle = this.#options.clock.after(delay, () => {
      const left = this.#lastByte + this.#options.idleTimeout - this.#options.clock.monotonic();
      const working = [...this.#sessions.values()].some((session) => session.answer === undefined);
      if (left > 1 || working) return this.#watchIdle(working ? this.#options.idleTimeout : left);
      this.#options.observe?.({ event: 'idle-timeout', peer: this.#options.peer });
      this.destroy();
    });
  }

  #gone(): void {
    this.#ended = true;
    this.#idle?.cancel();
    for (const session of this.#sessions.values()) session.answer?.(undefined);
    this.#sessions.clear();
    this.#options.observe?.({ event: 'connection-close', peer: this.#options.peer });
    this.#options.closed();
  }
}
