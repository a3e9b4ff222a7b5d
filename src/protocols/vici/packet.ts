/** VICI packets (README.vici, "Packet layer") and their framing: four octets of length, network order, then the packet. */
import { err, ok, type Result } from '../../base/result.ts';
import type { ViciDecodeFailure, ViciEncodeFailure } from './failure.ts';
import { decodeMessage, encodeMessage } from './message.ts';
import { decodeText, encodeText } from './text.ts';
import type { ViciSection } from './value.ts';

/** charon's limit for a packet, in bytes, without the length before it. */
export const maximumPacket = 512 * 1024;

/** Packet types: their octet, and what stands in them. */
export const packetTypes = {
  'command-request': { code: 0, named: true, message: true },
  'command-response': { code: 1, named: false, message: true },
  'command-unknown': { code: 2, named: false, message: false },
  'event-register': { code: 3, named: true, message: false },
  'event-unregister': { code: 4, named: true, message: false },
  'event-confirm': { code: 5, named: false, message: false },
  'event-unknown': { code: 6, named: false, message: false },
  event: { code: 7, named: true, message: true },
} as const satisfies Record<string, { readonly code: number; readonly named: boolean; readonly message: boolean }>;

export type PacketType = keyof typeof packetTypes;

/** `name` is empty, and `message` is empty, in packets that have none. */
export interface ViciPacket {
  readonly type: PacketType;
  readonly name: string;
  readonly message: ViciSection;
}

// The keys of the table are its type's.
const typeNames = Object.keys(packetTypes) as PacketType[];

/** One packet without the length before it. Octets after what its type has are passed over, as charon does. */
export function decodePacket(bytes: Uint8Array): Result<ViciPacket, ViciDecodeFailure> {
  const code = bytes[0];
  if (code === undefined) return err({ kind: 'truncated', at: 0 });
  const type = typeNames.find((name) => packetTypes[name].code === code);
  if (type === undefined) return err({ kind: 'unknown-packet', at: 0, packet: code });
  const row = packetTypes[type];
  let at = 1;
  let name = '';
  if (row.named) {
    const length = bytes[1];
    if (length === undefined || 2 + length > bytes.length) return err({ kind: 'truncated', at: 1 });
    at = 2 + length;
    name = decodeText(bytes.subarray(2, at));
  }
  if (!row.message) return ok({ type, name, message: {} });
  const message = decodeMessage(bytes, at);
  return message.ok ? ok({ type, name, message: message.value }) : message;
}

/** One packet with the length before it, ready to be sent. */
export function encodePacket({ type, name, message }: ViciPacket): Result<Uint8Array, ViciEncodeFailure> {
  const row = packetTypes[type];
  const parts: Uint8Array[] = [Uint8Array.of(row.code)];
  if (row.named) {
    const named = encodeText(name);
    if (named === undefined) return err({ kind: 'not-text', path: [] });
    if (named.length < 1 || named.length > 255) return err({ kind: 'name-length', path: [], length: named.length });
    parts.push(Uint8Array.of(named.length), named);
  }
  if (row.message) {
    const body = encodeMessage(message);
    if (!body.ok) return body;
    parts.push(body.value);
  }
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  if (length > maximumPacket) return err({ kind: 'packet-length', length });
  const header = new Uint8Array(4);
  new DataView(header.buffer).setUint32(0, length);
  return ok(Buffer.concat([header, ...parts]));
}

/** Cuts a stream of bytes into packets. After a failure the stream has no meaning any more: close it. */
export class PacketReader {
  #chunks: Uint8Array[] = [];
  #length = 0;

  /** What is complete with these bytes, in order; a failure ends the list. */
  read(chunk: Uint8Array): Result<ViciPacket, ViciDecodeFailure>[] {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    const packets: Result<ViciPacket, ViciDecodeFailure>[] = [];
    while (this.#length >= 4) {
      const header = this.#peek(4);
      const length = new DataView(header.buffer, header.byteOffset, 4).getUint32(0);
      if (length < 1 || length > maximumPacket) {
        packets.push(err({ kind: 'bad-length', at: 0, length }));
        break;
      }
      if (this.#length < 4 + length) break;
      const whole = this.#peek(4 + length);
      const [first = whole] = this.#chunks;
      this.#chunks[0] = first.subarray(4 + length);
      this.#length -= 4 + length;
      const packet = decodePacket(whole.subarray(4));
      packets.push(packet);
      if (!packet.ok) break;
    }
    return packets;
  }

  /** The first `length` bytes, which are there; joins chunks only when they lie across several. */
  #peek(length: number): Uint8Array {
    const [first] = this.#chunks;
    if (first === undefined || first.length < length) this.#chunks = [Buffer.concat(this.#chunks)];
    return (this.#chunks[0] ?? new Uint8Array()).subarray(0, length);
  }
}
