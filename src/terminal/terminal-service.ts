import type { AaaFacade, LocalUser } from '../aaa/index.ts';
import type { Accounting } from '../accounting/accounting.ts';
import type { Clock } from '../base/clock.ts';
import type { EventLog } from '../base/event-log.ts';
import type { ExecEnd, ExecSource } from '../sources/exec/index.ts';
import type { LineKind, TerminalConfig } from './config.ts';
import type { CallWish, SerialCalls } from './serial/calls.ts';
import type { OpenDevice } from './serial/device.ts';
import type { SessionLimits } from './session/visitor.ts';
import type { TerminalSession, TerminalShell } from './shell.ts';

/** Where log and debug lines come from; each call returns what takes the sink off again. */
export interface LineFeed {
  /** What `logging monitor` lets through, for terminals with `terminal monitor`. */
  monitor(sink: (line: string) => void): () => void;
  /** What `logging console` lets through. */
  console(sink: (line: string) => void): () => void;
}

export interface TerminalsDeps {
  readonly clock: Clock;
  readonly log: EventLog;
  readonly aaa: Pick<AaaFacade, 'login' | 'authorizeExec' | 'authorizeCommand'>;
  readonly accounting: Pick<Accounting, 'admitted'>;
  readonly exec: Pick<ExecSource, 'open' | 'failedLogin'>;
  readonly logging: LineFeed;
  /** Called once per session, after authorization. */
  readonly makeShell: (session: TerminalSession) => TerminalShell;
  /** The `username` line of somebody who logs in with a public key: privilege and first command come from there. */
  readonly localUser?: (name: string) => LocalUser | undefined;
  /** Directory of the SSH host keys; must exist. */
  readonly stateDir: string;
  /** Path of the console's Unix socket; no console when absent. */
  readonly consoleSocket?: string;
  /** Who carries PPP and SLIP; without it tty lines with a device stay closed. `open`: default the system's devices. */
  readonly serial?: { readonly calls: SerialCalls; readonly open?: OpenDevice };
}

/** Who is on a line. */
export interface UserState {
  /** Absolute line number. */
  readonly line: number;
  readonly kind: LineKind;
  /** Number within its kind. */
  readonly relative: number;
  readonly user: string | undefined;
  /** Peer address; empty on the console. */
  readonly location: string;
  readonly transport: 'console' | 'ssh' | 'telnet' | 'async';
  /** When the caller arrived, milliseconds since 1970. */
  readonly since: number;
  /** Whole seconds without input. */
  readonly idle: number;
  /** 0–15 */
  readonly privilege: number;
  /** Key of the EXEC session in the ledger; `undefined` during login. */
  readonly key: number | undefined;
}

/** One line of the line table. */
export interface LineState {
  readonly line: number;
  readonly kind: LineKind;
  readonly relative: number;
  /** Several only on the console. */
  readonly users: readonly UserState[];
  /** Logins since the start. */
  readonly uses: number;
}

export interface Listening {
  readonly console?: string;
  readonly ssh?: { readonly address: string; readonly port: number };
  readonly telnet?: { readonly address: string; readonly port: number };
}

/** All terminals of the daemon; {@link Terminals} is the one implementation. */
export interface TerminalService {
  /**
   * Takes over a configuration: opens, moves or closes listeners; living sessions stay. Resolves when the new listeners
   * listen; a port that can't be opened is reported to the log, and the listener stays closed.
   */
  configure(config: TerminalConfig): Promise<void>;
  listening(): Listening;
  /** Every line, in the order of absolute numbers. */
  lines(): readonly LineState[];
  /** Everybody who is connected, in the order of line numbers (`show users`). */
  users(): readonly UserState[];
  /**
   * Hands the device of a session's tty line to PPP or SLIP. Resolves when that is over: `lost` when the caller is gone,
   * `refused` with a text when it could not begin.
   */
  startCall(
    line: number,
    encapsulation: 'ppp' | 'slip',
    session: NonNullable<CallWish['session']>,
  ): Promise<{ readonly refused?: string; readonly lost?: boolean }>;
  /**
   * Ends PPP or SLIP on a line, if there is any that ends there: before the EXEC session is closed on the books under
   * `aaa accounting nested`, else after it. Resolves when that is on the books.
   */
  endCall(line: number, why: ExecEnd, when: 'before' | 'after'): Promise<void>;
  /** `clear line N`: resolves when whoever was there has left and the books are closed; false when there is no such line. */
  clearLine(line: number): Promise<boolean>;
  /** Ends the EXEC session with that key in the ledger; resolves when its Stop is durable; false: there is none. */
  endSession(key: number, why: ExecEnd): Promise<boolean>;
  /** Changes the limits of the EXEC session with that key; false: there is none. */
  limitSession(key: number, limits: SessionLimits): boolean;
  /** Prints a text on every terminal. */
  broadcast(text: string): void;
  /** Ends all sessions (accounted as admin-reboot), waits until their ends are durable, closes all listeners. */
  stop(): Promise<void>;
}
