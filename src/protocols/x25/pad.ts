import { breakActions, forwards, parameterNumbers as numbers, parameterTable } from './x3.ts';
import { decodeX29, encodeX29, type Parameter, refusals, type X29Message } from './x29.ts';

/** What to do after something happened. */
export interface PadStep {
  /** For the user's terminal. */
  readonly show: readonly Uint8Array[];
  /** For the host: the user's data, and X.29 messages (`qualified`), in order. */
  readonly send: readonly { readonly bytes: Uint8Array; readonly qualified: boolean }[];
  /** A packet of its own that overtakes data, or the reset of the call. */
  readonly signal?: 'interrupt' | 'reset';
  /** The host wants the call to end, after what was shown. */
  readonly clear?: true;
}

const nothing: PadStep = { show: [], send: [] };
const [bs, lf, cr, space] = [8, 10, 13, 32] as const;
/** Bits of parameter 13. */
const lineFeeds = { towardsTerminal: 1, fromTerminal: 2, echoed: 4 } as const;

/**
 * A packet assembler/disassembler (X.3, X.29) between a terminal and a call, without clock and sockets: gathers what is typed into
 * messages, echoes and edits it, and does what the host tells it by X.29.
 */
export class Pad {
  readonly #values = new Map(Object.entries(parameterTable).map(([number, { initial }]) => [Number(number), initial]));
  #line: number[] = [];

  /** Value of a parameter, 0 for one that doesn't exist. */
  value(number: number): number {
    return this.#values.get(number) ?? 0;
  }

  /** Octets that wait for a character that sends them. */
  get waiting(): number {
    return this.#line.length;
  }

  /** Milliseconds without typing after which {@link flush} sends what waits; 0: never. Editing switches it off (X.3 §3.4). */
  get idleTime(): number {
    return this.value(numbers.editing) === 1 ? 0 : this.value(numbers.idleTimer) * 50;
  }

  /** Sends what waits. */
  flush(): PadStep {
    if (this.#line.length === 0) return nothing;
    const bytes = Uint8Array.from(this.#line);
    this.#line = [];
    return { show: [], send: [{ bytes, qualified: false }] };
  }

  typed(bytes: Uint8Array): PadStep {
    const echo: number[] = [];
    const send: PadStep['send'][number][] = [];
    const echoes = this.value(numbers.echo) === 1;
    const feeds = this.value(numbers.lineFeed);
    for (const octet of bytes) {
      if (this.#edit(octet, echo, echoes)) continue;
      this.#line.push(octet);
      if (echoes) echo.push(octet);
      if (octet === cr) {
        if ((feeds & lineFeeds.fromTerminal) !== 0) this.#line.push(lf);
        if (echoes && (feeds & lineFeeds.echoed) !== 0) echo.push(lf);
      }
      if (forwards(octet, this.value(numbers.forwarding))) send.push(...this.flush().send);
    }
    return { show: echo.length > 0 ? [Uint8Array.from(echo)] : [], send };
  }

  /** The user's data from the host. */
  shown(bytes: Uint8Array): PadStep {
    if (this.value(numbers.discard) === 1) return nothing;
    if ((this.value(numbers.lineFeed) & lineFeeds.towardsTerminal) === 0) return { show: [bytes], send: [] };
    return { show: [Uint8Array.from([...bytes].flatMap((octet) => (octet === cr ? [cr, lf] : [octet])))], send: [] };
  }

  /** A break: by parameter 7. */
  break(): PadStep {
    const action = this.value(numbers.onBreak);
    const discards = (action & breakActions.discard) !== 0;
    if (discards) this.#values.set(numbers.discard, 1);
    const waiting = this.flush().send;
    const parameters = discards ? [{ number: numbers.discard, value: 1, refused: false }] : [];
    const told = (action & breakActions.indication) !== 0 ? [x29({ type: 'break', parameters })] : [];
    if ((action & breakActions.reset) !== 0) return { show: [], send: [], signal: 'reset' };
    const signal = (action & breakActions.interrupt) !== 0 ? ({ signal: 'interrupt' } as const) : {};
    return { show: [], send: [...waiting, ...told], ...signal };
  }

  /** An X.29 message from the host. */
  told(bytes: Uint8Array): PadStep {
    const message = decodeX29(bytes);
    if (!message.ok) return { show: [], send: [x29({ type: 'error', error: message.error, about: bytes[0] ?? 0 })] };
    switch (message.value.type) {
      case 'invitation-to-clear':
        return { show: [], send: this.flush().send, clear: true };
      case 'set': {
        const refused = this.#set(message.value.parameters).filter((answer) => answer.refused);
        return { show: [], send: refused.length === 0 ? [] : [x29({ type: 'indication', parameters: refused })] };
      }
      case 'set-and-read':
        return { show: [], send: [x29({ type: 'indication', parameters: this.#set(message.value.parameters) })] };
      case 'read':
        return { show: [], send: [x29({ type: 'indication', parameters: this.#read(message.value.parameters) })] };
      case 'indication':
      case 'break':
      case 'error':
        return nothing;
    }
  }

  /** None named: all back to their beginnings (X.29 §4.4.1). */
  #set(wanted: readonly Parameter[]): readonly Parameter[] {
    if (wanted.length === 0) {
      for (const [number, { initial }] of Object.entries(parameterTable)) this.#values.set(Number(number), initial);
      return this.#read([]);
    }
    return wanted.map(({ number, value }): Parameter => {
      const known = parameterTable[number];
      if (known === undefined) return { number, value: refusals.unknown, refused: true };
      if (!known.takes(value)) return { number, value: refusals.value, refused: true };
      this.#values.set(number, value);
      return { number, value, refused: false };
    });
  }

  /** None named: all. */
  #read(wanted: readonly Parameter[]): readonly Parameter[] {
    const which = wanted.length === 0 ? [...this.#values.keys()] : wanted.map(({ number }) => number);
    return which.map((number): Parameter => {
      const value = this.#values.get(number);
      return { number, value: value ?? refusals.unknown, refused: value === undefined };
    });
  }

  /** Parameter 15: takes the keys that edit the line; whether it was one. */
  #edit(octet: number, echo: number[], echoes: boolean): boolean {
    if (this.value(numbers.editing) === 0) return false;
    const erase = (count: number): void => {
      this.#line.splice(this.#line.length - count);
      if (echoes) for (let n = 0; n < count; n++) echo.push(bs, space, bs);
    };
    if (octet === this.value(numbers.deleteCharacter)) erase(Math.min(1, this.#line.length));
    else if (octet === this.value(numbers.deleteLine)) erase(this.#line.length);
    else if (octet === this.value(numbers.displayLine)) echo.push(cr, lf, ...this.#line);
    else return false;
    return true;
  }
}

const x29 = (message: X29Message) => ({ bytes: encodeX29(message), qualified: true });
