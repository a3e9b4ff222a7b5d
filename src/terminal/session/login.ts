import type { Dialogue, ExecAuthorization, PortContext, Profile } from '../../aaa/index.ts';
import type { Seat } from '../lines/line-table.ts';
import type { TerminalsDeps } from '../terminal-service.ts';
import type { Front } from './front.ts';

/** Who has logged in. */
export interface Identity {
  readonly user: string | undefined;
  readonly profile: Profile;
}

/** The place of a login, as AAA wants to know it. */
export function portContext(seat: Seat, caller: string, uniqueId: number, called?: string): PortContext {
  const { login, password, privilege } = seat.config;
  return {
    uniqueId,
    portNumber: seat.line,
    portName: `tty${seat.line}`,
    portType: seat.kind === 'vty' ? 'virtual' : 'async',
    caller,
    ...(called === undefined ? {} : { called }),
    console: seat.kind === 'con',
    line: {
      ...(login === undefined ? {} : { login }),
      ...(password === undefined ? {} : { password }),
      ...(privilege === undefined ? {} : { privilege }),
    },
  };
}

/** Default of `timeout login response`, in seconds. */
const defaultLoginTimeout = 30;

/** Goes through the login dialogue on the line itself (console, Telnet). `undefined`: no admission, and the user has been told. */
export async function login(
  deps: Pick<TerminalsDeps, 'aaa'>,
  front: Front,
  seat: Seat,
  context: PortContext,
  failed: (user: string | undefined) => void,
): Promise<Identity | undefined> {
  let greeted = false;
  const greet = async (): Promise<void> => {
    if (!greeted) await front.print('\nUser Access Verification\n\n');
    greeted = true;
  };
  const timeout = (seat.config.loginTimeout ?? defaultLoginTimeout) * 1000;
  const dialogue: Dialogue = {
    async ask(prompt, { echo }) {
      await greet();
      const answer = await front.ask(prompt, { echo, timeout });
      switch (answer.kind) {
        case 'answer':
          return answer.text;
        case 'aborted':
          return front.interactive ? '' : undefined;
        case 'timeout':
          await front.print(`\n% ${prompt.trimEnd()}  timeout expired!\n`);
          return undefined;
        case 'over':
          return undefined;
      }
    },
    tell(text) {
      greeted = true;
      // Errors stand apart, as IOS prints them.
      void front.print(text.startsWith('%') ? `\n${text.trimEnd()}\n\n` : `${text.trimEnd()}\n`);
    },
  };
  const outcome = await deps.aaa.login({
    list: seat.config.loginAuthentication ?? 'default',
    context,
    dialogue,
    onFailure: failed,
  });
  return outcome.outcome === 'accepted' ? { user: outcome.user, profile: outcome.profile } : undefined;
}

/** Asks whether the user may have a shell. */
export function authorizeExec(
  deps: Pick<TerminalsDeps, 'aaa'>,
  seat: Seat,
  context: PortContext,
  who: Identity,
): Promise<ExecAuthorization> {
  return deps.aaa.authorizeExec({
    list: seat.config.authorizationExec ?? 'default',
    context,
    user: who.user,
    profile: who.profile,
  });
}
