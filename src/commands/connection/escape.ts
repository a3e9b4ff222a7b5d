import type { SignalName } from '../../protocols/telnet/index.ts';

/** What the user did with the keyboard and the connection goes on. */
export type Action =
  | { readonly kind: 'data'; readonly bytes: Uint8Array }
  /** The escape sequence and a letter: a Telnet command. */
  | { readonly kind: 'signal'; readonly name: SignalName }
  /** The escape sequence and `?`. */
  | { readonly kind: 'help' };

/** What the user did with the keyboard while a connection had it. */
export type Typed =
  | Action
  /** The escape sequence and `x`: back to the prompt. `rest` was typed after it. */
  | { readonly kind: 'suspend'; readonly rest: Uint8Array };

/** Ctrl-Shift-6 */
const escapeByte = 0x1e;

const signals: Readonly<Record<string, SignalName>> = { b: 'brk', c: 'ip', h: 'ec', o: 'ao', t: 'ayt', u: 'el' };

export const escapeHelp = `
[Special telnet escape help]
^^B  sends telnet BREAK
^^C  sends telnet IP
^^H  sends telnet EC
^^O  sends telnet AO
^^T  sends telnet AYT
^^U  sends telnet EL
^^X  returns to the prompt
`;

/**
 * Finds the escape sequence (Ctrl-^ x) in what is typed, however it is cut. Ctrl-^ twice sends one; before any other character it is
 * sent with it.
 */
export class EscapeSequence {
  #begun = false;

  feed(bytes: Uint8Array): readonly Typed[] {
    const found: Typed[] = [];
    let data: number[] = [];
    const flush = (): void => {
      if (data.length > 0) found.push({ kind: 'data', bytes: Uint8Array.from(data) });
      data = [];
    };
    for (const [i, byte] of bytes.entries()) {
      if (!this.#begun) {
        if (byte === escapeByte) this.#begun = true;
        else data.push(byte);
        continue;
      }
      this.#begun = false;
      const letter = String.fromCharCode(byte).toLowerCase();
      const name = signals[letter];
      if (letter === 'x') {
        flush();
        found.push({ kind: 'suspend', rest: bytes.slice(i + 1) });
        return found;
      }
      if (name !== undefined || letter === '?') {
        flush();
        found.push(name === undefined ? { kind: 'help' } : { kind: 'signal', name });
      } else if (byte === escapeByte) data.push(escapeByte);
      else data.push(escapeByte, byte);
    }
    flush();
    return found;
  }
}
