import type { AccountingList } from '../../accounting/config.ts';
import type { Configuration } from '../configuration.ts';
import type { AdviceRule, Finding } from './finding.ts';
import { serversOf } from './servers.ts';

/** `aaa accounting commands 15 default`: the words that a list of accounting begins with. */
const accountingWords = ({ type, level, name }: AccountingList): string =>
  `aaa accounting ${type}${level === undefined ? '' : ` ${level}`} ${name}`;

interface ListOf {
  /** `aaa authentication login AOL` */
  readonly words: string;
  readonly name: string;
  /** Groups that it sends to. */
  readonly groups: readonly string[];
  /** Names of the lists of its kind that lines and interfaces apply; absent: nobody can say. */
  readonly applied?: readonly (string | undefined)[];
}

const groupsIn = (methods: readonly { readonly method: string; readonly group?: string }[]): readonly string[] =>
  methods.flatMap(({ group }) => group ?? []);

/** Every method list of the configuration, and where lists of its kind are applied. */
function listsOf({ aaa, accounting, terminal, ppp, ipsec }: Configuration): readonly ListOf[] {
  const { lines } = terminal;
  const { interfaces } = ppp;
  const applied: Readonly<Record<string, readonly (string | undefined)[]>> = {
    'authentication login': [
      ...lines.map((line) => line.loginAuthentication),
      ...[...ipsec.profiles, ...ipsec.maps].map((one) => one.authenticationList),
      ...ipsec.ikev2.profiles.map((one) => one.eapList),
    ],
    'authentication ppp': interfaces.map((one) => one.authentication?.list),
    'accounting exec': lines.map((line) => line.accountingExec),
    'accounting connection': lines.map((line) => line.accountingConnection),
  };
  const more = (kind: string) => (applied[kind] === undefined ? {} : { applied: applied[kind] });
  return [
    ...aaa.authentication.map(({ service, name, methods }) => ({
      words: `aaa authentication ${service} ${name}`,
      ...{ name, groups: groupsIn(methods), ...more(`authentication ${service}`) },
    })),
    ...aaa.authorization.map(({ service, level, name, methods }) => ({
      words: `aaa authorization ${service}${level === undefined ? '' : ` ${level}`} ${name}`,
      ...{ name, groups: groupsIn(methods), ...more(`authorization ${service}`) },
    })),
    ...accounting.lists.map((list) => ({
      words: accountingWords(list),
      ...{ name: list.name, groups: groupsIn(list.methods), ...more(`accounting ${list.type}`) },
    })),
    ...(accounting.dnis?.maps ?? []).map(({ number, methods }) => ({
      words: `aaa dnis map ${number} accounting network`,
      ...{ name: 'default', groups: groupsIn(methods) },
    })),
  ];
}

const found = (words: string, text: string, groups: readonly string[] = []): Finding => ({
  text,
  present: (at) =>
    listsOf(at).some((list) => list.words === words && groups.every((group) => list.groups.includes(group))),
});

/** A list names a group that is not there, or one without servers. */
const strangeGroups: AdviceRule = (config) =>
  listsOf(config).flatMap(({ words, groups }) =>
    groups.flatMap((group): readonly Finding[] => {
      if (group === 'radius' || group === 'tacacs+') {
        if (serversOf(config, group).length > 0) return [];
        const hint = `add "${group === 'radius' ? 'radius' : 'tacacs'} server NAME" with its address and key`;
        const none = `No ${group === 'radius' ? 'RADIUS' : 'TACACS+'} server is defined: ${hint}.`;
        return [{ ...found(words, none, [group]), once: true }];
      }
      const known = config.aaa.groups.find(({ name }) => name === group);
      if (known === undefined) {
        const meant = group === 'tacacs' ? ' Perhaps "group tacacs+" is meant.' : '';
        return [found(words, `There is no group ${group}: the method is skipped.${meant}`, [group])];
      }
      return known.members.length > 0 ? [] : [found(words, `Group ${group} has no servers.`, [group])];
    }),
  );

/** A list with a name is good for nothing until a line or an interface applies it. */
const unused: AdviceRule = (config) =>
  listsOf(config).flatMap(({ words, name, applied }) =>
    name === 'default' || applied === undefined || applied.includes(name)
      ? []
      : [found(words, `List ${name} is not applied to any line or interface, so nothing goes by it.`)],
  );

const accountingRules: AdviceRule = ({ aaa, accounting }) => [
  ...accounting.lists.flatMap((list): readonly Finding[] => {
    const words = accountingWords(list);
    if (list.action === undefined) return [found(words, 'The list has no action-type: it accounts for nothing.')];
    if (list.action !== 'none' && list.methods.length === 0)
      return [found(words, 'The list has no method: its records go nowhere. Add "group NAME".')];
    return list.broadcast && list.methods.length === 1
      ? [found(words, 'broadcast makes no difference with a single group.')]
      : [];
  }),
  ...(accounting.dnis !== undefined && accounting.dnis.maps.length > 0 && !accounting.dnis.enabled
    ? [
        {
          text: 'Called numbers are not looked at without "aaa dnis map enable".',
          present: (at: Configuration) => (at.accounting.dnis?.maps.length ?? 0) > 0,
        },
      ]
    : []),
  ...(aaa.newModel || (accounting.lists.length === 0 && (accounting.dnis?.maps.length ?? 0) === 0)
    ? []
    : [
        {
          text: 'Nothing is accounted for without "aaa new-model".',
          present: (at: Configuration) => at.accounting.lists.length > 0 || (at.accounting.dnis?.maps.length ?? 0) > 0,
        },
      ]),
];

export const listRules: readonly AdviceRule[] = [accountingRules, strangeGroups, unused];

/** What a line said again in other words, of a list that had been there before. */
export function replacedList(before: Configuration, after: Configuration): AccountingList | undefined {
  if (before.accounting.lists === after.accounting.lists) return undefined;
  return after.accounting.lists.find((list) => {
    const old = before.accounting.lists.find((one) => accountingWords(one) === accountingWords(list));
    return old !== undefined && !old.submode && old.action !== list.action;
  });
}

export const isList =
  (list: AccountingList) =>
  ({ accounting }: Configuration): boolean =>
    accounting.lists.some((one) => accountingWords(one) === accountingWords(list));
