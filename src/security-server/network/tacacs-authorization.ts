import { type AuthorizationRequest, type AuthorizationVerdict, parseArgument } from '../../protocols/tacacs/index.ts';
import type { CommandRule, ServerUser } from '../config.ts';
import type { Users } from './users.ts';

/**
 * Answers one authorization (RFC 8907 §6): an EXEC session gets the user's privilege level and arguments, a command is
 * held against the user's rules, any other service gets the user's arguments for it; a user without a list of services is
 * permitted each as it is asked for.
 */
export function authorizeTacacs(request: AuthorizationRequest, users: Users): AuthorizationVerdict {
  const user = users.find(request.user);
  if (user === undefined) return { status: 'fail', message: 'Unknown user' };
  const args = request.args.map(parseArgument).filter((argument) => argument !== undefined);
  const value = (name: string): string | undefined => args.find((argument) => argument.name === name)?.value;
  const service = value('service') ?? '';
  if (service !== 'shell') return mayUse(user, service, value('protocol'));
  const command = value('cmd') ?? '';
  if (command === '') return { status: 'pass-add', args: execArguments(user) };
  const words = args.filter(({ name }) => name === 'cmd-arg').map((argument) => argument.value);
  return mayRun(user, commandLine(command, words))
    ? { status: 'pass-add', args: [] }
    : { status: 'fail', message: 'Command authorization failed' };
}

const execArguments = (user: ServerUser): string[] => [
  ...(user.privilege === undefined ? [] : [`priv-lvl=${user.privilege}`]),
  ...(user.tacacsArguments ?? []),
];

/** What a service gets: by its protocol, else by its name; a service that is not on the user's list is denied. */
function mayUse(user: Pick<ServerUser, 'services'>, service: string, protocol = ''): AuthorizationVerdict {
  if (user.services === undefined) return { status: 'pass-add', args: [] };
  const services = new Map(Object.entries(user.services));
  const args = services.get(`${service} ${protocol}`) ?? services.get(service);
  return args === undefined
    ? { status: 'fail', message: 'Service authorization failed' }
    : { status: 'pass-add', args: [...args] };
}

/** The line as typed: `cmd` and every `cmd-arg`, without the closing `<cr>`. */
function commandLine(command: string, words: readonly string[]): string {
  const line = [command, ...words];
  if (line.at(-1) === '<cr>') line.pop();
  return line.join(' ');
}

/** First rule that matches decides; no rules permit, no match denies. */
function mayRun(user: Pick<ServerUser, 'commands'>, line: string): boolean {
  if (user.commands === undefined) return true;
  return user.commands.find((rule) => matches(rule, line))?.action === 'permit';
}

const matches = (rule: CommandRule, line: string): boolean => {
  const pattern = rule.command
    .split('*')
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${pattern}$`, 'is').test(line);
};
