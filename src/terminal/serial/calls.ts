import type { Result } from '../../base/result.ts';
import type { IncomingCall, ResourceCall } from '../../sources/call/index.ts';
import type { ExecEnd } from '../../sources/exec/index.ts';
import type { Ending, KnownUser } from '../../sources/ppp/index.ts';

/** PPP or SLIP that is asked for on a line. */
export interface CallWish {
  readonly line: number;
  readonly device: string;
  readonly speed?: number;
  readonly callingStation?: string;
  readonly calledStation?: string;
  /** When the caller arrived, milliseconds since 1970. */
  readonly arrived: number;
  /** Absent: as the line's interface says. */
  readonly encapsulation?: 'ppp' | 'slip';
  /** Key of the call in the ledger. */
  readonly call?: number;
  /** The EXEC session that asks for it. */
  readonly session?: { readonly user: KnownUser | undefined; readonly key: number };
}

/** PPP or SLIP on a line. */
export interface CallLeg {
  end(why: Ending): void;
  /** Resolves when it is over and on the books. */
  readonly ended: Promise<{ readonly carrierLost: boolean }>;
  /** Resolves when the network session has begun. */
  readonly connected: Promise<void>;
  /** `aaa accounting nested` when it began: the network session's Stop comes before that of the EXEC session. */
  readonly nested: boolean;
}

/**
 * What PPP waits for when it is over and `aaa accounting nested` is not set: that the EXEC session is closed on the books.
 */
export type BeforeStop = (how: { readonly carrierLost: boolean }) => Promise<void>;

/** Who carries PPP and SLIP for the terminals. */
export interface SerialCalls {
  /** The line's device is still held by a call of a former life. */
  busy(line: number): boolean;
  /** `async mode dedicated`: no login on the line. */
  dedicated(line: number): boolean;
  /** Somebody is on the line. */
  setUp(call: IncomingCall): ResourceCall;
  /** Starts a call; else the text for whoever asked. */
  begin(wish: CallWish, before?: BeforeStop): Promise<Result<CallLeg, string>>;
}

/** Why a session's end ends its PPP. */
export const endings: Readonly<Partial<Record<ExecEnd, Ending>>> = {
  cleared: 'cleared',
  shutdown: 'shutdown',
  'radius-disconnect': 'disconnect',
  'snmp-disconnect': 'snmp',
  idle: 'idle',
  'session-time': 'session-time',
};
