import {
  type Attribute,
  attributeTable,
  decodePacket,
  headerLength,
  maxPacketLength,
  valueName,
  values,
} from '../../protocols/radius/index.ts';
import type { InboxEntry } from '../inbox/entry.ts';
import type { BookedEvent, EventKind, EventType } from './event.ts';
import { identityOf } from './identity.ts';

const type = {
  userName: attributeTable['User-Name'].type,
  nasIp: attributeTable['NAS-IP-Address'].type,
  nasPort: attributeTable['NAS-Port'].type,
  serviceType: attributeTable['Service-Type'].type,
  framedProtocol: attributeTable['Framed-Protocol'].type,
  framedAddress: attributeTable['Framed-IP-Address'].type,
  loginHost: attributeTable['Login-IP-Host'].type,
  loginService: attributeTable['Login-Service'].type,
  calling: attributeTable['Calling-Station-Id'].type,
  nasIdentifier: attributeTable['NAS-Identifier'].type,
  proxyState: attributeTable['Proxy-State'].type,
  status: attributeTable['Acct-Status-Type'].type,
  delay: attributeTable['Acct-Delay-Time'].type,
  inputOctets: attributeTable['Acct-Input-Octets'].type,
  outputOctets: attributeTable['Acct-Output-Octets'].type,
  sessionId: attributeTable['Acct-Session-Id'].type,
  sessionTime: attributeTable['Acct-Session-Time'].type,
  inputPackets: attributeTable['Acct-Input-Packets'].type,
  outputPackets: attributeTable['Acct-Output-Packets'].type,
  cause: attributeTable['Acct-Terminate-Cause'].type,
  inputGigawords: attributeTable['Acct-Input-Gigawords'].type,
  outputGigawords: attributeTable['Acct-Output-Gigawords'].type,
  eventTimestamp: attributeTable['Event-Timestamp'].type,
  messageAuthenticator: attributeTable['Message-Authenticator'].type,
  nasPortId: attributeTable['NAS-Port-Id'].type,
} as const;

/** Acct-Status-Type (RFC 2866 §5.1, RFC 2867 §3). */
const kinds: Readonly<Record<number, EventKind>> = {
  1: 'start',
  2: 'stop',
  3: 'interim',
  7: 'on',
  8: 'off',
  9: 'start',
  10: 'stop',
  11: 'stop',
  12: 'start',
  13: 'stop',
  14: 'stop',
  15: 'stop',
};

/** Service-Type (RFC 2865 §5.6): what is accounted. */
const types: Readonly<Record<number, EventType>> = {
  1: 'connection',
  2: 'network',
  3: 'connection',
  4: 'network',
  5: 'network',
  6: 'exec',
  7: 'exec',
  9: 'exec',
  11: 'exec',
  10: 'resource',
};

const u32 = (value: Buffer): number => (value.length === 4 ? value.readUInt32BE(0) : 0);
const ip = (value: Buffer): string => (value.length === 4 ? value.join('.') : '');

/** Octets counted in 32 bits and in units of 2^32 (RFC 2869 §5.1); exact above 2^53 too. */
const wide = (low: number | undefined, high: number): bigint | number | undefined =>
  high === 0 ? low : high < 2 ** 21 ? high * 2 ** 32 + (low ?? 0) : (BigInt(high) << 32n) + BigInt(low ?? 0);

/** Reads an Accounting-Request; `undefined` when it lacks an Acct-Status-Type that we know. One pass: it is hot. */
export function radiusEvent(entry: InboxEntry): BookedEvent | undefined {
  const decoded = decodePacket(entry.data);
  if (!decoded.ok) return undefined;
  let status = 0;
  let serviceType = 0;
  let framed = false;
  let login = false;
  let [user, nasIp, nasName, nasPort, nasPortId, caller, framedAddress, host, session] = [
    '',
    '',
    '',
    '',
    '',
    '',
    '',
    '',
    '',
  ];
  let [delay, duration, stamp, bytesIn, bytesOut, packetsIn, packetsOut] = nothing;
  let [gigaIn, gigaOut, cause] = [0, 0, 0];
  let [group, peer] = ['', ''];
  for (const attribute of decoded.value.attributes) {
    const { value } = attribute;
    const octets = Buffer.isBuffer(value) ? value : Buffer.from(value.buffer, value.byteOffset, value.length);
    switch (attribute.type) {
      case type.delay:
        delay = u32(octets);
        break;
      case type.status:
        status = u32(octets);
        break;
      case type.userName:
        user = octets.toString('utf8');
        break;
      case type.nasIp:
        nasIp = ip(octets);
        break;
      case type.nasIdentifier:
        nasName = octets.toString('utf8');
        break;
      case type.nasPort:
        nasPort = String(u32(octets));
        break;
      case type.nasPortId:
        nasPortId = octets.toString('utf8');
        break;
      case type.serviceType:
        serviceType = u32(octets);
        break;
      case type.framedProtocol:
        framed = true;
        break;
      case type.loginService:
        login = true;
        break;
      case type.framedAddress:
        framedAddress = ip(octets);
        break;
      case type.loginHost:
        host = ip(octets);
        break;
      case type.calling:
        caller = octets.toString('utf8');
        break;
      case type.sessionId:
        session = octets.toString('utf8');
        break;
      case type.sessionTime:
        duration = u32(octets);
        break;
      case type.inputOctets:
        bytesIn = u32(octets);
        break;
      case type.outputOctets:
        bytesOut = u32(octets);
        break;
      case type.inputPackets:
        packetsIn = u32(octets);
        break;
      case type.outputPackets:
        packetsOut = u32(octets);
        break;
      case type.inputGigawords:
        gigaIn = u32(octets);
        break;
      case type.outputGigawords:
        gigaOut = u32(octets);
        break;
      case type.cause:
        cause = u32(octets);
        break;
      case type.eventTimestamp:
        stamp = u32(octets);
        break;
      case vendorSpecific:
        if (attribute.vendor === 9 && attribute.vendorType === 1 && octets[0] === letterI) {
          group ||= pairValue(octets, 'isakmp-group-id=');
          peer ||= pairValue(octets, 'isakmp-initator-ip=');
        }
        break;
      default:
        break;
    }
  }
  const kind = kinds[status];
  if (kind === undefined) return undefined;
  const nas = nasIp || nasName || entry.address;
  const time = stamp === undefined ? entry.received - 1000 * (delay ?? 0) : 1000 * stamp;
  const startTime = kind === 'start' ? time : duration === undefined ? undefined : time - 1000 * duration;
  const system = kind === 'on' || kind === 'off';
  return {
    protocol: 'radius',
    type: system ? 'system' : (types[serviceType] ?? (login && !framed ? 'connection' : 'network')),
    kind,
    received: entry.received,
    time,
    stamped: stamp !== undefined,
    delayed: delay !== undefined,
    startTime,
    nas,
    user,
    port: nasPortId || nasPort,
    caller,
    peer: peer || caller,
    group,
    privilege: undefined,
    address: framedAddress || host,
    session,
    command: '',
    duration,
    bytesIn: wide(bytesIn, gigaIn),
    bytesOut: wide(bytesOut, gigaOut),
    packetsIn,
    packetsOut,
    cause: cause === 0 ? '' : (valueName(values.acctTerminateCause, cause) ?? String(cause)),
    restart: system && !decoded.value.attributes.some(tellsOfVrrs),
    identity: identityOf(content(entry.data, nas)),
    data: entry.data,
  };
}

/** Type 26 (RFC 2865 §5.26). */
const vendorSpecific = 26;
const letterI = 0x69;
/** Value of a `Cisco-AVPair` with this name; empty: it has another. */
const pairValue = (pair: Buffer, name: string): string =>
  pair.subarray(0, name.length).toString('latin1') === name ? pair.toString('utf8', name.length) : '';

const nothing: (number | undefined)[] = [];

/** What may differ between copies of one record; the header may too (RFC 2866 §5.2, RFC 5080 §2.2.2). */
const changing: ReadonlySet<number> = new Set([type.delay, type.messageAuthenticator, type.proxyState]);
const scratch = Buffer.allocUnsafe(maxPacketLength + 512);

/** `Cisco-AVPair = "vrrs=…"`: a redundancy name changed hands, the NAS and its sessions did not. */
const tellsOfVrrs = ({ vendor, vendorType, value }: Attribute): boolean =>
  vendor === 9 && vendorType === 1 && Buffer.from(value.subarray(0, 5)).toString('latin1') === 'vrrs=';

/** Everything that a well-formed packet says, except what may change when it is sent again, and the NAS. */
function content(packet: Uint8Array, nas: string): Buffer {
  let end = 0;
  for (let at = headerLength; at < packet.length; ) {
    const next = at + Math.max(2, packet[at + 1] ?? 0);
    if (!changing.has(packet[at] ?? 0)) {
      scratch.set(packet.subarray(at, next), end);
      end += Math.min(next, packet.length) - at;
    }
    at = next;
  }
  return scratch.subarray(0, end + scratch.write(nas.slice(0, 128), end));
}
