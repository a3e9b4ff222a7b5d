import { maxValueLength, maxVendorValueLength, vendorSpecific } from './attribute.ts';
import { view } from './view.ts';

/**
 * Writes attributes one after the other as they are on the wire, for requests of which there are many: no object per
 * attribute, no copy per value. Used again and again: what {@link end} returns is good until the next {@link begin}.
 */
export class AttributeWriter {
  #room = Buffer.allocUnsafe(4096);
  #at = 0;

  begin(): void {
    this.#at = 0;
  }

  /** What was written since {@link begin}. A packet that it does not fit into is found when that is encoded. */
  end(): Uint8Array {
    return view(this.#room, 0, this.#at);
  }

  /** @param value 32 bit unsigned */
  integer(type: number, value: number): void {
    const room = this.#need(6);
    const at = this.#at;
    room[at] = type;
    room[at + 1] = 6;
    room[at + 2] = value >>> 24;
    room[at + 3] = value >>> 16;
    room[at + 4] = value >>> 8;
    room[at + 5] = value;
    this.#at = at + 6;
  }

  /** Text of 1–253 octets of UTF-8; what is longer is left out. */
  text(type: number, value: string): void {
    const room = this.#need(2 + 3 * value.length);
    const at = this.#at;
    const size = writeText(room, at + 2, value);
    if (size > maxValueLength) return;
    room[at] = type;
    room[at + 1] = size + 2;
    this.#at = at + 2 + size;
  }

  /** Text of 1–247 octets of UTF-8 in a sub-attribute of the usual format; what is longer is left out. */
  vendorText(vendor: number, vendorType: number, value: string): void {
    const room = this.#need(8 + 3 * value.length);
    const at = this.#at;
    const size = writeText(room, at + 8, value);
    if (size > maxVendorValueLength) return;
    room[at] = vendorSpecific;
    room[at + 1] = size + 8;
    room[at + 2] = vendor >>> 24;
    room[at + 3] = vendor >>> 16;
    room[at + 4] = vendor >>> 8;
    room[at + 5] = vendor;
    room[at + 6] = vendorType;
    room[at + 7] = size + 2;
    this.#at = at + 8 + size;
  }

  /** The value of a standard attribute, 0–253 octets; what is longer is left out. */
  octets(type: number, value: Uint8Array): void {
    if (value.length > maxValueLength) return;
    const room = this.#need(2 + value.length);
    room[this.#at] = type;
    room[this.#at + 1] = value.length + 2;
    room.set(value, this.#at + 2);
    this.#at += 2 + value.length;
  }

  /** Room for so many more octets. */
  #need(octets: number): Buffer {
    if (this.#at + octets > this.#room.length)
      this.#room = Buffer.concat([this.#room.subarray(0, this.#at)], 2 * (this.#at + octets));
    return this.#room;
  }
}

/** Most texts are short and ASCII: a loop is done before a call of native code has begun. */
function writeText(room: Buffer, at: number, text: string): number {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) return room.write(text, at, 'utf8');
    room[at + index] = code;
  }
  return text.length;
}
