import { attributeText, decodePacket } from '../../protocols/radius/index.ts';
import { decodeAccountingRequest } from '../../protocols/tacacs/index.ts';
import type { StoredRecord, StoredSession } from '../query.ts';
import { eventOf } from './read.ts';

/** One object a line; times in ISO 8601, UTC. Texts and numbers that the NAS did not give are left out. */
export function jsonRecord(record: StoredRecord): string {
  const event = eventOf(record);
  return jsonLine({
    id: record.id,
    time: iso(record.time),
    received: iso(record.received),
    copies: record.copies,
    protocol: record.protocol,
    nas: record.nas,
    source: record.source,
    user: record.user,
    port: record.port,
    caller: record.caller,
    type: record.type,
    kind: record.kind,
    session: record.session,
    address: event?.address,
    command: event?.command,
    duration: event?.duration,
    bytesIn: event?.bytesIn,
    bytesOut: event?.bytesOut,
    packetsIn: event?.packetsIn,
    packetsOut: event?.packetsOut,
    cause: event?.cause,
    ...(record.protocol === 'radius'
      ? { attributes: radiusAttributes(record.data) }
      : { arguments: tacacsArguments(record.data) }),
  });
}

export const jsonSession = (session: StoredSession): string =>
  jsonLine({
    ...session,
    startTime: iso(session.startTime),
    lastTime: iso(session.lastTime),
    stopTime: iso(session.stopTime),
  });

const iso = (time: number | undefined): string | undefined =>
  time === undefined ? undefined : new Date(time).toISOString();

/** Counters above 2^53 are written as text: JSON's numbers cannot hold them. */
const jsonLine = (value: Readonly<Record<string, unknown>>): string =>
  `${JSON.stringify(value, (_, member: unknown) => (member === '' ? undefined : typeof member === 'bigint' ? String(member) : member))}\n`;

/** By name; an attribute that occurs several times has a list. */
function radiusAttributes(data: Uint8Array): Record<string, string | string[]> {
  const packet = decodePacket(data);
  const byName: Record<string, string | string[]> = {};
  for (const attribute of packet.ok ? packet.value.attributes : []) {
    const { name, text } = attributeText(attribute);
    const before = byName[name];
    byName[name] = before === undefined ? text : [before, text].flat();
  }
  return byName;
}

function tacacsArguments(data: Uint8Array): readonly string[] {
  const request = decodeAccountingRequest(data);
  return request.ok ? request.value.args : [];
}
