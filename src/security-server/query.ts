import { err, type Result } from '../base/result.ts';

/** Which records are wanted; every given field must match. */
export interface RecordFilter {
  readonly user?: string;
  /** `exec`, `commands`, `network`, `connection`, `system`, `resource`… */
  readonly type?: string;
  /** Acct-Session-Id (RADIUS) or task_id (TACACS+). */
  readonly session?: string;
  /** Event time not before, milliseconds since 1970; see {@link parseSince}. */
  readonly since?: number;
}

/**
 * Reads the argument of `--since`: an ISO date or time (`2026-11-22`, `2026-11-22T10:00`, local time unless it says
 * otherwise), or an age (`90s`, `15m`, `1h`, `2d`, `1w`) before `now`. The error is a sentence for the user.
 */
export function parseSince(text: string, now: number): Result<number, string> {
  return err(`not yet: ${text} ${now}`);
}
