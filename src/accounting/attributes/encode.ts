import { AttributeWriter, decodeAttributes } from '../../protocols/radius/index.ts';
import type { AccountingRecord, Facts } from '../record.ts';
import type {
  RadiusAttribute,
  RadiusColumn,
  RadiusContext,
  TacacsAccountingRequest,
  TacacsColumn,
  TacacsContext,
} from './row.ts';
import { attributeRows } from './table.ts';

interface Applies {
  readonly order: number;
  readonly types?: readonly string[];
  readonly kinds?: readonly string[];
}

/** The columns that a record of a type and kind has, in order; worked out once per combination. */
function selector<C extends Applies>(all: readonly (C | undefined)[]): (record: AccountingRecord) => readonly C[] {
  const sorted = all.filter((one) => one !== undefined).sort((a, b) => a.order - b.order);
  const known = new Map<string, Map<string, readonly C[]>>();
  return ({ type, kind }) => {
    const found = known.get(type)?.get(kind);
    if (found !== undefined) return found;
    const those = sorted.filter((one) => (one.types?.includes(type) ?? true) && (one.kinds?.includes(kind) ?? true));
    const ofType = known.get(type) ?? new Map<string, readonly C[]>();
    known.set(type, ofType.set(kind, those));
    return those;
  };
}

const radiusColumns = selector<RadiusColumn>(attributeRows.map((row) => row.radius));

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
  'Acct-Input-Octets',
  'Acct-Output-Octets',
  'Acct-Input-Packets',
  'Acct-Output-Packets',
  'Acct-Session-Time',
  'Acct-Delay-Time',
];

/** @param order names of attributes; others keep their order behind them */
const inOrder = (order: readonly string[]) =>
  selector<RadiusColumn>(
    attributeRows.map(({ radius }) => {
      if (radius === undefined) return undefined;
      const at = order.indexOf(radius.name);
      return { ...radius, order: at < 0 ? order.length + radius.order : at };
    }),
  );

/** Attributes stand in the order in which they became known: so does an address that is known before the protocol is. */
const classicColumns = inOrder(classicOrder);
const classicWithAddress = inOrder(
  classicOrder
    .filter((name) => name !== 'Framed-Protocol')
    .flatMap((name) => (name === 'Framed-IP-Address' ? [name, 'Framed-Protocol'] : [name])),
);
const tacacsColumns = selector<TacacsColumn>(attributeRows.map((row) => row.tacacs));

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
  const classic = context.eventTimestamp === false;
  const ipsec = record.facts.service === 'ike';
  writer.begin();
  for (const column of columnsFor(record, classic && context.vsa === false)) {
    if ((column.vsa && context.vsa === false) || (column.newer && classic && !(ipsec && column.ipsec))) continue;
    column.write(record, context, writer);
  }
  return writer.end();
}

function columnsFor(record: AccountingRecord, classic: boolean): readonly RadiusColumn[] {
  if (!classic) return radiusColumns(record);
  return record.facts.firstAddress === undefined ? classicColumns(record) : classicWithAddress(record);
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
    port: system ? '' : (facts.portName ?? ''),
    remAddr: system ? '' : remoteAddress(facts),
    args,
  };
}

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
