import type { PortContext, Profile } from '../aaa/index.ts';
import type { RawTerminal } from '../ios/io.ts';
import type { ExecEnd } from '../sources/exec/index.ts';
import type { LineConfig } from './config.ts';

/** How one command went. */
export interface CommandResult {
  /** Whether the line was understood and permitted; `false` for `% Invalid input…`, `% Authorization failed.` and the like. */
  readonly accepted: boolean;
  /** The session is over: `exit` and `quit` at the top, `logout`. */
  readonly logout?: boolean;
}

/** What a running command has of its terminal; does for the `TerminalIo` of the command language. */
export interface CommandIo {
  /** Prints lines, pages them with `--More--`; the last one is ended too. What the terminal can't take yet is kept. */
  print(text: string): void;
  /**
   * Prints text as it is (`\n` ends lines), paged. Resolves when the terminal takes more: commands with much output use it and
   * wait, so that a slow reader never makes the daemon grow.
   */
  write(text: string): Promise<void>;
  /** Asks for one line; `undefined` when the user aborted or went away. Not in the history. */
  ask(prompt: string, options: { readonly echo: boolean }): Promise<string | undefined>;
  /**
   * Asks what one key answers: its character, empty for Enter; `undefined` for other keys and when the user went away.
   * Absent where a program gives the commands.
   */
  askKey?(prompt: string): Promise<string | undefined>;
  /** Columns; 0 when unlimited. */
  readonly width: number;
  /** Rows before `--More--`; 0 never pauses. */
  readonly length: number;
  /** Aborted by Ctrl-C and Ctrl-^, by `q` at `--More--`, and when the terminal goes away. */
  readonly signal: AbortSignal;
  /** Hands over the terminal as bytes, after what was printed; absent where a program gives the commands. */
  raw?(): Promise<RawTerminal>;
}

/** One user's view of the command language, as a terminal needs it. */
export interface TerminalShell {
  /** `tollgate>`, `tollgate(config-line)#`; read before every line. */
  readonly prompt: string;
  /** Privilege level now, 0–15. */
  readonly privilege: number;
  /** The next line is free text (a banner, a key string): no `?`, no Tab, no history. */
  readonly freeText: boolean;
  execute(line: string, io: CommandIo): Promise<CommandResult>;
  /** Help for what is typed before the cursor; lines end in `\n`. */
  help(typed: string): string;
  /** What is typed before the cursor with its last word completed; `undefined` if nothing or more than one fits. */
  complete(typed: string): string | undefined;
  /** Ctrl-Z: back to privileged EXEC from any configuration mode; Ctrl-C does the same. */
  end(): void;
  /** An empty line is a command, too: it goes back to an open connection. Absent: never. */
  readonly takesEmpty?: boolean;
  /** The session is over: closes what hangs on it. The session's own end goes on the books after this has resolved. */
  leave?(why: ExecEnd): Promise<void>;
  /** The session's own end is on the books: closes what outlives it there. */
  left?(why: ExecEnd): Promise<void>;
}

/** What `terminal …` changes for one session. */
export interface TerminalSettings {
  /** Rows before `--More--`, 0–512; 0 never pauses. */
  length: number;
  /** Columns, 0–512; 0 is unlimited. */
  width: number;
  /** Lines kept, 0–256; 0 none. */
  historySize: number;
  /** `terminal monitor`: whether log and debug lines are printed here. */
  monitor: boolean;
}

/** One session, as the shell and the commands see it. */
export interface TerminalSession {
  /** Absolute number of the line. */
  readonly line: number;
  /** The line's configuration as it is now. */
  readonly lineConfig: LineConfig;
  readonly transport: 'console' | 'ssh' | 'telnet' | 'async';
  readonly user: string | undefined;
  readonly profile: Profile;
  /** For `enable` and the rest of AAA. */
  readonly port: PortContext;
  /** Privilege level at the start, 0–15. */
  readonly privilege: number;
  readonly settings: TerminalSettings;
  /** Key of the EXEC session in the accounting ledger. */
  readonly key: number;
  /** Acct-Session-Id of the EXEC session. */
  readonly sessionId: number;
  /** Lines typed so far, oldest first. */
  readonly history: readonly string[];
  /** Shows a line without disturbing what is typed. */
  notice(text: string): void;
  /**
   * Asks AAA whether the user may run a command.
   * @param level privilege level of the command
   * @param command expanded, without ` <cr>`
   */
  authorizeCommand(request: {
    readonly level: number;
    readonly command: string;
    readonly configuration: boolean;
    readonly privilege: number;
  }): Promise<{ readonly permitted: boolean; readonly message?: string }>;
  /**
   * Records an accepted command by the line's list for its level. Resolves when the record is on stable storage; also when
   * the disk fails, which goes to the log: then commands run without record.
   */
  accountCommand(command: {
    readonly level: number;
    readonly command: string;
    readonly privilege: number;
  }): Promise<void>;
}
