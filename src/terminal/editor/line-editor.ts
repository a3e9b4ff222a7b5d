import type { History, KillRing } from './history.ts';
import type { Action, Key } from './keys.ts';
import {
  changeCase,
  cut,
  emptyLine,
  insert,
  type Line,
  lineOf,
  moveTo,
  textOf,
  transpose,
  typedOf,
  wordLeft,
  wordRight,
} from './line.ts';
import { repaint, type View, visible } from './screen.ts';

/** What the line is for: a command, free text (banner lines), an answer to a question, or a secret. */
export type EditorMode = 'command' | 'text' | 'answer' | 'secret';

export interface EditorOptions {
  readonly prompt: string;
  /** Columns of the terminal; 0 is unlimited. */
  readonly width: number;
  readonly mode: EditorMode;
  readonly history: History;
  readonly kills: KillRing;
}

/** Something that the editor can't do alone. */
export type EditorEvent =
  | { readonly kind: 'line'; readonly text: string }
  /** `?`; the line stays, {@link LineEditor.redisplay} shows it again. */
  | { readonly kind: 'help'; readonly typed: string }
  /** Tab; the same, after {@link LineEditor.replaceTyped} if something was found. */
  | { readonly kind: 'complete'; readonly typed: string }
  /** Ctrl-C: the line is dropped. */
  | { readonly kind: 'abort' }
  /** Ctrl-Z, with what was typed before it. */
  | { readonly kind: 'finish'; readonly text: string };

export interface Step {
  /** What the terminal prints. */
  readonly output: string;
  readonly event?: EditorEvent;
}

const bell = '\x07';
/** Longest line, in code points; what is typed beyond it rings the bell. */
const longestLine = 16_384;

/** One line being typed: keys in, what to print and what happened out. Knows no terminal and no clock. */
export class LineEditor {
  readonly #options: EditorOptions;
  readonly #promptWidth: number;
  #width: number;
  #line: Line = emptyLine;
  #offset = 0;
  #view: View = { cells: '', column: 0 };
  #quoted = false;
  /** Position in the history while walking it; its length when not. */
  #position: number;
  #draft: Line = emptyLine;
  /** Index into the kill ring of what was yanked last, while the next key may ask for an older one. */
  #yanked: { readonly index: number; readonly from: number } | undefined;

  constructor(options: EditorOptions) {
    this.#options = options;
    this.#width = options.width;
    this.#promptWidth = [...options.prompt].length;
    this.#position = options.history.lines.length;
  }

  /** Columns changed; takes effect with the next key. */
  resize(width: number): void {
    this.#width = width;
  }

  /** Prints the prompt and the line at the start of an empty row. */
  redisplay(): string {
    this.#view = { cells: '', column: 0 };
    return this.#options.prompt + this.#paint();
  }

  /** Puts `text` where the typed part before the cursor is. */
  replaceTyped(text: string): void {
    const rest = this.#line.chars.slice(this.#line.cursor);
    const typed = [...text];
    this.#line = { chars: [...typed, ...rest], cursor: typed.length };
  }

  key(key: Key): Step {
    const yanked = this.#yanked;
    this.#yanked = undefined;
    if (key.action === undefined) return this.#character(key.char);
    this.#quoted = false;
    const line = this.#line;
    const action: Action = key.action;
    switch (action) {
      case 'enter':
        return this.#finish({ kind: 'line', text: textOf(line) }, '\r\n');
      case 'abort':
        return this.#finish({ kind: 'abort' }, '^C\r\n');
      case 'finish':
        return this.#finish({ kind: 'finish', text: textOf(line) }, '^Z\r\n');
      case 'complete':
        if (this.#options.mode !== 'command') return { output: '' };
        return { output: '\r\n', event: { kind: 'complete', typed: typedOf(line) } };
      case 'redisplay':
        return { output: `\r\n${this.redisplay()}` };
      case 'start':
        return this.#set(moveTo(line, 0));
      case 'end':
        return this.#set(moveTo(line, line.chars.length));
      case 'left':
        return this.#set(moveTo(line, line.cursor - 1));
      case 'right':
        return this.#set(moveTo(line, line.cursor + 1));
      case 'word-left':
        return this.#set(moveTo(line, wordLeft(line)));
      case 'word-right':
        return this.#set(moveTo(line, wordRight(line)));
      case 'backspace':
        return this.#set(line.cursor === 0 ? line : cut(line, line.cursor - 1, line.cursor).line);
      case 'delete':
        return this.#set(cut(line, line.cursor, line.cursor + 1).line);
      case 'kill-to-end':
        return this.#kill(line.cursor, line.chars.length);
      case 'kill-to-start':
        return this.#kill(0, line.cursor);
      case 'kill-word':
        return this.#kill(wordLeft(line), line.cursor);
      case 'kill-word-right':
        return this.#kill(line.cursor, wordRight(line));
      case 'yank':
        return this.#yank(0, line.cursor, line.cursor);
      case 'yank-older':
        return yanked === undefined ? { output: '' } : this.#yank(yanked.index + 1, yanked.from, line.cursor);
      case 'transpose':
        return this.#set(transpose(line));
      case 'capitalize':
      case 'upper':
      case 'lower':
        return this.#set(changeCase(line, action));
      case 'quote':
        this.#quoted = true;
        return { output: '' };
      case 'previous':
        return this.#recall(this.#position - 1);
      case 'next':
        return this.#recall(this.#position + 1);
      case 'interrupt':
        return { output: '' };
    }
  }

  #character(char: string): Step {
    if (char === '?' && this.#options.mode === 'command' && !this.#quoted) {
      return { output: '?\r\n', event: { kind: 'help', typed: typedOf(this.#line) } };
    }
    this.#quoted = false;
    if (this.#line.chars.length >= longestLine) return { output: bell };
    return this.#set(insert(this.#line, [char]));
  }

  #set(line: Line): Step {
    this.#line = line;
    return { output: this.#paint() };
  }

  #paint(): string {
    if (this.#options.mode === 'secret') return '';
    // The last column stays free: a terminal that wraps there would break the row.
    const room = this.#width === 0 ? 0 : Math.max(10, this.#width - this.#promptWidth - 1);
    const { view, offset } = visible(this.#line, this.#offset, room);
    const output = repaint(this.#view, view);
    this.#view = view;
    this.#offset = offset;
    return output;
  }

  #kill(from: number, to: number): Step {
    const { line, text } = cut(this.#line, from, to);
    if (this.#options.mode !== 'secret') this.#options.kills.add(text);
    return this.#set(line);
  }

  /** Puts the text `index` of the kill ring in place of `from` to `to`. */
  #yank(index: number, from: number, to: number): Step {
    const { texts } = this.#options.kills;
    const text = texts[index % Math.max(1, texts.length)];
    if (text === undefined || this.#options.mode === 'secret') return { output: '' };
    const step = this.#set(insert(cut(this.#line, from, to).line, text));
    this.#yanked = { index: index % texts.length, from };
    return step;
  }

  #recall(position: number): Step {
    const { mode, history } = this.#options;
    if (mode !== 'command') return { output: '' };
    const { lines } = history;
    if (position < 0 || position > lines.length) return { output: bell };
    if (this.#position === lines.length) this.#draft = this.#line;
    this.#position = position;
    const text = lines[position];
    return this.#set(text === undefined ? this.#draft : lineOf(text));
  }

  /** The line is over: the cursor goes to its end, so that nothing of it is overwritten. */
  #finish(event: EditorEvent, mark: string): Step {
    const atEnd = this.#set(moveTo(this.#line, this.#line.chars.length)).output;
    if (event.kind === 'line' && this.#options.mode === 'command') this.#options.history.add(event.text);
    return { output: atEnd + mark, event };
  }
}
