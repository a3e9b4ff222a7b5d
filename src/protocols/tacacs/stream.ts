import { err, ok, type Result } from '../../base/result.ts';
import type { TacacsDecodeError } from './error.ts';
import { headerLength, readHeader, type TacacsHeader } from './packet.ts';

/** A packet as it came: the body still hidden, a view into memory that only this packet owns. */
export interface RawPacket {
  readonly header: TacacsHeader;
  readonly body: Buffer;
}

/** Cuts a TCP stream into packets. After a failure the stream has lost its place: close the connection. */
export class PacketSplitter {
  #rest: Buffer[] = [];
  #held = 0;
  #wanted = headerLength;
  readonly #limit: number;

  /** @param limit largest body taken, in bytes */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Bytes of an unfinished packet. */
  get held(): number {
    return this.#held;
  }

  /** Adds what arrived, returns the packets that are complete. Memory held never exceeds one packet and one chunk. */
  push(chunk: Buffer): Result<readonly RawPacket[], TacacsDecodeError> {
    const packets: RawPacket[] = [];
    this.#rest.push(chunk);
    this.#held += chunk.length;
    if (this.#held < this.#wanted) return ok(packets);
    const bytes = this.#rest.length === 1 ? chunk : Buffer.concat(this.#rest, this.#held);
    let at = 0;
    this.#wanted = headerLength;
    while (bytes.length - at >= headerLength) {
      const header = readHeader(bytes, at, this.#limit);
      if (!header.ok) return err(header.error);
      const end = at + headerLength + header.value.length;
      if (end > bytes.length) {
        this.#wanted = end - at;
        break;
      }
      packets.push({ header: header.value, body: bytes.subarray(at + headerLength, end) });
      at = end;
    }
    this.#held = bytes.length - at;
    this.#rest = this.#held === 0 ? [] : [bytes.subarray(at)];
    return ok(packets);
  }
}
