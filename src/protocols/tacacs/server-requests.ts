import type { Result } from '../../base/result.ts';
import type { AccountingBatcher } from './accounting-batch.ts';
import { fitText } from './args.ts';
import {
  decodeAccountingRequest,
  decodeAuthenticationStart,
  decodeAuthorizationRequest,
  encodeAccountingReply,
  encodeAuthenticationReply,
  encodeAuthorizationResponse,
} from './bodies.ts';
import type { TacacsDecodeError, TacacsEncodeError } from './error.ts';
import type {
  AuthenticationVerdict,
  AuthorizationVerdict,
  TacacsHandlers,
  TacacsPeer,
  TacacsServerOptions,
} from './server-options.ts';
import { acctFlags, acctStatuses, authenReplyFlags, authenStatuses, authorStatuses, packetTypes } from './tables.ts';

const nothing = new Uint8Array(0);
/** The combinations of flags that mean something (RFC 8907 §7.1). */
const recordFlags: ReadonlySet<number> = new Set(Object.values(acctFlags));

/** Who serves requests, and of whom. */
export interface RequestService {
  readonly handlers: TacacsHandlers;
  readonly batcher: AccountingBatcher;
  readonly peer: TacacsPeer;
  readonly observe: TacacsServerOptions['observe'];
}

/** The session that a request has begun. */
export interface RequestSession {
  /** Sends the last answer. */
  answer(body: Result<Buffer, TacacsEncodeError>): void;
  /** Sends status ERROR, which is the last answer. */
  answerError(message: string): void;
  undecodable(error: TacacsDecodeError): void;
  /** Sends a question and waits for its answer; `undefined`: there is none any more. */
  ask(question: Result<Buffer, TacacsEncodeError>): Promise<string | undefined>;
}

/** Serves the first packet of a session: decodes it, asks the handlers, and answers what they say. */
export function serveRequest(type: number, body: Buffer, session: RequestSession, service: RequestService): void {
  switch (type) {
    case packetTypes.accounting:
      account(body, session, service);
      return;
    case packetTypes.authorization:
      authorize(body, session, service);
      return;
    default:
      authenticate(body, session, service);
      return;
  }
}

/** Status ERROR in the form of a request's type. */
export function errorReply(type: number, serverMsg: string): Result<Buffer, TacacsEncodeError> {
  const data = nothing;
  switch (type) {
    case packetTypes.accounting:
      return encodeAccountingReply({ status: acctStatuses.error, serverMsg, data });
    case packetTypes.authorization:
      return encodeAuthorizationResponse({ status: authorStatuses.error, args: [], serverMsg, data });
    default:
      return encodeAuthenticationReply({ status: authenStatuses.error, flags: 0, serverMsg, data });
  }
}

function account(body: Buffer, session: RequestSession, { batcher, peer }: RequestService): void {
  const request = decodeAccountingRequest(body);
  if (!request.ok) {
    session.undecodable(request.error);
    return;
  }
  if (!recordFlags.has(request.value.flags)) {
    session.answerError(`accounting flags 0x${request.value.flags.toString(16)} mean nothing`);
    return;
  }
  batcher.add({ request: request.value, body, peer }, ({ status, message }) => {
    const reply = { serverMsg: fitText(message ?? '', 65535), data: nothing, status: acctStatuses[status] };
    session.answer(encodeAccountingReply(reply));
  });
}

function authorize(body: Buffer, session: RequestSession, service: RequestService): void {
  const request = decodeAuthorizationRequest(body);
  if (!request.ok) {
    session.undecodable(request.error);
    return;
  }
  const { handlers, peer } = service;
  const work = async (): Promise<AuthorizationVerdict> =>
    (await handlers.authorize?.(request.value, peer)) ?? { status: 'error', message: 'authorization is not served' };
  const failed: AuthorizationVerdict = { status: 'error', message: 'the server failed' };
  decide(service, work, failed, ({ status, message, args = [] }) => {
    const serverMsg = fitText(message ?? '', 65535);
    session.answer(encodeAuthorizationResponse({ status: authorStatuses[status], args, serverMsg, data: nothing }));
  });
}

function authenticate(body: Buffer, session: RequestSession, service: RequestService): void {
  const start = decodeAuthenticationStart(body);
  if (!start.ok) {
    session.undecodable(start.error);
    return;
  }
  const { handlers, peer } = service;
  const ask = (status: number, text: string, noEcho: boolean) => {
    const flags = noEcho ? authenReplyFlags.noEcho : 0;
    return session.ask(encodeAuthenticationReply({ status, flags, serverMsg: fitText(text, 65535), data: nothing }));
  };
  const dialogue = {
    start: start.value,
    peer,
    askUser: (text = 'Username: ') => ask(authenStatuses.getuser, text, false),
    askPassword: (text = 'Password: ') => ask(authenStatuses.getpass, text, true),
    askData: (text: string, noEcho = false) => ask(authenStatuses.getdata, text, noEcho),
  };
  const work = async (): Promise<AuthenticationVerdict> =>
    (await handlers.authenticate?.(dialogue)) ?? { status: 'error', message: 'authentication is not served' };
  const failed: AuthenticationVerdict = { status: 'error', message: 'the server failed' };
  decide(service, work, failed, ({ status, message, data = nothing }) => {
    const reply = { status: authenStatuses[status], flags: 0, serverMsg: fitText(message ?? '', 65535), data };
    session.answer(encodeAuthenticationReply(reply));
  });
}

/** Runs a handler; one that rejects answers ERROR. */
function decide<V>(
  { observe, peer }: RequestService,
  work: () => Promise<V>,
  failed: V,
  answer: (verdict: V) => void,
): void {
  work().then(answer, (error: unknown) => {
    observe?.({ event: 'handler-failed', peer, error });
    answer(failed);
  });
}
