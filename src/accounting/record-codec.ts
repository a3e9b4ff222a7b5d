import { type RecordType, recordTypes } from './config.ts';
import type { AccountingRecord, Counters, Facts, RecordKind } from './record.ts';

/**
 * Records on disk: a JSON array `[type, kind, sessionId, taskId, time, startTime − time, elapsed, counters, facts]` with
 * numbers for words and short names for facts. About 200 bytes. Numbers and names are never given a new meaning; what
 * an older version wrote stays readable.
 */
export const kindCodes = { start: 1, stop: 2, interim: 3, on: 7, off: 8 } as const satisfies Record<RecordKind, number>;

const kindNames = new Map<number, RecordKind>(
  Object.entries(kindCodes).map(([name, code]) => [code, name as RecordKind]),
);

export const factNames = {
  user: 'u',
  authentic: 'a',
  portNumber: 'n',
  portName: 'p',
  portType: 't',
  callingStation: 'c',
  calledStation: 'd',
  service: 's',
  protocol: 'o',
  address: 'i',
  firstAddress: 'J',
  host: 'h',
  loginService: 'l',
  latNode: 'O',
  latPort: 'Q',
  command: 'x',
  commandPrivilege: 'v',
  privilege: 'w',
  connectProgress: 'g',
  terminateCause: 'e',
  disconnectCause: 'f',
  preSessionTime: 'b',
  event: 'y',
  reason: 'r',
  vrrs: 'V',
  left: 'L',
  classes: 'k',
  parentSessionId: 'q',
  serviceName: 'N',
  vrf: 'F',
  isakmpGroup: 'G',
  isakmpInitiator: 'I',
  isakmpPhase1: 'P',
  nasRxSpeed: 'j',
  nasTxSpeed: 'm',
  foreignSessionId: 'z',
  passed: '+',
} as const satisfies Record<keyof Facts, string>;
const longNames: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(factNames).map(([long, short]) => [short, long]),
);

export function unpackFacts(packed: Readonly<Record<string, unknown>>): Facts {
  const facts: Record<string, unknown> = {};
  for (const short in packed) facts[longNames[short] ?? short] = packed[short];
  return facts;
}

function packFacts(facts: Facts): Record<string, unknown> {
  const packed: Record<string, unknown> = {};
  for (const name in facts) {
    const known = name as keyof Facts;
    const value = facts[known];
    if (value !== undefined) packed[factNames[known] ?? name] = value;
  }
  return packed;
}

let last: Facts | undefined;
let lastText = '';

/** The facts as JSON, with short names. One event writes the same facts into the session and into its record: done once. */
export function factsText(facts: Facts): string {
  if (facts !== last) {
    lastText = JSON.stringify(packFacts(facts));
    last = facts;
  }
  return lastText;
}

export type PackedCounters = readonly [string, string, string, string];

const packCounters = (counters: Counters): PackedCounters => [
  String(counters.bytesIn),
  String(counters.bytesOut),
  String(counters.packetsIn),
  String(counters.packetsOut),
];

const unpackCounters = ([bytesIn, bytesOut, packetsIn, packetsOut]: PackedCounters): Counters => ({
  bytesIn: BigInt(bytesIn),
  bytesOut: BigInt(bytesOut),
  packetsIn: BigInt(packetsIn),
  packetsOut: BigInt(packetsOut),
});

export function encodeRecord(record: AccountingRecord): string {
  const { counters, sessionId, taskId, time } = record;
  const counted = counters === undefined ? '0' : JSON.stringify(packCounters(counters));
  const words = `${recordTypes.indexOf(record.type)},${kindCodes[record.kind]},${sessionId},${taskId},${time}`;
  return `[${words},${record.startTime - time},${record.elapsed ?? -1},${counted},${factsText(record.facts)}]`;
}

type Packed = readonly [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  0 | PackedCounters,
  Readonly<Record<string, unknown>>,
];

/** The record again; `undefined` when the text is none (a newer version wrote it, or the disk lies). */
export function decodeRecord(text: string): AccountingRecord | undefined {
  try {
    const [typeCode, kindCode, sessionId, taskId, time, before, elapsed, counters, facts]: Packed = JSON.parse(text);
    const type: RecordType | undefined = recordTypes[typeCode];
    const kind = kindNames.get(kindCode);
    if (type === undefined || kind === undefined) return undefined;
    return {
      type,
      kind,
      sessionId,
      taskId,
      time,
      startTime: time + before,
      ...(elapsed < 0 ? {} : { elapsed }),
      ...(counters === 0 ? {} : { counters: unpackCounters(counters) }),
      facts: unpackFacts(facts),
    };
  } catch {
    return undefined;
  }
}
