/**
 * What the inbox holds: batches, each the packed entries that were acknowledged together. One entry, in order:
 *
 *     protocol   u8          1 RADIUS, 2 TACACS+
 *     received   f64         milliseconds since 1970, big endian
 *     address    u8 length, then the sender's address in text
 *     port       u16         the sender's port
 *     data       u16 length, then: RADIUS the whole Accounting-Request (RFC 2866 §4.1),
 *                            TACACS+ the body of the accounting REQUEST in clear (RFC 8907 §7.1)
 */
export interface InboxEntry {
  readonly protocol: EntryProtocol;
  readonly received: number;
  readonly address: string;
  readonly port: number;
  readonly data: Uint8Array;
}

export type EntryProtocol = 'radius' | 'tacacs+';
const protocolCodes = { radius: 1, 'tacacs+': 2 } as const satisfies Record<EntryProtocol, number>;
const fixedLength = 1 + 8 + 1 + 2 + 2;

/** Packs entries into the memory that it keeps; the batch is copied out once. */
export class BatchWriter {
  #buffer = Buffer.allocUnsafe(1 << 18);
  #length = 0;
  #entries = 0;

  /** How many entries wait. */
  get entries(): number {
    return this.#entries;
  }

  /** @param data at most 65,535 octets */
  add(protocol: EntryProtocol, received: number, address: string, port: number, data: Uint8Array): void {
    const needed = this.#length + fixedLength + address.length + data.length;
    if (needed > this.#buffer.length) {
      const larger = Buffer.allocUnsafe(2 * needed);
      this.#buffer.copy(larger, 0, 0, this.#length);
      this.#buffer = larger;
    }
    const out = this.#buffer;
    let at = this.#length;
    out[at++] = protocolCodes[protocol];
    at = out.writeDoubleBE(received, at);
    out[at++] = address.length;
    at += out.write(address, at, 'latin1');
    at = out.writeUInt16BE(port, at);
    at = out.writeUInt16BE(data.length, at);
    out.set(data, at);
    this.#length = at + data.length;
    this.#entries++;
  }

  /** The batch as memory of its own, and an empty writer. */
  take(): Uint8Array {
    const batch = Uint8Array.prototype.slice.call(this.#buffer, 0, this.#length);
    this.#length = 0;
    this.#entries = 0;
    return batch;
  }
}

/** Reads a batch; what is damaged ends it. `data` of the entries refers to the memory of the batch. */
export function readBatch(batch: Uint8Array): InboxEntry[] {
  const bytes = Buffer.from(batch.buffer, batch.byteOffset, batch.length);
  const entries: InboxEntry[] = [];
  for (let at = 0; at + fixedLength <= bytes.length; ) {
    const protocol = bytes[at] === protocolCodes.radius ? 'radius' : 'tacacs+';
    const received = bytes.readDoubleBE(at + 1);
    const addressLength = bytes[at + 9] ?? 0;
    const afterAddress = at + 10 + addressLength;
    if (afterAddress + 4 > bytes.length) break;
    const end = afterAddress + 4 + bytes.readUInt16BE(afterAddress + 2);
    if (end > bytes.length) break;
    entries.push({
      protocol,
      received,
      address: bytes.toString('latin1', at + 10, afterAddress),
      port: bytes.readUInt16BE(afterAddress),
      data: bytes.subarray(afterAddress + 4, end),
    });
    at = end;
  }
  return entries;
}
