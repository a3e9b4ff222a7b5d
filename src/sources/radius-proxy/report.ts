import { routingTable } from '../../aaa/index.ts';
import type { Counters, Facts, PortType, TerminateCause } from '../../accounting/index.ts';
import { terminateCauses } from '../../accounting/index.ts';
import { type Attribute, find, findAll, type HasAttributes } from '../../protocols/radius/index.ts';
import type { SessionIdentifier } from './config.ts';

/** Who the software says it is: by what it puts into its requests. */
export interface Nas {
  readonly address?: string;
  readonly identifier?: string;
}

/** What one Accounting-Request says about a session, in the domain's words. */
export interface Report {
  readonly kind: 'start' | 'interim' | 'stop';
  readonly nas: Nas;
  /** The software's id of the session; empty when it gives none. */
  readonly id: string;
  readonly port?: string;
  readonly user?: string;
  readonly caller?: string;
  /** When it happened, milliseconds since 1970: Event-Timestamp, or the arrival less Acct-Delay-Time. */
  readonly time: number;
  /** The same by the arrival alone. */
  readonly arrived: number;
  /** Whether `time` is an Event-Timestamp: the same in every repetition. */
  readonly stamped: boolean;
  /** Acct-Session-Time, seconds. */
  readonly sessionTime?: number;
  readonly counters?: Readings;
  readonly cause?: TerminateCause;
  /** Ascend Disconnect-Cause + 1000. */
  readonly disconnectCause?: number;
  readonly facts: Facts;
}

/** Counters as one request has them. Without gigawords octets are the low 32 bits; packets always are. */
export interface Readings {
  readonly bytesIn?: bigint;
  readonly bytesOut?: bigint;
  readonly packetsIn?: bigint;
  readonly packetsOut?: bigint;
  /** Whether octets are whole: any gigawords attribute was there. */
  readonly wide: boolean;
}

const kinds: Readonly<Record<number, Report['kind']>> = { 1: 'start', 2: 'stop', 3: 'interim' };

/** Further off than that, an Event-Timestamp is a clock that is wrong, milliseconds: ahead, and behind. */
const ahead = 300_000;
const behind = 30 * 86_400_000;

/** Reads the report of a request; `undefined` when it is about no session (Accounting-On and -Off, tunnels). */
export function readReport(
  request: HasAttributes,
  receivedAt: number,
  identifier: SessionIdentifier = { type: 44 },
): Report | undefined {
  const kind = kinds[find(request, 'Acct-Status-Type') ?? 0];
  if (kind === undefined) return undefined;
  const port = find(request, 'NAS-Port');
  const portName = find(request, 'NAS-Port-Id');
  const counters = readCounters(request);
  const cause = causeOf(find(request, 'Acct-Terminate-Cause'));
  const code = find(request, 'Cisco-Disconnect-Cause') ?? ascendCause(request);
  return {
    kind,
    nas: readNas(request),
    id: idOf(request, identifier),
    ...eventTime(request, receivedAt),
    ...defined({
      port: portName ?? (port === undefined ? undefined : String(port)),
      user: text(find(request, 'User-Name')),
      caller: text(find(request, 'Calling-Station-Id')),
      sessionTime: find(request, 'Acct-Session-Time'),
      counters,
      cause,
      disconnectCause: code === undefined ? undefined : code + 1000,
    }),
    facts: readFacts(request),
  };
}

/** @param receivedAt wall clock, milliseconds since 1970 */
export function eventTime(request: HasAttributes, receivedAt: number): Pick<Report, 'time' | 'arrived' | 'stamped'> {
  const arrived = receivedAt - (find(request, 'Acct-Delay-Time') ?? 0) * 1000;
  const stamp = (find(request, 'Event-Timestamp') ?? 0) * 1000;
  const stamped = stamp > receivedAt - behind && stamp < receivedAt + ahead;
  return { time: stamped ? Math.min(stamp, receivedAt) : arrived, arrived, stamped };
}

export const readNas = (request: HasAttributes): Nas =>
  defined({
    address: find(request, 'NAS-IP-Address') ?? find(request, 'NAS-IPv6-Address'),
    identifier: text(find(request, 'NAS-Identifier')),
  });

function idOf({ attributes }: HasAttributes, { vendor, type }: SessionIdentifier): string {
  const found = attributes.find((one) =>
    vendor === undefined
      ? one.vendor === undefined && one.type === type
      : one.vendor === vendor && one.vendorType === type,
  );
  if (found === undefined) return '';
  const octets = Buffer.from(found.value);
  const printable = octets.every((octet) => octet >= 0x20 && octet < 0x7f);
  return printable ? octets.toString('latin1') : `0x${octets.toString('hex')}`;
}

const portTypes: Readonly<Record<number, PortType>> = {
  0: 'async',
  1: 'sync',
  2: 'isdn',
  3: 'isdn',
  4: 'isdn',
  5: 'virtual',
  12: 'adsl',
  13: 'adsl',
  15: 'ethernet',
  16: 'xdsl',
  17: 'cable',
  18: 'wireless',
  19: 'wifi',
};
const services = { 1: 'ppp', 2: 'slip', 3: 'arap' } as const satisfies Record<number, Facts['service']>;
const authentics = { 1: 'radius', 2: 'local', 3: 'remote' } as const satisfies Record<number, Facts['authentic']>;

/**
 * Attributes that go into our records as they came: Acct-Multi-Session-Id, Acct-Link-Count, tunnel attributes without
 * the password, Connect-Info, and those of IPv6.
 */
const passedTypes: ReadonlySet<number> = new Set([50, 51, 64, 65, 66, 67, 68, 77, 82, 90, 91, 96, 97, 123, 168]);

/** What a request (Access-Request too) says of user, port and service. */
export function readFacts(request: HasAttributes): Facts {
  const portNumber = find(request, 'NAS-Port');
  const portType = portTypes[find(request, 'NAS-Port-Type') ?? -1];
  const portName =
    text(find(request, 'NAS-Port-Id')) ??
    (portType === 'async' && portNumber !== undefined ? `Async${portNumber}` : undefined);
  const service = at(services, find(request, 'Framed-Protocol'));
  const address = text(find(request, 'Framed-IP-Address'));
  const known = address !== undefined && address !== '0.0.0.0' && !address.startsWith('255.255.255.25');
  const classes = findAll(request, 'Class').map((octets) => Buffer.from(octets).toString('hex'));
  const passed = request.attributes.filter(({ type, vendor }) => vendor === undefined && passedTypes.has(type));
  return defined({
    user: text(find(request, 'User-Name')),
    authentic: at(authentics, find(request, 'Acct-Authentic')),
    portNumber,
    portName,
    portType,
    callingStation: text(find(request, 'Calling-Station-Id')),
    calledStation: text(find(request, 'Called-Station-Id')),
    service,
    protocol: known && service !== 'arap' ? 'ip' : undefined,
    address: known ? address : undefined,
    connectProgress: known ? 'LAN Ses Up' : undefined,
    foreignSessionId: text(find(request, 'Acct-Session-Id')),
    classes: classes.length > 0 ? classes : undefined,
    passed: passed.length > 0 ? passed.map(passedText) : undefined,
    vrf: routingTable(request),
  });
}

const passedText = ({ type, value }: Attribute): string => `${type}:${Buffer.from(value).toString('hex')}`;

function readCounters(request: HasAttributes): Readings | undefined {
  const high = { in: find(request, 'Acct-Input-Gigawords'), out: find(request, 'Acct-Output-Gigawords') };
  const bytes = (octets: number | undefined, gigawords: number | undefined): bigint | undefined =>
    octets === undefined ? undefined : BigInt(octets) + (BigInt(gigawords ?? 0) << 32n);
  const packets = (count: number | undefined): bigint | undefined => (count === undefined ? undefined : BigInt(count));
  const readings = defined({
    bytesIn: bytes(find(request, 'Acct-Input-Octets'), high.in),
    bytesOut: bytes(find(request, 'Acct-Output-Octets'), high.out),
    packetsIn: packets(find(request, 'Acct-Input-Packets')),
    packetsOut: packets(find(request, 'Acct-Output-Packets')),
  });
  if (Object.keys(readings).length === 0) return undefined;
  return { ...readings, wide: high.in !== undefined || high.out !== undefined };
}

const wrap = 1n << 32n;
const fields = ['bytesIn', 'bytesOut', 'packetsIn', 'packetsOut'] as const satisfies readonly (keyof Counters)[];

/**
 * The whole counters behind a reading, given those before. A counter that is not there is as it was. A 32-bit counter
 * that went back while another one grew has wrapped; when none grew, the software counts anew and the reading is given
 * as it is.
 */
export function widen(reading: Readings, before: Counters | undefined): Counters {
  const whole = { bytesIn: 0n, bytesOut: 0n, packetsIn: 0n, packetsOut: 0n };
  const grew =
    before !== undefined && fields.some((field) => (lowOf(reading, field) ?? 0n) > lowLike(reading, field, before));
  for (const field of fields) {
    const value = reading[field];
    const last = before?.[field] ?? 0n;
    if (value === undefined) whole[field] = last;
    else if (isWhole(reading, field)) whole[field] = value;
    else {
      const high = last - (last % wrap);
      const back = value < last % wrap;
      // A restart of all counters keeps no high part either.
      whole[field] = back && !grew ? value : high + value + (back ? wrap : 0n);
    }
  }
  return whole;
}

const isWhole = (reading: Readings, field: keyof Counters): boolean => reading.wide && field.startsWith('bytes');
const lowOf = (reading: Readings, field: keyof Counters): bigint | undefined => reading[field];
/** The counter before, as the reading would have it: whole or its low half. */
const lowLike = (reading: Readings, field: keyof Counters, before: Counters): bigint =>
  isWhole(reading, field) ? before[field] : before[field] % wrap;

const causeNames = new Map<number, TerminateCause>();
for (const [name, code] of Object.entries(terminateCauses)) if (isCause(name)) causeNames.set(code, name);

function isCause(name: string): name is TerminateCause {
  return name in terminateCauses;
}

const causeOf = (code: number | undefined): TerminateCause | undefined =>
  code === undefined ? undefined : causeNames.get(code);

/** Ascend-Disconnect-Cause (vendor 529, or type 195 as Ascend first sent it). */
function ascendCause({ attributes }: HasAttributes): number | undefined {
  const found = attributes.find(({ type, vendor, vendorType }) =>
    vendor === undefined ? type === 195 : vendor === 529 && vendorType === 195,
  );
  return found?.value.length === 4 ? Buffer.from(found.value).readUInt32BE() : undefined;
}

const text = (value: string | undefined): string | undefined => (value === '' ? undefined : value);
const at = <T>(table: Readonly<Record<number, T>>, code: number | undefined): T | undefined =>
  code === undefined ? undefined : table[code];

/** Leaves out what is undefined. */
function defined<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> };
function defined(values: object): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
