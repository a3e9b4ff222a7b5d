import { err, ok, type Result } from '../../base/result.ts';

/** TCP port of X.25 over TCP (RFC 1613 §5). */
export const xotPort = 1998;

/** The longest packet that is taken: 4096 octets of data under the longest header. */
const longestPacket = 4_100;
const headerLength = 4;

export type XotError =
  /** RFC 1613 §4.1: the version isn't 0. */
  | { readonly kind: 'version'; readonly version: number }
  /** The length is none of an X.25 packet. */
  | { readonly kind: 'length'; readonly length: number };

/** An X.25 packet with its XOT header (RFC 1613 §4.1): version 0 and length, 16 bits each. */
export function encodeXot(packet: Uint8Array): Buffer {
  const bytes = Buffer.alloc(headerLength + packet.length);
  bytes.writeUInt16BE(packet.length, 2);
  bytes.set(packet, headerLength);
  return bytes;
}

/** Cuts the octets of a TCP connection into X.25 packets. After an error the connection must be closed (RFC 1613 §4.1). */
export class XotReader {
  #rest = Buffer.alloc(0);

  feed(bytes: Uint8Array): Result<readonly Uint8Array[], XotError> {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    const packets: Uint8Array[] = [];
    while (this.#rest.length >= headerLength) {
      const version = this.#rest.readUInt16BE(0);
      if (version !== 0) return err({ kind: 'version', version });
      const length = this.#rest.readUInt16BE(2);
      if (length < 3 || length > longestPacket) return err({ kind: 'length', length });
      if (this.#rest.length < headerLength + length) break;
      packets.push(Uint8Array.from(this.#rest.subarray(headerLength, headerLength + length)));
      this.#rest = this.#rest.subarray(headerLength + length);
    }
    return ok(packets);
  }
}
