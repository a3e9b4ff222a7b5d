import type { Oid } from './oid.ts';
import { type SnmpValue, valueTags, valueType } from './value.ts';

/** Basic Encoding Rules as SNMP uses them (RFC 3417 §8): definite lengths, tags of one octet. */

/** Writes from the last octet to the first, so that every length is known when it is written. */
export class BerWriter {
  #buffer = Buffer.allocUnsafe(2048);
  #start = 2048;

  /** Octets written so far. */
  get length(): number {
    return this.#buffer.length - this.#start;
  }

  /** What was written, from its first octet. */
  finish(): Buffer {
    return this.#buffer.subarray(this.#start);
  }

  bytes(octets: Uint8Array): void {
    this.#room(octets.length);
    this.#start -= octets.length;
    this.#buffer.set(octets, this.#start);
  }

  /** Tag and length before everything that was written since `before`, the {@link length} of then. */
  header(tag: number, before: number): void {
    const length = this.length - before;
    this.#room(6);
    if (length < 0x80) this.#buffer[--this.#start] = length;
    else {
      let count = 0;
      for (let rest = length; rest > 0; rest >>>= 8, count++) this.#buffer[--this.#start] = rest & 0xff;
      this.#buffer[--this.#start] = 0x80 | count;
    }
    this.#buffer[--this.#start] = tag;
  }

  /** A string of octets, with its header. */
  octets(octets: Uint8Array, tag = 0x04): void {
    const before = this.length;
    this.bytes(octets);
    this.header(tag, before);
  }

  /** A number of 32 bits, signed or unsigned. */
  integer(value: number, tag = 0x02): void {
    const before = this.length;
    this.#room(6);
    let rest = value;
    for (;;) {
      const low = ((rest % 256) + 256) % 256;
      this.#buffer[--this.#start] = low;
      rest = (rest - low) / 256;
      if ((rest === 0 && low < 0x80) || (rest === -1 && low >= 0x80)) break;
    }
    this.header(tag, before);
  }

  oid(oid: Oid): void {
    const before = this.length;
    this.#room(oid.length * 5 + 6);
    for (let at = oid.length - 1; at >= 2; at--) this.#arc(oid[at] ?? 0);
    this.#arc((oid[0] ?? 0) * 40 + (oid[1] ?? 0));
    this.header(0x06, before);
  }

  value(value: SnmpValue): void {
    const tag = valueTags[value.type];
    switch (value.type) {
      case 'integer':
      case 'counter32':
      case 'gauge32':
      case 'timeticks':
        this.integer(value.value, tag);
        break;
      case 'octets':
      case 'ip':
      case 'opaque':
        this.octets(value.value, tag);
        break;
      case 'oid':
        this.oid(value.value);
        break;
      case 'counter64': {
        const hexadecimal = value.value.toString(16);
        const octets = Buffer.from(hexadecimal.length % 2 === 0 ? hexadecimal : `0${hexadecimal}`, 'hex');
        this.octets((octets[0] ?? 0) < 0x80 ? octets : Buffer.concat([Buffer.alloc(1), octets]), tag);
        break;
      }
      case 'null':
      case 'noSuchObject':
      case 'noSuchInstance':
      case 'endOfMibView':
        this.octets(nothing, tag);
    }
  }

  #arc(arc: number): void {
    this.#buffer[--this.#start] = arc & 0x7f;
    for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128))
      this.#buffer[--this.#start] = (rest & 0x7f) | 0x80;
  }

  #room(octets: number): void {
    if (this.#start >= octets) return;
    const larger = Buffer.allocUnsafe(this.#buffer.length * 2 + octets);
    const start = larger.length - this.length;
    this.#buffer.copy(larger, start, this.#start);
    this.#buffer = larger;
    this.#start = start;
  }
}

const nothing = new Uint8Array(0);

/**
 * Reads BER. A reader never throws: once something does not fit it has {@link failed}, and everything that it gives from
 * then on is empty.
 */
export class BerReader {
  readonly #octets: Buffer;
  #at: number;
  #end: number;
  #failed = false;

  constructor(octets: Uint8Array, at = 0, end = octets.length) {
    this.#octets = Buffer.from(octets.buffer, octets.byteOffset, octets.length);
    this.#at = at;
    this.#end = end;
  }

  get failed(): boolean {
    return this.#failed;
  }
  /** Place of the next octet. */
  get at(): number {
    return this.#at;
  }
  get done(): boolean {
    return this.#at >= this.#end;
  }

  fail(): void {
    this.#failed = true;
    this.#at = this.#end;
  }

  /** The next tag, without taking it; 0 at the end. */
  peek(): number {
    return this.done ? 0 : (this.#octets[this.#at] ?? 0);
  }

  /** Takes tag and length. @returns the length of the content, which comes next */
  header(tag: number): number {
    if (this.#failed || this.#at + 2 > this.#end || this.#octets[this.#at] !== tag) return this.#fails();
    let length = this.#octets[this.#at + 1] ?? 0;
    this.#at += 2;
    if (length >= 0x80) {
      const count = length & 0x7f;
      if (count === 0 || count > 4 || this.#at + count > this.#end) return this.#fails();
      length = this.#octets.readUIntBE(this.#at, count);
      this.#at += count;
    }
    return this.#at + length > this.#end ? this.#fails() : length;
  }

  /** Reads what is inside a constructed value with a reader of its own. */
  inside(tag: number): BerReader {
    const length = this.header(tag);
    const inner = new BerReader(this.#octets, this.#at, this.#at + length);
    if (this.#failed) inner.fail();
    this.#at += length;
    return inner;
  }

  octets(tag = 0x04): Buffer {
    const length = this.header(tag);
    const content = this.#octets.subarray(this.#at, this.#at + length);
    this.#at += length;
    return content;
  }

  /** A signed number of 32 bits. */
  integer(tag = 0x02): number {
    const content = this.octets(tag);
    if (this.#failed || content.length === 0 || content.length > 4) return this.#fails();
    return content.readIntBE(0, content.length);
  }

  /** A number of 32 bits without sign; senders that forget the leading zero octet are forgiven. */
  unsigned(tag: number): number {
    const content = this.octets(tag);
    const digits = content.length === 5 && content[0] === 0 ? content.subarray(1) : content;
    if (this.#failed || digits.length === 0 || digits.length > 4) return this.#fails();
    return digits.readUIntBE(0, digits.length);
  }

  oid(): Oid {
    const content = this.octets(0x06);
    const arcs: number[] = [];
    let arc = 0;
    let open = false;
    for (const octet of content) {
      arc = arc * 128 + (octet & 0x7f);
      open = octet >= 0x80;
      if (arc > 0xffffffff + 80) return this.#noOid();
      if (open) continue;
      if (arcs.length === 0) {
        const first = Math.min(2, Math.floor(arc / 40));
        arcs.push(first, arc - first * 40);
      } else if (arc > 0xffffffff || arcs.length >= 128) return this.#noOid();
      else arcs.push(arc);
      arc = 0;
    }
    return open || arcs.length === 0 ? this.#noOid() : arcs;
  }

  value(): SnmpValue {
    const tag = this.peek();
    const type = valueType(tag);
    switch (type) {
      case 'integer':
        return { type, value: this.integer() };
      case 'counter32':
      case 'gauge32':
      case 'timeticks':
        return { type, value: this.unsigned(tag) };
      case 'octets':
      case 'opaque':
        return { type, value: this.octets(tag) };
      case 'ip': {
        const value = this.octets(tag);
        if (value.length !== 4) this.fail();
        return { type, value };
      }
      case 'oid':
        return { type, value: this.oid() };
      case 'counter64': {
        const content = this.octets(tag);
        if (content.length === 0 || content.length > 9) this.fail();
        return { type, value: content.length === 0 ? 0n : BigInt(`0x${content.toString('hex')}`) };
      }
      case 'null':
      case 'noSuchObject':
      case 'noSuchInstance':
      case 'endOfMibView':
        if (this.octets(tag).length > 0) this.fail();
        return { type };
      case undefined:
        this.fail();
        return { type: 'null' };
    }
  }

  #fails(): number {
    this.fail();
    return 0;
  }

  #noOid(): Oid {
    this.fail();
    return [];
  }
}

const lengthOctets = (length: number): number => (length < 0x80 ? 1 : length < 0x100 ? 2 : length < 0x10000 ? 3 : 4);
const arcOctets = (arc: number): number =>
  arc < 0x80 ? 1 : arc < 0x4000 ? 2 : arc < 0x200000 ? 3 : arc < 0x10000000 ? 4 : 5;
/** Octets of an identifier in BER, with its header. */
function oidSize(oid: Oid): number {
  let size = arcOctets((oid[0] ?? 0) * 40 + (oid[1] ?? 0));
  for (let at = 2; at < oid.length; at++) size += arcOctets(oid[at] ?? 0);
  return 1 + lengthOctets(size) + size;
}

/** Octets that a variable takes in a message, or a few more. */
export function varbindSize(oid: Oid, value: SnmpValue): number {
  const content =
    value.type === 'octets' || value.type === 'opaque'
      ? 1 + lengthOctets(value.value.length) + value.value.length
      : value.type === 'oid'
        ? oidSize(value.value)
        : value.type === 'counter64'
          ? 11
          : 7;
  const size = oidSize(oid) + content;
  return 1 + lengthOctets(size) + size;
}
