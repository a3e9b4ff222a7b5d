/** An Ethernet interface, for frames of one type. */
export interface EthernetPort {
  /** Our address, twelve hexadecimal digits. */
  readonly address: string;
  /** @param to twelve hexadecimal digits */
  send(to: string, payload: Uint8Array): void;
  close(): void;
}

/** Who hears what comes. */
export interface EthernetListener {
  /** @param from twelve hexadecimal digits */
  frame(from: string, payload: Uint8Array): void;
  /** The interface can't be used (any more); `why` is for the operator. */
  lost(why: string): void;
}

export type OpenEthernet = (name: string, listener: EthernetListener) => EthernetPort;

const headerSize = 14;
/** Ethernet's shortest frame, without its checksum. */
const shortest = 60;

/** Destination, source, type, payload; filled up to the shortest length of a frame. */
export function encodeFrame(to: string, from: string, type: number, payload: Uint8Array): Buffer {
  const frame = Buffer.alloc(Math.max(shortest, headerSize + payload.length));
  frame.write(to, 0, 'hex');
  frame.write(from, 6, 'hex');
  frame.writeUInt16BE(type, 12);
  frame.set(payload, headerSize);
  return frame;
}

/** `undefined` when it is too short or of another type. */
export function decodeFrame(
  frame: Buffer,
  type: number,
): { readonly to: string; readonly from: string; readonly payload: Uint8Array } | undefined {
  if (frame.length < headerSize || frame.readUInt16BE(12) !== type) return undefined;
  return {
    to: frame.toString('hex', 0, 6),
    from: frame.toString('hex', 6, 12),
    payload: Uint8Array.from(frame.subarray(headerSize)),
  };
}
