import type { OpenSession } from '../../accounting/accounting.ts';
import type { Facts } from '../../accounting/record.ts';

/** Where an EXEC session is: the line and who calls. */
export interface ExecPlace {
  /** Absolute line number: NAS-Port, and N of `ttyN`. */
  readonly port: number;
  /** The console is `async`, a network login `virtual`. */
  readonly portType: 'async' | 'virtual';
  /** Peer address, or `async` on the console. */
  readonly caller: string;
  /** Number that was called, on a line with a modem. */
  readonly called?: string;
}

/** A login that succeeded and becomes an EXEC session. */
export interface ExecLogin extends ExecPlace {
  /** Name applied by the line (`accounting exec LIST`); `default` when none is. */
  readonly list: string;
  readonly user: string | undefined;
  /** 0–15 */
  readonly privilege: number;
  readonly authentic: NonNullable<Facts['authentic']>;
  /** Class attributes of the Access-Accept, hexadecimal. */
  readonly classes: readonly string[];
  /** When the caller arrived, milliseconds since 1970. */
  readonly arrived: number;
  /** Seconds between interim records, as the server ordered. */
  readonly interimInterval?: number | undefined;
  /** Key of the call that the session is on. */
  readonly parent?: number;
}

/** A login that was refused, or one that was right and got no shell. */
export interface FailedLogin extends ExecPlace {
  readonly list: string;
  readonly user: string | undefined;
  /** Who authenticated the user; absent: nobody. */
  readonly authentic?: NonNullable<Facts['authentic']>;
  readonly arrived: number;
}

/** Why an EXEC session ended, in the words of the terminal. */
export type ExecEnd =
  /** `exit`, `logout`, or the end of an autocommand or of a single command over SSH. */
  | 'logout'
  /** No input for `exec-timeout`. */
  | 'idle'
  /** `session-timeout`, or the server's Session-Timeout is over. */
  | 'session-time'
  /** The caller's connection went away. */
  | 'line-lost'
  /** `clear line` */
  | 'cleared'
  /** A RADIUS server has asked for it (RFC 5176). */
  | 'radius-disconnect'
  /** A management system has asked for it. */
  | 'snmp-disconnect'
  /** This daemon is stopped. */
  | 'shutdown'
  /** A fault of this daemon. */
  | 'fault';

/** A command that was accepted. */
export interface CommandEvent {
  /** Name applied by the line (`accounting commands LEVEL LIST`); `default` when none is. */
  readonly list: string;
  /** Privilege level of the command, 0–15. */
  readonly level: number;
  /** Expanded command line, masked, without ` <cr>`. */
  readonly command: string;
  /** Privilege of the user when it was given, 0–15. */
  readonly privilege: number;
}

/**
 * An EXEC session that is open. Its promises resolve when the record is on stable storage, or as soon as the disk is known
 * to fail: whoever comes to repair it must be able to work. The record is then kept in memory until the disk works again.
 */
export interface ExecSession {
  readonly session: OpenSession;
  /** The opening is stored. */
  readonly durable: Promise<void>;
  /** Resolves when the record of the command is stored. */
  command(event: CommandEvent): Promise<void>;
  /** Closes the session, once; later calls return the first one's promise. */
  close(end: ExecEnd): Promise<void>;
}
