import type { TacacsGroup } from '../groups/group.ts';
import type { PortContext, Profile } from '../profile.ts';
import type { TacacsAsk, TacacsIdentity } from '../wire.ts';
import type { Answers } from './answers.ts';
import type { MethodAnswer } from './method-walk.ts';

/**
 * The ASCII dialogue with a TACACS+ group: the server's own prompts reach the user. A server that takes over after a
 * silent one is answered from what the user has typed already.
 */
export async function tacacsLogin(
  group: TacacsGroup,
  port: PortContext,
  answers: Answers,
  purpose: Pick<TacacsIdentity, 'privLvl' | 'authenService'> = {},
): Promise<MethodAnswer<Profile>> {
  const identity = (): TacacsIdentity => ({
    user: answers.knownUser ?? '',
    port: port.portName,
    remAddr: port.caller,
    ...purpose,
  });
  const answer = await group.authenticateAscii(port.uniqueId, identity, () => asking(answers));
  if (answer.outcome === 'no-response')
    return { answer: 'error', cause: answer.reason === 'no-servers' ? 'not-configured' : 'no-response' };
  const { packet } = answer;
  if (packet.verdict === 'abort') return { answer: 'aborted' };
  const message = packet.serverMessage === '' ? {} : { message: packet.serverMessage };
  if (packet.verdict === 'fail') return { answer: 'fail', ...message };
  const profile = { authentic: 'remote', method: 'group', group: group.name, classes: [], ...message } as const;
  return { answer: 'pass', value: profile };
}

/** Answers one server. It may ask for more than one password (to change it): only the first is that of the login. */
function asking(answers: Answers): TacacsAsk {
  let passwords = 0;
  return ({ kind, text, noEcho }) => {
    switch (kind) {
      case 'user':
        return answers.user(text === '' ? undefined : text);
      case 'password':
        passwords++;
        return passwords === 1 ? answers.password(text === '' ? undefined : text) : answers.question(text, false);
      case 'data':
        return answers.question(text, !noEcho);
    }
  };
}
