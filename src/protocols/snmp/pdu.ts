import type { BerReader, BerWriter } from './ber.ts';
import type { Oid } from './oid.ts';
import type { Varbind } from './value.ts';

/** Tags of the PDUs (RFC 3416 §3); `trap-v1` is that of RFC 1157. */
export const pduTags = {
  get: 0xa0,
  'get-next': 0xa1,
  response: 0xa2,
  set: 0xa3,
  'get-bulk': 0xa5,
  inform: 0xa6,
  trap: 0xa7,
  report: 0xa8,
} as const;
export type PduType = keyof typeof pduTags;
const trapV1Tag = 0xa4;

const names: ReadonlyMap<number, PduType> = new Map([
  [pduTags.get, 'get'],
  [pduTags['get-next'], 'get-next'],
  [pduTags.response, 'response'],
  [pduTags.set, 'set'],
  [pduTags['get-bulk'], 'get-bulk'],
  [pduTags.inform, 'inform'],
  [pduTags.trap, 'trap'],
  [pduTags.report, 'report'],
]);

/** `error-status` (RFC 3416 §3). */
export const errorStatus = {
  noError: 0,
  tooBig: 1,
  noSuchName: 2,
  badValue: 3,
  readOnly: 4,
  genErr: 5,
  noAccess: 6,
  wrongType: 7,
  wrongLength: 8,
  wrongEncoding: 9,
  wrongValue: 10,
  noCreation: 11,
  inconsistentValue: 12,
  resourceUnavailable: 13,
  commitFailed: 14,
  undoFailed: 15,
  authorizationError: 16,
  notWritable: 17,
  inconsistentName: 18,
} as const;
export type ErrorStatus = keyof typeof errorStatus;

/** A PDU of any kind but the trap of version 1. */
export interface Pdu {
  readonly type: PduType;
  readonly requestId: number;
  /** error-status; non-repeaters of a `get-bulk`. */
  readonly status: number;
  /** error-index, from 1; max-repetitions of a `get-bulk`. */
  readonly index: number;
  readonly varbinds: readonly Varbind[];
}

/** A trap of version 1 (RFC 1157 §4.1.6). */
export interface TrapV1 {
  readonly type: 'trap-v1';
  readonly enterprise: Oid;
  /** Four octets. */
  readonly agent: Uint8Array;
  readonly generic: number;
  readonly specific: number;
  /** Hundredths of a second. */
  readonly uptime: number;
  readonly varbinds: readonly Varbind[];
}

function writeVarbinds(writer: BerWriter, varbinds: readonly Varbind[]): void {
  const list = writer.length;
  for (let at = varbinds.length - 1; at >= 0; at--) {
    const varbind = varbinds[at];
    if (varbind === undefined) continue;
    const before = writer.length;
    writer.value(varbind.value);
    writer.oid(varbind.oid);
    writer.header(0x30, before);
  }
  writer.header(0x30, list);
}

export function writePdu(writer: BerWriter, pdu: Pdu | TrapV1): void {
  const before = writer.length;
  writeVarbinds(writer, pdu.varbinds);
  if (pdu.type === 'trap-v1') {
    writer.integer(pdu.uptime, 0x43);
    writer.integer(pdu.specific);
    writer.integer(pdu.generic);
    writer.octets(pdu.agent, 0x40);
    writer.oid(pdu.enterprise);
    writer.header(trapV1Tag, before);
    return;
  }
  writer.integer(pdu.index);
  writer.integer(pdu.status);
  writer.integer(pdu.requestId);
  writer.header(pduTags[pdu.type], before);
}

/** `undefined` (the reader has not failed): a PDU that agents don't take. */
export function readPdu(reader: BerReader): Pdu | undefined {
  const tag = reader.peek();
  const type = names.get(tag);
  if (type === undefined) return undefined;
  const inner = reader.inside(tag);
  const requestId = inner.integer();
  const status = inner.integer();
  const index = inner.integer();
  const list = inner.inside(0x30);
  const varbinds: Varbind[] = [];
  while (!list.done) {
    const one = list.inside(0x30);
    const oid = one.oid();
    const value = one.value();
    if (one.failed || !one.done) list.fail();
    else varbinds.push({ oid, value });
  }
  if (inner.failed || list.failed) reader.fail();
  return { type, requestId, status, index, varbinds };
}
