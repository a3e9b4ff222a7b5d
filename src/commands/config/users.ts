import type { AaaConfig, LocalUser, PasswordRecord } from '../../aaa/config.ts';
import {
  choice,
  drop,
  getBy,
  INT,
  kw,
  LINE,
  opt,
  put,
  putBy,
  Refusal,
  type Rule,
  refuse,
  seq,
  setting,
  unordered,
  WORD,
} from '../../ios/index.ts';
import type { Configuration } from '../configuration.ts';
import { amend, amendAaa } from './edit.ts';
import { type ConfigServices, globalMode } from './modes.ts';
import {
  hashArgument,
  hashPassword,
  passwordOrSecret,
  sealPassword,
  secretArgument,
  type TypedHash,
  type TypedSecret,
  writtenHash,
  writtenPassword,
  writtenSecret,
} from './secrets.ts';
import { after } from './words.ts';

type TypedPassword = ({ readonly keyword: 'password' } & TypedSecret) | ({ readonly keyword: 'secret' } & TypedHash);

interface TypedUser {
  readonly privilege?: number;
  readonly accessClass?: string;
  readonly password?: TypedPassword;
  readonly autocommand?: string;
}
/** What follows the name. A password and an automatic command each take the rest of the line. */
const userOptions: Rule<TypedUser> = seq({
  $options: unordered({
    privilege: opt(after('privilege', 'Privilege level of sessions', INT(0, 15, 'Level'))),
    accessClass: opt(after('access-class', 'Where the user may come from', WORD('Access list', { max: 64 }))),
  }),
  $rest: choice(
    seq({ password: opt(passwordOrSecret) }),
    seq({ autocommand: after('autocommand', 'Command to run after login', LINE('Command')) }),
  ),
});

const nameOf = (user: LocalUser): string => user.name;

function keepPassword(
  typed: TypedPassword,
  known: PasswordRecord | undefined,
  env: ConfigServices,
): PasswordRecord | Refusal {
  if (known !== undefined && known.keyword !== typed.keyword)
    return refuse('ERROR: Can not have both a user password and a user secret.\nPlease choose one or the other.');
  return typed.keyword === 'password' ? sealPassword(typed, env) : hashPassword(typed, env);
}

/** `username …` */
export const userSettings = [
  setting(
    globalMode,
    seq({ _username: kw('username', 'A local user'), name: WORD('Name', { max: 64 }), $options: userOptions }),
  )<'name'>({
    summary:
      'Makes a local user. Several lines about one user add up. Clear passwords are sealed, clear secrets hashed.',
    set(config, { name, password, ...typed }, _context, env) {
      const known = getBy(config.aaa.users, name, nameOf);
      const record = password === undefined ? known?.password : keepPassword(password, known?.password, env);
      if (record instanceof Refusal) return record;
      const user = amend<LocalUser>(known ?? { name }, { ...typed, password: record });
      return amendAaa(config, { users: putBy(config.aaa.users, user, nameOf) });
    },
    noNeeds: ['name'],
    unset: (config, { name }) => amendAaa(config, { users: drop(config.aaa.users, (user) => user.name === name) }),
    *get({ aaa: { users } }) {
      for (const { name, privilege, accessClass, password, autocommand } of users) {
        const written = password && writtenPassword(password);
        const options = { name, privilege, accessClass };
        const more = privilege !== undefined || accessClass !== undefined || written !== undefined;
        if (more || autocommand === undefined) yield { ...options, password: written };
        if (autocommand !== undefined) yield { name, autocommand };
      }
    },
  }),
];

const level = opt(after('level', 'For a privilege level', INT(1, 15, 'Level')));
const enable = kw('enable', 'Passwords of privilege levels');

const sameEntry =
  (level: number, keyword: PasswordRecord['keyword']) =>
  (entry: AaaConfig['enable'][number]): boolean =>
    entry.level === level && entry.password.keyword === keyword;
const setEnable = (config: Configuration, level: number, password: PasswordRecord | Refusal) =>
  password instanceof Refusal
    ? password
    : amendAaa(config, {
        enable: put(config.aaa.enable, { level, password }, sameEntry(level, password.keyword)),
      });
const dropEnable = (config: Configuration, level: number, keyword: PasswordRecord['keyword']) =>
  amendAaa(config, { enable: drop(config.aaa.enable, sameEntry(level, keyword)) });

/** `enable secret`, `enable password` */
export const enableSettings = [
  setting(
    globalMode,
    seq({ _enable: enable, _secret: kw('secret', 'Kept as a hash'), level, given: hashArgument }),
  )<'level'>({
    summary: 'Sets the secret that lets a user enter a privilege level; it wins over the password.',
    defaultText: 'level 15',
    set: (config, { level = 15, given }, _context, env) => setEnable(config, level, hashPassword(given, env)),
    noNeeds: [],
    unset: (config, { level = 15 }) => dropEnable(config, level, 'secret'),
    *get({ aaa: { enable } }) {
      for (const { level, password } of enable) {
        const given = writtenHash(password);
        if (given !== undefined) yield { level: level === 15 ? undefined : level, given };
      }
    },
  }),
  setting(
    globalMode,
    seq({
      _enable: enable,
      _password: kw('password', 'Kept so that it can be read back'),
      level,
      given: secretArgument,
    }),
  )<'level'>({
    summary: 'Sets the password that lets a user enter a privilege level.',
    defaultText: 'level 15',
    set: (config, { level = 15, given }, _context, env) => setEnable(config, level, sealPassword(given, env)),
    noNeeds: [],
    unset: (config, { level = 15 }) => dropEnable(config, level, 'password'),
    *get({ aaa: { enable } }) {
      for (const { level, password } of enable) {
        const given = writtenSecret(password);
        if (given !== undefined) yield { level: level === 15 ? undefined : level, given };
      }
    },
  }),
];
