import type { Ask, Prompt } from './client-options.ts';
import type { Session } from './connection-types.ts';
import type { NoResponse } from './outcome.ts';
import { authenStatuses } from './tables.ts';

/** What a server wants to be told, by the status of its reply (§5.2). */
export const promptKinds: ReadonlyMap<number, Prompt['kind']> = new Map([
  [authenStatuses.getuser, 'user'],
  [authenStatuses.getpass, 'password'],
  [authenStatuses.getdata, 'data'],
]);

/** Waits for the user or for the loss of the connection, whichever is first; `undefined`: the user gave up. */
export function putPrompt(ask: Ask, prompt: Prompt, session: Session): Promise<string | undefined | NoResponse> {
  const controller = new AbortController();
  return new Promise((resolve) => {
    session.lost = (lost) => {
      controller.abort();
      resolve(lost);
    };
    const answered = (answer: string | undefined): void => {
      session.lost = undefined;
      resolve(answer);
    };
    Promise.resolve()
      .then(() => ask(prompt, controller.signal))
      .then(answered, () => answered(undefined));
  });
}
