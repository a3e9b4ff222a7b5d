import type { Oid } from './oid.ts';

/** A value of a variable, or why there is none (RFC 2578 §7.1, RFC 3416 §3). */
export type SnmpValue =
  /** INTEGER, Integer32: signed, 32 bit. */
  | { readonly type: 'integer'; readonly value: number }
  | { readonly type: 'octets'; readonly value: Uint8Array }
  | { readonly type: 'oid'; readonly value: Oid }
  /** IpAddress: four octets. */
  | { readonly type: 'ip'; readonly value: Uint8Array }
  /** Unsigned, 32 bit; time in hundredths of a second. */
  | { readonly type: 'counter32' | 'gauge32' | 'timeticks'; readonly value: number }
  | { readonly type: 'opaque'; readonly value: Uint8Array }
  | { readonly type: 'counter64'; readonly value: bigint }
  | { readonly type: 'null' | 'noSuchObject' | 'noSuchInstance' | 'endOfMibView' };

/** Tags of the values in BER (RFC 2578 §7.1, RFC 3416 §3). */
export const valueTags = {
  integer: 0x02,
  octets: 0x04,
  null: 0x05,
  oid: 0x06,
  ip: 0x40,
  counter32: 0x41,
  gauge32: 0x42,
  timeticks: 0x43,
  opaque: 0x44,
  counter64: 0x46,
  noSuchObject: 0x80,
  noSuchInstance: 0x81,
  endOfMibView: 0x82,
} as const satisfies Record<SnmpValue['type'], number>;

const typesByTag: ReadonlyMap<number, string> = new Map(Object.entries(valueTags).map(([type, tag]) => [tag, type]));
const isType = (text: string | undefined): text is SnmpValue['type'] => text !== undefined && text in valueTags;

/** The type of a tag; `undefined`: none of SNMP's. */
export function valueType(tag: number): SnmpValue['type'] | undefined {
  const type = typesByTag.get(tag);
  return isType(type) ? type : undefined;
}

export interface Varbind {
  readonly oid: Oid;
  readonly value: SnmpValue;
}

/** Makers of values, as MIBs want them. Numbers above the range wrap (counters) or stay at its end (gauges). */
export const integer = (value: number): SnmpValue => ({ type: 'integer', value: Math.trunc(value) | 0 });
export const octets = (value: Uint8Array): SnmpValue => ({ type: 'octets', value });
/** A DisplayString: no more than 255 octets. */
export const text = (value: string): SnmpValue => ({
  type: 'octets',
  value: Buffer.from(value, 'utf8').subarray(0, 255),
});
export const objectId = (value: Oid): SnmpValue => ({ type: 'oid', value });
export const counter32 = (value: number | bigint): SnmpValue => ({
  type: 'counter32',
  value: Number(BigInt.asUintN(32, typeof value === 'bigint' ? value : BigInt(Math.trunc(value)))),
});
export const counter64 = (value: bigint): SnmpValue => ({ type: 'counter64', value: BigInt.asUintN(64, value) });
export const gauge32 = (value: number): SnmpValue => ({
  type: 'gauge32',
  value: Math.min(0xffffffff, Math.max(0, Math.trunc(value))),
});
/** @param milliseconds wraps after 497 days */
export const timeticks = (milliseconds: number): SnmpValue => ({
  type: 'timeticks',
  value: Math.max(0, Math.trunc(milliseconds / 10)) % 2 ** 32,
});
/** An IPv4 address; anything else, an IPv6 address too, is 0.0.0.0. */
export function ipAddress(address: string | undefined): SnmpValue {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/
    .exec(address ?? '0.0.0.0')
    ?.slice(1)
    .map(Number);
  return { type: 'ip', value: Uint8Array.from(parts?.every((part) => part < 256) ? parts : [0, 0, 0, 0]) };
}
/** TruthValue (RFC 2579). */
export const truth = (value: boolean): SnmpValue => integer(value ? 1 : 2);
