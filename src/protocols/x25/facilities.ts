import type { Facility } from './packet.ts';

/** Codes of the facilities that matter to a PAD (X.25 table 7-1). */
export const facilityCodes = {
  /** Reverse charging (bit 1) and fast select (bits 8 and 7). */
  reverseCharging: 0x01,
  /** Packet sizes as powers of two: from the called side, from the calling side. */
  packetSize: 0x42,
  /** Window sizes: from the called side, from the calling side. */
  windowSize: 0x43,
} as const;

/** Octets of a parameter by the class of its code (bits 8 and 7); class D has its length in front. */
const classLengths = [1, 2, 3, undefined] as const;

/** Facilities as octets, without their length in front (X.25 §7.1). */
export function encodeFacilities(facilities: readonly Facility[]): Buffer {
  return Buffer.concat(
    facilities.flatMap(({ code, value }) =>
      classLengths[code >> 6] === undefined ? [Buffer.of(code, value.length), value] : [Buffer.of(code), value],
    ),
  );
}

/** `undefined` when the last one is cut off. */
export function decodeFacilities(bytes: Uint8Array): readonly Facility[] | undefined {
  const facilities: Facility[] = [];
  for (let at = 0; at < bytes.length; ) {
    const code = bytes[at] ?? 0;
    at += 1;
    let length: number | undefined = classLengths[code >> 6];
    if (length === undefined) {
      length = bytes[at];
      at += 1;
    }
    if (length === undefined || at + length > bytes.length) return undefined;
    facilities.push({ code, value: bytes.slice(at, at + length) });
    at += length;
  }
  return facilities;
}

/** Sizes that both sides of a call keep to, in each direction of data. */
export interface FlowSizes {
  /** Most octets of data in a packet, 16–4096, a power of two. */
  readonly packet: { readonly in: number; readonly out: number };
  /** Packets that may be unacknowledged, 1–127. */
  readonly window: { readonly in: number; readonly out: number };
}

/** The facilities that RFC 1613 §6.1 wants in a call, as its caller sends them: `out` is from the calling side. */
export const flowFacilities = ({ packet, window }: FlowSizes): readonly Facility[] => [
  {
    code: facilityCodes.packetSize,
    value: Uint8Array.of(Math.round(Math.log2(packet.in)), Math.round(Math.log2(packet.out))),
  },
  { code: facilityCodes.windowSize, value: Uint8Array.of(window.in, window.out) },
];

/** What the called side made of the sizes that its caller proposed: it may go down towards 128 octets and a window of 2. */
export function agreedSizes(proposed: FlowSizes, facilities: readonly Facility[]): FlowSizes {
  const pair = (code: number): readonly [number | undefined, number | undefined] => {
    const value = facilities.find((facility) => facility.code === code)?.value;
    return [value?.[0], value?.[1]];
  };
  const [sizeIn, sizeOut] = pair(facilityCodes.packetSize);
  const [windowIn, windowOut] = pair(facilityCodes.windowSize);
  const size = (power: number | undefined, before: number): number =>
    power === undefined || power < 4 || power > 12 ? before : 2 ** power;
  const window = (count: number | undefined, before: number): number =>
    count === undefined || count < 1 || count > 127 ? before : count;
  return {
    packet: { in: size(sizeIn, proposed.packet.in), out: size(sizeOut, proposed.packet.out) },
    window: { in: window(windowIn, proposed.window.in), out: window(windowOut, proposed.window.out) },
  };
}
