import type { Result } from '../base/result.ts';
import type { TerminalConfig } from './config.ts';
import type { Refusal, Seat } from './lines/line-table.ts';
import type { Session } from './session/session.ts';
import type { SessionOptions } from './session/session-options.ts';
import type { Visitor } from './session/visitor.ts';
import type { TerminalsDeps } from './terminal-service.ts';

/** What the transports need to bring somebody in. */
export interface Reception {
  readonly deps: TerminalsDeps;
  /** The configuration as it is now. */
  config(): TerminalConfig;
  consoleSeat(): Seat;
  seat(transport: 'ssh' | 'telnet', address: string): Result<Seat, Refusal>;
  /** AAA unique id for a caller. */
  uniqueId(): number;
  /** Starts a session; it gives its seat back when it is over. */
  receive(options: Omit<SessionOptions, 'config'>): Session;
  /** Lists a caller who is still logging in; the result strikes him off again. */
  register(visitor: Visitor): () => void;
}

/** Callers who have not logged in yet, over all of SSH and Telnet: more are turned away. */
export const mostPending = 32;

/** What a caller is told who gets no line. */
export const busyText = '% All lines are busy, try again later';
