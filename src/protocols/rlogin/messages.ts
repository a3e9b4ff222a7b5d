/** What the client says when the connection opens (RFC 1282 §Connection Establishment). */
export interface RloginOpening {
  /** Name of the user on this side. */
  readonly localUser: string;
  /** Name to log in with on the other side. */
  readonly remoteUser: string;
  /** Type of the terminal, `vt100`. */
  readonly terminalType: string;
  /** Speed of the terminal, bits per second. */
  readonly speed: number;
}

/** Size of a window; 0 is unknown. Each number goes out in 16 bits. */
export interface RloginWindow {
  readonly columns: number;
  readonly rows: number;
}

/** The fields of the opening end in NUL, so none may hold one. */
const field = (text: string): string => text.replaceAll('\0', '');

/** NUL, local user, NUL, remote user, NUL, `type/speed`, NUL. */
export const encodeOpening = ({ localUser, remoteUser, terminalType, speed }: RloginOpening): Buffer =>
  Buffer.from(`\0${field(localUser)}\0${field(remoteUser)}\0${field(terminalType)}/${speed}\0`);

/** The magic cookie of the window change sequence: FF FF `s` `s`. */
const cookie = [0xff, 0xff, 0x73, 0x73] as const;
const largest = 0xffff;

/** The window change sequence: cookie, rows, columns, width and height in pixels (0: unknown), 16 bits each. */
export function encodeWindow({ columns, rows }: RloginWindow): Buffer {
  const bytes = Buffer.alloc(cookie.length + 8);
  bytes.set(cookie);
  bytes.writeUInt16BE(Math.min(rows, largest), 4);
  bytes.writeUInt16BE(Math.min(columns, largest), 6);
  return bytes;
}
