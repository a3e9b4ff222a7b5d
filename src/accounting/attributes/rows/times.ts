import { column as r } from '../radius-columns.ts';
import { uint32 } from '../radius-values.ts';
import type { AttributeDefinition } from '../row.ts';
import { counted, ends, ofUsers, running, timed } from './when.ts';

/** When it happened and how long it took. */
export const timeRows: readonly AttributeDefinition[] = [
  {
    fact: 'startTime',
    meaning: 'Start of the session or command, seconds since 1970',
    tacacs: {
      name: 'start_time',
      order: 20,
      kinds: ofUsers,
      shown: false,
      value: (x, c) => (c.clockKnown === false ? undefined : Math.floor(x.startTime / 1000)),
    },
  },
  {
    fact: 'timezone',
    meaning: 'Time zone of the box',
    tacacs: { name: 'timezone', order: 30, shown: false, value: (_, c) => c.timezone },
  },
  {
    fact: 'time',
    meaning: 'When it happened',
    radius: r('Event-Timestamp', { order: 270, source: 'RFC 2869 §5.3', newer: true }, (x, c) =>
      c.eventTimestamp === false ? undefined : uint32(Math.floor(x.time / 1000)),
    ),
  },
  {
    fact: 'delay',
    meaning: 'Seconds since it happened, at each transmission anew',
    radius: r('Acct-Delay-Time', { order: 290, source: 'RFC 2866 §5.2' }, (_, c) => uint32(c.delay)),
  },
  {
    fact: 'preSessionTime',
    meaning: 'Seconds from arrival to the start of the session',
    tacacs: { name: 'pre-session-time', order: 130, types: timed, kinds: ends, value: (x) => x.facts.preSessionTime },
  },
  {
    fact: 'elapsed',
    meaning: 'Seconds since the start of the session',
    radius: r('Acct-Session-Time', { order: 90, source: 'RFC 2866 §5.7', types: timed, kinds: running }, (x) =>
      uint32(x.elapsed),
    ),
    tacacs: {
      name: 'elapsed_time',
      order: 180,
      types: timed,
      kinds: running,
      shown: false,
      // An update of what is new, before anything is counted, says only that.
      value: (x) =>
        x.kind === 'interim' && counted.includes(x.type) && x.counters === undefined ? undefined : x.elapsed,
    },
  },
];
