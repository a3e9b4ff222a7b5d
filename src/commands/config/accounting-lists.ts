import type { AccountingList, AccountingMethod, RecordType } from '../../accounting/config.ts';
import {
  type ConfigDeclaration,
  choice,
  drop,
  flag,
  INT,
  kw,
  many,
  opt,
  put,
  type Rule,
  refuse,
  section,
  seq,
  setting,
  toggle,
} from '../../ios/index.ts';
import type { Configuration } from '../configuration.ts';
import { amend, amendAccounting, type Changes, value } from './edit.ts';
import { bareRadius, bareTacacs, groupMethod } from './method-lists.ts';
import { type AccountingListKey, accountingListMode, type ConfigServices, globalMode } from './modes.ts';
import { aaa, after, listName, vrf } from './words.ts';

export const accounting = kw('accounting', 'What users use');
const broadcast = kw('broadcast', 'To every group at once');
const maxMethods = 4;

const sameList =
  ({ type, level, name, vrf }: AccountingListKey) =>
  (other: AccountingList): boolean =>
    other.type === type && other.level === level && other.name === name && other.vrf === vrf;

/** The list `key` with changes; made if there is none. */
function changeList(config: Configuration, key: AccountingListKey, changes: Changes<AccountingList>): Configuration {
  const { type, level, name, vrf } = key;
  const fresh: AccountingList = { type, name, broadcast: false, methods: [], submode: false };
  const list = amend(config.accounting.lists.find(sameList(key)) ?? fresh, { level, vrf, ...changes });
  return amendAccounting(config, { lists: put(config.accounting.lists, list, sameList(key)) });
}

const method: Rule<AccountingMethod> = choice(
  groupMethod,
  seq({ method: kw('logger', 'System messages') }),
  bareRadius,
  bareTacacs,
);

type Action = NonNullable<AccountingList['action']>;
const actionHelp = {
  none: 'No records',
  'start-stop': 'A record at the start and one at the end',
  'stop-only': 'A record at the end',
  'wait-start': 'As start-stop; the service waits until the first record is acknowledged',
  'stop-failure': 'A record for calls that end before anybody has authenticated',
} as const satisfies Record<Action, string>;
const action = <A extends Action>(word: A): Rule<A> => kw(word, actionHelp[word]);

interface What {
  readonly action: Action;
  readonly broadcast?: boolean;
  readonly methods?: readonly AccountingMethod[];
}
const whatFor = (third: 'wait-start' | 'stop-failure'): Rule<What> =>
  choice(
    seq({ action: action('none') }),
    seq({
      action: choice(action('start-stop'), action('stop-only'), action(third)),
      broadcast: flag(broadcast),
      methods: many(method, { min: 0, max: maxMethods }),
    }),
  );

const typeHelp = {
  'auth-proxy': 'Sessions of the authentication proxy',
  commands: 'Commands of a privilege level',
  connection: 'Outbound connections',
  dot1x: 'IEEE 802.1X sessions',
  exec: 'Exec sessions',
  identity: 'Identity services',
  network: 'Network services (PPP, VPN)',
  onep: 'onePK applications',
  resource: 'Calls',
  system: 'Events of the whole box',
  vrrs: 'Virtual router redundancy',
} as const satisfies Record<RecordType, string>;

interface Which {
  readonly type: RecordType;
  readonly level?: number;
}
const whichOf = (type: RecordType): Rule<Which> => {
  const word = kw(type, typeHelp[type]);
  if (type !== 'commands') return seq({ type: word });
  return seq({ type: word, level: INT(0, 15, 'Privilege level of the commands') });
};

/** Both forms of the lists of one type: all on one line; or the line without an action, and a mode for the rest. */
function lists(type: RecordType): readonly ConfigDeclaration<Configuration, ConfigServices>[] {
  const key = {
    _aaa: aaa,
    _accounting: accounting,
    $which: whichOf(type),
    name: type === 'system' ? kw('default', 'The only list') : listName('Name of the list', 64),
    vrf: opt(vrf),
  };
  const listsOf = (config: Configuration, submode: boolean): readonly AccountingList[] =>
    config.accounting.lists.filter((list) => list.type === type && list.submode === submode);
  return [
    setting(
      globalMode,
      seq({ ...key, $what: whatFor(type === 'resource' ? 'stop-failure' : 'wait-start') }),
    )<'type' | 'level' | 'name' | 'vrf'>({
      summary: `Makes a list of up to four methods that records go to. ${typeHelp[type]}.`,
      set: (config, { action, broadcast = false, methods = [], ...which }) =>
        changeList(config, which, { action, periodic: undefined, broadcast, methods, submode: false }),
      noNeeds: ['name', 'vrf'],
      unset: (config, which) => amendAccounting(config, { lists: drop(config.accounting.lists, sameList(which)) }),
      *get(config) {
        for (const { level, name, vrf, action, broadcast, methods } of listsOf(config, false)) {
          const which = { type, level, name, vrf };
          if (action === 'none') yield { ...which, action };
          else if (action !== undefined) yield { ...which, action, broadcast, methods };
        }
      },
    }),
    section(
      globalMode,
      seq(key),
      accountingListMode,
    )({
      summary: `The same in a mode of its own. ${typeHelp[type]}.`,
      open: (config, which) => ({ config: changeList(config, which, { submode: true }), context: which }),
      unset: false,
      *get(config) {
        for (const list of listsOf(config, true)) {
          const { level, name, vrf } = list;
          yield { value: { type, level, name, vrf }, context: list };
        }
      },
    }),
  ];
}

/** `aaa accounting TYPE LIST …`, in the order in which IOS writes the types. */
export const accountingListSettings = [
  ...lists('auth-proxy'),
  ...lists('identity'),
  ...lists('dot1x'),
  ...lists('exec'),
  ...lists('commands'),
  ...lists('network'),
  ...lists('connection'),
  ...lists('system'),
  ...lists('resource'),
  ...lists('vrrs'),
  ...lists('onep'),
];

const listOf = (config: Configuration, key: AccountingListKey): AccountingList | undefined =>
  config.accounting.lists.find(sameList(key));

const actionType: Rule<{ readonly action: Action; readonly periodic?: 'disable' | number }> = choice(
  seq({ action: action('none') }),
  seq({
    action: choice(action('start-stop'), action('wait-start')),
    periodic: opt(
      after(
        'periodic',
        'Records in between',
        choice(kw('disable', 'None'), after('interval', 'At an interval', INT(1, 71582, 'Minutes'))),
      ),
    ),
  }),
  seq({ action: choice(action('stop-only'), action('stop-failure')) }),
);

/** The lines of the mode that a list without an action opens. */
export const accountingListModeSettings = [
  value(
    accountingListMode,
    seq({
      _action: kw('action-type', 'Which records'),
      $what: actionType,
    }),
  )({
    summary: 'Says which records the list is for.',
    get(config, key) {
      const list = listOf(config, key);
      return list?.action === undefined ? undefined : { action: list.action, periodic: list.periodic };
    },
    set(config, typed, key) {
      if (typed?.action === 'stop-failure' && key.type !== 'resource')
        return refuse('% stop-failure is for resource accounting only');
      return changeList(config, key, { action: typed?.action, periodic: typed?.periodic });
    },
  }),
  toggle(
    accountingListMode,
    broadcast,
  )({
    summary: 'Sends every record to all groups at once.',
    get: (config, key) => listOf(config, key)?.broadcast,
    set: (config, on, key) => changeList(config, key, { broadcast: on }),
  }),
  setting(
    accountingListMode,
    method,
  )({
    summary: 'Adds a method to the list; up to four, tried in order.',
    set(config, added, key) {
      const methods = put(listOf(config, key)?.methods ?? [], added, sameMethod(added));
      if (methods.length > maxMethods) return refuse(`% A list has at most ${maxMethods} methods`);
      return changeList(config, key, { methods });
    },
    unset: (config, removed, key) =>
      changeList(config, key, { methods: drop(listOf(config, key)?.methods ?? [], sameMethod(removed)) }),
    get: (config, key) => listOf(config, key)?.methods ?? [],
  }),
];

const sameMethod =
  (one: AccountingMethod) =>
  (other: AccountingMethod): boolean =>
    one.method === 'group' ? other.method === 'group' && other.group === one.group : other.method === one.method;
