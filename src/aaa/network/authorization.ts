import { isIPv4 } from 'node:net';
import { attribute, find } from '../../protocols/radius/index.ts';
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
import { debugId } from '../servers/radius-debug.ts';
import type { RadiusAttribute } from '../wire.ts';
import { dnisGroup } from './called-number.ts';
import { identityOf } from './credentials.ts';
import { isArap, type NetworkOutcome, type NetworkRequest } from './network-types.ts';

type Accepted = Extract<NetworkOutcome, { readonly outcome: 'accepted' }>;
type Answer = MethodAnswer<Accepted>;

/** Whether the user may have the network, and what the lists add to the answer. Without a list everybody may. */
export async function authorizeNetwork(
  deps: AuthenticationDeps,
  request: NetworkRequest & { readonly authorization: string },
  accepted: Accepted,
): Promise<NetworkOutcome> {
  const { config, log } = deps;
  const map = dnisGroup(config, 'authorization network', find(request, 'Called-Station-Id'));
  const list = pickList(
    config.authorization.filter(({ service }) => service === 'network'),
    request.authorization,
  );
  const methods: readonly AaaMethod[] | undefined =
    map === undefined ? list?.methods : [{ method: 'group', group: map.group }];
  if (methods === undefined) return accepted;
  const result = await walkMethods(methods, (method) => tryMethod(deps, method, request, accepted));
  log.debug('aaa authorization', () => `AAA/AUTHOR/PPP(${debugId(request.uniqueId)}): ${result.result.toUpperCase()}`);
  if (result.result === 'pass') return result.value;
  const attributes = [attribute('Reply-Message', 'Authorization failed')];
  return { outcome: 'rejected', authentic: accepted.authentic, attributes };
}

async function tryMethod(
  deps: AuthenticationDeps,
  method: AaaMethod,
  request: NetworkRequest,
  accepted: Accepted,
): Promise<Answer> {
  const pass: Answer = { answer: 'pass', value: accepted };
  switch (method.method) {
    case 'group': {
      const group = deps.group(method.group);
      if (group === undefined) return { answer: 'error', cause: 'not-configured' };
      if (group.protocol === 'tacacs+') return askTacacs(group, request, accepted);
      // RADIUS authorizes together with authentication; of a user whom another method let in it knows nothing.
      return accepted.authentic === 'radius' ? pass : { answer: 'error', cause: 'no-response' };
    }
    case 'local':
    case 'local-case': {
      const match = method.method === 'local' ? 'any-case' : 'exact';
      const known = deps.users.find(find(request, 'User-Name') ?? '', match) !== undefined;
      return known ? pass : { answer: 'error', cause: 'unknown-user' };
    }
    case 'if-authenticated':
      return accepted.authentic === 'none' ? { answer: 'fail' } : pass;
    case 'none':
      return pass;
    case 'enable':
    case 'line':
    case 'if-needed':
      return { answer: 'error', cause: 'not-configured' };
  }
}

const authenMethodOf = {
  radius: authenMethods.radius,
  local: authenMethods.local,
  remote: authenMethods['tacacs+'],
  none: authenMethods.none,
} as const satisfies Record<Accepted['authentic'], number>;

/** Arguments of PPP over IP that software can be told; others that are mandatory mean: not authorized (RFC 8907 §6.1). */
const told: Readonly<Record<string, (value: string) => readonly RadiusAttribute[]>> = {
  service: () => [],
  protocol: () => [],
  addr: (value) => (isIPv4(value) ? [attribute('Framed-IP-Address', value)] : []),
  timeout: (value) => minutes('Session-Timeout', value),
  idletime: (value) => minutes('Idle-Timeout', value),
  inacl: (value) => [attribute('Filter-Id', `${value}.in`)],
  outacl: (value) => [attribute('Filter-Id', `${value}.out`)],
  route: (value) => [attribute('Framed-Route', value)],
  'addr-pool': (value) => [attribute('Framed-Pool', value)],
};

const minutes = (name: 'Session-Timeout' | 'Idle-Timeout', value: string): readonly RadiusAttribute[] =>
  /^\d{1,5}$/.test(value) && value !== '0' ? [attribute(name, Number(value) * 60)] : [];

async function askTacacs(group: TacacsGroup, request: NetworkRequest, accepted: Accepted): Promise<Answer> {
  const answer = await group.authorize(request.uniqueId, {
    ...identityOf(request),
    authenMethod: authenMethodOf[accepted.authentic],
    privLvl: 1,
    authenType: authenTypes.pap,
    authenService: isArap(request) ? authenServices.arap : authenServices.ppp,
    args: isArap(request)
      ? [mandatory('service', 'arap')]
      : [mandatory('service', 'ppp'), mandatory('protocol', 'ip'), optional('addr', '')],
  });
  if (answer.outcome === 'no-response') return { answer: 'error', cause: 'no-response' };
  const { packet } = answer;
  if (packet.verdict === 'fail')
    return { answer: 'fail', ...(packet.serverMessage === '' ? {} : { message: packet.serverMessage }) };
  const added: RadiusAttribute[] = [];
  for (const text of packet.args) {
    const argument = parseArgument(text);
    if (argument === undefined) continue;
    const tell = told[argument.name];
    if (tell === undefined && argument.mandatory) return { answer: 'fail' };
    added.push(...(tell?.(argument.value) ?? []));
  }
  return { answer: 'pass', value: { ...accepted, attributes: [...accepted.attributes, ...added] } };
}
