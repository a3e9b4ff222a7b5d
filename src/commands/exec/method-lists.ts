import type { MethodListSnapshot } from '../../aaa/index.ts';
import type { AccountingList, RecordType } from '../../accounting/config.ts';
import { choice, command, kw, seq } from '../../ios/index.ts';
import { exec, show } from './mode.ts';

/** Names of the queues in the order in which IOS prints them; commands have one per level. */
const authenticationQueues = { login: 'LOGIN', enable: 'ENABLE', ppp: 'PPP', arap: 'ARAP', dot1x: 'DOT1X' } as const;
const authorizationQueues = {
  exec: 'SHELL',
  network: 'NET',
  'reverse-access': 'REVERSE_ACCESS',
  commands: 'COMMAND',
} as const;
const accountingQueues: readonly (readonly [RecordType | undefined, string])[] = [
  ['exec', 'SHELL'],
  ['auth-proxy', 'AUTH_PROXY'],
  ['network', 'NET'],
  ['connection', 'CONN'],
  ['system', 'SYSTEM'],
  ['resource', 'RESOURCE'],
  [undefined, 'RM'],
  ['dot1x', 'DOT1X'],
  ['identity', 'IDENTITY'],
  ['onep', 'CONNECTEDAPPS'],
  ['vrrs', 'VRRS'],
];
const levels = Array.from({ length: 16 }, (_, level) => level);

const permanent = ['permanent lists', '  name= Permanent None valid=TRUE id=0 Action=NOT_SET :state=ALIVE :'];

const line = (list: { name: string; id: number; state: string; methods: readonly string[] }): string =>
  `  name=${list.name} valid=TRUE id=${list.id} :state=${list.state} : ${list.methods.join('  ')}`.trimEnd();

function queues(
  prefix: string,
  names: Readonly<Record<string, string>>,
  lists: readonly MethodListSnapshot[],
): readonly string[] {
  return Object.entries(names).flatMap(([service, name]) => {
    const own = lists.filter((list) => list.service === service);
    if (service !== 'commands')
      return [`${prefix} queue=AAA_ML_${prefix === 'authen' ? 'AUTHEN' : 'AUTHOR'}_${name}`, ...own.map(line)];
    return levels.flatMap((level) => [
      `${prefix} queue=AAA_ML_AUTHOR_${name}`,
      ...own.filter((list) => list.level === level).map(line),
    ]);
  });
}

/** Authentication and authorization lists, queue by queue. */
function showMethodLists(kind: 'authentication' | 'authorization', lists: readonly MethodListSnapshot[]): string {
  const own = lists.filter((list) => list.kind === kind);
  return [
    ...(kind === 'authentication'
      ? queues('authen', authenticationQueues, own)
      : queues('author', authorizationQueues, own)),
    ...permanent,
  ].join('\n');
}

/** Accounting lists, queue by queue. A list is dead when none of its groups can be used. */
function showAccountingLists(lists: readonly AccountingList[], groupAlive: (group: string) => boolean): string {
  const named = lists.filter(({ name }) => name !== 'default');
  const print = (type: RecordType | undefined, level?: number): readonly string[] =>
    lists
      .filter((list) => list.type === type && list.level === level)
      .map((list) => {
        const { name, methods } = list;
        const alive = methods.length === 0 || methods.some((one) => one.method === 'logger' || groupAlive(one.group));
        const words = methods.map((one) => (one.method === 'group' ? `SERVER_GROUP ${one.group}` : 'LOGGER'));
        return line({
          name,
          id: name === 'default' ? 0 : named.indexOf(list) + 1,
          state: alive ? 'ALIVE' : 'DEAD',
          methods: words.length > 0 ? words : ['NONE'],
        });
      });
  return [
    ...accountingQueues.flatMap(([type, name]) => [`acct queue=AAA_ML_ACCT_${name}`, ...print(type)]),
    ...levels.flatMap((level) => ['acct queue=AAA_ML_ACCT_COMMAND', ...print('commands', level)]),
    ...permanent,
  ].join('\n');
}

/** Method lists in force. */
export const methodListCommands = [
  command(
    exec,
    seq({
      _show: show,
      _aaa: kw('aaa', 'Show AAA values'),
      _lists: kw('method-lists', 'Show method lists'),
      kind: choice(
        kw('accounting', 'Accounting lists'),
        kw('authentication', 'Authentication lists'),
        kw('authorization', 'Authorization lists'),
        kw('all', 'All lists'),
      ),
    }),
  )({
    privilege: 15,
    summary: 'Prints the method lists with their methods and whether any server of theirs can be used.',
    run({ kind }, io, { services: { aaa, configuration } }) {
      const lists = aaa.methodLists();
      if (kind === 'authentication' || kind === 'all') io.print(showMethodLists('authentication', lists));
      if (kind === 'authorization' || kind === 'all') io.print(showMethodLists('authorization', lists));
      if (kind === 'accounting' || kind === 'all')
        io.print(
          showAccountingLists(
            configuration.running().accounting.lists,
            (group) => aaa.groups.get(group)?.alive ?? false,
          ),
        );
    },
  }),
];
