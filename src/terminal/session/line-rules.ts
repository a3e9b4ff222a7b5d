import type { LineConfig } from '../config.ts';

/** Default of `exec-timeout`, in seconds. */
const defaultExecTimeout = 600;

/**
 * Seconds without input until logout; 0 never. What the AAA server says wins; else the shorter of `exec-timeout` and
 * `session-timeout` (which counts in minutes).
 */
export function idleLimit(line: LineConfig, fromServer: number | undefined): number {
  if (fromServer !== undefined && fromServer > 0) return fromServer;
  const limits = [line.execTimeout ?? defaultExecTimeout, (line.sessionTimeout ?? 0) * 60].filter((limit) => limit > 0);
  return limits.length === 0 ? 0 : Math.min(...limits);
}

/** The list a line applies to commands of a level (`accounting commands 15 LIST`). */
export function listFor(lists: LineConfig['accountingCommands'], level: number): string {
  return lists?.find((entry) => entry.level === level)?.list ?? 'default';
}

/** What an error says, for a log line. */
export const describe = (error: unknown): string => (error instanceof Error ? error.message : String(error));
