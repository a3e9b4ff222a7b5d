import type { AaaMethod, AuthenticationList, AuthorizationList } from '../../aaa/config.ts';
import { choice, drop, INT, kw, many, map, put, type Rule, seq, setting, toggle, WORD } from '../../ios/index.ts';
import type { Configuration } from '../configuration.ts';
import { amendAaa } from './edit.ts';
import { globalMode } from './modes.ts';
import { aaa, listName } from './words.ts';

/** `group {radius | tacacs+ | NAME}` */
export const groupMethod = seq({
  method: kw('group', 'A group of servers'),
  group: choice(
    kw('radius', 'All RADIUS servers'),
    kw('tacacs+', 'All TACACS+ servers'),
    WORD('Name of a server group', { max: 32 }),
  ),
});

/** `radius` or `tacacs+` without `group`, as old configurations have it; written with it. */
const bareGroup = (word: 'radius' | 'tacacs+'): Rule<{ readonly method: 'group'; readonly group: string }> =>
  map(
    kw(word, `The same as group ${word}`),
    () => ({ method: 'group', group: word }) as const,
    () => undefined,
  );
export const bareRadius = bareGroup('radius');
export const bareTacacs = bareGroup('tacacs+');

type Word = Exclude<AaaMethod['method'], 'group'>;
const help = {
  local: 'Local users',
  'local-case': 'Local users, with the case of names',
  enable: 'The enable password',
  line: "The line's password",
  none: 'Always',
  'if-authenticated': 'Whoever has authenticated',
  'if-needed': 'Only who has not authenticated yet',
} as const satisfies Record<Word, string>;

/** Up to four methods: groups and the words given. */
const methods = (...words: readonly Word[]): Rule<readonly AaaMethod[]> =>
  many(
    choice(
      groupMethod,
      ...words.map((word): Rule<AaaMethod> => seq({ method: kw(word, help[word]) })),
      bareRadius,
      bareTacacs,
    ),
    { max: 4 },
  );

const loginMethods = methods('enable', 'line', 'local', 'local-case', 'none');
const networkMethods = methods('if-needed', 'local', 'local-case', 'none');
const permitMethods = methods('if-authenticated', 'local', 'none');

const setAuthentication = (config: Configuration, list: AuthenticationList): Configuration =>
  amendAaa(config, {
    authentication: put(config.aaa.authentication, list, (o) => o.service === list.service && o.name === list.name),
  });

const authentication = kw('authentication', 'How users are authenticated');
const authenticationLists = (
  service: AuthenticationList['service'],
  help: string,
  rule: Rule<readonly AaaMethod[]>,
  names: Rule<string> = listName('Name of the list'),
) =>
  setting(
    globalMode,
    seq({ _aaa: aaa, _authentication: authentication, _service: kw(service, help), name: names, methods: rule }),
  )<'name'>({
    summary: `Makes a list of up to four methods; the next is tried only when one does not respond. ${help}.`,
    set: (config, { name, methods }) => setAuthentication(config, { service, name, methods }),
    noNeeds: ['name'],
    unset: (config, { name }) =>
      amendAaa(config, {
        authentication: drop(config.aaa.authentication, (list) => list.service === service && list.name === name),
      }),
    get: (config) =>
      config.aaa.authentication
        .filter((list) => list.service === service)
        .map(({ name, methods }) => ({ name, methods })),
  });

const defaultOnly = kw('default', 'The only list');

/** `aaa authentication SERVICE LIST METHOD…` */
export const authenticationSettings = [
  authenticationLists('login', 'Logins', loginMethods),
  authenticationLists('enable', 'The enable command', methods('enable', 'line', 'none'), defaultOnly),
  authenticationLists('ppp', 'PPP sessions', networkMethods),
  authenticationLists('arap', 'AppleTalk remote access', methods('line', 'local', 'local-case', 'none')),
  authenticationLists('dot1x', 'IEEE 802.1X sessions', methods('local', 'none')),
];

const authorization = kw('authorization', 'What users are permitted');

const sameList =
  ({ service, level, name }: Pick<AuthorizationList, 'service' | 'level' | 'name'>) =>
  (other: AuthorizationList): boolean =>
    other.service === service && other.level === level && other.name === name;
const setAuthorization = (config: Configuration, list: AuthorizationList): Configuration =>
  amendAaa(config, { authorization: put(config.aaa.authorization, list, sameList(list)) });
const dropAuthorization = (config: Configuration, key: Pick<AuthorizationList, 'service' | 'level' | 'name'>) =>
  amendAaa(config, { authorization: drop(config.aaa.authorization, sameList(key)) });

const authorizationLists = (service: Exclude<AuthorizationList['service'], 'commands'>, help: string, max: number) =>
  setting(
    globalMode,
    seq({
      _aaa: aaa,
      _authorization: authorization,
      _service: kw(service, help),
      name: listName('Name of the list', max),
      methods: permitMethods,
    }),
  )<'name'>({
    summary: `Makes a list of up to four methods that say what is permitted. ${help}.`,
    set: (config, { name, methods }) => setAuthorization(config, { service, name, methods }),
    noNeeds: ['name'],
    unset: (config, { name }) => dropAuthorization(config, { service, name }),
    get: (config) =>
      config.aaa.authorization
        .filter((list) => list.service === service)
        .map(({ name, methods }) => ({ name, methods })),
  });

/** `aaa authorization …` */
export const authorizationSettings = [
  toggle(
    globalMode,
    seq({ _aaa: aaa, _authorization: authorization, _console: kw('console', 'On the console, too') }),
  )({
    summary: 'Applies authorization to the console as well.',
    get: (config) => config.aaa.authorizeConsole,
    set: (config, authorizeConsole) => amendAaa(config, { authorizeConsole }),
  }),
  toggle(
    globalMode,
    seq({ _aaa: aaa, _authorization: authorization, _what: kw('config-commands', 'Configuration commands, too') }),
  )({
    summary: 'Authorizes configuration commands like other commands.',
    get: (config) => config.aaa.authorizeConfigCommands,
    set: (config, authorizeConfigCommands) => amendAaa(config, { authorizeConfigCommands }),
  }),
  authorizationLists('exec', 'Exec sessions', 31),
  setting(
    globalMode,
    seq({
      _aaa: aaa,
      _authorization: authorization,
      _commands: kw('commands', 'Commands of a privilege level'),
      level: INT(0, 15, 'Privilege level of the commands'),
      name: listName('Name of the list'),
      methods: permitMethods,
    }),
  )<'level' | 'name'>({
    summary: 'Makes a list of up to four methods that say whether commands of a privilege level are permitted.',
    set: (config, { level, name, methods }) => setAuthorization(config, { service: 'commands', level, name, methods }),
    noNeeds: ['level', 'name'],
    unset: (config, { level, name }) => dropAuthorization(config, { service: 'commands', level, name }),
    *get(config) {
      for (const { service, level, name, methods } of config.aaa.authorization)
        if (service === 'commands' && level !== undefined) yield { level, name, methods };
    },
  }),
  authorizationLists('network', 'Network services (PPP, VPN)', 64),
  authorizationLists('reverse-access', 'Connections to lines from outside', 31),
];
