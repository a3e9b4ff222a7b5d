import type { EventLog } from '../base/event-log.ts';
import type { RecordType } from './config.ts';
import type { AccountingRecord, RecordKind } from './record.ts';

/** The lines of `debug aaa accounting`: each step of a session, of its records, and of their way to a server. */

const shortNames: Partial<Record<RecordType, string>> = { commands: 'CMD', network: 'NET', connection: 'CONN' };
const shortName = (type: RecordType): string => shortNames[type] ?? type.toUpperCase();

/** A key of the ledger, as debug lines have it. */
export const debugId = (key: number): string => key.toString(16).toUpperCase().padStart(8, '0');

const kinds: Readonly<Record<RecordKind, string>> = {
  start: 'START',
  interim: 'UPDATE',
  stop: 'STOP',
  on: 'START',
  off: 'STOP',
};

type Of = Pick<AccountingRecord, 'type'> & { readonly key: number };

const say = (log: EventLog, text: () => string): void => log.debug('aaa accounting', text);

/** Something about one session, or a command. */
export const debugSession = (log: EventLog, { type, key }: Of, text: string): void =>
  say(log, () => `AAA/ACCT/${shortName(type)}(${debugId(key)}): ${text}`);

/** A session begins or ends, somebody is not let in, a command is run. */
export const debugEvent = (log: EventLog, { type, key }: Of, what: 'UP' | 'DOWN' | 'FAILED' | undefined): void =>
  say(log, () => `AAA/ACCT/EVENT/(${debugId(key)}): ${what === undefined ? 'COMMAND' : `${shortName(type)} ${what}`}`);

/** A record goes on the books. */
export const debugRecord = (log: EventLog, { type, key }: Of, kind: RecordKind): void =>
  debugSession(log, { type, key }, `Queueing record is ${kinds[kind]}`);

/** A record is offered to the servers of a group. */
export const debugMethod = (log: EventLog, { taskId }: AccountingRecord, group: string, protocol: string): void =>
  say(log, () => `AAA/ACCT(${debugId(taskId)}): Accounting method=${group} (${protocol.toUpperCase()})`);

/** What came of it. @param reason why nobody has it; absent: a server has */
export const debugReply = (log: EventLog, { type, kind, taskId }: AccountingRecord, reason?: string): void =>
  say(
    log,
    () =>
      `AAA/ACCT/${shortName(type)}(${debugId(taskId)}): ${kinds[kind]} protocol reply ${reason === undefined ? 'PASS' : `ERROR (${reason})`}`,
  );
