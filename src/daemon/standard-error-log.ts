import process from 'node:process';
import type { EventLog } from '../base/event-log.ts';

/** System messages to standard error, for programs that have no logging configuration of their own. */
export const standardErrorLog: EventLog = {
  message: (facility, severity, mnemonic, text) =>
    void process.stderr.write(`${new Date().toISOString()} %${facility}-${severity}-${mnemonic}: ${text}\n`),
  debugging: () => false,
  debug() {},
};
