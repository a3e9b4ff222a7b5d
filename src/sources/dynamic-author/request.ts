import { hexSessionId, type OpenSession } from '../../accounting/index.ts';
import { type Attribute, find, findAll, type HasAttributes } from '../../protocols/radius/index.ts';
import type { SessionChange } from '../control/index.ts';
import type { DynamicAuthorConfig } from './config.ts';
import { type ServiceCommand, type ServiceCommandError, serviceCommand } from './service-command.ts';

/** Error-Cause values that this box gives (RFC 5176 §3.5). */
export const errorCauses = {
  unsupportedAttribute: 401,
  missingAttribute: 402,
  nasMismatch: 403,
  invalidRequest: 404,
  unsupportedService: 405,
  invalidValue: 407,
  sessionNotFound: 503,
  notRemovable: 504,
  resourcesUnavailable: 506,
  severalSessions: 508,
} as const;

/** How one attribute of a request names a session. */
interface Naming {
  readonly type: number;
  /** Whether the session fits; called only when the attribute is there. */
  readonly fits: (session: OpenSession, request: HasAttributes) => boolean;
}

const sessionKey: Naming = {
  type: 44,
  fits: ({ sessionId }, request) => find(request, 'Acct-Session-Id')?.toUpperCase() === hexSessionId(sessionId),
};

/** Cisco-Account-Info `SADDRESS`: the session of a subscriber. */
const accountInfo = 'S';
const ofSubscriber = (request: HasAttributes): readonly string[] =>
  findAll(request, 'Cisco-Account-Info').filter((info) => info.startsWith(accountInfo));
const subscriber: Naming = {
  type: 250,
  fits: ({ facts }, request) =>
    facts.address !== undefined && ofSubscriber(request).includes(`${accountInfo}${facts.address}`),
};

/** Attributes that name sessions (RFC 5176 §3). Acct-Session-Id is ours, not the one of software behind us. */
const namings: readonly Naming[] = [
  sessionKey,
  { type: 1, fits: ({ facts }, request) => find(request, 'User-Name') === facts.user },
  { type: 5, fits: ({ facts }, request) => find(request, 'NAS-Port') === facts.portNumber },
  { type: 8, fits: ({ facts }, request) => find(request, 'Framed-IP-Address') === facts.address },
  { type: 30, fits: ({ facts }, request) => find(request, 'Called-Station-Id') === facts.calledStation },
  { type: 31, fits: ({ facts }, request) => find(request, 'Calling-Station-Id') === facts.callingStation },
  { type: 87, fits: ({ facts }, request) => find(request, 'NAS-Port-Id') === facts.portName },
];

/** About the way and the NAS, not about a session: NAS-*, Proxy-State, Event-Timestamp, Message-Authenticator. */
const ofRequest: ReadonlySet<number> = new Set([4, 32, 33, 55, 80, 95]);

const has = (request: HasAttributes, { type }: Naming): boolean =>
  type === subscriber.type
    ? ofSubscriber(request).length > 0
    : request.attributes.some((one) => one.vendor === undefined && one.type === type);

/**
 * The sessions that a request names; `undefined` when it names none in a way that counts.
 * With `all` every naming attribute must fit, with `any` one; with `session-key` Acct-Session-Id alone counts.
 */
export function namedSessions(
  request: HasAttributes,
  sessions: Iterable<OpenSession>,
  { authType = 'all', ignoreSessionKey = false }: Pick<DynamicAuthorConfig, 'authType' | 'ignoreSessionKey'>,
): readonly OpenSession[] | undefined {
  const usable = authType === 'session-key' ? [sessionKey] : [...namings, subscriber];
  const given = usable.filter((naming) => has(request, naming) && !(ignoreSessionKey && naming === sessionKey));
  if (given.length === 0) return undefined;
  const fits = (session: OpenSession): boolean =>
    authType === 'any'
      ? given.some((naming) => naming.fits(session, request))
      : given.every((naming) => naming.fits(session, request));
  const named = [...sessions].filter(fits);
  const keys = new Set(named.map(({ key }) => key));
  // What is said of a session is not said of its services, which go with it, nor of the call that it is on.
  const users = named.filter(({ owner, type }) => type !== 'resource' && (owner === undefined || !keys.has(owner)));
  return users.length > 0 ? users : named;
}

/** Whether a request is for this box: what it says of the NAS must be true of it (RFC 5176 §3). */
export function isForThisBox(
  request: HasAttributes,
  box: { readonly addresses: readonly string[]; readonly name: string },
): boolean {
  const address = find(request, 'NAS-IP-Address') ?? find(request, 'NAS-IPv6-Address');
  const name = find(request, 'NAS-Identifier');
  return (address === undefined || box.addresses.includes(address)) && (name === undefined || name === box.name);
}

type Wanted =
  | { readonly ok: true; readonly change: SessionChange; readonly command?: ServiceCommand }
  | { readonly ok: false; readonly errorCause: number };

const namingTypes: ReadonlySet<number> = new Set(namings.map(({ type }) => type));
const service = 6;
const changes: ReadonlySet<number> = new Set([27, 28, 85]);

const classType = 25;
const commandErrors = {
  unsupported: errorCauses.unsupportedService,
  'missing-name': errorCauses.missingAttribute,
  contradiction: errorCauses.invalidRequest,
} as const satisfies Record<ServiceCommandError, number>;

/**
 * What a CoA-Request changes, or asks about services (then Acct-Interim-Interval is theirs). Service-Type
 * Authorize-Only, and commands that this box does not know, are not supported.
 */
export function wantedChange(request: HasAttributes): Wanted {
  for (const attribute of request.attributes) {
    const { type, vendor } = attribute;
    if (vendor === undefined && type === service) return { ok: false, errorCause: errorCauses.unsupportedService };
    const known =
      vendor === undefined
        ? namingTypes.has(type) || ofRequest.has(type) || changes.has(type) || type === classType
        : isCommand(attribute) || isSubscriber(attribute);
    if (!known) return { ok: false, errorCause: errorCauses.unsupportedAttribute };
  }
  const said = serviceCommand(request);
  if (!said.ok) return { ok: false, errorCause: commandErrors[said.error] };
  const { command } = said;
  const sessionTimeout = find(request, 'Session-Timeout');
  const idleTimeout = find(request, 'Idle-Timeout');
  const interimInterval = find(request, 'Acct-Interim-Interval');
  const classes = findAll(request, 'Class').map((octets) => Buffer.from(octets).toString('hex'));
  const limits = sessionTimeout !== undefined || idleTimeout !== undefined || classes.length > 0;
  if (command === undefined && !limits && interimInterval === undefined)
    return { ok: false, errorCause: errorCauses.missingAttribute };
  if (command !== undefined && (limits || (command.command !== 'activate' && interimInterval !== undefined)))
    return { ok: false, errorCause: errorCauses.invalidRequest };
  // RFC 2869 §5.16: no interim interval below 60 s.
  if (interimInterval !== undefined && interimInterval !== 0 && interimInterval < 60)
    return { ok: false, errorCause: errorCauses.invalidValue };
  return {
    ok: true,
    change: {
      ...(sessionTimeout === undefined ? {} : { sessionTimeout }),
      ...(idleTimeout === undefined ? {} : { idleTimeout }),
      ...(interimInterval === undefined ? {} : { interimInterval }),
      ...(classes.length === 0 ? {} : { classes }),
    },
    ...(command === undefined ? {} : { command }),
  };
}

/** Cisco's AV pairs and Command-Code. */
const isCommand = ({ vendor, vendorType }: Attribute): boolean =>
  vendor === 9 && (vendorType === 1 || vendorType === 252);
const isSubscriber = ({ vendor, vendorType, value }: Attribute): boolean =>
  vendor === 9 && vendorType === subscriber.type && value[0] === accountInfo.charCodeAt(0);

/** What a Disconnect-Request must not have (RFC 5176 §3.2): anything that is not about a session, its NAS or the way. */
export function disconnectError(request: HasAttributes): number | undefined {
  for (const { type, vendor } of request.attributes) {
    if (vendor !== undefined) continue;
    if (type === service) return errorCauses.unsupportedService;
    if (changes.has(type)) return errorCauses.invalidRequest;
  }
  return findAll(request, 'Event-Timestamp').length > 1 ? errorCauses.invalidRequest : undefined;
}
