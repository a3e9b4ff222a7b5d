import {
  type AttributeInput,
  type AttributeName,
  type AttributeRow,
  type AttributeWriter,
  attribute,
  attributeTable,
} from '../../protocols/radius/index.ts';
import type { AccountingRecord, Facts } from '../record.ts';
import { ipv4Number, vendorText } from './radius-values.ts';
import type { RadiusColumn, RadiusContext } from './row.ts';

type Where = Omit<RadiusColumn, 'name' | 'write'>;

/** A column with one attribute whose value is read from the record; not sent when it is `undefined`. */
export function column<N extends AttributeName>(
  name: N,
  where: Where,
  read: (record: AccountingRecord, context: RadiusContext) => AttributeInput<N> | undefined,
): RadiusColumn {
  const put = putter(name);
  return {
    ...where,
    name,
    write(record, context, to) {
      const value = read(record, context);
      if (value !== undefined) put(value, to);
    },
  };
}

/** The short way for texts and numbers, which most attributes are. */
function putter<N extends AttributeName>(name: N): (value: AttributeInput<N>, to: AttributeWriter) => void {
  const row: AttributeRow = attributeTable[name];
  const { type, kind, vendor, values } = row;
  if (vendor !== undefined && kind !== 'string') throw new RangeError(`${name}: no column writes this kind`);
  return (value, to) => {
    if (kind === 'string' && typeof value === 'string') {
      if (vendor === undefined) to.text(type, value);
      else to.vendorText(vendor, type, value);
      return;
    }
    const number = typeof value === 'string' ? values?.[value] : value;
    if (typeof number === 'number' && (kind === 'integer' || kind === 'date')) to.integer(type, number);
    else to.octets(type, attribute(name, value).value);
  };
}

/** A column for `Cisco-AVPair = "name=…"`. */
export function avPair(
  name: string,
  where: Omit<Where, 'vsa' | 'newer' | 'ipsec'>,
  read: (record: AccountingRecord) => string | undefined,
): RadiusColumn {
  const pair = column('Cisco-AVPair', { ...where, vsa: true, newer: true, ipsec: true }, (record) => {
    const value = read(record);
    return value === undefined ? undefined : vendorText(`${name}=${value}`);
  });
  return { ...pair, name: `Cisco-AVPair ${name}=` };
}

/** A column with an IPv4 address. */
export function ipv4Column(
  name: 'NAS-IP-Address' | 'Framed-IP-Address' | 'Login-IP-Host',
  where: Where,
  read: (record: AccountingRecord, context: RadiusContext) => string | undefined,
): RadiusColumn {
  const { type } = attributeTable[name];
  return {
    ...where,
    name,
    write(record, context, to) {
      const address = ipv4Number(read(record, context));
      if (address !== undefined) to.integer(type, address);
    },
  };
}

/** Attributes of the source as they came; what is not `type:octets` is left out. */
export function passed({ passed = [] }: Facts, to: AttributeWriter): void {
  for (const text of passed) {
    const [, type = '', octets = ''] = /^(\d{1,3}):((?:[0-9a-f]{2})*)$/.exec(text) ?? [];
    if (type !== '') to.octets(Number(type), Buffer.from(octets, 'hex'));
  }
}

/** Class attributes back as they came (RFC 2865 §5.25). */
export function classes({ classes = [] }: Facts, to: AttributeWriter): void {
  for (const octets of classes) to.octets(25, Buffer.from(octets, 'hex'));
}
