import { Socket } from 'node:net';
import type { Counters } from '../../accounting/record.ts';

/**
 * A TCP socket that counts. Bytes are TCP payload as it crosses the network: of Telnet with its negotiation, of SSH as
 * encrypted. A packet is one read or one write of the stream. `in` is what comes from the host, `out` what goes there, as
 * in the connection records of IOS.
 */
export class MeteredSocket extends Socket {
  #bytesIn = 0;
  #bytesOut = 0;
  #packetsIn = 0;
  #packetsOut = 0;
  /** Called after every packet. */
  onTraffic: (() => void) | undefined;

  get counters(): Counters {
    return {
      bytesIn: BigInt(this.#bytesIn),
      bytesOut: BigInt(this.#bytesOut),
      packetsIn: BigInt(this.#packetsIn),
      packetsOut: BigInt(this.#packetsOut),
    };
  }

  override push(chunk: unknown, encoding?: BufferEncoding): boolean {
    if (chunk instanceof Uint8Array) {
      this.#bytesIn += chunk.length;
      this.#packetsIn += 1;
      this.onTraffic?.();
    }
    return super.push(chunk, encoding);
  }

  override _write(chunk: unknown, encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    this.#wrote(sizeOf(chunk, encoding));
    super._write(chunk, encoding, callback);
  }

  override _writev(
    chunks: { chunk: unknown; encoding: BufferEncoding }[],
    callback: (error?: Error | null) => void,
  ): void {
    this.#wrote(chunks.reduce((sum, { chunk, encoding }) => sum + sizeOf(chunk, encoding), 0));
    super._writev?.(chunks, callback);
  }

  #wrote(bytes: number): void {
    this.#bytesOut += bytes;
    this.#packetsOut += 1;
    this.onTraffic?.();
  }
}

const sizeOf = (chunk: unknown, encoding: BufferEncoding): number =>
  typeof chunk === 'string' ? Buffer.byteLength(chunk, encoding) : chunk instanceof Uint8Array ? chunk.length : 0;
