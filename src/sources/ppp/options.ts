import type { PppProtocol } from './config.ts';
import type { CallRequest } from './ppp-types.ts';

/** Files of one call and of all calls. */
export interface CallFiles {
  readonly ipUp: string;
  readonly ipDown: string;
  readonly log: string;
  /** Configuration of radius.so. */
  readonly radius: string;
}

/** Whether an address of the configuration or of a server is one that a peer can have. */
export const usable = (address: string | undefined): address is string =>
  address !== undefined && !['0.0.0.0', '255.255.255.254', '255.255.255.255'].includes(address);

/**
 * Arguments of pppd for a call. Everything of the administrator's /etc/ppp/options is read before by pppd itself; what
 * is said here wins.
 * @param token name of the call: comes back from the hooks and, as Calling-Station-Id, from radius.so
 */
export function pppdArguments(request: CallRequest, token: string, files: CallFiles): string[] {
  const { place, authentication, localAddress = '', peerAddress = '', modem } = request;
  const addresses = usable(localAddress) || usable(peerAddress) ? [`${localAddress}:${peerAddress}`] : [];
  return [
    place.device,
    ...(place.speed === undefined ? [] : [String(place.speed)]),
    ...addresses,
    'nodetach',
    modem ? 'modem' : 'local',
    'noipv6',
    'noproxyarp',
    'nodefaultroute',
    // A line without carrier signals tells nobody that its caller has gone.
    ...['lcp-echo-interval', '30', 'lcp-echo-failure', '4'],
    ...['ipparam', token],
    ...['linkname', token],
    ...['ip-up-script', files.ipUp],
    ...['ip-down-script', files.ipDown],
    ...['logfile', files.log],
    ...(authentication === undefined ? ['noauth'] : authenticated(authentication.protocols, files.radius)),
  ];
}

const required = {
  'ms-chap-v2': 'require-mschap-v2',
  'ms-chap': 'require-mschap',
  chap: 'require-chap',
  pap: 'require-pap',
} as const satisfies Record<PppProtocol, string>;

/** Of several protocols pppd asks for the strongest one first, and takes another when the peer wants it. */
function authenticated(protocols: readonly PppProtocol[], radius: string): string[] {
  const others = ['refuse-mschap', 'refuse-mschap-v2', 'refuse-eap'];
  return [
    'auth',
    ...protocols.map((one) => required[one]),
    ...others,
    ...['plugin', 'radius.so', 'radius-config-file', radius],
  ];
}

/** Arguments of slattach; `-v` makes it say which interface it has. */
export const slattachArguments = ({ place }: CallRequest): string[] => [
  '-v',
  '-L',
  ...['-p', 'slip'],
  ...(place.speed === undefined ? [] : ['-s', String(place.speed)]),
  place.device,
];
