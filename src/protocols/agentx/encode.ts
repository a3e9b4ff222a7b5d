import { type Oid, type SnmpValue, type Varbind, valueTags } from '../snmp/index.ts';
import { type AgentxPdu, agentxTypes, agentxVersion, headerFlags, headerLength, type SearchRange } from './pdu.ts';

/** 1.3.6.1, which an identifier may leave out when a number of one octet comes behind it (RFC 2741 §5.1). */
const internet: Oid = [1, 3, 6, 1];
const none: Oid = [];

/** Writes what PDUs are made of (RFC 2741 §5), in either order of octets. */
class Writer {
  #octets = Buffer.alloc(512);
  #length = headerLength;
  readonly #network: boolean;

  constructor(network: boolean) {
    this.#network = network;
  }

  byte(value: number): void {
    this.#room(1);
    this.#octets[this.#length++] = value;
  }

  short(value: number): void {
    this.#room(2);
    if (this.#network) this.#octets.writeUInt16BE(value, this.#length);
    else this.#octets.writeUInt16LE(value, this.#length);
    this.#length += 2;
  }

  word(value: number): void {
    this.#room(4);
    this.#put(value, this.#length);
    this.#length += 4;
  }

  /** Subidentifiers' count, prefix, include, reserved, subidentifiers (RFC 2741 §5.1). */
  oid(oid: Oid, include = false): void {
    const [first = 0] = oid.slice(4);
    const prefixed = oid.length >= 5 && first > 0 && first < 256 && internet.every((arc, at) => arc === oid[at]);
    const rest = prefixed ? oid.slice(5) : oid;
    this.byte(rest.length);
    this.byte(prefixed ? first : 0);
    this.byte(include ? 1 : 0);
    this.byte(0);
    for (const arc of rest) this.word(arc);
  }

  /** Length, octets, and zeros up to a multiple of four (RFC 2741 §5.3). */
  string(octets: Uint8Array): void {
    this.word(octets.length);
    const padded = (octets.length + 3) & ~3;
    this.#room(padded);
    this.#octets.set(octets, this.#length);
    this.#length += padded;
  }

  ranges(ranges: readonly SearchRange[]): void {
    for (const { start, include, end } of ranges) {
      this.oid(start, include);
      this.oid(end);
    }
  }

  /** Type, reserved, name, data (RFC 2741 §5.4). */
  varbinds(varbinds: readonly Varbind[]): void {
    for (const { oid, value } of varbinds) {
      this.short(valueTags[value.type]);
      this.short(0);
      this.oid(oid);
      this.#value(value);
    }
  }

  /** The PDU: a header before what was written. */
  finish(type: number, flags: number, numbers: readonly [number, number, number]): Buffer {
    this.#octets.set([agentxVersion, type, flags | (this.#network ? headerFlags.networkOrder : 0), 0]);
    for (const [at, number] of [...numbers, this.#length - headerLength].entries()) this.#put(number, 4 + 4 * at);
    return this.#octets.subarray(0, this.#length);
  }

  #value(value: SnmpValue): void {
    switch (value.type) {
      case 'integer':
        this.word(value.value >>> 0);
        break;
      case 'counter32':
      case 'gauge32':
      case 'timeticks':
        this.word(value.value);
        break;
      case 'octets':
      case 'opaque':
      case 'ip':
        this.string(value.value);
        break;
      case 'oid':
        this.oid(value.value);
        break;
      case 'counter64': {
        const halves = [Number(value.value >> 32n), Number(value.value & 0xffffffffn)];
        for (const half of this.#network ? halves : halves.reverse()) this.word(half);
        break;
      }
      case 'null':
      case 'noSuchObject':
      case 'noSuchInstance':
      case 'endOfMibView':
    }
  }

  #put(value: number, at: number): void {
    if (this.#network) this.#octets.writeUInt32BE(value, at);
    else this.#octets.writeUInt32LE(value, at);
  }

  /** Octets that were not written yet are zero. */
  #room(octets: number): void {
    if (this.#length + octets <= this.#octets.length) return;
    const larger = Buffer.alloc((this.#length + octets) * 2);
    larger.set(this.#octets.subarray(0, this.#length));
    this.#octets = larger;
  }
}

/**
 * @param pdu its numbers within their ranges, identifiers of 128 arcs at most
 * @param order of the octets of its numbers: `network` has the largest first
 */
export function encodeAgentx(pdu: AgentxPdu, order: 'network' | 'other' = 'network'): Buffer {
  const writer = new Writer(order === 'network');
  const context = 'context' in pdu ? pdu.context : undefined;
  if (context !== undefined) writer.string(context);
  switch (pdu.type) {
    case 'open':
      writer.byte(pdu.timeout);
      writer.byte(0);
      writer.short(0);
      writer.oid(pdu.id);
      writer.string(Buffer.from(pdu.description, 'utf8'));
      break;
    case 'close':
      writer.byte(pdu.reason);
      writer.byte(0);
      writer.short(0);
      break;
    case 'register':
    case 'unregister':
      writer.byte(pdu.type === 'register' ? pdu.timeout : 0);
      writer.byte(pdu.priority);
      writer.byte(pdu.range);
      writer.byte(0);
      writer.oid(pdu.subtree);
      if (pdu.range !== 0) writer.word(pdu.upper);
      break;
    case 'get':
      // What a Get asks for ends nowhere (RFC 2741 §6.2.5).
      writer.ranges(pdu.ranges.map(({ start, include }) => ({ start, include, end: none })));
      break;
    case 'get-next':
      writer.ranges(pdu.ranges);
      break;
    case 'get-bulk':
      writer.short(pdu.nonRepeaters);
      writer.short(pdu.maxRepetitions);
      writer.ranges(pdu.ranges);
      break;
    case 'test-set':
    case 'notify':
      writer.varbinds(pdu.varbinds);
      break;
    case 'response':
      writer.word(pdu.uptime);
      writer.short(pdu.error);
      writer.short(pdu.index);
      writer.varbinds(pdu.varbinds);
      break;
    case 'commit-set':
    case 'undo-set':
    case 'cleanup-set':
    case 'ping':
  }
  const { sessionId, transactionId, packetId } = pdu;
  const flags = context === undefined ? 0 : headerFlags.context;
  return writer.finish(agentxTypes[pdu.type], flags, [sessionId, transactionId, packetId]);
}
