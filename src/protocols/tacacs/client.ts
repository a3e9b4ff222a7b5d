import { systemClock } from '../../base/clock.ts';
import { systemRandom } from '../../base/random.ts';
import type { Result } from '../../base/result.ts';
import {
  type AccountingRequest,
  type AuthenticationReply,
  type AuthenticationStart,
  type AuthorizationRequest,
  decodeAccountingReply,
  decodeAuthenticationReply,
  decodeAuthorizationResponse,
  encodeAccountingRequest,
  encodeAuthenticationContinue,
  encodeAuthenticationStart,
  encodeAuthorizationRequest,
} from './bodies.ts';
import type { AccountOptions, Ask, AuthenticationIdentity, ChapAnswer, TacacsClientOptions } from './client-options.ts';
import { failure, type Reply, type Session } from './connection-types.ts';
import { describeError, type TacacsDecodeError, type TacacsEncodeError } from './error.ts';
import type { ReceivedPacket, SentPacket, TacacsObserver } from './events.ts';
import { keyBytes } from './obfuscation.ts';
import type { AccountingOutcome, AuthenticationOutcome, AuthorizationOutcome, NoResponse } from './outcome.ts';
import { ConnectionPool } from './pool.ts';
import { promptKinds, putPrompt } from './prompting.ts';
import {
  acctStatuses,
  authenActions,
  authenContinueFlags,
  authenReplyFlags,
  authenServices,
  authenStatuses,
  authenTypes,
  authorStatuses,
  nameOf,
  packetTypes,
} from './tables.ts';

const nothing = new Uint8Array(0);

/**
 * A client of one TACACS+ server. No call rejects: whatever goes wrong is an outcome. A client keeps a connection open
 * only in single-connection mode; `close` ends it.
 */
export class TacacsClient {
  readonly #pool: ConnectionPool;
  readonly #observe: TacacsObserver | undefined;

  constructor(options: TacacsClientOptions) {
    this.#observe = options.observe;
    this.#pool = new ConnectionPool({
      host: options.host,
      port: options.port ?? 49,
      localAddress: options.localAddress,
      key: keyBytes(options.key),
      timeout: options.timeout ?? 5000,
      singleConnection: options.singleConnection ?? false,
      maxConnections: options.maxConnections ?? 16,
      maxSessions: options.maxSessions ?? 512,
      clock: options.clock ?? systemClock,
      random: options.random ?? systemRandom,
      observe: options.observe,
    });
  }

  /** Sessions sent and not finished ("Expected Replies" of `show tacacs`). */
  get outstanding(): number {
    return this.#pool.outstanding;
  }

  /** Sessions that wait for a connection. */
  get waiting(): number {
    return this.#pool.waiting;
  }

  /** ASCII login (RFC 8907 §5.4.2.1): the server asks, the user answers through `ask`. Also for enable. */
  async authenticateAscii(who: AuthenticationIdentity, ask: Ask): Promise<AuthenticationOutcome> {
    const first = await this.#begin(who, authenTypes.ascii, 0, nothing);
    if (!first.ok) return first.failure;
    const { session } = first;
    let reply = first.reply;
    for (;;) {
      const kind = promptKinds.get(reply.status);
      if (kind === undefined) return this.#concluded(session, reply);
      // 255 sequence numbers bound the dialogue; an answer to the last one could not be numbered.
      if (session.seqNo > 253) {
        this.#giveUp(session);
        return this.#lost(session.id, failure('bad-reply', 'the server asks without end', true).failure);
      }
      const noEcho = (reply.flags & authenReplyFlags.noEcho) !== 0;
      const answer = await putPrompt(ask, { kind, text: reply.serverMsg, noEcho }, session);
      if (typeof answer === 'object') return this.#lost(session.id, answer);
      if (answer === undefined) {
        this.#giveUp(session);
        return { outcome: 'abort' };
      }
      const body = encodeAuthenticationContinue({ userMsg: answer, data: nothing, flags: 0 });
      if (!body.ok) {
        this.#giveUp(session);
        return this.#notEncodable(body.error);
      }
      this.#sent(session, { kind: 'authentication-continue', abort: false });
      const next = await new Promise<Reply>((resolve) => session.connection.exchange(session, body.value, resolve));
      const decoded = this.#decode(next, session, decodeAuthenticationReply);
      if (!decoded.ok) return decoded.failure;
      reply = decoded.value;
      this.#replied(session, { kind: 'authentication', body: reply });
    }
  }

  /** PAP login (§5.4.2.2). */
  async authenticatePap(who: AuthenticationIdentity, password: string): Promise<AuthenticationOutcome> {
    const first = await this.#begin(who, authenTypes.pap, 1, Buffer.from(password));
    return first.ok ? this.#concluded(first.session, first.reply) : first.failure;
  }

  /** CHAP login (§5.4.2.3): the client has made the challenge and got the response. */
  async authenticateChap(who: AuthenticationIdentity, answer: ChapAnswer): Promise<AuthenticationOutcome> {
    const data = Buffer.concat([Uint8Array.of(answer.id), answer.challenge, answer.response]);
    const first = await this.#begin(who, authenTypes.chap, 1, data);
    return first.ok ? this.#concluded(first.session, first.reply) : first.failure;
  }

  /** Authorization (§6). Sent again, once, if an idle connection turns out to be closed: asking twice does no harm. */
  async authorize(request: AuthorizationRequest): Promise<AuthorizationOutcome> {
    const body = encodeAuthorizationRequest(request);
    if (!body.ok) return this.#notEncodable(body.error);
    const first = await this.#open(packetTypes.authorization, 0, body.value, true, true, () => ({
      kind: 'authorization',
      body: request,
    }));
    const decoded = this.#decode(first.reply, first.session, decodeAuthorizationResponse);
    if (!decoded.ok) return decoded.failure;
    const { status, serverMsg: serverMessage, args } = decoded.value;
    this.#replied(first.session, { kind: 'authorization', body: decoded.value });
    this.#finish(first.session);
    switch (status) {
      case authorStatuses['pass-add']:
        return { outcome: 'pass', mode: 'add', args, serverMessage };
      case authorStatuses['pass-replace']:
        return { outcome: 'pass', mode: 'replace', args, serverMessage };
      case authorStatuses.fail:
        return { outcome: 'fail', serverMessage };
      default:
        return this.#unanswered(first.session, nameOf(authorStatuses, status), serverMessage);
    }
  }

  /**
   * Sends one accounting record (§7). Thousands may be under way: on a single connection they share it, each a session
   * of its own. Over-long texts are cut as {@link encodeAccountingRequest} says.
   */
  async account(request: AccountingRequest, options: AccountOptions = {}): Promise<AccountingOutcome> {
    const body = encodeAccountingRequest(request);
    if (!body.ok) return this.#notEncodable(body.error);
    const first = await this.#open(packetTypes.accounting, 0, body.value, false, options.resend ?? false, () => ({
      kind: 'accounting',
      body: request,
    }));
    const decoded = this.#decode(first.reply, first.session, decodeAccountingReply);
    if (!decoded.ok) return decoded.failure;
    const { status, serverMsg: serverMessage } = decoded.value;
    this.#replied(first.session, { kind: 'accounting', body: decoded.value });
    this.#finish(first.session);
    if (status === acctStatuses.success) return { outcome: 'pass', serverMessage };
    return this.#unanswered(first.session, nameOf(acctStatuses, status), serverMessage);
  }

  /** Ends every session (`aborted`) and closes the connections; resolves when they are closed. */
  close(): Promise<void> {
    return this.#pool.close();
  }

  async #begin(who: AuthenticationIdentity, authenType: number, minorVersion: number, data: Uint8Array) {
    const start: AuthenticationStart = {
      action: authenActions.login,
      privLvl: who.privLvl ?? 1,
      authenType,
      authenService: who.authenService ?? authenServices.login,
      user: who.user,
      port: who.port,
      remAddr: who.remAddr,
      data,
    };
    const body = encodeAuthenticationStart(start);
    if (!body.ok) return { ok: false, failure: this.#notEncodable(body.error) } as const;
    const first = await this.#open(packetTypes.authentication, minorVersion, body.value, true, true, () => ({
      kind: 'authentication-start',
      body: start,
    }));
    const decoded = this.#decode(first.reply, first.session, decodeAuthenticationReply);
    if (!decoded.ok) return decoded;
    const session = first.session;
    if (session === undefined) return failure('closed', 'no session', false);
    this.#replied(session, { kind: 'authentication', body: decoded.value });
    return { ok: true, session, reply: decoded.value } as const;
  }

  #open(
    type: number,
    minorVersion: number,
    body: Uint8Array,
    urgent: boolean,
    resend: boolean,
    packet: () => SentPacket,
  ): Promise<{ readonly reply: Reply; readonly session: Session | undefined }> {
    return new Promise((resolve) =>
      this.#pool.submit({
        type,
        minorVersion,
        body,
        urgent,
        resend,
        started: (session) => {
          if (this.#observe !== undefined) this.#sent(session, packet());
        },
        settled: (reply, session) => resolve({ reply, session }),
      }),
    );
  }

  #giveUp(session: Session): void {
    const body = encodeAuthenticationContinue({ userMsg: '', data: nothing, flags: authenContinueFlags.abort });
    if (body.ok) session.connection.tell(session, body.value);
    this.#sent(session, { kind: 'authentication-continue', abort: true });
    this.#finish(session);
  }

  #concluded(session: Session, reply: AuthenticationReply): AuthenticationOutcome {
    this.#finish(session);
    const { status, serverMsg: serverMessage, data } = reply;
    switch (status) {
      case authenStatuses.pass:
        return { outcome: 'pass', serverMessage, data };
      case authenStatuses.fail:
      // Not this kind of authentication: a client with no other kind to offer takes it as FAIL (§5.4.3).
      case authenStatuses.restart:
        return { outcome: 'fail', serverMessage, data };
      default:
        return this.#unanswered(session, nameOf(authenStatuses, status), serverMessage);
    }
  }

  #decode<T>(
    reply: Reply,
    session: Session | undefined,
    decode: (bytes: Uint8Array) => Result<T, TacacsDecodeError>,
  ): { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: NoResponse } {
    if (!reply.ok) return { ok: false, failure: this.#lost(session?.id ?? 0, reply.failure) };
    const decoded = decode(reply.body);
    if (decoded.ok) return decoded;
    session?.connection.retire();
    this.#finish(session);
    const reason = decoded.error.error === 'length-mismatch' ? 'length-mismatch' : 'bad-reply';
    const { failure: lost } = failure(reason, describeError(decoded.error), true);
    return { ok: false, failure: this.#lost(session?.id ?? 0, lost) };
  }

  #unanswered(session: Session | undefined, status: string, serverMessage: string): NoResponse {
    const said = serverMessage === '' ? '' : `: ${serverMessage}`;
    const reason = status === 'error' ? 'server-error' : status === 'follow' ? 'follow' : 'bad-reply';
    return this.#lost(session?.id ?? 0, failure(reason, `status ${status}${said}`, true).failure);
  }

  #notEncodable(error: TacacsEncodeError): NoResponse {
    return this.#lost(0, failure('not-encodable', describeError(error), false).failure);
  }

  #lost(session: number, lost: NoResponse): NoResponse {
    this.#observe?.({ event: 'no-response', session, reason: lost.reason, detail: lost.detail });
    return lost;
  }

  #finish(session: Session | undefined): void {
    session?.connection.finish(session);
  }

  #sent(session: Session, packet: SentPacket): void {
    this.#observe?.({ event: 'sent', connection: session.connection.id, session: session.id, packet });
  }

  #replied(session: Session | undefined, packet: ReceivedPacket): void {
    this.#observe?.({ event: 'reply', session: session?.id ?? 0, packet });
  }
}
