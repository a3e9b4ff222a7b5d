import { hexSessionId, type OpenSession } from '../../accounting/index.ts';
import { type Attribute, find, findAll, type HasAttributes } from '../../protocols/radius/index.ts';
import type { SessionChange } from '../control/index.ts';
import type { DynamicAuthorConfig } from './config.ts';

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

const has = (request: HasAttributes, type: number): boolean =>
  request.attributes.some((one) => one.vendor === undefined && one.type === type);

/**
 * The sessions that a request names; `undefined` when it names none in a way that counts.
 * With `all` every naming attribute must fit, with `any` one; with `session-key` Acct-Session-Id alone counts.
 */
export function namedSessions(
  request: HasAttributes,
  sessions: Iterable<OpenSession>,
  { authType = 'all', ignoreSessionKey = false }: Pick<DynamicAuthorConfig, 'authType' | 'ignoreSessionKey'>,
): readonly OpenSession[] | undefined {
  const usable = authType === 'session-key' ? [sessionKey] : namings;
  const given = usable.filter((naming) => has(request, naming.type) && !(ignoreSessionKey && naming === sessionKey));
  if (given.length === 0) return undefined;
  const fits = (session: OpenSession): boolean =>
    authType === 'any'
      ? given.some((naming) => naming.fits(session, request))
      : given.every((naming) => naming.fits(session, request));
  return [...sessions].filter(fits);
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
  | { readonly ok: true; readonly change: SessionChange }
  | { readonly ok: false; readonly errorCause: number };

const namingTypes: ReadonlySet<number> = new Set(namings.map(({ type }) => type));
const service = 6;
const changes: ReadonlySet<number> = new Set([27, 28, 85]);

/**
 * What a CoA-Request changes. Services (`subscriber:command=…`, Service-Info, Command-Code, Service-Type
 * Authorize-Only) are not supported.
 */
export function wantedChange(request: HasAttributes): Wanted {
  for (const attribute of request.attributes) {
    if (asksForService(attribute)) return { ok: false, errorCause: errorCauses.unsupportedService };
    const { type, vendor } = attribute;
    const known = vendor === undefined && (namingTypes.has(type) || ofRequest.has(type) || changes.has(type));
    if (!known) return { ok: false, errorCause: errorCauses.unsupportedAttribute };
  }
  const sessionTimeout = find(request, 'Session-Timeout');
  const idleTimeout = find(request, 'Idle-Timeout');
  const interimInterval = find(request, 'Acct-Interim-Interval');
  if (sessionTimeout === undefined && idleTimeout === undefined && interimInterval === undefined)
    return { ok: false, errorCause: errorCauses.missingAttribute };
  // RFC 2869 §5.16: no interim interval below 60 s.
  if (interimInterval !== undefined && interimInterval !== 0 && interimInterval < 60)
    return { ok: false, errorCause: errorCauses.invalidValue };
  return {
    ok: true,
    change: {
      ...(sessionTimeout === undefined ? {} : { sessionTimeout }),
      ...(idleTimeout === undefined ? {} : { idleTimeout }),
      ...(interimInterval === undefined ? {} : { interimInterval }),
    },
  };
}

/** Cisco's AV pairs and Account-Info, Service-Info, Command-Code; Service-Type. */
function asksForService({ type, vendor, vendorType }: Attribute): boolean {
  if (vendor === 9) return [1, 250, 251, 252].includes(vendorType ?? 0);
  return vendor === undefined && type === service;
}

/** What a Disconnect-Request must not have (RFC 5176 §3.2): anything that is not about a session, its NAS or the way. */
export function disconnectError(request: HasAttributes): number | undefined {
  for (const { type, vendor } of request.attributes) {
    if (vendor !== undefined) continue;
    if (type === service) return errorCauses.unsupportedService;
    if (changes.has(type)) return errorCauses.invalidRequest;
  }
  return findAll(request, 'Event-Timestamp').length > 1 ? errorCauses.invalidRequest : undefined;
}
