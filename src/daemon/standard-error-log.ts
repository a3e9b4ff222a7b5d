import { hostname } from 'node:os';
import process from 'node:process';
import type { EventLog } from '../base/event-log.ts';
import { type LogOptions, logLine } from '../watch/logging/standard-error.ts';

/**
 * System messages to standard error, for programs that have no logging configuration of their own.
 * @param options default: text of every level
 */
export function logToStandardError(options: LogOptions = { format: 'text' }): EventLog {
  let sequence = 0;
  const host = hostname();
  return {
    message(facility, severity, mnemonic, text) {
      const time = Date.now();
      const id = `${facility}-${severity}-${mnemonic}`;
      const said = `%${id}: ${text}`;
      const line = `${new Date(time).toISOString()} ${said}`;
      sequence += 1;
      const shown = logLine({ severity, time, id, text: said, line, sequence, console: true }, options, host);
      if (shown !== undefined) process.stderr.write(`${shown}\n`);
    },
    debugging: () => false,
    debug() {},
  };
}

export const standardErrorLog: EventLog = logToStandardError();
