/**
 * Every enumeration of RFC 8907 as a table: name to code. Codecs carry the codes (an unknown one survives a round
 * trip); {@link nameOf} gives the name back for people.
 */

/** Packet types (§4.1). */
export const packetTypes = { authentication: 1, authorization: 2, accounting: 3 } as const satisfies CodeTable;

/** Header flags (§4.1). */
export const headerFlags = { unencrypted: 0x01, singleConnect: 0x04 } as const satisfies CodeTable;

/** Authentication START action (§5.1). */
export const authenActions = { login: 1, 'change-password': 2, sendauth: 4 } as const satisfies CodeTable;

/** authen_type (§5.1); `not-set` only in authorization and accounting (§6.1). */
export const authenTypes = {
  'not-set': 0,
  ascii: 1,
  pap: 2,
  chap: 3,
  arap: 4,
  mschap: 5,
  mschapv2: 6,
} as const satisfies CodeTable;

/** authen_service (§5.1). */
export const authenServices = {
  none: 0,
  login: 1,
  enable: 2,
  ppp: 3,
  arap: 4,
  pt: 5,
  rcmd: 6,
  x25: 7,
  nasi: 8,
  fwproxy: 9,
} as const satisfies CodeTable;

/** authen_method (§6.1): how the client authenticated the user. */
export const authenMethods = {
  'not-set': 0x00,
  none: 0x01,
  krb5: 0x02,
  line: 0x03,
  enable: 0x04,
  local: 0x05,
  'tacacs+': 0x06,
  guest: 0x08,
  radius: 0x10,
  krb4: 0x11,
  rcmd: 0x20,
} as const satisfies CodeTable;

/** Authentication REPLY status (§5.2). */
export const authenStatuses = {
  pass: 0x01,
  fail: 0x02,
  getdata: 0x03,
  getuser: 0x04,
  getpass: 0x05,
  restart: 0x06,
  error: 0x07,
  follow: 0x21,
} as const satisfies CodeTable;

/** Authentication REPLY flags (§5.2). */
export const authenReplyFlags = { noEcho: 0x01 } as const satisfies CodeTable;

/** Authentication CONTINUE flags (§5.3). */
export const authenContinueFlags = { abort: 0x01 } as const satisfies CodeTable;

/** Authorization RESPONSE status (§6.2). */
export const authorStatuses = {
  'pass-add': 0x01,
  'pass-replace': 0x02,
  fail: 0x10,
  error: 0x11,
  follow: 0x21,
} as const satisfies CodeTable;

/** Accounting REQUEST flags (§7.1). The only legal combinations: 0x02, 0x04, 0x08, 0x0a. */
export const acctFlags = {
  start: 0x02,
  stop: 0x04,
  watchdog: 0x08,
  'watchdog-update': 0x0a,
} as const satisfies CodeTable;

/** Accounting REPLY status (§7.2). There is no FAIL. */
export const acctStatuses = { success: 0x01, error: 0x02, follow: 0x21 } as const satisfies CodeTable;

/** A table of names and their codes on the wire. */
export type CodeTable = Readonly<Record<string, number>>;

/** The name of `code` in `table`, or the code in hexadecimal (`0x7f`) when the table lacks it. */
export function nameOf(table: CodeTable, code: number): string {
  for (const [name, value] of Object.entries(table)) if (value === code) return name;
  return `0x${code.toString(16).padStart(2, '0')}`;
}
