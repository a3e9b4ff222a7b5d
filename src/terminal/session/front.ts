import type { CommandIo, CommandResult, TerminalShell } from '../shell.ts';
import type { Window, WindowSize } from './link.ts';

/** What came from the user. */
export type Typed =
  | { readonly kind: 'line'; readonly text: string }
  /** Ctrl-Z or Ctrl-C: leave the configuration modes; `text` is a command to run before. */
  | { readonly kind: 'end'; readonly text: string }
  /** The user sends no more. */
  | { readonly kind: 'over' };

/** An answer to a question. */
export type Answer =
  | { readonly kind: 'answer'; readonly text: string }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'over' };

/** A command while it runs. */
export interface Running {
  readonly io: CommandIo;
  /** The command is done; resolves when its output is out. */
  done(result: CommandResult): Promise<void>;
}

export interface FrontHandlers {
  /** The user sent something. */
  input(): void;
  /** The connection is gone. */
  lost(): void;
  resize(size: WindowSize): void;
}

/** Columns and rows as the session has them now; 0 is unlimited. */
export interface ScreenSize {
  readonly width: number;
  readonly length: number;
}

/** One of the two ways to talk to a user: with an editor and pages, or command by command for a program. */
export interface Front {
  readonly window: Window;
  /** A person types here, or something that behaves so. */
  readonly interactive: boolean;
  /** It is the user's turn: to type, to answer, to read. */
  readonly waiting: boolean;
  readonly history: readonly string[];
  historySize: number;
  start(handlers: FrontHandlers): void;
  /** Reads the next command. */
  command(shell: TerminalShell, screen: ScreenSize): Promise<Typed>;
  /** Begins a command. */
  run(screen: ScreenSize): Running;
  /** @param timeout milliseconds for the answer; undefined waits for ever */
  ask(prompt: string, options: { readonly echo: boolean; readonly timeout?: number }): Promise<Answer>;
  /** Prints text, `\n` ends lines; resolves when the user's end has taken it. */
  print(text: string): Promise<void>;
  /** Shows a log line without disturbing what is typed; may drop it when the terminal is slow. */
  notice(line: string): void;
  /** Makes every read come back with `over`, now and later, and aborts a running command. */
  stop(): void;
  /** Closes the connection after what was printed; `status` as of a process. */
  close(status: number): void;
}
