import { subscriberPair } from '../../aaa/index.ts';
import { findAll, type HasAttributes } from '../../protocols/radius/index.ts';

/** What a CoA-Request asks about the services of a session, or about the session as a subscriber's. */
export type ServiceCommand =
  | { readonly command: 'activate'; readonly services: readonly string[]; readonly list?: string }
  | { readonly command: 'deactivate'; readonly services: readonly string[] }
  /** Ends the session. */
  | { readonly command: 'logoff' }
  /** Asks which session that is, and what services it uses. */
  | { readonly command: 'query' };

/** Why a command can't be carried out. */
export type ServiceCommandError =
  /** No such command, or one that this box does not know: `account-logon` among them. */
  | 'unsupported'
  /** It names no service. */
  | 'missing-name'
  /** It says two things at once. */
  | 'contradiction';

type Said =
  | { readonly ok: true; readonly command: ServiceCommand | undefined }
  | { readonly ok: false; readonly error: ServiceCommandError };

/** `subscriber:command=…` by name. */
const commands: Readonly<Record<string, ServiceCommand['command']>> = {
  'activate-service': 'activate',
  'deactivate-service': 'deactivate',
  'account-logoff': 'logoff',
  'session-query': 'query',
  'account-status-query': 'query',
};

/** First octet of Cisco-Command-Code (252); the name of a service follows where one is needed. */
const codes: Readonly<Record<number, ServiceCommand['command']>> = {
  2: 'logoff',
  4: 'query',
  11: 'activate',
  12: 'deactivate',
};

/**
 * Reads a command from Cisco's attributes: AV pairs `subscriber:command=…` with `subscriber:service-name=…`, the short
 * `subscriber:sa=NAME` and `subscriber:sd=NAME`, or a Command-Code. `command` is absent when the request has none.
 */
export function serviceCommand(request: HasAttributes): Said {
  const wanted = new Set<ServiceCommand['command']>();
  const services = new Set<string>();
  let list: string | undefined;
  let unknown = false;
  const want = (command: ServiceCommand['command'] | undefined): void => {
    if (command === undefined) unknown = true;
    else wanted.add(command);
  };
  for (const text of findAll(request, 'Cisco-AVPair')) {
    const pair = subscriberPair(text);
    if (pair?.name === 'command') want(commands[pair.value]);
    else if (pair?.name === 'service-name') services.add(pair.value);
    else if (pair?.name === 'accounting-list') list = pair.value;
    else if (pair?.name === 'sa' || pair?.name === 'sd') {
      want(pair.name === 'sa' ? 'activate' : 'deactivate');
      services.add(pair.value.replace(/\(.*\)$/s, ''));
    } else unknown = true;
  }
  for (const text of findAll(request, 'Cisco-Command-Code')) {
    const command = codes[text.codePointAt(0) ?? 0];
    want(command);
    const name = text.slice(1).split(';')[0] ?? '';
    if ((command === 'activate' || command === 'deactivate') && name !== '') services.add(name);
  }
  if (unknown) return { ok: false, error: 'unsupported' };
  const [command, other] = wanted;
  if (other !== undefined) return { ok: false, error: 'contradiction' };
  if (command === undefined)
    return services.size > 0 ? { ok: false, error: 'unsupported' } : { ok: true, command: undefined };
  if (command === 'logoff' || command === 'query') return { ok: true, command: { command } };
  const names = [...services].filter((name) => name !== '' && !/\p{Cc}/u.test(name));
  if (names.length === 0) return { ok: false, error: 'missing-name' };
  if (command === 'deactivate') return { ok: true, command: { command, services: names } };
  return { ok: true, command: { command, services: names, ...(list === undefined || list === '' ? {} : { list }) } };
}
