import type { ListedForm } from './listing.ts';
import type { ConfigMode, ExecMode } from './modes.ts';

/**
 * A terminal's bytes, for a command that hands the terminal to somebody else: no editing, no echo, no pages, no keys that
 * abort the command.
 */
export interface RawTerminal {
  /** What the user types next; `undefined` once the terminal is gone or `release` was called. One reader at a time. */
  read(): Promise<Uint8Array | undefined>;
  /** Shows bytes as they are; resolves when the terminal takes more. */
  write(bytes: Uint8Array): Promise<void>;
  /** The window now, in characters; 0 is unknown. */
  readonly size: { readonly columns: number; readonly rows: number };
  /** Calls `handler` when the window has changed; one handler at a time. */
  onResize(handler: () => void): void;
  /**
   * Back to line editing; later calls do nothing.
   * @param unread bytes that were read and are for the next reader
   */
  release(unread?: Uint8Array): void;
}

/** What a terminal offers to the command that runs on it. */
export interface TerminalIo {
  /** Prints lines; a line end is added unless the text ends with one. */
  print(text: string): void;
  /**
   * Prints text as it is (`\n` ends lines) and resolves when the terminal takes more. Without it `print` is used.
   */
  write?(text: string): Promise<void>;
  /** Asks for one line; `undefined` when the user breaks off (Ctrl-C) or nobody can answer. Without `echo` nothing shows. */
  ask(prompt: string, options: { readonly echo: boolean }): Promise<string | undefined>;
  /**
   * Asks what one key answers: its character, empty for Enter; `undefined` for other keys and where nobody can answer.
   * Absent: there are only whole lines.
   */
  askKey?(prompt: string): Promise<string | undefined>;
  /** Columns; 0 when unlimited. */
  readonly width: number;
  /** Rows before `--More--`; 0 never pauses. */
  readonly length: number;
  /** Aborted by Ctrl-C or Ctrl-Shift-6. */
  readonly signal: AbortSignal;
  /** Hands over the terminal, after what was printed; absent where there is none (a program that gives commands). */
  raw?(): Promise<RawTerminal>;
}

/** What an exec command gets: its terminal (behind `| include …` if there is one) and the shell. */
export interface Io extends TerminalIo {
  /** Prints text as it is, for commands with much output: wait for it, so that a slow terminal slows the command down. */
  write(text: string): Promise<void>;
  /** `Proceed? [confirm]`: true for Enter or `y`; where a person types, one key is enough. */
  confirm(question: string): Promise<boolean>;
  readonly shell: ShellControl;
}

/** What commands may do with the session that they run in. */
export interface ShellControl {
  /** 0–15. */
  readonly level: number;
  setLevel(level: number): void;
  /** Enters the global configuration mode. */
  configure(): void;
  /** Ends the session, once the command is over. */
  close(): void;
  /** Prints `show parser dump`: every line of a mode (by id; exec when not given) that the user's level permits. */
  listCommands(modeId?: string): Iterable<string>;
  /** The same with the privilege level of each. */
  listForms(modeId?: string): Iterable<ListedForm>;
  readonly modes: readonly (ConfigMode<unknown, unknown, unknown> | ExecMode<unknown>)[];
}
