import type { AuthHandlerMiddleware, Prompt } from 'ssh2';

/** How a user is asked. */
export interface SshPrompts {
  /** Asks one question; `undefined` when the user breaks off. */
  ask(prompt: string, options: { readonly echo: boolean }): Promise<string | undefined>;
  /** Shows what the host has to say. */
  tell(text: string): void;
}

/** How often a user may answer wrongly. */
const mostTries = 3;
const passwordPrompt = 'Password: ';

/** Why authentication came to nothing. */
export type SshGivenUp =
  /** The host takes no other way, or no more tries. */
  | 'authentication-failed'
  /** The user broke off. */
  | 'aborted';

/**
 * Authenticates a user with what he types: keyboard-interactive (RFC 4256), else password (RFC 4252 §8), three times
 * at most.
 * @param giveUp called when there is nothing left to try, or the user breaks off
 */
export function sshAuthentication(
  username: string,
  prompts: SshPrompts,
  giveUp: (why: SshGivenUp) => void,
): AuthHandlerMiddleware {
  let tries = 0;
  let asked = true;
  return (left, _partial, next) => {
    // Some hosts want no password, and all say to a first try without one what they take.
    if (left === null || left === undefined) return next({ type: 'none', username });
    if (tries >= mostTries) return giveUp('authentication-failed');
    // A host may offer dialogues and then not ask anything.
    const dialogue = left.includes('keyboard-interactive') && (asked || !left.includes('password'));
    if (!dialogue && !left.includes('password')) return giveUp('authentication-failed');
    tries += 1;
    if (!dialogue) {
      void prompts.ask(passwordPrompt, { echo: false }).then((password) => {
        if (password === undefined) giveUp('aborted');
        else next({ type: 'password', username, password });
      });
      return;
    }
    asked = false;
    next({
      type: 'keyboard-interactive',
      username,
      prompt: (name, instructions, _language, questions, finish) => {
        if (questions.length > 0) asked = true;
        for (const text of [name, instructions]) if (text !== '') prompts.tell(printable(text));
        void answers(questions, prompts).then((all) => {
          if (all === undefined) giveUp('aborted');
          else finish(all);
        });
      },
    });
  };
}

async function answers(questions: readonly Prompt[], prompts: SshPrompts): Promise<string[] | undefined> {
  const all: string[] = [];
  for (const { prompt, echo = false } of questions) {
    const answer = await prompts.ask(printable(prompt), { echo });
    if (answer === undefined) return undefined;
    all.push(answer);
  }
  return all;
}

/** Without control characters, with which a host could do things to the user's terminal (RFC 4256 §3.2). */
const printable = (text: string): string => text.replace(/[^\P{Cc}\n\t]/gu, '');
