/** The packets of X.25 (ITU-T X.25 §5) as they cross an XOT connection. */

/** Modulo of the sequence numbers (X.25 §4.4.1.1). */
export type Modulo = 8 | 128;

interface Common {
  /** Logical channel, 0–4095; of no meaning in XOT (RFC 1613 §5). */
  readonly channel: number;
  readonly modulo: Modulo;
}

/** A facility and its parameter octets (X.25 §7): the code's upper two bits say how many there are. */
export interface Facility {
  /** 0–255 */
  readonly code: number;
  readonly value: Uint8Array;
}

/** X.121 addresses, 0–15 digits each; an absent address is empty. */
export interface Addresses {
  readonly called: string;
  readonly calling: string;
}

export interface CallPacket extends Common, Addresses {
  readonly type: 'call' | 'call-accepted';
  readonly facilities: readonly Facility[];
  /** Call user data, at most 128 octets. */
  readonly data: Uint8Array;
}

export interface CausePacket extends Common {
  readonly type: 'clear' | 'reset' | 'restart';
  /** 0–255 */
  readonly cause: number;
  /** 0–255; 0 also when the packet has none. */
  readonly diagnostic: number;
}

export interface DataPacket extends Common {
  readonly type: 'data';
  /** Q bit: X.29 and not the user's data. */
  readonly qualified: boolean;
  /** D bit: who receives it confirms it end to end. */
  readonly delivery: boolean;
  /** M bit: more of the same follows. */
  readonly more: boolean;
  /** P(S) and P(R), 0 to modulo − 1. */
  readonly ps: number;
  readonly pr: number;
  readonly data: Uint8Array;
}

export interface FlowPacket extends Common {
  readonly type: 'rr' | 'rnr' | 'rej';
  readonly pr: number;
}

export interface InterruptPacket extends Common {
  readonly type: 'interrupt';
  /** 1–32 octets. */
  readonly data: Uint8Array;
}

export interface DiagnosticPacket extends Common {
  readonly type: 'diagnostic';
  readonly code: number;
  readonly explanation: Uint8Array;
}

/** Packets of three octets. */
export interface BarePacket extends Common {
  readonly type: 'clear-confirmation' | 'reset-confirmation' | 'restart-confirmation' | 'interrupt-confirmation';
}

export type X25Packet =
  | CallPacket
  | CausePacket
  | DataPacket
  | FlowPacket
  | InterruptPacket
  | DiagnosticPacket
  | BarePacket;

/** Packet type identifiers (X.25 table 5-2); `data` is any even octet, and of flow packets modulo 8 the upper three bits are P(R). */
export const identifiers = {
  call: 0x0b,
  'call-accepted': 0x0f,
  clear: 0x13,
  'clear-confirmation': 0x17,
  interrupt: 0x23,
  'interrupt-confirmation': 0x27,
  rr: 0x01,
  rnr: 0x05,
  rej: 0x09,
  reset: 0x1b,
  'reset-confirmation': 0x1f,
  restart: 0xfb,
  'restart-confirmation': 0xff,
  diagnostic: 0xf1,
} as const satisfies Record<Exclude<X25Packet['type'], 'data'>, number>;

/** Longest data of a call, an interrupt and a data packet, octets. */
export const longest = { callData: 128, interrupt: 32, data: 4096, facilities: 109 } as const;
