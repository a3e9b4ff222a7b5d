import type { Clock } from '../../base/clock.ts';
import { attribute, codes, find } from '../../protocols/radius/index.ts';
import { authenServices } from '../../protocols/tacacs/index.ts';
import type { AuthenticationDeps } from '../authentication/login.ts';
import { type MethodAnswer, walkMethods } from '../authentication/method-walk.ts';
import type { AaaConfig, AaaMethod } from '../config.ts';
import type { RadiusGroup, ServerRef, TacacsGroup } from '../groups/group.ts';
import { nasAddress } from '../servers/nas-address.ts';
import { debugId } from '../servers/radius-debug.ts';
import type { RadiusAttribute } from '../wire.ts';
import { authorizeNetwork } from './authorization.ts';
import { dnisGroup } from './called-number.ts';
import { credentialsOf, forwarded, identityOf, passedOn, proves } from './credentials.ts';
import { isArap, type NetworkOutcome, type NetworkRequest } from './network-types.ts';

/** What a method says; a challenge ends the walk as a pass does. */
export type NetworkPass = Extract<NetworkOutcome, { readonly outcome: 'accepted' | 'challenge' | 'rejected' }>;
type Answer = MethodAnswer<NetworkPass>;

const notConfigured = { answer: 'error', cause: 'not-configured' } as const;

/** How long a challenge may be answered, milliseconds, and how many are waited for. */
const challengeLife = 120_000;
const mostChallenges = 10_000;

interface Challenge {
  readonly group: string;
  readonly server: ServerRef;
  readonly until: number;
}

/** Decides Access-Requests of software by the lists; remembers which server asked what. */
export class NetworkAuthentication {
  readonly #clock: Clock;
  readonly #challenges = new Map<string, Challenge>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async decide(deps: AuthenticationDeps, request: NetworkRequest): Promise<NetworkOutcome> {
    const { config, log } = deps;
    const list = methodsFor(config, request);
    if (list === undefined) return { outcome: 'unavailable' };
    log.debug(
      'aaa authentication',
      () => `AAA/AUTHEN/PPP (${debugId(request.uniqueId)}): Pick method list '${list.name}'`,
    );
    const asked = this.#askedBy(request);
    const methods: readonly AaaMethod[] =
      asked === undefined ? list.methods : [{ method: 'group', group: asked.group }];
    const result = await walkMethods(methods, (method) => this.#try(deps, method, request, asked?.server));
    if (result.result === 'exhausted' || result.result === 'aborted') return { outcome: 'unavailable' };
    if (result.result === 'fail')
      return {
        outcome: 'rejected',
        attributes: result.message === undefined ? [] : [attribute('Reply-Message', result.message)],
      };
    if (result.value.outcome !== 'accepted') return result.value;
    const { authorization } = request;
    return authorization === undefined
      ? result.value
      : authorizeNetwork(deps, { ...request, authorization }, result.value);
  }

  async #try(
    deps: AuthenticationDeps,
    method: AaaMethod,
    request: NetworkRequest,
    server: ServerRef | undefined,
  ): Promise<Answer> {
    switch (method.method) {
      case 'group': {
        const group = deps.group(method.group);
        if (group === undefined) return notConfigured;
        return group.protocol === 'radius' ? this.#radius(deps, group, request, server) : tacacs(group, request);
      }
      case 'local':
      case 'local-case':
        return local(deps, request, method.method === 'local' ? 'any-case' : 'exact');
      case 'none':
        return { answer: 'pass', value: { outcome: 'accepted', authentic: 'none', attributes: framed(request) } };
      case 'enable':
      case 'line':
      case 'if-authenticated':
      case 'if-needed':
        return notConfigured;
    }
  }

  async #radius(
    deps: AuthenticationDeps,
    group: RadiusGroup,
    request: NetworkRequest,
    only: ServerRef | undefined,
  ): Promise<Answer> {
    const { macFormat, nasIdentifier } = deps.accessRequest;
    const answer = await group.authenticate(
      request.uniqueId,
      (transmission) => {
        const address = transmission.nasAddress;
        const identifier = nasIdentifier === undefined ? [] : [attribute('NAS-Identifier', nasIdentifier(address))];
        return forwarded(request, [nasAddress(address), ...identifier], macFormat);
      },
      only,
    );
    if (answer.outcome === 'no-response')
      return { answer: 'error', cause: answer.reason === 'unknown-group' ? 'not-configured' : 'no-response' };
    const { packet, server } = answer;
    const attributes = passedOn(packet);
    if (packet.code === codes['Access-Accept'])
      return { answer: 'pass', value: { outcome: 'accepted', authentic: 'radius', attributes } };
    if (packet.code !== codes['Access-Challenge'])
      return { answer: 'pass', value: { outcome: 'rejected', attributes } };
    const state = find(packet, 'State');
    if (state !== undefined) this.#remember(state, { group: group.name, server });
    return { answer: 'pass', value: { outcome: 'challenge', attributes } };
  }

  #remember(state: Uint8Array, asked: Omit<Challenge, 'until'>): void {
    const now = this.#clock.monotonic();
    for (const [known, { until }] of this.#challenges) {
      if (until > now && this.#challenges.size < mostChallenges) break;
      this.#challenges.delete(known);
    }
    this.#challenges.set(hex(state), { ...asked, until: now + challengeLife });
  }

  #askedBy(request: NetworkRequest): Challenge | undefined {
    const state = find(request, 'State');
    if (state === undefined) return undefined;
    const name = hex(state);
    const asked = this.#challenges.get(name);
    return asked !== undefined && asked.until > this.#clock.monotonic() ? asked : undefined;
  }
}

const hex = (octets: Uint8Array): string => Buffer.from(octets).toString('hex');

/**
 * The methods that apply: by called number, by the list's name among `ppp` and `login` lists, or the default ones. For
 * AppleTalk remote access `arap` lists come first.
 */
function methodsFor(
  config: AaaConfig,
  request: NetworkRequest,
): { readonly name: string; readonly methods: readonly AaaMethod[] } | undefined {
  const called = find(request, 'Called-Station-Id');
  const map = dnisGroup(config, 'authentication ppp', called) ?? dnisGroup(config, 'authentication login', called);
  if (map !== undefined) return { name: `dnis ${map.number}`, methods: [{ method: 'group', group: map.group }] };
  for (const name of [request.list, 'default'])
    for (const service of isArap(request) ? ['arap', 'ppp', 'login'] : ['ppp', 'login'])
      for (const list of config.authentication) if (list.service === service && list.name === name) return list;
  return undefined;
}

/** What somebody gets whom no server describes: the service that was asked for. */
const framed = ({ attributes }: NetworkRequest): readonly RadiusAttribute[] =>
  attributes.filter(({ type, vendor }) => vendor === undefined && (type === 6 || type === 7));

async function local(deps: AuthenticationDeps, request: NetworkRequest, match: 'exact' | 'any-case'): Promise<Answer> {
  const credentials = credentialsOf(request);
  const name = find(request, 'User-Name') ?? '';
  const user = deps.users.find(name, match);
  if (user === undefined) return { answer: 'error', cause: 'unknown-user' };
  const clear = deps.users.clearText(user);
  const right =
    credentials.kind === 'pap'
      ? (await deps.users.verify(name, credentials.password, match)).verdict === 'right'
      : clear !== undefined && proves(credentials, clear) === true;
  if (!right) return { answer: 'fail' };
  return { answer: 'pass', value: { outcome: 'accepted', authentic: 'local', attributes: framed(request) } };
}

async function tacacs(group: TacacsGroup, request: NetworkRequest): Promise<Answer> {
  const credentials = credentialsOf(request);
  if (credentials.kind === 'other') return notConfigured;
  const authenService = isArap(request) ? authenServices.arap : authenServices.ppp;
  const identity = { ...identityOf(request), authenService };
  const { uniqueId } = request;
  const answer =
    credentials.kind === 'pap'
      ? await group.authenticatePap(uniqueId, identity, credentials.password)
      : await group.authenticateChap(uniqueId, identity, {
          id: credentials.value[0] ?? 0,
          challenge: credentials.challenge,
          response: credentials.value.subarray(1),
        });
  if (answer.outcome === 'no-response') return { answer: 'error', cause: 'no-response' };
  const { packet } = answer;
  if (packet.verdict === 'abort') return { answer: 'fail' };
  const message = packet.serverMessage === '' ? {} : { message: packet.serverMessage };
  if (packet.verdict === 'fail') return { answer: 'fail', ...message };
  const greeting = packet.serverMessage === '' ? [] : [attribute('Reply-Message', packet.serverMessage)];
  return {
    answer: 'pass',
    value: { outcome: 'accepted', authentic: 'remote', attributes: [...framed(request), ...greeting] },
  };
}
