import type { AccountingRecord, Facts } from '../record.ts';

/** When the examples happened. */
export const at = Date.UTC(2001, 5, 27, 4, 26, 23);
/** A caller on an asynchronous line, as the seeds' examples have one. */
export const dialIn: Facts = {
  user: 'username1',
  authentic: 'radius',
  portNumber: 1,
  portName: 'tty1',
  portType: 'async',
  callingStation: '5622329483',
  calledStation: '4327528',
  service: 'shell',
  connectProgress: 'Term Serv Auth',
  preSessionTime: 10,
};
export const execStart: AccountingRecord = {
  type: 'exec',
  kind: 'start',
  sessionId: 6,
  taskId: 2,
  time: at,
  startTime: at,
  facts: dialIn,
};
export const execStop: AccountingRecord = {
  ...execStart,
  kind: 'stop',
  time: at + 62_000,
  elapsed: 62,
  facts: { ...dialIn, terminateCause: 'user-request', disconnectCause: 1020 },
};
