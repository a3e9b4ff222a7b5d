import { choice, kw, seq, toggle } from '../../ios/index.ts';
import { amendSnmp, value } from './edit.ts';
import { globalMode } from './modes.ts';
import type { Declaration } from './snmp-words.ts';
import { aaa } from './words.ts';

const sessionMib = { _aaa: aaa, _mib: kw('session-mib', 'Sessions as management systems see them') };

/** `aaa session-mib …` */
export const sessionMibSettings: readonly Declaration[] = [
  toggle(
    globalMode,
    seq({ ...sessionMib, _disconnect: kw('disconnect', 'Sessions may be ended') }),
  )({
    summary: 'Lets managers with write access end sessions by casnDisconnect.',
    get: ({ snmp }) => snmp.sessionDisconnect,
    set: (config, on) => amendSnmp(config, { sessionDisconnect: on }),
  }),
  value(
    globalMode,
    seq({
      ...sessionMib,
      _populate: kw('populate', 'When a session gets its row'),
      when: choice(kw('setup', 'As soon as it is set up'), kw('start', 'With its Start record')),
    }),
  )({
    summary: 'Says when a session gets its row. With `start`, sessions that are not accounted for get none.',
    defaultText: 'setup',
    get: ({ snmp }) => (snmp.sessionPopulate === undefined ? undefined : { when: snmp.sessionPopulate }),
    set: (config, typed) => amendSnmp(config, { sessionPopulate: typed?.when }),
  }),
];
