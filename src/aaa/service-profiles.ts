import { codes } from '../protocols/radius/index.ts';
import type { AuthenticationDeps } from './authentication/login.ts';
import { type MethodAnswer, pickList, walkMethods } from './authentication/method-walk.ts';
import { accessRequest } from './authentication/radius-login.ts';
import type { AaaMethod } from './config.ts';
import type { SecretVault } from './secrets/vault.ts';
import { type GrantedService, serviceAccounting } from './services.ts';

/** What became of services whose profiles servers may have. */
export interface ConfirmedServices {
  /** Those that may begin, with what their own profiles say. */
  readonly services: readonly GrantedService[];
  /** Names of those that a server knows nothing of. */
  readonly refused: readonly string[];
  /** Names of those about which no server gave an answer. */
  readonly unanswered: readonly string[];
}

export interface ServiceProfileDeps {
  readonly authentication: AuthenticationDeps;
  readonly vault: Pick<SecretVault, 'open'>;
  /** Whether the configuration says itself what a service is. */
  readonly isDefined: (name: string) => boolean;
  /** For debug lines of the servers. */
  readonly uniqueId: () => number;
}

type OfService = Omit<GrantedService, 'name'>;

/**
 * Gets the profiles of services that the configuration does not define: from the RADIUS servers of the default list of
 * `aaa authorization network`, by an Access-Request with the service's name for the user's, the password of
 * `subscriber service password` and Service-Type Outbound. Without that line, or without the list, every service may begin.
 * What the profile of a service says of its list and interval wins over what came before.
 */
export async function confirmServices(
  deps: ServiceProfileDeps,
  services: readonly GrantedService[],
): Promise<ConfirmedServices> {
  const { config, log } = deps.authentication;
  const sealed = config.servicePassword;
  const list = pickList(
    config.authorization.filter(({ service }) => service === 'network'),
    'default',
  );
  if (sealed === undefined || list === undefined) return { services, refused: [], unanswered: [] };
  const opened = deps.vault.open(sealed);
  if (!opened.ok) {
    log.message('AAA', 4, 'SERVICE_PASSWORD', `The password of services cannot be opened: ${opened.error.kind}`);
    return { services: [], refused: [], unanswered: services.map(({ name }) => name) };
  }
  const refused: string[] = [];
  const unanswered: string[] = [];
  const found = await Promise.all(
    services.map(async (service): Promise<readonly GrantedService[]> => {
      if (deps.isDefined(service.name)) return [service];
      const result = await walkMethods(list.methods, (method) => ask(deps, method, service.name, opened.value));
      if (result.result === 'pass') return [{ ...service, ...result.value }];
      const denied = result.result === 'fail';
      (denied ? refused : unanswered).push(service.name);
      const why = denied ? 'the server refuses it' : 'no server gave an answer';
      log.message('AAA', 4, 'SERVICE_NOT_STARTED', `Service ${service.name} does not begin: ${why}`);
      return [];
    }),
  );
  return { services: found.flat(), refused, unanswered };
}

async function ask(
  { authentication: deps, uniqueId }: ServiceProfileDeps,
  method: AaaMethod,
  name: string,
  password: string,
): Promise<MethodAnswer<OfService>> {
  // `none`: whoever is in may have it. Local users are no services, and TACACS+ knows none.
  if (method.method === 'none' || method.method === 'if-authenticated') return { answer: 'pass', value: {} };
  const group = method.method === 'group' ? deps.group(method.group) : undefined;
  if (group?.protocol !== 'radius') return { answer: 'error', cause: 'not-configured' };
  const options = { ...deps.accessRequest, serviceType: 'Outbound-User' } as const;
  const answer = await group.authenticate(uniqueId(), (transmission) =>
    accessRequest(name, password, undefined, transmission, options),
  );
  if (answer.outcome === 'no-response')
    return { answer: 'error', cause: answer.reason === 'unknown-group' ? 'not-configured' : 'no-response' };
  const { packet } = answer;
  if (packet.code !== codes['Access-Accept']) return { answer: 'fail' };
  return { answer: 'pass', value: serviceAccounting(packet) };
}
