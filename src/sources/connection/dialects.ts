import { RloginClient, type RloginOpening } from '../../protocols/rlogin/index.ts';
import { options, type SignalName, TelnetCodec } from '../../protocols/telnet/index.ts';
import type { WindowSize } from './connection-types.ts';

/** What to do with bytes: show them, send them. */
export interface Exchange {
  /** For the user's terminal, in order. */
  readonly show: readonly Uint8Array[];
  /** For the host. */
  readonly send: Uint8Array;
}

/** A protocol right over TCP, as pure translation of bytes. */
export interface Dialect {
  /** What to send first. */
  start(): Uint8Array;
  /** From the host. */
  receive(bytes: Uint8Array): Exchange;
  /** From the user. */
  typed(bytes: Uint8Array): Exchange;
  signal(name: SignalName): Uint8Array;
  resize(size: WindowSize): Uint8Array;
}

const nothing = new Uint8Array();
const [lf, cr] = [10, 13];

/** Bytes as they are (`/stream`). */
export const plainDialect = (): Dialect => ({
  start: () => nothing,
  receive: (bytes) => ({ show: [bytes], send: nothing }),
  typed: (bytes) => ({ show: [], send: bytes }),
  signal: () => nothing,
  resize: () => nothing,
});

/**
 * Telnet. While the host doesn't echo, what is typed is shown here, and Enter goes out as CR LF (RFC 1123 §3.3.1): so one
 * can talk to mail and web servers. A host that echoes gets CR NUL.
 */
export function telnetDialect(terminalType: string, window: WindowSize | undefined): Dialect {
  const codec = new TelnetCodec({ role: 'client', terminalType, ...(window === undefined ? {} : { window }) });
  return {
    start: () => codec.start(),
    receive(bytes) {
      const { events, reply } = codec.receive(bytes);
      return { show: events.flatMap((event) => (event.event === 'data' ? [event.bytes] : [])), send: reply };
    },
    typed(bytes) {
      if (codec.isOn('remote', options.echo)) return { show: [], send: codec.encode(bytes) };
      const lines = withLineFeeds(bytes);
      return { show: [lines], send: codec.encode(lines) };
    },
    signal: (name) => codec.signal(name),
    resize: ({ columns, rows }) => codec.resize(columns, rows),
  };
}

/** CR as CR LF; a LF that is there already stays alone. */
function withLineFeeds(bytes: Uint8Array): Uint8Array {
  const out: number[] = [];
  for (const [i, byte] of bytes.entries()) {
    out.push(byte);
    if (byte === cr && bytes[i + 1] !== lf) out.push(lf);
  }
  return Uint8Array.from(out);
}

/** rlogin (RFC 1282). */
export function rloginDialect(opening: RloginOpening, window: WindowSize | undefined): Dialect {
  const client = new RloginClient(opening, window);
  return {
    start: () => client.start(),
    receive(bytes) {
      const { data, reply } = client.receive(bytes);
      return { show: data.length > 0 ? [data] : [], send: reply };
    },
    typed: (bytes) => ({ show: [], send: bytes }),
    signal: () => nothing,
    resize: (size) => client.resize(size),
  };
}
