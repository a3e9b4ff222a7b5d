import { Negotiation, type Side } from './negotiation.ts';
import { commands, options, type SignalName, signals } from './tables.ts';

/** What came in, in order. */
export type TelnetEvent =
  /** Data without IAC sequences. As a server, Enter is one CR however the client sends it (CR NUL, CR LF, CR). */
  | { readonly event: 'data'; readonly bytes: Uint8Array }
  /** NAWS: 0 means that the client doesn't say. */
  | { readonly event: 'window-size'; readonly columns: number; readonly rows: number }
  /** Name as sent, at most 40 characters of printable ASCII. */
  | { readonly event: 'terminal-type'; readonly name: string }
  | { readonly event: 'option'; readonly side: Side; readonly option: number; readonly on: boolean }
  /** BRK, IP, AYT and so on; the codec answers none of them. */
  | { readonly event: 'signal'; readonly signal: SignalName };

/** The events of one chunk, and what must be sent back at once (may be empty). */
export interface TelnetInput {
  readonly events: readonly TelnetEvent[];
  readonly reply: Buffer;
}

export interface TelnetSettings {
  /**
   * `server`: echoes, suppresses go-ahead, wants to know window size and terminal type; CR LF and CR NUL come out as CR.
   * `client`: lets the server echo; CR LF stays, CR NUL becomes CR.
   */
  readonly role: 'server' | 'client';
  /** Client: what to answer to TERMINAL-TYPE SEND; default `UNKNOWN`. */
  readonly terminalType?: string;
  /** Client: first window size told by NAWS. */
  readonly window?: { readonly columns: number; readonly rows: number };
}

const roles = {
  server: {
    allowed: {
      local: new Set<number>([options.echo, options.sga, options.binary]),
      remote: new Set<number>([options.sga, options.binary, options.naws, options.terminalType]),
    },
    opening: [
      ['local', options.echo],
      ['local', options.sga],
      ['remote', options.naws],
      ['remote', options.terminalType],
    ],
  },
  client: {
    allowed: {
      local: new Set<number>([options.sga, options.binary, options.naws, options.terminalType]),
      remote: new Set<number>([options.echo, options.sga, options.binary]),
    },
    opening: [],
  },
} as const satisfies Record<string, { allowed: Record<Side, ReadonlySet<number>>; opening: [Side, number][] }>;

/** Subnegotiations longer than this are thrown away; the longest that is understood has 42 bytes. */
const longestSubnegotiation = 256;
const { iac, sb, se, will, wont } = commands;
const [nul, lf, cr] = [0, 10, 13];

/**
 * One end of a Telnet connection (RFC 854, 855) as a state machine: bytes in, events and replies out; no socket. Never
 * fails: whatever the peer sends is data, a command, or dropped.
 */
export class TelnetCodec {
  readonly #settings: TelnetSettings;
  readonly #negotiation: Negotiation;
  #state: 'data' | 'cr' | 'iac' | 'option' | 'sub' | 'subIac' = 'data';
  /** The command of an option whose number comes next. */
  #command = 0;
  /** The subnegotiation so far: its option first. */
  #sub: number[] = [];
  #window: { readonly columns: number; readonly rows: number } | undefined;

  constructor(settings: TelnetSettings) {
    this.#settings = settings;
    this.#negotiation = new Negotiation(roles[settings.role].allowed);
    this.#window = settings.window;
  }

  /** What to send when the connection opens: a server's offers; nothing for a client. */
  start(): Buffer {
    return Buffer.concat(roles[this.#settings.role].opening.map(([side, option]) => this.request(side, option, true)));
  }

  /** Asks for an option to be switched on or off; returns what to send, maybe nothing. */
  request(side: Side, option: number, on: boolean): Buffer {
    const { send } = this.#negotiation.request(side, option, on);
    return send === undefined ? Buffer.alloc(0) : Buffer.of(iac, send, option);
  }

  isOn(side: Side, option: number): boolean {
    return this.#negotiation.isOn(side, option);
  }

  /** Client: the window changed; returns what to send, nothing while the server doesn't want to know. */
  resize(columns: number, rows: number): Buffer {
    this.#window = { columns, rows };
    return this.isOn('local', options.naws) ? windowSize(columns, rows) : Buffer.alloc(0);
  }

  /**
   * Data as it goes on the wire: IAC doubled and, unless our side is BINARY, a CR that no LF follows within this chunk
   * as CR NUL (RFC 854, end of line).
   */
  encode(data: Uint8Array | string): Buffer {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data;
    const binary = this.isOn('local', options.binary);
    const out: number[] = [];
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i]!;
      out.push(byte);
      if (byte === iac) out.push(iac);
      else if (byte === cr && !binary && bytes[i + 1] !== lf) out.push(nul);
    }
    return Buffer.from(out);
  }

  /** A command such as BRK or AYT. */
  signal(name: SignalName): Buffer {
    return Buffer.of(iac, commands[name]);
  }

  /** Takes what arrived, however it was cut. */
  receive(chunk: Uint8Array): TelnetInput {
    const events: TelnetEvent[] = [];
    const reply: number[] = [];
    const data: number[] = [];
    for (const byte of chunk) {
      if (this.#take(byte, data)) continue;
      if (data.length > 0) events.push({ event: 'data', bytes: Uint8Array.from(data.splice(0)) });
      this.#act(byte, events, reply);
    }
    if (data.length > 0) events.push({ event: 'data', bytes: Uint8Array.from(data) });
    return { events, reply: Buffer.from(reply) };
  }

  /** Moves the machine by one byte; `false` when a command is complete and is to be acted on. */
  #take(byte: number, data: number[]): boolean {
    switch (this.#state) {
      case 'cr':
        this.#state = 'data';
        if (byte === nul) return true;
        if (byte === lf && this.#settings.role === 'server') return true;
        return this.#data(byte, data);
      case 'data':
        return this.#data(byte, data);
      case 'iac':
        return this.#afterIac(byte, data);
      case 'option':
        return false;
      case 'sub':
        if (byte === iac) this.#state = 'subIac';
        else this.#collect(byte);
        return true;
      case 'subIac':
        if (byte === se) return false;
        this.#state = 'sub';
        // IAC and anything but IAC or SE is an error of the peer's; the byte is dropped.
        if (byte === iac) this.#collect(byte);
        return true;
    }
  }

  #data(byte: number, data: number[]): boolean {
    if (byte === iac) {
      this.#state = 'iac';
      return true;
    }
    data.push(byte);
    if (byte === cr && !this.isOn('remote', options.binary)) this.#state = 'cr';
    return true;
  }

  #afterIac(byte: number, data: number[]): boolean {
    this.#state = 'data';
    if (byte === iac) {
      data.push(iac);
      return true;
    }
    if (byte === sb) {
      this.#sub = [];
      this.#state = 'sub';
      return true;
    }
    if (byte >= will && byte < iac) {
      this.#command = byte;
      this.#state = 'option';
      return true;
    }
    return !signals.has(byte);
  }

  #collect(byte: number): void {
    if (this.#sub.length <= longestSubnegotiation) this.#sub.push(byte);
  }

  #act(byte: number, events: TelnetEvent[], reply: number[]): void {
    const state = this.#state;
    this.#state = 'data';
    if (state === 'option') this.#negotiate(byte, events, reply);
    else if (state === 'subIac') this.#subnegotiated(events, reply);
    else {
      const signal = signals.get(byte);
      if (signal !== undefined) events.push({ event: 'signal', signal });
    }
  }

  #negotiate(option: number, events: TelnetEvent[], reply: number[]): void {
    const side: Side = this.#command === will || this.#command === wont ? 'remote' : 'local';
    const on = this.#command === will || this.#command === commands.do;
    const step = this.#negotiation.receive(side, option, on);
    if (step.send !== undefined) reply.push(iac, step.send, option);
    if (step.changed === undefined) return;
    events.push({ event: 'option', side, option, on: step.changed });
    if (!step.changed) return;
    if (side === 'remote' && option === options.terminalType) reply.push(iac, sb, option, 1, iac, se);
    if (side === 'local' && option === options.naws && this.#window !== undefined)
      reply.push(...windowSize(this.#window.columns, this.#window.rows));
  }

  #subnegotiated(events: TelnetEvent[], reply: number[]): void {
    const [option, ...content] = this.#sub;
    if (this.#sub.length > longestSubnegotiation) return;
    if (option === options.naws && content.length === 4 && this.isOn('remote', options.naws)) {
      const [a = 0, b = 0, c = 0, d = 0] = content;
      events.push({ event: 'window-size', columns: a * 256 + b, rows: c * 256 + d });
    }
    if (option !== options.terminalType) return;
    const [verb, ...name] = content;
    if (verb === 0 && this.isOn('remote', option)) {
      const text = String.fromCharCode(...name);
      if (/^[\x21-\x7e]{1,40}$/.test(text)) events.push({ event: 'terminal-type', name: text });
    }
    if (verb === 1 && this.isOn('local', option)) {
      const type = this.#settings.terminalType ?? 'UNKNOWN';
      reply.push(iac, sb, option, 0, ...Buffer.from(type, 'latin1').filter((byte) => byte !== iac), iac, se);
    }
  }
}

/** NAWS with its bytes of 255 doubled (RFC 1073). */
function windowSize(columns: number, rows: number): Buffer {
  const size = [columns >>> 8, columns, rows >>> 8, rows].map((byte) => byte & 0xff);
  const escaped = size.flatMap((byte) => (byte === iac ? [iac, iac] : [byte]));
  return Buffer.of(iac, sb, options.naws, ...escaped, iac, se);
}
