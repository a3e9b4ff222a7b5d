import { attribute, attributeTable, checkChap, find, type HasAttributes } from '../../protocols/radius/index.ts';
import { formatCaller, type MacFormat } from '../mac-format.ts';
import type { RadiusAttribute, TacacsIdentity } from '../wire.ts';
import type { NetworkRequest } from './network-types.ts';

/** How the user of an Access-Request proves who he is. */
export type Credentials =
  | { readonly kind: 'pap'; readonly password: string }
  /** @property value identifier and response, 17 octets */
  | { readonly kind: 'chap'; readonly value: Uint8Array; readonly challenge: Uint8Array }
  /** MS-CHAP, EAP and whatever comes: only a RADIUS server can say. */
  | { readonly kind: 'other' };

/** SMI enterprise number of Microsoft. */
const microsoft = 311;

export function credentialsOf(request: NetworkRequest): Credentials {
  const { attributes, authenticator, password } = request;
  const value = find(request, 'CHAP-Password');
  if (value?.length === 17) return { kind: 'chap', value, challenge: find(request, 'CHAP-Challenge') ?? authenticator };
  const foreign = attributes.some(({ type, vendor }) => type === 79 || vendor === microsoft);
  if (password === undefined || foreign) return { kind: 'other' };
  return { kind: 'pap', password: Buffer.from(password).toString('utf8') };
}

/** Whether a readable password is what the user knows; `undefined` when that can't be told. */
export function proves(credentials: Credentials, clear: string): boolean | undefined {
  if (credentials.kind === 'other') return undefined;
  if (credentials.kind === 'pap') return credentials.password === clear;
  return checkChap(credentials.value, clear, credentials.challenge);
}

/** Types that a request loses on its way: hidden or computed with the software's secret, or about the way itself. */
const ownOfHop: ReadonlySet<number> = new Set([2, 33, 80]);
/** NAS-IP-Address, NAS-Identifier, NAS-IPv6-Address: towards the servers this box is the NAS. */
const ofNas: ReadonlySet<number> = new Set([4, 32, 95]);

/**
 * The request as this box asks it: all that the software said, with this box as the NAS.
 * @param macFormat of callers with a MAC address; absent: as the software says them
 */
export function forwarded(
  request: NetworkRequest,
  nas: readonly RadiusAttribute[],
  macFormat: MacFormat | undefined,
): RadiusAttribute[] {
  const kept = request.attributes
    .filter(({ type, vendor }) => vendor !== undefined || (!ownOfHop.has(type) && !ofNas.has(type)))
    .map((one) => (macFormat === undefined || !isCaller(one) ? one : inFormat(one, macFormat)));
  const password: RadiusAttribute[] =
    request.password === undefined ? [] : [{ type: 2, value: request.password, conceal: 'user-password' }];
  const credentials = credentialsOf(request);
  const bare = credentials.kind === 'chap' && find(request, 'CHAP-Challenge') === undefined;
  const challenge: RadiusAttribute[] = bare ? [{ type: 60, value: request.authenticator }] : [];
  return [...kept, ...password, ...challenge, ...nas];
}

const isCaller = ({ type, vendor }: RadiusAttribute): boolean =>
  type === attributeTable['Calling-Station-Id'].type && vendor === undefined;

const inFormat = ({ value }: RadiusAttribute, format: MacFormat): RadiusAttribute =>
  attribute('Calling-Station-Id', formatCaller(Buffer.from(value).toString(), format));

/** What of a server's answer is for the software. */
export const passedOn = ({ attributes }: HasAttributes): readonly RadiusAttribute[] =>
  attributes.filter(({ type, vendor }) => vendor !== undefined || !ownOfHop.has(type));

/** Who asks, for TACACS+. */
export function identityOf(request: NetworkRequest): Pick<TacacsIdentity, 'user' | 'port' | 'remAddr'> {
  const port = find(request, 'NAS-Port');
  const isAsync = find(request, 'NAS-Port-Type') === attributeTable['NAS-Port-Type'].values.Async;
  const caller = find(request, 'Calling-Station-Id') ?? '';
  const called = find(request, 'Called-Station-Id');
  return {
    user: find(request, 'User-Name') ?? '',
    port: find(request, 'NAS-Port-Id') ?? (port === undefined ? '' : `${isAsync ? 'Async' : 'Port'}${port}`),
    remAddr: called === undefined ? caller : `${caller}/${called}`,
  };
}
