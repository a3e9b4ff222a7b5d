import { type AttributeInput, attribute, find, findAll } from '../../protocols/radius/attribute.ts';
import { codes } from '../../protocols/radius/codes.ts';
import type { RadiusGroup, Transmission } from '../groups/group.ts';
import { formatCaller, type MacFormat } from '../mac-format.ts';
import type { PortContext, Profile } from '../profile.ts';
import { nasAddress } from '../servers/nas-address.ts';
import { grantedServices } from '../services.ts';
import type { RadiusAttribute, RadiusPacket } from '../wire.ts';
import type { Answers } from './answers.ts';
import type { MethodAnswer } from './method-walk.ts';

/** What goes into an Access-Request beside user, password and port. */
export interface AccessRequestOptions {
  readonly serviceType?: AttributeInput<'Service-Type'>;
  /** NAS-Identifier towards whom this box has an address, when `attribute 32 include-in-access-req` is on. */
  readonly nasIdentifier?: (nasAddress: string) => string;
  /** How Calling-Station-Id writes MAC addresses. */
  readonly macFormat?: MacFormat;
  /** Whether to send Acct-Session-Id (`attribute 44 include-in-access-req`), where the port has one. */
  readonly sessionId?: boolean;
  /** `vsa send authentication`: the port's name as a Cisco attribute. */
  readonly vendorAttributes: boolean;
}

/** Attributes of an Access-Request, in the order of IOS. */
export function accessRequest(
  user: string,
  password: string,
  port: PortContext | undefined,
  transmission: Transmission,
  options: AccessRequestOptions,
  state?: Uint8Array,
): RadiusAttribute[] {
  const attributes: RadiusAttribute[] = [];
  if (options.sessionId === true && port?.sessionId !== undefined)
    attributes.push(attribute('Acct-Session-Id', port.sessionId));
  attributes.push(attribute('User-Name', user), attribute('User-Password', password));
  if (port !== undefined) {
    attributes.push(attribute('NAS-Port', port.portNumber), attribute('NAS-Port-Id', port.portName));
    if (options.vendorAttributes) attributes.push(attribute('Cisco-NAS-Port', port.portName));
    attributes.push(attribute('NAS-Port-Type', port.portType === 'async' ? 'Async' : 'Virtual'));
    if (port.caller !== '')
      attributes.push(attribute('Calling-Station-Id', formatCaller(port.caller, options.macFormat)));
    if (port.called !== undefined) attributes.push(attribute('Called-Station-Id', port.called));
  }
  if (state !== undefined) attributes.push(attribute('State', state));
  if (options.serviceType !== undefined) attributes.push(attribute('Service-Type', options.serviceType));
  attributes.push(nasAddress(transmission.nasAddress));
  if (options.nasIdentifier !== undefined)
    attributes.push(attribute('NAS-Identifier', options.nasIdentifier(transmission.nasAddress)));
  return attributes;
}

const privilegeOf = { 'Administrative-User': [6, 15], 'NAS-Prompt-User': [7, 1] } as const;

/** What an Access-Accept says about the user. A privilege by AV pair wins over one by Service-Type. */
export function profileOf(packet: RadiusPacket, group: string): Profile {
  const pairs = new Map<string, string>();
  for (const pair of findAll(packet, 'Cisco-AVPair')) {
    const match = /^(?:shell:)?([\w-]+)[=*](.*)$/s.exec(pair);
    if (match?.[1] !== undefined && match[2] !== undefined && !pairs.has(match[1])) pairs.set(match[1], match[2]);
  }
  const number = (text: string | undefined, maximum: number): number | undefined =>
    text !== undefined && /^\d{1,9}$/.test(text) && Number(text) <= maximum ? Number(text) : undefined;
  const serviceType = find(packet, 'Service-Type');
  const byService = Object.values(privilegeOf).find(([type]) => type === serviceType)?.[1];
  const services = grantedServices(packet);
  const messages = findAll(packet, 'Reply-Message');
  const minutes = (text: string | undefined): number | undefined => {
    const value = number(text, 35_791);
    return value === undefined ? undefined : value * 60;
  };
  return compact({
    authentic: 'radius',
    method: 'group',
    group,
    privilege: number(pairs.get('priv-lvl'), 15) ?? byService,
    classes: findAll(packet, 'Class').map((octets) => Buffer.from(octets).toString('hex')),
    sessionTimeout: find(packet, 'Session-Timeout') ?? minutes(pairs.get('timeout')),
    idleTimeout: find(packet, 'Idle-Timeout') ?? minutes(pairs.get('idletime')),
    interimInterval: find(packet, 'Acct-Interim-Interval'),
    services: services.length === 0 ? undefined : services,
    autocommand: pairs.get('autocmd'),
    accessClass: pairs.get('acl'),
    message: messages.length > 0 ? messages.join('\n') : undefined,
  });
}

type Loose<T> = { readonly [K in keyof T]: T[K] | undefined };

/** Leaves out what is undefined. */
function compact(profile: Loose<Required<Profile>>): Profile;
function compact(profile: object): object {
  return Object.fromEntries(Object.entries(profile).filter(([, value]) => value !== undefined));
}

/** No user answers more challenges than that in one attempt. */
const mostChallenges = 10;

/** Asks a RADIUS group, and the user whatever the server wants to know (Access-Challenge, RFC 2865 §4.4). */
export async function radiusLogin(
  group: RadiusGroup,
  user: string,
  password: string,
  port: PortContext,
  answers: Answers,
  options: AccessRequestOptions,
): Promise<MethodAnswer<Profile>> {
  let answer = await group.authenticate(port.uniqueId, (transmission) =>
    accessRequest(user, password, port, transmission, options),
  );
  for (let round = 0; round < mostChallenges; round++) {
    if (answer.outcome === 'no-response')
      return { answer: 'error', cause: answer.reason === 'unknown-group' ? 'not-configured' : 'no-response' };
    const { packet, server } = answer;
    const message = findAll(packet, 'Reply-Message').join('\n');
    if (packet.code === codes['Access-Accept']) return { answer: 'pass', value: profileOf(packet, group.name) };
    if (packet.code !== codes['Access-Challenge']) return { answer: 'fail', ...(message === '' ? {} : { message }) };
    const state = find(packet, 'State');
    const reply = await answers.question(message === '' ? 'Challenge: ' : message, find(packet, 'Prompt') === 1);
    if (reply === undefined) return { answer: 'aborted' };
    answer = await group.authenticate(
      port.uniqueId,
      (transmission) => accessRequest(user, reply, port, transmission, options, state),
      server,
    );
  }
  return { answer: 'fail' };
}
