import { err, ok, type Result } from '../../base/result.ts';
import { type Oid, type SnmpValue, type Varbind, valueType } from '../snmp/index.ts';
import {
  type AgentxHeader,
  type AgentxPdu,
  type AgentxType,
  agentxTypes,
  agentxVersion,
  headerFlags,
  headerLength,
  type SearchRange,
} from './pdu.ts';

/**
 * - `malformed`: too short, or not by the encoding rules; `header`: what it would have answered, when that could be read
 * - `version`: another one than 1
 * - `type`: a kind of PDU that is none, or that no master sends
 */
export interface AgentxDecodeError {
  readonly reason: 'malformed' | 'version' | 'type';
  readonly header?: AgentxHeader;
}

const isType = (text: string): text is AgentxType => text in agentxTypes;
const types: ReadonlyMap<number, AgentxType> = new Map(
  Object.entries(agentxTypes).flatMap(([name, type]) => (isType(name) ? [[type, name] as const] : [])),
);
/** The most arcs of an identifier (RFC 2578 §3.5). */
const mostArcs = 128;

/** Reads what PDUs are made of. Never throws: once something does not fit it has {@link failed}, and gives zeros. */
class Reader {
  readonly #octets: Buffer;
  readonly #network: boolean;
  #at = headerLength;
  failed = false;

  constructor(octets: Buffer, network: boolean) {
    this.#octets = octets;
    this.#network = network;
  }

  get done(): boolean {
    return this.#at >= this.#octets.length;
  }

  byte(): number {
    const at = this.#take(1);
    return at === undefined ? 0 : (this.#octets[at] ?? 0);
  }

  short(): number {
    const at = this.#take(2);
    if (at === undefined) return 0;
    return this.#network ? this.#octets.readUInt16BE(at) : this.#octets.readUInt16LE(at);
  }

  word(): number {
    const at = this.#take(4);
    if (at === undefined) return 0;
    return this.#network ? this.#octets.readUInt32BE(at) : this.#octets.readUInt32LE(at);
  }

  oid(): { readonly oid: Oid; readonly include: boolean } {
    const count = this.byte();
    const prefix = this.byte();
    const include = this.byte() !== 0;
    this.byte();
    const oid: number[] = prefix === 0 ? [] : [1, 3, 6, 1, prefix];
    if (oid.length + count > mostArcs) this.#fail();
    for (let arc = 0; arc < count && !this.failed; arc++) oid.push(this.word());
    return { oid, include };
  }

  string(): Buffer {
    const length = this.word();
    const at = this.#take(length);
    this.#take(-length & 3);
    return at === undefined ? Buffer.alloc(0) : this.#octets.subarray(at, at + length);
  }

  ranges(): readonly SearchRange[] {
    const ranges: SearchRange[] = [];
    while (!this.done && !this.failed) {
      const { oid: start, include } = this.oid();
      ranges.push({ start, include, end: this.oid().oid });
    }
    return ranges;
  }

  varbinds(): readonly Varbind[] {
    const varbinds: Varbind[] = [];
    while (!this.done && !this.failed) {
      const tag = this.short();
      this.short();
      const { oid } = this.oid();
      varbinds.push({ oid, value: this.#value(tag) });
    }
    return varbinds;
  }

  #value(tag: number): SnmpValue {
    const type = valueType(tag);
    switch (type) {
      case 'integer':
        return { type, value: this.word() | 0 };
      case 'counter32':
      case 'gauge32':
      case 'timeticks':
        return { type, value: this.word() };
      case 'octets':
      case 'opaque':
        return { type, value: this.string() };
      case 'ip': {
        const value = this.string();
        if (value.length !== 4) this.#fail();
        return { type, value };
      }
      case 'oid':
        return { type, value: this.oid().oid };
      case 'counter64': {
        const [first, second] = [BigInt(this.word()), BigInt(this.word())];
        return { type, value: this.#network ? (first << 32n) | second : (second << 32n) | first };
      }
      case 'null':
      case 'noSuchObject':
      case 'noSuchInstance':
      case 'endOfMibView':
        return { type };
      case undefined:
        this.#fail();
        return { type: 'null' };
    }
  }

  /** Place of the next octets, which are taken. */
  #take(octets: number): number | undefined {
    const at = this.#at;
    if (this.failed || at + octets > this.#octets.length) {
      this.#fail();
      return undefined;
    }
    this.#at += octets;
    return at;
  }

  #fail(): void {
    this.failed = true;
    this.#at = this.#octets.length;
  }
}

/** Decodes one PDU, which must be all there is; never throws. */
export function decodeAgentx(octets: Uint8Array): Result<AgentxPdu, AgentxDecodeError> {
  const all = Buffer.from(octets.buffer, octets.byteOffset, octets.length);
  if (all.length < headerLength) return err({ reason: 'malformed' });
  if (all[0] !== agentxVersion) return err({ reason: 'version' });
  const flags = all[2] ?? 0;
  const network = (flags & headerFlags.networkOrder) !== 0;
  const number = (at: number): number => (network ? all.readUInt32BE(at) : all.readUInt32LE(at));
  const header: AgentxHeader = { sessionId: number(4), transactionId: number(8), packetId: number(12) };
  const type = types.get(all[1] ?? 0);
  if (type === undefined) return err({ reason: 'type', header });
  if (number(16) !== all.length - headerLength) return err({ reason: 'malformed', header });
  const reader = new Reader(all, network);
  const pdu = readBody(reader, type, header, (flags & headerFlags.context) !== 0);
  return reader.failed || !reader.done ? err({ reason: 'malformed', header }) : ok(pdu);
}

function readBody(reader: Reader, type: AgentxType, header: AgentxHeader, named: boolean): AgentxPdu {
  const context = named ? { context: reader.string() } : {};
  switch (type) {
    case 'open': {
      const timeout = reader.byte();
      reader.byte();
      reader.short();
      const { oid: id } = reader.oid();
      return { ...header, type, timeout, id, description: reader.string().toString('utf8') };
    }
    case 'close': {
      const reason = reader.byte();
      reader.byte();
      reader.short();
      return { ...header, type, reason };
    }
    case 'register':
    case 'unregister': {
      const timeout = reader.byte();
      const priority = reader.byte();
      const range = reader.byte();
      reader.byte();
      const { oid: subtree } = reader.oid();
      const about = { ...header, ...context, priority, range, subtree, upper: range === 0 ? 0 : reader.word() };
      return type === 'register' ? { ...about, type, timeout } : { ...about, type };
    }
    case 'get':
    case 'get-next':
      return { ...header, ...context, type, ranges: reader.ranges() };
    case 'get-bulk': {
      const nonRepeaters = reader.short();
      const maxRepetitions = reader.short();
      return { ...header, ...context, type, nonRepeaters, maxRepetitions, ranges: reader.ranges() };
    }
    case 'test-set':
    case 'notify':
      return { ...header, ...context, type, varbinds: reader.varbinds() };
    case 'commit-set':
    case 'undo-set':
    case 'cleanup-set':
      return { ...header, type };
    case 'ping':
      return { ...header, ...context, type };
    case 'response': {
      const uptime = reader.word();
      const error = reader.short();
      const index = reader.short();
      return { ...header, type, uptime, error, index, varbinds: reader.varbinds() };
    }
  }
}
