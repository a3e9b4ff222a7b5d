import type { AaaMethod } from '../config.ts';
import type { PortContext, Profile } from '../profile.ts';

/** The two ends of a login dialogue: prompts go out, lines come back. */
export interface Dialogue {
  /** Shows `prompt` (no line feed) and reads one line; `undefined` when the user went away or took too long. */
  ask(prompt: string, options: { readonly echo: boolean }): Promise<string | undefined>;
  /** Shows a text: a server's message, `% Authentication failed`. Not needed where nothing can be shown. */
  tell?(text: string): void;
}

export interface LoginRequest {
  /** Name applied by the line (`login authentication LIST`); `default` when none is. */
  readonly list: string;
  /** In place of a list: `ip http authentication local`. */
  readonly methods?: readonly AaaMethod[];
  readonly context: PortContext;
  readonly dialogue: Dialogue;
  /** Already known user name (SSH): never asked for. */
  readonly user?: string;
  /** How often the dialogue may be gone through; default `aaa authentication attempts login` (3). SSH passes 1. */
  readonly attempts?: number;
  /** Called for every refused attempt, for accounting of failed logins. */
  onFailure?(user: string | undefined): void;
}

export type LoginOutcome =
  | { readonly outcome: 'accepted'; readonly user: string | undefined; readonly profile: Profile }
  /** A method said no (after all attempts). `message` is what the user shall see; it has been told already. */
  | { readonly outcome: 'rejected'; readonly user: string | undefined; readonly message: string }
  /** No method gave an answer. */
  | { readonly outcome: 'unavailable'; readonly user: string | undefined; readonly message: string }
  /** The user went away. */
  | { readonly outcome: 'aborted' };

export interface EnableRequest {
  /** 0–15 wanted. */
  readonly level: number;
  readonly user: string | undefined;
  readonly context: PortContext;
  readonly dialogue: Dialogue;
}

export type EnableOutcome =
  | { readonly outcome: 'accepted'; readonly level: number }
  | { readonly outcome: 'rejected' | 'unavailable'; readonly message: string }
  | { readonly outcome: 'aborted' };
