/** The client's side of rlogin (RFC 1282): messages and state machine, no sockets. */
export { RloginClient, type RloginInput } from './client.ts';
export { encodeOpening, encodeWindow, type RloginOpening, type RloginWindow } from './messages.ts';
