import type { EventLog } from '../../base/event-log.ts';
import type { AaaConfig, AaaMethod, PasswordRecord } from '../config.ts';
import type { ServerGroup } from '../groups/group.ts';
import { dnisGroup } from '../network/called-number.ts';
import type { PortContext, Profile } from '../profile.ts';
import { debugId } from '../servers/radius-debug.ts';
import { Answers, defaultPrompts } from './answers.ts';
import type { LocalUsers } from './local-users.ts';
import type { LoginOutcome, LoginRequest } from './login-types.ts';
import { type MethodAnswer, pickList, type WalkResult, walkMethods } from './method-walk.ts';
import { type AccessRequestOptions, radiusLogin } from './radius-login.ts';
import { tacacsLogin } from './tacacs-login.ts';

/** What authentication works with; made anew for each configuration. */
export interface AuthenticationDeps {
  readonly config: AaaConfig;
  readonly users: LocalUsers;
  readonly group: (name: string) => ServerGroup | undefined;
  readonly log: EventLog;
  /** NAS-Identifier and the like, from the global RADIUS settings. */
  readonly accessRequest: AccessRequestOptions;
}

const notConfigured = { answer: 'error', cause: 'not-configured' } as const;
const aborted = { answer: 'aborted' } as const;

/** The whole login dialogue of one caller: prompts, methods, attempts, messages. */
export async function login(deps: AuthenticationDeps, request: LoginRequest): Promise<LoginOutcome> {
  const { config } = deps;
  const { context, dialogue } = request;
  const methods =
    request.methods === undefined
      ? loginMethods(config, request.list, context)
      : { name: 'none', methods: request.methods };
  debug(deps, context, () => `Pick method list '${methods.name}'`);
  const prompts = {
    user: config.usernamePrompt ?? defaultPrompts.user,
    password: config.passwordPrompt ?? defaultPrompts.password,
  };
  if (config.newModel && config.banner !== undefined) dialogue.tell?.(config.banner);
  const attempts = request.attempts ?? config.loginAttempts ?? 3;
  for (let attempt = 1; ; attempt++) {
    const answers = new Answers(dialogue, prompts, request.user);
    const result = await tryOnce(deps, methods.methods, context, answers);
    const user = answers.knownUser;
    if (result.result === 'aborted') return { outcome: 'aborted' };
    if (result.result === 'pass') {
      if (result.value.message !== undefined) dialogue.tell?.(result.value.message);
      return { outcome: 'accepted', user, profile: result.value };
    }
    request.onFailure?.(user);
    if (result.result === 'fail' && result.message !== undefined) dialogue.tell?.(result.message);
    const message = failureMessage(config, context, result);
    const last = result.result === 'exhausted' || attempt >= attempts;
    if (last || config.newModel) dialogue.tell?.(message);
    if (last) return { outcome: result.result === 'exhausted' ? 'unavailable' : 'rejected', user, message };
  }
}

/** The methods that apply: the group of the called number (`aaa dnis map`), the list, `default`, or what holds while neither is configured. */
export function loginMethods(
  config: AaaConfig,
  list: string,
  context: PortContext,
): { readonly name: string; readonly methods: readonly AaaMethod[] } {
  if (!config.newModel) {
    const method = context.line.login ?? (context.console ? 'none' : 'line');
    return { name: 'default', methods: [{ method }] };
  }
  const map = dnisGroup(config, 'authentication login', context.called);
  if (map !== undefined) return { name: `dnis ${map.number}`, methods: [{ method: 'group', group: map.group }] };
  const found = pickList(
    config.authentication.filter(({ service }) => service === 'login'),
    list,
  );
  if (found !== undefined) return found;
  return { name: 'default', methods: [{ method: context.console ? 'none' : 'local' }] };
}

function failureMessage(config: AaaConfig, context: PortContext, result: WalkResult<Profile>): string {
  if (config.newModel) return config.failMessage ?? '% Authentication failed';
  if (result.result === 'exhausted' && context.line.password === undefined) return 'Password required, but none set';
  return context.line.login === 'local' ? '% Login invalid' : '% Bad passwords';
}

async function tryOnce(
  deps: AuthenticationDeps,
  methods: readonly AaaMethod[],
  context: PortContext,
  answers: Answers,
): Promise<WalkResult<Profile>> {
  const result = await walkMethods(methods, async (method) => {
    const answer = await tryMethod(deps, method, context, answers);
    const name = method.method === 'group' ? `${method.group} (group)` : method.method.toUpperCase();
    debug(deps, context, () => `Method=${name} status=${answer.answer.toUpperCase()}`);
    return answer;
  });
  return result;
}

async function tryMethod(
  deps: AuthenticationDeps,
  method: AaaMethod,
  context: PortContext,
  answers: Answers,
): Promise<MethodAnswer<Profile>> {
  switch (method.method) {
    case 'group':
      return askGroup(deps, method.group, context, answers);
    case 'local':
    case 'local-case':
      return askLocal(deps, method.method, answers);
    case 'enable':
      return askPassword(deps, 'enable', enablePassword(deps.config, 15), answers);
    case 'line':
      return askPassword(deps, 'line', context.line.password, answers);
    case 'none':
      return { answer: 'pass', value: { authentic: 'none', method: 'none', classes: [] } };
    case 'if-authenticated':
    case 'if-needed':
      return notConfigured;
  }
}

async function askGroup(
  deps: AuthenticationDeps,
  name: string,
  context: PortContext,
  answers: Answers,
): Promise<MethodAnswer<Profile>> {
  const group = deps.group(name);
  if (group === undefined) return notConfigured;
  if (group.protocol === 'tacacs+') return tacacsLogin(group, context, answers);
  const user = await answers.user();
  if (user === undefined) return aborted;
  const password = await answers.password();
  if (password === undefined) return aborted;
  if (user === '') return { answer: 'fail' };
  return radiusLogin(group, user, password, context, answers, deps.accessRequest);
}

async function askLocal(
  deps: AuthenticationDeps,
  method: 'local' | 'local-case',
  answers: Answers,
): Promise<MethodAnswer<Profile>> {
  const name = await answers.user();
  if (name === undefined) return aborted;
  const password = await answers.password();
  if (password === undefined) return aborted;
  const verdict = await deps.users.verify(name, password, method === 'local' ? 'any-case' : 'exact');
  if (verdict.verdict === 'unknown-user') return { answer: 'error', cause: 'unknown-user' };
  if (verdict.verdict === 'wrong') return { answer: 'fail' };
  const { privilege, autocommand, accessClass } = verdict.user;
  const value: Profile = {
    authentic: 'local',
    method,
    classes: [],
    ...(privilege === undefined ? {} : { privilege }),
    ...(autocommand === undefined ? {} : { autocommand }),
    ...(accessClass === undefined ? {} : { accessClass }),
  };
  return { answer: 'pass', value };
}

/** A password without a name; a method that has none configured gives no answer. */
async function askPassword(
  deps: AuthenticationDeps,
  method: 'enable' | 'line',
  password: PasswordRecord | undefined,
  answers: Answers,
): Promise<MethodAnswer<Profile>> {
  if (password === undefined) return notConfigured;
  const clear = await answers.password();
  if (clear === undefined) return aborted;
  if (!(await deps.users.check(password, clear))) return { answer: 'fail' };
  return { answer: 'pass', value: { authentic: 'local', method, classes: [] } };
}

/** `enable secret` wins over `enable password` of the same level. */
export function enablePassword(config: AaaConfig, level: number): PasswordRecord | undefined {
  const found = config.enable.filter((entry) => entry.level === level);
  return (found.find(({ password }) => password.keyword === 'secret') ?? found[0])?.password;
}

function debug(deps: AuthenticationDeps, context: PortContext, text: () => string): void {
  deps.log.debug('aaa authentication', () => `AAA/AUTHEN/LOGIN (${debugId(context.uniqueId)}): ${text()}`);
}
