import { mandatory } from '../../protocols/tacacs/index.ts';
import type { AuthenticationDeps } from '../authentication/login.ts';
import { type MethodAnswer, pickList, walkMethods } from '../authentication/method-walk.ts';
import type { AaaMethod } from '../config.ts';
import type { TacacsGroup } from '../groups/group.ts';
import { debugId } from '../servers/radius-debug.ts';
import type { CommandAuthorization, CommandAuthorizationRequest } from './authorization-types.ts';
import { requestFor, statusText } from './exec.ts';

type Permitted = { readonly message?: string };

const noAnswer = { answer: 'error', cause: 'not-configured' } as const;

/** Whether a command may run: `aaa authorization commands LEVEL`. Without a list for its level everything may. */
export async function authorizeCommand(
  deps: AuthenticationDeps,
  request: CommandAuthorizationRequest,
): Promise<CommandAuthorization> {
  const { config, log } = deps;
  const { context } = request;
  if (!config.newModel) return { outcome: 'permitted' };
  if (request.configuration && !config.authorizeConfigCommands) return { outcome: 'permitted' };
  if (context.console && !config.authorizeConsole) return { outcome: 'permitted' };
  const lists = config.authorization.filter(({ service, level }) => service === 'commands' && level === request.level);
  const list = pickList(lists, request.list);
  if (list === undefined) return { outcome: 'permitted' };
  log.debug(
    'aaa authorization',
    () => `AAA/AUTHOR (0x${context.uniqueId.toString(16).toUpperCase()}): Pick method list '${list.name}'`,
  );
  const result = await walkMethods(list.methods, async (method) => {
    const answer = await tryMethod(deps, method, request);
    log.debug('aaa authorization', () => `AAA/AUTHOR/CMD(${debugId(context.uniqueId)}): ${statusText(answer)}`);
    return answer;
  });
  if (result.result === 'pass') return { outcome: 'permitted', ...result.value };
  const message = result.result === 'fail' ? result.message : undefined;
  return { outcome: 'denied', message: message ?? 'Command authorization failed.' };
}

async function tryMethod(
  deps: AuthenticationDeps,
  method: AaaMethod,
  request: CommandAuthorizationRequest,
): Promise<MethodAnswer<Permitted>> {
  switch (method.method) {
    case 'group': {
      const group = deps.group(method.group);
      // RADIUS has no command authorization.
      return group?.protocol === 'tacacs+' ? askTacacs(group, request) : noAnswer;
    }
    case 'local':
    case 'local-case': {
      const match = method.method === 'local' ? 'any-case' : 'exact';
      const found = request.user === undefined ? undefined : deps.users.find(request.user, match);
      return found === undefined ? { answer: 'error', cause: 'unknown-user' } : { answer: 'pass', value: {} };
    }
    case 'if-authenticated':
      return request.profile.authentic === 'none' ? { answer: 'fail' } : { answer: 'pass', value: {} };
    case 'none':
      return { answer: 'pass', value: {} };
    case 'enable':
    case 'line':
    case 'if-needed':
      return noAnswer;
  }
}

/** `service=shell cmd=show cmd-arg=version cmd-arg=<cr>` (RFC 8907 §8.2). */
export function commandArguments(command: string): readonly string[] {
  const [first = '', ...rest] = command.trim().split(/\s+/);
  return [
    mandatory('service', 'shell'),
    mandatory('cmd', first),
    ...rest.map((word) => mandatory('cmd-arg', word)),
    mandatory('cmd-arg', '<cr>'),
  ];
}

async function askTacacs(
  group: TacacsGroup,
  { user, profile, context, privilege, command }: CommandAuthorizationRequest,
): Promise<MethodAnswer<Permitted>> {
  const args = commandArguments(command);
  const answer = await group.authorize(context.uniqueId, requestFor(user, profile, context, privilege, args));
  if (answer.outcome === 'no-response') return { answer: 'error', cause: 'no-response' };
  const { packet } = answer;
  const message = packet.serverMessage === '' ? {} : { message: packet.serverMessage };
  if (packet.verdict === 'fail') return { answer: 'fail', ...message };
  // A server that wants another command to run instead is not obeyed, and not ignored either.
  const replaced = packet.mode === 'replace' && packet.args.length > 0 && packet.args.join('\0') !== args.join('\0');
  return replaced ? { answer: 'fail', ...message } : { answer: 'pass', value: message };
}
