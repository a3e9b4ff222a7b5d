import type {
  CommandAuthorizationRequest,
  ExecAuthorization,
  ExecAuthorizationRequest,
  LoginOutcome,
  LoginRequest,
  Profile,
} from '../../aaa/index.ts';
import type { TerminalsDeps } from '../terminal-service.ts';

/** AAA for tests: users with passwords, and an exec authorization that a test may set. */
export class FakeAaa implements Pick<TerminalsDeps['aaa'], 'login' | 'authorizeExec' | 'authorizeCommand'> {
  readonly users = new Map([
    ['admin', 'secret'],
    ['bob', 'hunter2'],
  ]);
  /** Nobody is asked (console without a list). */
  open = false;
  profile: Profile = { authentic: 'local', method: 'local', classes: ['c0ffee'] };
  permission: ExecAuthorization = { outcome: 'permitted', privilege: 15 };
  readonly logins: LoginRequest[] = [];
  readonly commands: CommandAuthorizationRequest[] = [];

  async login(request: LoginRequest): Promise<LoginOutcome> {
    this.logins.push(request);
    if (this.open) return { outcome: 'accepted', user: undefined, profile: { ...this.profile, authentic: 'none' } };
    for (let attempt = 0; attempt < (request.attempts ?? 3); attempt++) {
      const user = request.user ?? (await request.dialogue.ask('Username: ', { echo: true }));
      if (user === undefined) return { outcome: 'aborted' };
      const password = await request.dialogue.ask('Password: ', { echo: false });
      if (password === undefined) return { outcome: 'aborted' };
      if (this.users.get(user) === password) return { outcome: 'accepted', user, profile: this.profile };
      request.onFailure?.(user);
      request.dialogue.tell?.('% Login invalid\n');
    }
    return { outcome: 'rejected', user: undefined, message: '% Login invalid' };
  }

  authorizeExec(_request: ExecAuthorizationRequest): Promise<ExecAuthorization> {
    return Promise.resolve(this.permission);
  }

  authorizeCommand(request: CommandAuthorizationRequest) {
    this.commands.push(request);
    const denied = request.command.startsWith('reload');
    return Promise.resolve(
      denied
        ? ({ outcome: 'denied', message: '% Authorization failed.' } as const)
        : ({ outcome: 'permitted' } as const),
    );
  }
}
