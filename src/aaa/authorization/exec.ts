import {
  authenMethods,
  authenServices,
  authenTypes,
  mandatory,
  optional,
  parseArgument,
} from '../../protocols/tacacs/index.ts';
import type { AuthenticationDeps } from '../authentication/login.ts';
import { type MethodAnswer, pickList, walkMethods } from '../authentication/method-walk.ts';
import type { AaaMethod } from '../config.ts';
import type { TacacsGroup } from '../groups/group.ts';
import type { PortContext, Profile } from '../profile.ts';
import { debugId } from '../servers/radius-debug.ts';
import type { TacacsAuthorizationRequest } from '../wire.ts';
import type { ExecAuthorization, ExecAuthorizationRequest } from './authorization-types.ts';

type Permitted = Extract<ExecAuthorization, { readonly outcome: 'permitted' }>;
type Answer = MethodAnswer<Permitted>;

const denied: ExecAuthorization = { outcome: 'denied', message: '% Authorization failed.' };
const noAnswer = { answer: 'error', cause: 'not-configured' } as const;

/** Whether the shell may start, and with what privilege, timeouts and first command. */
export async function authorizeExec(
  deps: AuthenticationDeps,
  request: ExecAuthorizationRequest,
): Promise<ExecAuthorization> {
  const { config, log } = deps;
  const { context, profile } = request;
  const linePrivilege = context.line.privilege ?? 1;
  if (!config.newModel) return ofProfile(profile, profile.privilege ?? linePrivilege);
  const list = pickList(
    config.authorization.filter(({ service }) => service === 'exec'),
    request.list,
  );
  if (list === undefined || (context.console && !config.authorizeConsole)) return ofProfile(profile, linePrivilege);
  log.debug('aaa authorization', () => `AAA/AUTHOR (0x${hex(context)}): Pick method list '${list.name}'`);
  const result = await walkMethods(list.methods, async (method) => {
    const answer = await tryMethod(deps, method, request, linePrivilege);
    log.debug('aaa authorization', () => `AAA/AUTHOR/EXEC(${debugId(context.uniqueId)}): ${statusText(answer)}`);
    return answer;
  });
  if (result.result === 'pass') return result.value;
  return result.result === 'fail' && result.message !== undefined ? { ...denied, message: result.message } : denied;
}

const hex = ({ uniqueId }: PortContext): string => uniqueId.toString(16).toUpperCase();

/** As in debug lines; shared with command authorization. */
export const statusText = (answer: MethodAnswer<unknown>): string =>
  answer.answer === 'pass'
    ? 'Authorization successful'
    : answer.answer === 'fail'
      ? 'Authorization FAILED'
      : 'Authorization ERROR, trying next method';

/** What authentication brought along, with this privilege. */
function ofProfile(profile: Profile, privilege: number): Permitted {
  const { autocommand, accessClass, sessionTimeout, idleTimeout } = profile;
  return {
    outcome: 'permitted',
    privilege,
    ...(autocommand === undefined ? {} : { autocommand }),
    ...(accessClass === undefined ? {} : { accessClass }),
    ...(sessionTimeout === undefined ? {} : { sessionTimeout }),
    ...(idleTimeout === undefined ? {} : { idleTimeout }),
  };
}

async function tryMethod(
  deps: AuthenticationDeps,
  method: AaaMethod,
  { user, profile, context }: ExecAuthorizationRequest,
  linePrivilege: number,
): Promise<Answer> {
  switch (method.method) {
    case 'group': {
      const group = deps.group(method.group);
      if (group === undefined) return noAnswer;
      if (group.protocol === 'tacacs+') return askTacacs(group, user, profile, context, linePrivilege);
      // RADIUS authorizes together with authentication; of a user whom another method let in it knows nothing.
      if (profile.authentic !== 'radius') return { answer: 'error', cause: 'no-response' };
      return { answer: 'pass', value: ofProfile(profile, profile.privilege ?? linePrivilege) };
    }
    case 'local':
    case 'local-case': {
      const found =
        user === undefined ? undefined : deps.users.find(user, method.method === 'local' ? 'any-case' : 'exact');
      if (found === undefined) return { answer: 'error', cause: 'unknown-user' };
      const { privilege = linePrivilege, autocommand, accessClass } = found;
      const value: Permitted = {
        ...ofProfile(profile, privilege),
        ...(autocommand === undefined ? {} : { autocommand }),
        ...(accessClass === undefined ? {} : { accessClass }),
      };
      return { answer: 'pass', value };
    }
    case 'if-authenticated':
      if (profile.authentic === 'none') return { answer: 'fail' };
      return { answer: 'pass', value: ofProfile(profile, 1) };
    case 'none':
      return { answer: 'pass', value: ofProfile(profile, linePrivilege) };
    case 'enable':
    case 'line':
    case 'if-needed':
      return noAnswer;
  }
}

/** The head of an authorization REQUEST: who asks, and how the user was authenticated (RFC 8907 §6.1). */
export function requestFor(
  user: string | undefined,
  profile: Profile,
  port: PortContext,
  privilege: number,
  args: readonly string[],
): TacacsAuthorizationRequest {
  return {
    authenMethod: authenMethods[authenMethodOf(profile)],
    privLvl: privilege,
    authenType: authenTypes.ascii,
    authenService: authenServices.login,
    user: user ?? '',
    port: port.portName,
    remAddr: port.caller,
    args,
  };
}

function authenMethodOf({ authentic, method }: Profile): keyof typeof authenMethods {
  if (authentic === 'radius') return 'radius';
  if (authentic === 'remote') return 'tacacs+';
  return method === 'line' || method === 'enable' || method === 'none' ? method : 'local';
}

/** Arguments of a shell that are known here; another mandatory one means: not authorized (RFC 8907 §6.1). */
const knownArguments: ReadonlySet<string> = new Set([
  'service',
  'protocol',
  'cmd',
  'priv-lvl',
  'autocmd',
  'timeout',
  'idletime',
  'acl',
  'noescape',
  'nohangup',
  'callback-dialstring',
  'callback-line',
  'callback-rotary',
  'nocallback-verify',
]);

async function askTacacs(
  group: TacacsGroup,
  user: string | undefined,
  profile: Profile,
  port: PortContext,
  linePrivilege: number,
): Promise<Answer> {
  const args = [mandatory('service', 'shell'), optional('cmd', '')];
  const answer = await group.authorize(port.uniqueId, requestFor(user, profile, port, linePrivilege, args));
  if (answer.outcome === 'no-response') return { answer: 'error', cause: 'no-response' };
  const { packet } = answer;
  const message = packet.serverMessage === '' ? {} : { message: packet.serverMessage };
  if (packet.verdict === 'fail') return { answer: 'fail', ...message };
  const values = new Map<string, string>();
  for (const text of packet.args) {
    const argument = parseArgument(text);
    if (argument === undefined) continue;
    if (argument.mandatory && !knownArguments.has(argument.name)) return { answer: 'fail' };
    values.set(argument.name, argument.value);
  }
  const number = (name: string, maximum: number): number | undefined => {
    const text = values.get(name);
    return text !== undefined && /^\d{1,9}$/.test(text) && Number(text) <= maximum ? Number(text) : undefined;
  };
  const timeout = number('timeout', 35_791);
  const idle = number('idletime', 35_791);
  const autocommand = values.get('autocmd');
  const accessClass = values.get('acl');
  const value: Permitted = {
    ...ofProfile(profile, number('priv-lvl', 15) ?? linePrivilege),
    ...(autocommand === undefined ? {} : { autocommand }),
    ...(accessClass === undefined ? {} : { accessClass }),
    ...(timeout === undefined ? {} : { sessionTimeout: timeout * 60 }),
    ...(idle === undefined ? {} : { idleTimeout: idle * 60 }),
    ...message,
  };
  return { answer: 'pass', value };
}
