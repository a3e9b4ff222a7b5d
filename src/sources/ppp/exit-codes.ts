import type { TerminateCause } from '../../accounting/record.ts';
import type { Ending } from './ppp-types.ts';

/** What the books say of an end. */
export interface Cause {
  readonly cause: TerminateCause;
  /** Ascend Disconnect-Cause + 1000. */
  readonly disconnectCause: number;
}

const of = (cause: TerminateCause, disconnectCause: number): Cause => ({ cause, disconnectCause });

/** Exit codes of pppd (pppd(8), EXIT STATUS) as causes. */
const exits: Readonly<Record<number, Cause>> = {
  0: of('user-request', 1045), // terminated at the peer's request
  1: of('nas-error', 1002), // fatal error
  2: of('nas-error', 1002), // error in the options
  3: of('nas-error', 1002), // not setuid-root
  4: of('nas-error', 1002), // the kernel has no PPP
  5: of('nas-request', 1046), // a signal, of somebody else than this daemon
  6: of('port-error', 1002), // the port could not be locked
  7: of('port-error', 1002), // the port could not be opened
  8: of('port-error', 1002), // connect script failed
  9: of('nas-error', 1002), // pty command could not be run
  10: of('user-error', 1047), // no network protocol came up
  11: of('user-error', 1101), // the peer did not authenticate itself
  12: of('idle-timeout', 1021),
  13: of('session-timeout', 1100),
  14: of('callback', 1102),
  15: of('lost-service', 1040), // no answer to echo requests
  16: of('lost-carrier', 1011), // the modem hung up
  17: of('port-error', 1041), // the line is looped back
  18: of('port-error', 1002), // init script failed
  19: of('user-error', 1044), // this side could not authenticate itself
};

/** Exit codes of pppd that say that this box cannot carry calls, whoever calls: its operator has to see to it. */
export const faults: ReadonlySet<number | undefined> = new Set([1, 2, 3, 4, 6, 7, 8, 9, 18]);

/** Authentication failures are told apart by protocol where it is known. */
const refused = { pap: 1042, chap: 1043 } as const;

/** What ended a call that this box ended. */
const endings: Readonly<Record<Ending, Cause>> = {
  cleared: of('admin-reset', 1151),
  shutdown: of('admin-reboot', 1151),
  'line-lost': of('lost-carrier', 1011),
  idle: of('idle-timeout', 1021),
  'session-time': of('session-timeout', 1100),
  disconnect: of('admin-reset', 1150),
  snmp: of('admin-reset', 1152),
};

/** What is known of a program that has ended. */
export interface ProgramEnd {
  /** Exit status; 128 and more: a signal. `undefined` when nobody saw it end. */
  readonly status: number | undefined;
  /** The peer asked for the end of the link before the line went. */
  readonly peerTerminated?: boolean;
  /** Protocol by which the peer failed to authenticate itself. */
  readonly refusedBy?: 'pap' | 'chap' | undefined;
  /** This box ended the call. */
  readonly ending?: Ending | undefined;
  /** A former life of the daemon had started it, and nobody was there when it ended. */
  readonly rebooted?: boolean;
}

/** Why a call ended. */
export function causeOf({ status, peerTerminated = false, refusedBy, ending, rebooted }: ProgramEnd): Cause {
  if (refusedBy !== undefined) return of('user-error', refused[refusedBy]);
  // A peer that takes its leave often hangs up before pppd is through with it.
  if (peerTerminated && (status === 16 || status === undefined)) return of('user-request', 1045);
  if (ending !== undefined) return endings[ending];
  if (status === undefined) return of(rebooted === true ? 'nas-reboot' : 'lost-carrier', 1011);
  return exits[status] ?? of('nas-error', 1002);
}
