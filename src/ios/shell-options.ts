import type { TerminalIo } from './io.ts';
import type { Language } from './language.ts';

/** A command that a user gave and that the language understood. */
export interface AcceptedCommand {
  readonly kind: 'exec' | 'config';
  /** Id of the mode that it belongs to: `exec`, `config`, `config-line`… */
  readonly mode: string;
  /** The whole command, keywords in full, arguments as typed, `no`, `default` and `| include …` included; without `do`. */
  readonly text: string;
  /** The same with secrets as `*`. */
  readonly maskedText: string;
  /** Its tokens; a rest of the line is one token. */
  readonly words: readonly string[];
  readonly maskedWords: readonly string[];
  /** Privilege level of the command, 0–15. */
  readonly level: number;
  readonly negated: 'no' | 'default' | undefined;
  /** Given with `do` in a configuration mode. */
  readonly viaDo: boolean;
  /** What the grammar read; for `no` the value of its short form. */
  readonly value: unknown;
}

/** Where the running configuration lives. */
export interface ConfigurationStore<C> {
  current(): C;
  /** Called once for each configuration command that was carried out, even if it changed nothing. */
  replace(next: C, command: AcceptedCommand): void | Promise<void>;
}

export interface ShellOptions<C, E, S> {
  readonly language: Language<C, E, S>;
  /** Given to every exec command. */
  readonly session: S;
  /** Given to every configuration command. */
  readonly env: E;
  readonly store: ConfigurationStore<C>;
  /** Name in the prompt. */
  readonly hostname: () => string;
  /** Privilege level to begin with; default 1. */
  readonly level?: number;
  /** Asked before a command is accounted and run; `false` refuses it (`Command authorization failed.`). */
  readonly authorize?: (command: AcceptedCommand) => Promise<boolean>;
  /** Told of every command before it runs, exactly once; what it returns is awaited. If it throws, the command isn't run. */
  readonly accepted?: (command: AcceptedCommand) => Promise<void>;
  /**
   * A single unknown word at the exec prompt: IOS tries to connect to a host of that name. `false` (the default) prints
   * the error message of IOS.
   */
  readonly unknownWord?: (word: string, io: TerminalIo) => Promise<boolean>;
}

/** How a line ended. */
export type Outcome =
  | { readonly kind: 'empty' }
  | { readonly kind: 'done' }
  /** Not understood, not permitted, or refused; `text` is what was printed. */
  | { readonly kind: 'refused'; readonly text: string };

/** What Tab does to a line. */
export interface Completion {
  /** The line with its last word completed; the same line when it can't be. */
  readonly line: string;
  /** Everything that the last word may become. */
  readonly candidates: readonly string[];
}
