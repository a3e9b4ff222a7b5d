/** Messages of LAT 5.2 (DEC AA-NL26A-TE) as they stand in Ethernet frames of type 0x6004; numbers are little-endian. */

export const latEtherType = 0x6004;

/** Multicast addresses, as twelve hexadecimal digits. */
export const multicast = {
  /** Nodes announce their services to it. */
  announcements: '09002b00000f',
  /** Whoever looks for a service asks it. */
  solicits: '09002b020104',
} as const;

/** One slot of a circuit message: what belongs to one session. */
export interface Slot {
  readonly type: 'start' | 'data-a' | 'data-b' | 'attention' | 'reject' | 'stop';
  /** Session ids, 0–255; 0: none (yet). */
  readonly destination: number;
  readonly source: number;
  /** Credits given (0–15), of a reject or a stop the reason. */
  readonly low: number;
  /** At most 255 octets. */
  readonly data: Uint8Array;
}

interface Circuit {
  /** From the node that opened the circuit. */
  readonly master: boolean;
  /** The other side must answer soon. */
  readonly responseRequested: boolean;
  /** Circuit ids, 16 bits; 0: none (yet). */
  readonly destination: number;
  readonly source: number;
  /** 0–255 */
  readonly sequence: number;
  readonly acknowledged: number;
}

export interface RunMessage extends Circuit {
  readonly type: 'run';
  readonly slots: readonly Slot[];
}

export interface StartMessage extends Circuit {
  readonly type: 'start';
  /** Longest frame that its sender takes, octets. */
  readonly frameSize: number;
  readonly version: number;
  readonly eco: number;
  /** Sessions at a time. */
  readonly sessions: number;
  /** Data link buffers above the one that must be there. */
  readonly buffers: number;
  /** Circuit timer, in units of 10 ms. */
  readonly circuitTimer: number;
  /** Seconds. */
  readonly keepAlive: number;
  readonly slaveNode: string;
  readonly masterNode: string;
  readonly location: string;
}

export interface StopMessage extends Circuit {
  readonly type: 'stop';
  readonly reason: number;
  readonly text: string;
}

export interface LatService {
  readonly name: string;
  readonly description: string;
  /** 0–255; the highest is taken. */
  readonly rating: number;
}

export interface AnnouncementMessage {
  readonly type: 'announcement';
  /** In units of 10 ms. */
  readonly circuitTimer: number;
  /** Highest, lowest and current version, and its ECO. */
  readonly versions: readonly [high: number, low: number, current: number, eco: number];
  readonly incarnation: number;
  readonly flags: number;
  readonly frameSize: number;
  /** Seconds between announcements. */
  readonly interval: number;
  /** 2: takes connections, 3: doesn't. */
  readonly status: number;
  /** Bit mask of groups. */
  readonly groups: Uint8Array;
  readonly node: string;
  readonly description: string;
  readonly services: readonly LatService[];
}

export interface SolicitMessage {
  readonly type: 'solicit';
  readonly frameSize: number;
  /** Comes back with the answer. */
  readonly identifier: number;
  /** Milliseconds in which to answer. */
  readonly timer: number;
  readonly destinationNode: string;
  readonly groups: Uint8Array;
  readonly node: string;
  readonly service: string;
}

export interface ResponseMessage {
  readonly type: 'response';
  readonly frameSize: number;
  readonly identifier: number;
  /** Bit 1: doesn't offer the service. */
  readonly status: number;
  readonly nodeStatus: number;
  /** Address of the node, twelve hexadecimal digits. */
  readonly address: string;
  readonly interval: number;
  readonly destinationNode: string;
  readonly groups: Uint8Array;
  readonly node: string;
  readonly description: string;
  readonly services: readonly LatService[];
}

export type LatMessage =
  | RunMessage
  | StartMessage
  | StopMessage
  | AnnouncementMessage
  | SolicitMessage
  | ResponseMessage;

/** Message types: the upper six bits of the first octet. */
export const messageTypes = { run: 0, start: 1, stop: 2, announcement: 10, solicit: 14, response: 15 } as const;
/** Slot types: the upper four bits of their fourth octet. */
export const slotTypes = { 'data-a': 0, start: 9, 'data-b': 10, attention: 11, reject: 12, stop: 13 } as const;

/** Why a session was rejected or stopped. */
export const slotReasons: Readonly<Record<number, string>> = {
  1: 'unknown reason',
  2: 'disconnected by the user',
  3: 'the system is shutting down',
  4: 'invalid slot received',
  5: 'invalid service class',
  6: 'insufficient resources',
  7: 'service in use',
  8: 'no such service',
  9: 'service disabled',
  10: 'service not offered by that port',
  11: 'port name unknown',
  12: 'invalid password',
  13: 'entry not in the queue',
  14: 'immediate access rejected',
  15: 'access denied',
};

/** Data of a start slot of service class 1 (terminals). */
export interface SessionStart {
  readonly service: string;
  /** Who wants it: the name of the port. */
  readonly subject: string;
  /** Most octets in an attention and in a data slot that its sender takes. */
  readonly attentionSize: number;
  readonly dataSize: number;
  /** Name of the port on the other node; absent: any. */
  readonly port?: string;
}
