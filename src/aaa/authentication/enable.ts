import { authenServices } from '../../protocols/tacacs/index.ts';
import type { AaaMethod } from '../config.ts';
import { debugId } from '../servers/radius-debug.ts';
import { Answers, defaultPrompts } from './answers.ts';
import { type AuthenticationDeps, enablePassword } from './login.ts';
import type { EnableOutcome, EnableRequest } from './login-types.ts';
import { type MethodAnswer, walkMethods } from './method-walk.ts';
import { radiusLogin } from './radius-login.ts';
import { tacacsLogin } from './tacacs-login.ts';

const tries = 3;
const passed = { answer: 'pass', value: true } as const;
const failed = { answer: 'fail' } as const;

/** `enable [LEVEL]`: a transaction of its own, by `aaa authentication enable default` or the enable secret. */
export async function enable(deps: AuthenticationDeps, request: EnableRequest): Promise<EnableOutcome> {
  const { config, log } = deps;
  const { level, context, dialogue } = request;
  const list = config.newModel
    ? config.authentication.find(({ service, name }) => service === 'enable' && name === 'default')
    : undefined;
  const methods: readonly AaaMethod[] = list?.methods ?? [{ method: 'enable' }];
  log.debug('aaa authentication', () => `AAA/AUTHEN/ENABLE (${debugId(context.uniqueId)}): Pick method list 'default'`);
  if (list === undefined && enablePassword(config, level) === undefined) {
    // Whoever holds the console may set the first password.
    if (context.console) return { outcome: 'accepted', level };
    return refused('rejected', '% No password set');
  }
  const prompts = { user: defaultPrompts.user, password: config.passwordPrompt ?? defaultPrompts.password };
  for (let attempt = 1; ; attempt++) {
    const answers = new Answers(dialogue, prompts, request.user);
    const result = await walkMethods(methods, (method) => tryMethod(deps, method, request, answers));
    switch (result.result) {
      case 'pass':
        return { outcome: 'accepted', level };
      case 'aborted':
        return { outcome: 'aborted' };
      case 'exhausted':
        return refused('unavailable', '% Error in authentication.');
      case 'fail':
        if (result.message !== undefined) dialogue.tell?.(result.message);
        if (result.method.method === 'group') return refused('rejected', '% Access denied');
        if (attempt >= tries) return refused('rejected', '% Bad secrets');
    }
  }

  function refused(outcome: 'rejected' | 'unavailable', message: string): EnableOutcome {
    dialogue.tell?.(message);
    return { outcome, message };
  }
}

async function tryMethod(
  deps: AuthenticationDeps,
  method: AaaMethod,
  { level, context }: EnableRequest,
  answers: Answers,
): Promise<MethodAnswer<true>> {
  switch (method.method) {
    case 'group': {
      const group = deps.group(method.group);
      if (group === undefined) return { answer: 'error', cause: 'not-configured' };
      if (group.protocol === 'tacacs+')
        return verdictOf(
          await tacacsLogin(group, context, answers, { privLvl: level, authenService: authenServices.enable }),
        );
      const password = await answers.password();
      if (password === undefined) return { answer: 'aborted' };
      // By convention a RADIUS server keeps the enable passwords of level N under this name.
      const options = { ...deps.accessRequest, serviceType: 'Administrative-User' } as const;
      return verdictOf(await radiusLogin(group, `$enab${level}$`, password, context, answers, options));
    }
    case 'enable':
    case 'line': {
      const known = method.method === 'enable' ? enablePassword(deps.config, level) : context.line.password;
      if (known === undefined) return { answer: 'error', cause: 'not-configured' };
      const clear = await answers.password();
      if (clear === undefined) return { answer: 'aborted' };
      return (await deps.users.check(known, clear)) ? passed : failed;
    }
    case 'none':
      return passed;
    case 'local':
    case 'local-case':
    case 'if-authenticated':
    case 'if-needed':
      return { answer: 'error', cause: 'not-configured' };
  }
}

const verdictOf = <T>(answer: MethodAnswer<T>): MethodAnswer<true> => (answer.answer === 'pass' ? passed : answer);
