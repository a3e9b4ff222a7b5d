import { err, ok, type Result } from '../../base/result.ts';

/**
 * The language of the console socket: frames of one byte type, four bytes length (network order), payload.
 *
 * From the client: `H` hello (JSON: mode, columns, rows), `D` bytes typed, `W` window size (JSON), `C` a command,
 * `A` an answer, `N` no answer, `E` no more commands. From the daemon: `D` text to print, `Q` a question (JSON: prompt, echo),
 * `P` ready for the next command, `R` outcome of a command (`1` accepted, `0` refused), `X` exit status (decimal), and the end.
 */
export const frameTypes = ['H', 'D', 'W', 'C', 'A', 'N', 'E', 'Q', 'P', 'R', 'X'] as const;
export type FrameType = (typeof frameTypes)[number];

export interface Frame {
  readonly type: FrameType;
  readonly payload: Uint8Array;
}

export type FrameError =
  | { readonly kind: 'unknown-type'; readonly code: number }
  | { readonly kind: 'too-long'; readonly length: number };

/** Longest payload, in bytes. */
export const longestPayload = 1 << 20;
const headerLength = 5;

/** Frames of a payload; a long one of type `D` becomes several. */
export function encodeFrame(type: FrameType, payload: string | Uint8Array = ''): Uint8Array {
  const body = typeof payload === 'string' ? Buffer.from(payload) : payload;
  if (body.length > longestPayload) {
    return Buffer.concat([
      encodeFrame(type, body.subarray(0, longestPayload)),
      encodeFrame(type, body.subarray(longestPayload)),
    ]);
  }
  const frame = Buffer.alloc(headerLength + body.length);
  frame.write(type, 0, 'latin1');
  frame.writeUInt32BE(body.length, 1);
  frame.set(body, headerLength);
  return frame;
}

/** Puts frames together from whatever pieces the socket delivers. After an error nothing more comes out. */
export class FrameReader {
  #buffer: Buffer = Buffer.alloc(0);

  feed(bytes: Uint8Array): Result<readonly Frame[], FrameError> {
    this.#buffer = this.#buffer.length === 0 ? Buffer.from(bytes) : Buffer.concat([this.#buffer, bytes]);
    const frames: Frame[] = [];
    while (this.#buffer.length >= headerLength) {
      const code = this.#buffer.readUInt8(0);
      const type = frameTypes.find((t) => t.charCodeAt(0) === code);
      if (type === undefined) return err({ kind: 'unknown-type', code });
      const length = this.#buffer.readUInt32BE(1);
      if (length > longestPayload) return err({ kind: 'too-long', length });
      if (this.#buffer.length < headerLength + length) break;
      frames.push({ type, payload: this.#buffer.subarray(headerLength, headerLength + length) });
      this.#buffer = this.#buffer.subarray(headerLength + length);
    }
    return ok(frames);
  }
}

/** Text of a payload. */
export const textOfFrame = (frame: Frame): string => Buffer.from(frame.payload).toString('utf8');

/** Fields of a JSON payload; empty if it is none. */
export function fieldsOf(frame: Frame): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(textOfFrame(frame));
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** A field that is a number from 0 to 65535; 0 otherwise. */
export function sizeField(fields: Readonly<Record<string, unknown>>, name: string): number {
  const value = fields[name];
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 0xffff ? value : 0;
}
