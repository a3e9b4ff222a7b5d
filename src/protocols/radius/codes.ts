/** Packet codes (RFC 2865 §3, RFC 2866 §3, RFC 5176 §2, RFC 5997 §2). */
export const codes = {
  'Access-Request': 1,
  'Access-Accept': 2,
  'Access-Reject': 3,
  'Accounting-Request': 4,
  'Accounting-Response': 5,
  'Access-Challenge': 11,
  'Status-Server': 12,
  'Status-Client': 13,
  'Disconnect-Request': 40,
  'Disconnect-ACK': 41,
  'Disconnect-NAK': 42,
  'CoA-Request': 43,
  'CoA-ACK': 44,
  'CoA-NAK': 45,
} as const satisfies Record<string, number>;
export type CodeName = keyof typeof codes;

/** The requests that a client can send. */
export type RequestCodeName =
  | 'Access-Request'
  | 'Accounting-Request'
  | 'Status-Server'
  | 'Disconnect-Request'
  | 'CoA-Request';
export type ReplyCodeName = Exclude<CodeName, RequestCodeName | 'Status-Client'>;

const names: ReadonlyMap<number, string> = new Map(Object.entries(codes).map(([name, code]) => [code, name]));

/** The name of a packet code, or `Code-N`. */
export const codeName = (code: number): string => names.get(code) ?? `Code-${code}`;

/** Which codes answer a request. Status-Server is answered as the port's own requests are (RFC 5997 §3). */
export const replyCodes: Readonly<Record<number, readonly number[]>> = {
  [codes['Access-Request']]: [codes['Access-Accept'], codes['Access-Reject'], codes['Access-Challenge']],
  [codes['Accounting-Request']]: [codes['Accounting-Response']],
  [codes['Status-Server']]: [codes['Access-Accept'], codes['Accounting-Response']],
  [codes['Disconnect-Request']]: [codes['Disconnect-ACK'], codes['Disconnect-NAK']],
  [codes['CoA-Request']]: [codes['CoA-ACK'], codes['CoA-NAK']],
};

/** Whether the Request Authenticator of this code is random (RFC 2865 §3); of all others it is a digest. */
export const hasRandomAuthenticator = (code: number): boolean =>
  code === codes['Access-Request'] || code === codes['Status-Server'];
