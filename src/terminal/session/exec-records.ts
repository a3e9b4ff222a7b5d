import type { ExecAuthorization, PortContext } from '../../aaa/index.ts';
import type { ExecSession } from '../../sources/exec/index.ts';
import type { TerminalsDeps } from '../terminal-service.ts';
import { describe } from './line-rules.ts';
import type { Identity } from './login.ts';
import type { SessionOptions } from './session-options.ts';

export type Permission = Extract<ExecAuthorization, { outcome: 'permitted' }>;

/** Where and when a session came in, as both of its kinds of records say it. */
function place({ seat, caller, called, arrived }: SessionOptions, { portType }: PortContext) {
  const list = seat.config.accountingExec ?? 'default';
  return { list, port: seat.line, portType, caller, ...(called === undefined ? {} : { called }), arrived };
}

/** Opens the EXEC session of who has logged in. The caller waits for its `durable` by `stored`. */
export function openExec(
  { exec }: Pick<TerminalsDeps, 'exec'>,
  options: SessionOptions,
  port: PortContext,
  { user, profile }: Identity,
  { privilege }: Permission,
): ExecSession {
  const { authentic, classes, interimInterval } = profile;
  return exec.open({
    ...place(options, port),
    ...(options.call === undefined ? {} : { parent: options.call.key }),
    ...{ user, privilege, authentic, classes, interimInterval },
  });
}

/** Resolves when the session's begin is on the disk, or can't be: that is logged, and the session goes on. */
export async function stored(
  { log }: Pick<TerminalsDeps, 'log'>,
  { seat }: SessionOptions,
  opened: ExecSession,
): Promise<void> {
  try {
    await opened.durable;
  } catch (error) {
    // The disk fails, and somebody must be able to log in to see to it.
    log.message('AAA', 2, 'ACCT_NOT_STORED', `EXEC session on tty ${seat.line}: ${describe(error)}`);
  }
}

/**
 * Puts an attempt on the books that got no session.
 * @param authentic who authenticated the user; absent: nobody
 */
export function failedLogin(
  { exec, log }: Pick<TerminalsDeps, 'exec' | 'log'>,
  options: SessionOptions,
  port: PortContext,
  user: string | undefined,
  authentic?: Identity['profile']['authentic'],
): void {
  const attempt = { ...place(options, port), user, ...(authentic === undefined ? {} : { authentic }) };
  exec.failedLogin(attempt).catch((error: unknown) => {
    log.message('AAA', 2, 'ACCT_NOT_STORED', `failed login on tty ${options.seat.line}: ${describe(error)}`);
  });
}
