/** What a key other than a character means to the line editor. */
export type Action =
  | 'enter'
  | 'start'
  | 'end'
  | 'left'
  | 'right'
  | 'word-left'
  | 'word-right'
  | 'backspace'
  | 'delete'
  | 'kill-to-end'
  | 'kill-to-start'
  | 'kill-word'
  | 'kill-word-right'
  | 'yank'
  | 'yank-older'
  | 'transpose'
  | 'capitalize'
  | 'upper'
  | 'lower'
  | 'quote'
  | 'redisplay'
  | 'previous'
  | 'next'
  | 'complete'
  /** Ctrl-C */
  | 'abort'
  /** Ctrl-Z */
  | 'finish'
  /** Ctrl-^ (Ctrl-Shift-6): stops a running command. */
  | 'interrupt';

/** One key press: a character (one code point), or an action. */
export type Key =
  | { readonly char: string; readonly action?: undefined }
  | { readonly action: Action; readonly char?: undefined };

const controls: Readonly<Record<number, Action>> = {
  1: 'start',
  2: 'left',
  3: 'abort',
  4: 'delete',
  5: 'end',
  6: 'right',
  8: 'backspace',
  9: 'complete',
  10: 'enter',
  11: 'kill-to-end',
  12: 'redisplay',
  13: 'enter',
  14: 'next',
  16: 'previous',
  18: 'redisplay',
  20: 'transpose',
  21: 'kill-to-start',
  22: 'quote',
  23: 'kill-word',
  24: 'kill-to-start',
  25: 'yank',
  26: 'finish',
  30: 'interrupt',
  127: 'backspace',
};

const afterEscape: Readonly<Record<string, Action>> = {
  b: 'word-left',
  f: 'word-right',
  d: 'kill-word-right',
  c: 'capitalize',
  u: 'upper',
  l: 'lower',
  y: 'yank-older',
};

/** By what follows `ESC [` or `ESC O` (ECMA-48 §5.4, and what xterm, VT220 and rxvt send). */
const sequences: Readonly<Record<string, Action>> = {
  A: 'previous',
  B: 'next',
  C: 'right',
  D: 'left',
  H: 'start',
  F: 'end',
  '1~': 'start',
  '7~': 'start',
  '3~': 'delete',
  '4~': 'end',
  '8~': 'end',
  '1;5C': 'word-right',
  '1;5D': 'word-left',
};

/** Longest control sequence that is waited for; a longer one is dropped. */
const longestSequence = 16;

/**
 * Bytes of a terminal to keys. Tolerates broken UTF-8 and unknown control sequences: they give no key. A line feed or NUL
 * right after a carriage return belongs to it (RFC 854 p. 11), and is dropped.
 */
export class KeyDecoder {
  #state: 'ground' | 'escape' | 'sequence' = 'ground';
  #sequence = '';
  #utf8: number[] = [];
  #expected = 0;
  #afterReturn = false;

  /** The last byte was a carriage return: a line feed or NUL now belongs to it. */
  get afterReturn(): boolean {
    return this.#afterReturn;
  }

  feed(byte: number): Key | undefined {
    const afterReturn = this.#afterReturn;
    this.#afterReturn = false;
    if (this.#state === 'sequence') return this.#inSequence(byte);
    if (this.#state === 'escape') return this.#inEscape(byte);
    if (this.#expected > 0) {
      if ((byte & 0xc0) === 0x80) return this.#continue(byte);
      this.#expected = 0;
    }
    if (byte >= 0x80) return this.#begin(byte);
    if (afterReturn && (byte === 10 || byte === 0)) return undefined;
    if (byte === 27) {
      this.#state = 'escape';
      return undefined;
    }
    if (byte === 13) this.#afterReturn = true;
    if (byte < 32 || byte === 127) {
      const action = controls[byte];
      return action === undefined ? undefined : { action };
    }
    return { char: String.fromCharCode(byte) };
  }

  #inEscape(byte: number): Key | undefined {
    const char = String.fromCharCode(byte);
    if (char === '[' || char === 'O') {
      this.#state = 'sequence';
      this.#sequence = '';
      return undefined;
    }
    this.#state = byte === 27 ? 'escape' : 'ground';
    const action = byte === 127 || byte === 8 ? 'kill-word' : afterEscape[char.toLowerCase()];
    return action === undefined ? undefined : { action };
  }

  #inSequence(byte: number): Key | undefined {
    this.#sequence += String.fromCharCode(byte);
    const final = byte >= 0x40 && byte <= 0x7e;
    if (!final && byte >= 0x20 && byte < 0x40 && this.#sequence.length < longestSequence) return undefined;
    this.#state = 'ground';
    const action = final ? sequences[this.#sequence] : undefined;
    return action === undefined ? undefined : { action };
  }

  #begin(byte: number): undefined {
    const length = byte >= 0xc2 && byte < 0xe0 ? 1 : (byte & 0xf0) === 0xe0 ? 2 : byte >= 0xf0 && byte < 0xf5 ? 3 : 0;
    this.#expected = length;
    this.#utf8 = [byte];
  }

  #continue(byte: number): Key | undefined {
    this.#utf8.push(byte);
    this.#expected -= 1;
    if (this.#expected > 0) return undefined;
    const char = Buffer.from(this.#utf8).toString('utf8');
    const broken = char.includes('\ufffd') || [...char].length !== 1 || /[\p{Cc}\p{Cf}]/u.test(char);
    return broken ? undefined : { char };
  }
}
