import type { Result } from '../../base/result.ts';
import { fitArgument, fitText } from './args.ts';
import type { TacacsDecodeError, TacacsEncodeError } from './error.ts';
import { type BodyOf, decodeBody, encodeBody, type Row } from './layout.ts';

/** START, client to server, sequence number 1 (RFC 8907 §5.1). `data`: password (PAP), id+challenge+response (CHAP). */
export const authenticationStart = [
  { name: 'action', kind: 'byte' },
  { name: 'privLvl', kind: 'byte' },
  { name: 'authenType', kind: 'byte' },
  { name: 'authenService', kind: 'byte' },
  { name: 'user', kind: 'text8' },
  { name: 'port', kind: 'text8' },
  { name: 'remAddr', kind: 'text8' },
  { name: 'data', kind: 'bytes8' },
] as const satisfies readonly Row[];

/** REPLY, server to client (§5.2). */
export const authenticationReply = [
  { name: 'status', kind: 'byte' },
  { name: 'flags', kind: 'byte' },
  { name: 'serverMsg', kind: 'text16' },
  { name: 'data', kind: 'bytes16' },
] as const satisfies readonly Row[];

/** CONTINUE, client to server (§5.3): two lengths, flags, then the answer and the abort reason. */
export const authenticationContinue = [
  { name: 'userMsg', kind: 'text16' },
  { name: 'data', kind: 'bytes16' },
  { name: 'flags', kind: 'byte' },
] as const satisfies readonly Row[];

/** Authorization REQUEST (§6.1). */
export const authorizationRequest = [
  { name: 'authenMethod', kind: 'byte' },
  { name: 'privLvl', kind: 'byte' },
  { name: 'authenType', kind: 'byte' },
  { name: 'authenService', kind: 'byte' },
  { name: 'user', kind: 'text8' },
  { name: 'port', kind: 'text8' },
  { name: 'remAddr', kind: 'text8' },
  { name: 'args', kind: 'args' },
] as const satisfies readonly Row[];

/** Authorization RESPONSE (§6.2). */
export const authorizationResponse = [
  { name: 'status', kind: 'byte' },
  { name: 'args', kind: 'args' },
  { name: 'serverMsg', kind: 'text16' },
  { name: 'data', kind: 'bytes16' },
] as const satisfies readonly Row[];

/** Accounting REQUEST (§7.1). */
export const accountingRequest = [
  { name: 'flags', kind: 'byte' },
  { name: 'authenMethod', kind: 'byte' },
  { name: 'privLvl', kind: 'byte' },
  { name: 'authenType', kind: 'byte' },
  { name: 'authenService', kind: 'byte' },
  { name: 'user', kind: 'text8' },
  { name: 'port', kind: 'text8' },
  { name: 'remAddr', kind: 'text8' },
  { name: 'args', kind: 'args' },
] as const satisfies readonly Row[];

/** Accounting REPLY (§7.2): two lengths, status, then the message and data. */
export const accountingReply = [
  { name: 'serverMsg', kind: 'text16' },
  { name: 'data', kind: 'bytes16' },
  { name: 'status', kind: 'byte' },
] as const satisfies readonly Row[];

export type AuthenticationStart = BodyOf<typeof authenticationStart>;
export type AuthenticationReply = BodyOf<typeof authenticationReply>;
export type AuthenticationContinue = BodyOf<typeof authenticationContinue>;
export type AuthorizationRequest = BodyOf<typeof authorizationRequest>;
export type AuthorizationResponse = BodyOf<typeof authorizationResponse>;
export type AccountingRequest = BodyOf<typeof accountingRequest>;
export type AccountingReply = BodyOf<typeof accountingReply>;

type Encoded = Result<Buffer, TacacsEncodeError>;
type Decoded<T> = Result<T, TacacsDecodeError>;

export const encodeAuthenticationStart = (body: AuthenticationStart): Encoded => encodeBody(authenticationStart, body);
export const encodeAuthenticationReply = (body: AuthenticationReply): Encoded => encodeBody(authenticationReply, body);
export const encodeAuthenticationContinue = (body: AuthenticationContinue): Encoded =>
  encodeBody(authenticationContinue, body);
export const encodeAuthorizationRequest = (body: AuthorizationRequest): Encoded =>
  encodeBody(authorizationRequest, body);
export const encodeAuthorizationResponse = (body: AuthorizationResponse): Encoded =>
  encodeBody(authorizationResponse, body);
export const encodeAccountingReply = (body: AccountingReply): Encoded => encodeBody(accountingReply, body);

/**
 * Writes an accounting REQUEST. A record must not be lost because one value is long, so texts that the protocol cannot
 * carry are cut, never refused: user, port, rem_addr and each argument at 255 bytes of UTF-8, between characters. A cut
 * `cmd=` loses its trailing ` <cr>`, which tells that the line went on. More than 255 arguments are a failure.
 */
export function encodeAccountingRequest(body: AccountingRequest): Encoded {
  const encoded = encodeBody(accountingRequest, body);
  if (encoded.ok || encoded.error.error !== 'field-too-long') return encoded;
  return encodeBody(accountingRequest, {
    ...body,
    user: fitText(body.user, 255),
    port: fitText(body.port, 255),
    remAddr: fitText(body.remAddr, 255),
    args: body.args.map(fitArgument),
  });
}

export const decodeAuthenticationStart = (bytes: Uint8Array): Decoded<AuthenticationStart> =>
  decodeBody(authenticationStart, bytes);
export const decodeAuthenticationReply = (bytes: Uint8Array): Decoded<AuthenticationReply> =>
  decodeBody(authenticationReply, bytes);
export const decodeAuthenticationContinue = (bytes: Uint8Array): Decoded<AuthenticationContinue> =>
  decodeBody(authenticationContinue, bytes);
export const decodeAuthorizationRequest = (bytes: Uint8Array): Decoded<AuthorizationRequest> =>
  decodeBody(authorizationRequest, bytes);
export const decodeAuthorizationResponse = (bytes: Uint8Array): Decoded<AuthorizationResponse> =>
  decodeBody(authorizationResponse, bytes);
export const decodeAccountingRequest = (bytes: Uint8Array): Decoded<AccountingRequest> =>
  decodeBody(accountingRequest, bytes);
export const decodeAccountingReply = (bytes: Uint8Array): Decoded<AccountingReply> =>
  decodeBody(accountingReply, bytes);
