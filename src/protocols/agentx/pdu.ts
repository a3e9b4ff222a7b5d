import type { Oid, Varbind } from '../snmp/index.ts';

/** Octets of the header (RFC 2741 §6.1): version, type, flags, reserved, then four numbers of four octets. */
export const headerLength = 20;
/** The only version that there is. */
export const agentxVersion = 1;

/** Bits of the header's flags (RFC 2741 §6.1). */
export const headerFlags = { instance: 0x01, context: 0x08, networkOrder: 0x10 } as const;

/** Types of PDUs (RFC 2741 §6.1); those for indexes and capabilities are left out: a master sends none. */
export const agentxTypes = {
  open: 1,
  close: 2,
  register: 3,
  unregister: 4,
  get: 5,
  'get-next': 6,
  'get-bulk': 7,
  'test-set': 8,
  'commit-set': 9,
  'undo-set': 10,
  'cleanup-set': 11,
  notify: 12,
  ping: 13,
  response: 18,
} as const;
export type AgentxType = keyof typeof agentxTypes;

/** Why a session is closed (RFC 2741 §6.2.2). */
export const closeReasons = {
  other: 1,
  parseError: 2,
  protocolError: 3,
  timeouts: 4,
  shutdown: 5,
  byManager: 6,
} as const;

/** Errors of a response beside those of SNMP (RFC 2741 §6.2.16). */
export const agentxErrors = {
  openFailed: 256,
  notOpen: 257,
  indexWrongType: 258,
  indexAlreadyAllocated: 259,
  indexNoneAvailable: 260,
  indexNotAllocated: 261,
  unsupportedContext: 262,
  duplicateRegistration: 263,
  unknownRegistration: 264,
  unknownAgentCaps: 265,
  parseError: 266,
  requestDenied: 267,
  processingError: 268,
} as const;

/** What the header says beside type and length. Numbers of 32 bits without sign. */
export interface AgentxHeader {
  /** Given by the master in its response to an Open. */
  readonly sessionId: number;
  /** Names an exchange that takes several PDUs: those of a set. */
  readonly transactionId: number;
  /** A response has that of what it answers. */
  readonly packetId: number;
}

/** From where to where the next variable is looked for (RFC 2741 §5.2). For a Get the start is the variable. */
export interface SearchRange {
  readonly start: Oid;
  /** Whether the start itself counts. */
  readonly include: boolean;
  /** What is found comes before this; empty: there is no end. */
  readonly end: Oid;
}

/** PDUs that are about variables may name a context; without one they mean the default. */
interface InContext {
  readonly context?: Uint8Array;
}

export type AgentxBody =
  | {
      readonly type: 'open';
      /** Seconds that the master waits for an answer, 0–255; 0: as it likes. */
      readonly timeout: number;
      /** Empty: none. */
      readonly id: Oid;
      readonly description: string;
    }
  | { readonly type: 'close'; readonly reason: number }
  | (InContext & {
      readonly type: 'register';
      /** Seconds, 0–255; 0: that of the session. */
      readonly timeout: number;
      /** 1–255; of several registrations the lowest number is asked. Default 127. */
      readonly priority: number;
      /** Place of the arc that {@link upper} is for, from 1; 0: one subtree only. */
      readonly range: number;
      readonly subtree: Oid;
      /** The last value of that arc; only with `range`. */
      readonly upper: number;
    })
  | (InContext & {
      readonly type: 'unregister';
      readonly priority: number;
      readonly range: number;
      readonly subtree: Oid;
      readonly upper: number;
    })
  | (InContext & { readonly type: 'get' | 'get-next'; readonly ranges: readonly SearchRange[] })
  | (InContext & {
      readonly type: 'get-bulk';
      /** 0–65535 */
      readonly nonRepeaters: number;
      /** 0–65535 */
      readonly maxRepetitions: number;
      readonly ranges: readonly SearchRange[];
    })
  | (InContext & { readonly type: 'test-set' | 'notify'; readonly varbinds: readonly Varbind[] })
  | { readonly type: 'commit-set' | 'undo-set' | 'cleanup-set' }
  | (InContext & { readonly type: 'ping' })
  | {
      readonly type: 'response';
      /** Hundredths of a second; sub-agents say 0. */
      readonly uptime: number;
      /** One of SNMP's, or one of {@link agentxErrors}. */
      readonly error: number;
      /** Of the variable that the error is about, from 1; 0: none. */
      readonly index: number;
      readonly varbinds: readonly Varbind[];
    };

export type AgentxPdu = AgentxHeader & AgentxBody;
