import { AttributeWriter, decodeAttributes } from '../../protocols/radius/index.ts';
import type { AccountingRecord, Facts } from '../record.ts';
import type { RadiusAttribute, RadiusColumn, RadiusContext, TacacsAccountingRequest, TacacsContext } from './row.ts';
import { attributeRows } from './table.ts';

interface Applies {
  readonly order: number;
  readonly types?: readonly string[];
  readonly kinds?: readonly string[];
}

/** What is taken of the columns that a record of a type and kind has, in order; worked out once per combination. */
function selector<C extends Applies, T>(
  all: readonly (C | undefined)[],
  take: (column: C) => T,
): (record: AccountingRecord) => readonly T[] {
  const sorted = all.filter((one) => one !== undefined).sort((a, b) => a.order - b.order);
  const known = new Map<string, Map<string, readonly T[]>>();
  return ({ type, kind }) => {
    const found = known.get(type)?.get(kind);
    if (found !== undefined) return found;
    const those = sorted.filter((one) => (one.types?.includes(type) ?? true) && (one.kinds?.includes(kind) ?? true));
    const ofType = known.get(type) ?? new Map<string, readonly T[]>();
    const taken = those.map(take);
    known.set(type, ofType.set(kind, taken));
    return taken;
  };
}

const radiusColumns = attributeRows.flatMap(({ radius }) => (radius === undefined ? [] : [radius]));

/** The order of routers that knew neither Event-Timestamp nor vendor attributes; what they did not send comes after. */
const classicOrder: readonly string[] = [
  'NAS-IP-Address',
  'NAS-IPv6-Address',
  'NAS-Port',
  'User-Name',
  'Called-Station-Id',
  'Calling-Station-Id',
  'Acct-Status-Type',
  'Acct-Authentic',
  'Service-Type',
  'Acct-Session-Id',
  'Framed-Protocol',
  'Framed-IP-Address',
  'Login-Service',
  'Login-IP-Host',
  'Login-IPv6-Host',
  'Login-LAT-Service',
  'Login-LAT-Node',
  'Login-LAT-Port',
  'Acct-Input-Octets',
  'Acct-Output-Octets',
  'Acct-Input-Packets',
  'Acct-Output-Packets',
  'Acct-Session-Time',
  'Acct-Delay-Time',
];

/** @param order names of attributes; others keep their order behind them */
const inOrder = (order: readonly string[]): readonly RadiusColumn[] =>
  radiusColumns.map((column) => {
    const at = order.indexOf(column.name);
    return { ...column, order: at < 0 ? order.length + column.order : at };
  });

/** Attributes stand in the order in which they became known: so does an address that is known before the protocol is. */
const addressFirst: readonly string[] = classicOrder
  .filter((name) => name !== 'Framed-Protocol')
  .flatMap((name) => (name === 'Framed-IP-Address' ? [name, 'Framed-Protocol'] : [name]));

/** What decides, beside type and kind, which attributes a record has and in which order. */
const classic = 1;
const withVsa = 2;
const ofIpsec = 4;
const withFirstAddress = 8;

/** How the attributes of a record are written, one after the other; by the sum of the numbers above. */
const radiusWriters = Array.from({ length: 16 }, (_, which) => {
  const old = (which & classic) !== 0;
  const order = (which & withFirstAddress) === 0 ? classicOrder : addressFirst;
  const columns = old && (which & withVsa) === 0 ? inOrder(order) : radiusColumns;
  const wanted = ({ vsa, newer, ipsec }: RadiusColumn): boolean =>
    !(vsa && (which & withVsa) === 0) && !(newer && old && !(ipsec && (which & ofIpsec) !== 0));
  return selector(columns.filter(wanted), ({ write }) => write);
});
const tacacsColumns = selector(
  attributeRows.map((row) => row.tacacs),
  (column) => column,
);

/** RADIUS has no record for a command (RFC 2866 knows sessions only). */
export const radiusCarries = (record: Pick<AccountingRecord, 'type'>): boolean => record.type !== 'commands';

const writer = new AttributeWriter();

/**
 * Attributes of an Accounting-Request, in the order in which routers send them: Acct-Session-Id first, Acct-Delay-Time
 * last. Without Event-Timestamp it is the classic set, as the seeds have it: no attribute that came with it or later; and
 * without vendor attributes, too, it has the order of that time, NAS-IP-Address first.
 * Called at each transmission of each record; the octets are good until the next call.
 */
export function encodeRadius(record: AccountingRecord, context: RadiusContext): Uint8Array {
  const { service, firstAddress } = record.facts;
  const which =
    (context.eventTimestamp === false ? classic : 0) |
    (context.vsa === false ? 0 : withVsa) |
    (service === 'ike' ? ofIpsec : 0) |
    (firstAddress === undefined ? 0 : withFirstAddress);
  writer.begin();
  for (const write of radiusWriters[which]?.(record) ?? []) write(record, context, writer);
  return writer.end();
}

/** The same as a list. */
export const toRadius = (record: AccountingRecord, context: RadiusContext): readonly RadiusAttribute[] =>
  decodeAttributes(Uint8Array.from(encodeRadius(record, context)));

/** flags of an accounting REQUEST (RFC 8907 §7.1); interims are updates, system records start and stop. */
const flags = { start: 0x02, on: 0x02, stop: 0x04, off: 0x04, interim: 0x0a } as const;
/** authen_method (RFC 8907 §6.1). */
const methods = { radius: 0x10, local: 0x05, remote: 0x06, none: 0x01 } as const;

/** Body of a TACACS+ accounting REQUEST (RFC 8907 §7.1). System records have no user, port and address. */
export function toTacacs(record: AccountingRecord, context: TacacsContext): TacacsAccountingRequest {
  const { facts, type } = record;
  const system = type === 'system' || type === 'vrrs';
  const args: string[] = [];
  for (const column of tacacsColumns(record)) {
    const value = column.value(record, context);
    if (value !== undefined) args.push(`${column.name}=${value}`);
  }
  return {
    flags: flags[record.kind],
    authenMethod: facts.authentic === undefined ? 0 : methods[facts.authentic],
    privLvl: system ? 0 : (facts.privilege ?? 1),
    authenType: system || facts.authentic === undefined ? 0 : 1,
    authenService: system ? 0 : type === 'network' ? 3 : 1,
    user: system ? '' : (facts.user ?? ''),
    port: system ? '' : portOf(facts),
    remAddr: system ? '' : remoteAddress(facts),
    args,
  };
}

/** The port's name; software may say its number alone (NAS-Port without NAS-Port-Type and NAS-Port-Id). */
export const portOf = ({ portName, portNumber }: Facts): string =>
  portName ?? (portNumber === undefined ? '' : `Port${portNumber}`);

function remoteAddress({ callingStation, calledStation, isakmpInitiator }: Facts): string {
  if (calledStation === undefined || calledStation === '') return callingStation ?? isakmpInitiator ?? '';
  return `${callingStation ?? ''}/${calledStation}`;
}

/** The AV pairs of `show accounting`: what an update would carry, without times and counters. */
export function shownPairs(record: AccountingRecord): string[] {
  const pairs: string[] = [];
  for (const column of tacacsColumns({ ...record, kind: 'interim' })) {
    if (column.shown === false) continue;
    const value = column.value(record, { timezone: '' });
    if (value !== undefined) pairs.push(`${column.shown ?? column.name}=${value}`);
  }
  return pairs;
}
