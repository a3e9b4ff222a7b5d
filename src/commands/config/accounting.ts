import type { AccountingConfig } from '../../accounting/config.ts';
import {
  as,
  choice,
  drop,
  flag,
  INT,
  kw,
  note,
  opt,
  put,
  type Rule,
  seq,
  setting,
  toggle,
  WORD,
} from '../../ios/index.ts';
import type { Configuration } from '../configuration.ts';
import { accounting } from './accounting-lists.ts';
import { amendAccounting, value } from './edit.ts';
import { globalMode } from './modes.ts';
import { aaa, after, leading, vrf } from './words.ts';

type Switch = {
  [K in keyof AccountingConfig]-?: AccountingConfig[K] extends boolean ? K : never;
}[keyof AccountingConfig];

const words = (...steps: readonly (readonly [word: string, help: string])[]): Rule<unknown> =>
  seq({
    _aaa: aaa,
    _accounting: accounting,
    ...Object.fromEntries(steps.map(([word, help], index) => [`_${index}`, kw(word, help)])),
  });

const onOff = (key: Switch, syntax: Rule<unknown>, summary: string, initially = false) =>
  toggle(
    globalMode,
    syntax,
  )({
    summary,
    initially,
    ...(initially ? { defaultText: 'on' } : {}),
    get: (config) => config.accounting[key],
    set: (config, on) => amendAccounting(config, { [key]: on }),
  });

/** Longest interval whose milliseconds fit into 32 bits, as newer IOS has it; older configurations may ask for more. */
const longestInterval = 71_582;
const periodic = after('periodic', 'At an interval', INT(1, 2_147_483_647, 'Minutes (71582 at most are kept)'));
const inlineJitter = opt(
  after('jitter', 'Spread the records', after('maximum', 'By at most', INT(0, 2_147_483, 'Seconds'))),
);
interface Update {
  readonly newinfo?: true;
  readonly periodic?: number;
  /** Of the older form that has it on the same line. */
  readonly jitter?: number;
}
const update: Rule<Update> = choice(
  seq({
    newinfo: as(kw('newinfo', 'When there is something new'), true),
    periodic: opt(periodic),
    jitter: inlineJitter,
  }),
  seq({ periodic, jitter: inlineJitter }),
);

type StopVrf = NonNullable<AccountingConfig['sendStopVrfs']>[number];
const stopVrfs = ({ accounting: { sendStopVrfs = [] } }: Configuration): readonly StopVrf[] => sendStopVrfs;
const sameStop =
  (one: StopVrf) =>
  (other: StopVrf): boolean =>
    other.on === one.on && other.vrf === one.vrf;
const stopRecord = {
  _aaa: aaa,
  _accounting: accounting,
  ...leading(
    ['send', 'Send further records'],
    ['stop-record', 'Stop records'],
    ['authentication', 'By result of authentication'],
  ),
};
const stopRecordOf = choice(
  as(kw('failure', 'When it fails'), 'failure'),
  as(seq(leading(['success', 'When it succeeds'], ['remote-server', 'At a remote server'])), 'success'),
);

/** `aaa accounting …` without a list. */
export const accountingSettings = [
  onOff(
    'guaranteeFirst',
    words(['system', 'Events of the whole box'], ['guarantee-first', 'System record before all others']),
    'Holds every record back until the first system record is acknowledged.',
    true,
  ),
  onOff(
    'nested',
    words(['nested', 'Network records inside exec records']),
    'Sends the stop of a network session before that of the exec session around it.',
  ),
  onOff(
    'suppressNullUsername',
    words(['suppress', 'Leave records out'], ['null-username', 'Of users without a name']),
    'Makes no records for users without a name.',
  ),
  onOff(
    'sendStopAuthenticationFailure',
    words(
      ['send', 'Send further records'],
      ['stop-record', 'Stop records'],
      ['authentication', 'By result of authentication'],
      ['failure', 'When it fails'],
    ),
    'Sends a stop record for logins that fail.',
  ),
  onOff(
    'sendStopAuthenticationSuccess',
    words(
      ['send', 'Send further records'],
      ['stop-record', 'Stop records'],
      ['authentication', 'By result of authentication'],
      ['success', 'When it succeeds'],
      ['remote-server', 'At a remote server'],
    ),
    'Sends a stop record for users that a remote server has authenticated.',
  ),
  setting(
    globalMode,
    seq({ ...stopRecord, on: stopRecordOf, vrf }),
  )<'on' | 'vrf'>({
    summary: 'The same for users in a routing table, as far as the software or a server has said so.',
    set: (config, one) => amendAccounting(config, { sendStopVrfs: put(stopVrfs(config), one, sameStop(one)) }),
    noNeeds: ['on', 'vrf'],
    unset(config, one) {
      const left = drop(stopVrfs(config), sameStop(one));
      return amendAccounting(config, { sendStopVrfs: left.length === 0 ? undefined : left });
    },
    get: stopVrfs,
  }),
  onOff(
    'sendStopAlways',
    words(['send', 'Send further records'], ['stop-record', 'Stop records'], ['always', 'Even without a start record']),
    'Sends a stop record even when no start record was sent.',
  ),
  onOff(
    'visibleKeys',
    words(['commands', 'Commands of a privilege level'], ['visible-keys', 'Do not mask secrets']),
    'Leaves keys and passwords readable in command records.',
  ),
  onOff('gigawords', words(['gigawords', '64 bit counters']), 'Sends the high words of 64 bit counters.', true),
  onOff(
    'redundancySuppressSystemRecords',
    words(['redundancy', 'At a switchover'], ['suppress', 'Leave records out'], ['system-records', 'Of the whole box']),
    'Sends no system records at a switchover.',
  ),
  value(
    globalMode,
    seq({
      _aaa: aaa,
      _accounting: accounting,
      _delay: kw('delay-start', 'Wait for the address of a PPP peer'),
      all: flag(kw('all', 'For all routing tables')),
      extended: opt(after('extended-delay', 'And for IPv6', INT(1, 2, 'Seconds'))),
    }),
  )({
    summary: 'Holds the start record of a network session back until the address is known.',
    get: ({ accounting: { delayStart } }) => delayStart,
    set: (config, delayStart) => amendAccounting(config, { delayStart }),
  }),
  setting(
    globalMode,
    seq({
      _aaa: aaa,
      _accounting: accounting,
      _delay: kw('delay-start', 'Wait for the address of a PPP peer'),
      vrf: after('vrf', 'In a routing table', WORD('Name of the routing table', { max: 32 })),
      extended: opt(after('extended-delay', 'And for IPv6', INT(1, 2, 'Seconds'))),
    }),
  )<'vrf'>({
    summary:
      'The same for sessions of a routing table: those of which a server or the software says so (Cisco-AVPair ip:vrf-id=V).',
    set(config, { vrf, extended }) {
      const others = (config.accounting.delayStartVrfs ?? []).filter((one) => one.vrf !== vrf);
      const next = { vrf, ...(extended === undefined ? {} : { extended }) };
      return amendAccounting(config, { delayStartVrfs: [...others, next] });
    },
    noNeeds: ['vrf'],
    unset(config, { vrf }) {
      const others = (config.accounting.delayStartVrfs ?? []).filter((one) => one.vrf !== vrf);
      return amendAccounting(config, { delayStartVrfs: others.length === 0 ? undefined : others });
    },
    get: ({ accounting: { delayStartVrfs = [] } }) => delayStartVrfs.map(({ vrf, extended }) => ({ vrf, extended })),
  }),
  setting(
    globalMode,
    seq({ _aaa: aaa, _accounting: accounting, _update: kw('update', 'Records in between'), $update: update }),
  )<never>({
    summary: 'Sends records while sessions last: when something is new, at an interval, or both.',
    set(config, { newinfo = false, periodic, jitter }) {
      const minutes = periodic === undefined ? undefined : Math.min(periodic, longestInterval);
      const next = amendAccounting(config, {
        update: minutes === undefined ? { newinfo } : { newinfo, periodic: minutes },
        jitter: jitter ?? config.accounting.jitter,
      });
      return minutes === periodic ? next : note(next, `% The interval is limited to ${longestInterval} minutes`);
    },
    noNeeds: [],
    unset: (config) => amendAccounting(config, { update: undefined }),
    get({ accounting: { update } }) {
      return update === undefined
        ? []
        : [{ newinfo: update.newinfo ? (true as const) : undefined, periodic: update.periodic }];
    },
  }),
  value(
    globalMode,
    seq({
      _aaa: aaa,
      _accounting: accounting,
      _jitter: kw('jitter', 'Spread periodic records'),
      _maximum: kw('maximum', 'By at most'),
      jitter: INT(0, 2_147_483, 'Seconds; 0: not at all'),
    }),
  )({
    summary: 'Shifts each periodic record by a random time up to this maximum.',
    defaultText: '300',
    get: ({ accounting: { jitter } }) => (jitter === undefined ? undefined : { jitter }),
    set: (config, typed) => amendAccounting(config, { jitter: typed?.jitter }),
  }),
];
