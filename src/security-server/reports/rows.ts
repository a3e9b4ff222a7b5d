import { attributeText, decodePacket } from '../../protocols/radius/index.ts';
import { decodeAccountingRequest } from '../../protocols/tacacs/index.ts';
import { eventOf } from '../formats/read.ts';
import type { StoredRecord } from '../query.ts';
import type { ReportedCommand, ReportedRecord, ReportedSession } from './types.ts';

/** A row as SQLite gives it. */
export type Row = Readonly<Record<string, unknown>>;

export const textOf = (row: Row, name: string): string => String(row[name] ?? '');
export const numberOf = (row: Row, name: string): number => Number(row[name] ?? 0);
const maybe = (row: Row, name: string): number | undefined =>
  row[name] === null || row[name] === undefined ? undefined : Number(row[name]);

/** Columns of {@link reportedSession}: counters as REAL, because an INTEGER above 2^53 cannot be read as a number. */
export const sessionColumns = `id, protocol, nas, session, type, user, group_name, port, peer, address, state, start_time,
  last_time, stop_time, duration, CAST(bytes_in AS REAL) AS bytes_in, CAST(bytes_out AS REAL) AS bytes_out,
  CAST(packets_in AS REAL) AS packets_in, CAST(packets_out AS REAL) AS packets_out, starts, interims, stops, copies, cause,
  shortest_gap, longest_gap, backwards`;

export function reportedSession(row: Row): ReportedSession {
  const { state } = row;
  return {
    id: numberOf(row, 'id'),
    protocol: textOf(row, 'protocol'),
    nas: textOf(row, 'nas'),
    session: textOf(row, 'session'),
    type: textOf(row, 'type'),
    user: textOf(row, 'user'),
    group: textOf(row, 'group_name'),
    port: textOf(row, 'port'),
    peer: textOf(row, 'peer'),
    address: textOf(row, 'address'),
    state: state === 'open' || state === 'lost' ? state : 'stopped',
    start: maybe(row, 'start_time'),
    last: numberOf(row, 'last_time'),
    end: maybe(row, 'stop_time'),
    duration: maybe(row, 'duration'),
    bytesIn: maybe(row, 'bytes_in'),
    bytesOut: maybe(row, 'bytes_out'),
    packetsIn: maybe(row, 'packets_in'),
    packetsOut: maybe(row, 'packets_out'),
    starts: numberOf(row, 'starts'),
    interims: numberOf(row, 'interims'),
    stops: numberOf(row, 'stops'),
    copies: numberOf(row, 'copies'),
    cause: textOf(row, 'cause'),
  };
}

export const reportedCommand = (row: Row): ReportedCommand => ({
  id: numberOf(row, 'id'),
  time: numberOf(row, 'time'),
  user: textOf(row, 'user'),
  nas: textOf(row, 'nas'),
  port: textOf(row, 'port'),
  peer: textOf(row, 'peer'),
  privilege: maybe(row, 'privilege'),
  command: textOf(row, 'command'),
});

export function reportedRecord(record: StoredRecord): ReportedRecord {
  const event = eventOf(record);
  const count = (value: number | bigint | undefined): number | undefined =>
    value === undefined ? undefined : Number(value);
  return {
    id: record.id,
    kind: record.kind,
    time: record.time,
    received: record.received,
    copies: record.copies,
    source: record.source,
    duration: event?.duration,
    bytesIn: count(event?.bytesIn),
    bytesOut: count(event?.bytesOut),
    packetsIn: count(event?.packetsIn),
    packetsOut: count(event?.packetsOut),
    cause: event?.cause ?? '',
    attributes: record.protocol === 'radius' ? radiusAttributes(record.data) : tacacsArguments(record.data),
  };
}

type Attributes = ReportedRecord['attributes'];

function radiusAttributes(data: Uint8Array): Attributes {
  const packet = decodePacket(data);
  return packet.ok
    ? packet.value.attributes.map((attribute) => {
        const { name, text } = attributeText(attribute);
        return { name, value: text };
      })
    : [];
}

/** `name=value`, or `name*value` for those that the server may ignore (RFC 8907 §6.1). */
function tacacsArguments(data: Uint8Array): Attributes {
  const request = decodeAccountingRequest(data);
  return request.ok
    ? request.value.args.map((argument) => {
        const at = argument.search(/[=*]/);
        return at < 0 ? { name: argument, value: '' } : { name: argument.slice(0, at), value: argument.slice(at + 1) };
      })
    : [];
}
