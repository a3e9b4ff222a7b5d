import type { Dialogue } from './login-types.ts';

/** Prompts of a login, as configured. */
export interface Prompts {
  readonly user: string;
  readonly password: string;
}

export const defaultPrompts: Prompts = { user: 'Username: ', password: 'Password: ' };

/**
 * The answers of one attempt. Each is asked for once, when a method first needs it, and serves all methods of the list;
 * `undefined` means that the user went away.
 */
export class Answers {
  readonly #dialogue: Dialogue;
  readonly #prompts: Prompts;
  #user: string | undefined;
  #password: string | undefined;

  constructor(dialogue: Dialogue, prompts: Prompts, user: string | undefined) {
    this.#dialogue = dialogue;
    this.#prompts = prompts;
    this.#user = user;
  }

  /** As far as known. */
  get knownUser(): string | undefined {
    return this.#user;
  }

  /** @param prompt of the server; else the configured one */
  async user(prompt = this.#prompts.user): Promise<string | undefined> {
    this.#user ??= await this.#dialogue.ask(prompt, { echo: true });
    return this.#user;
  }

  /** @param prompt of the server; else the configured one */
  async password(prompt = this.#prompts.password): Promise<string | undefined> {
    this.#password ??= await this.#dialogue.ask(prompt, { echo: false });
    return this.#password;
  }

  /** A further question of a server (challenge, new password): never remembered. */
  question(prompt: string, echo: boolean): Promise<string | undefined> {
    return this.#dialogue.ask(prompt, { echo });
  }
}
