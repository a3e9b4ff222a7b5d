import {
  type About,
  as,
  choice,
  drop,
  flag,
  INT,
  kw,
  LINE,
  many,
  no,
  opt,
  put,
  Refusal,
  type Rule,
  refuse,
  section,
  seq,
  setting,
  toggle,
  WORD,
  type Written,
} from '../../ios/index.ts';
import type { LineConfig, LineKind } from '../../terminal/config.ts';
import { type Changes, value } from './edit.ts';
import { changeLines, clearLines, dropLines, lineOf, lineRanges, makeLines, standingVtys } from './line-ranges.ts';
import { globalMode, type LineRange, lineMode } from './modes.ts';
import { sealPassword, secretArgument, writtenSecret } from './secrets.ts';
import { leading, listName } from './words.ts';

const line = kw('line', 'Terminal lines');
const maxLine = 1869;
const last = opt(INT(0, maxLine, 'Last line'));
interface TypedRange {
  /** Absent for an absolute number. */
  readonly kind?: LineKind;
  readonly first: number;
  readonly last?: number;
}
const range: Rule<TypedRange> = choice(
  seq({ _line: line, kind: as(kw('con', 'The console'), 'con'), first: INT(0, 0, 'Line') }),
  seq({ _line: line, kind: as(kw('console', 'The console'), 'con'), first: INT(0, 0, 'Line') }),
  seq({ _line: line, kind: kw('aux', 'The auxiliary port'), first: INT(0, 0, 'Line') }),
  seq({ _line: line, kind: kw('vty', 'Lines for SSH and Telnet'), first: INT(0, maxLine, 'First line'), last }),
  seq({ _line: line, kind: kw('tty', 'Lines for modems'), first: INT(1, maxLine, 'First line'), last }),
  seq({ _line: line, first: INT(0, maxLine, 'First line'), last }),
);

function rangeOf(typed: TypedRange): LineRange | Refusal {
  const { first, last = first } = typed;
  const kind = typed.kind ?? (first === 0 ? 'con' : 'tty');
  return last < first || (kind === 'con' && last > 0) ? refuse('% Bad line number') : { kind, first, last };
}

/** `line …` */
export const lineSection = section(
  globalMode,
  range,
  lineMode,
)({
  summary: 'Configures one line or several: console, auxiliary port, modem lines (tty), and lines for SSH and Telnet.',
  open(config, typed) {
    const lines = rangeOf(typed);
    return lines instanceof Refusal ? lines : { config: makeLines(config, lines), context: lines };
  },
  unset(config, typed) {
    const lines = rangeOf(typed);
    if (lines instanceof Refusal) return lines;
    if (lines.kind === 'con') return refuse("% The console can't be removed");
    if (lines.kind !== 'vty') return dropLines(config, lines);
    // vty lines have no gaps: those above go, too.
    if (lines.first < standingVtys) return refuse(`% Can't delete last ${standingVtys} VTY lines`);
    return dropLines(config, { ...lines, last: maxLine });
  },
  reset(config, typed) {
    const lines = rangeOf(typed);
    return lines instanceof Refusal ? lines : clearLines(config, lines);
  },
  get: (config) =>
    lineRanges(config).map((lines) => {
      const { kind, first, last } = lines;
      return {
        value: { kind: kind === 'tty' ? undefined : kind, first, last: last === first ? undefined : last },
        context: lines,
      };
    }),
  sampleValue(random) {
    const first = Math.floor(random() * 20);
    const last = random() < 0.5 ? {} : { last: first + Math.floor(random() * 20) };
    const kind = random() < 0.5 ? {} : ({ kind: 'vty' } as const);
    return { ...kind, first, ...(first === 0 && kind.kind === undefined ? {} : last) };
  },
});

/** A line that sets one value. */
const one = <V>(
  syntax: Rule<V>,
  about: About & {
    readonly get: (line: LineConfig) => Written<V> | undefined;
    readonly set: (value: V | undefined) => Changes<LineConfig>;
  },
) => {
  const { get, set, ...rest } = about;
  return value(
    lineMode,
    syntax,
  )({
    ...rest,
    get(config, lines) {
      const held = lineOf(config, lines);
      return held && get(held);
    },
    set: (config, typed, lines) => changeLines(config, lines, set(typed)),
  });
};

type Words = readonly (readonly [word: string, help: string])[];
type NumberKey = 'sessionTimeout' | 'loginTimeout' | 'privilege' | 'length' | 'width';
const number = (key: NumberKey, words: Words, rule: Rule<number>, summary: string, defaultText: string) =>
  one(seq({ ...leading(...words), number: rule }), {
    summary,
    defaultText,
    get: ({ [key]: held }) => (held === undefined ? undefined : { number: held }),
    set: (typed) => ({ [key]: typed?.number }),
  });

type ListKey =
  | 'loginAuthentication'
  | 'authorizationExec'
  | 'accountingExec'
  | 'accountingConnection'
  | 'accountingArap';
const list = (key: ListKey, words: Words, summary: string) =>
  one(seq({ ...leading(...words), list: listName('Name of the list') }), {
    summary,
    defaultText: 'default',
    get: ({ [key]: held }) => (held === undefined ? undefined : { list: held }),
    set: (typed) => ({ [key]: typed?.list }),
  });

/** `authorization commands LEVEL LIST` and the same of accounting. */
const perLevel = (key: 'authorizationCommands' | 'accountingCommands', word: string, help: string) =>
  setting(
    lineMode,
    seq({
      _what: kw(word, help),
      _commands: kw('commands', 'Commands of a privilege level'),
      level: INT(0, 15, 'Privilege level of the commands'),
      list: listName('Name of the list'),
    }),
  )<'level'>({
    summary: `Names the list for ${word} of commands of a privilege level.`,
    defaultText: 'default',
    set: (config, entry, lines) =>
      changeLines(config, lines, ({ [key]: held = [] }) => ({
        [key]: put(held, entry, ({ level }) => level === entry.level),
      })),
    noNeeds: ['level'],
    unset: (config, entry, lines) =>
      changeLines(config, lines, ({ [key]: held = [] }) => {
        const left = drop(held, ({ level }) => level === entry.level);
        return { [key]: left.length === 0 ? undefined : left };
      }),
    get: (config, lines) => lineOf(config, lines)?.[key] ?? [],
  });

const authorization = 'authorization';
const accounting = 'accounting';
/** Minutes. */
const longestTimeout = 35_791;

/** The lines of `line …`, in the order in which IOS writes them. */
export const lineSettings = [
  one(
    seq({
      _session: kw('session-timeout', 'End of idle outbound connections'),
      minutes: INT(0, 35_791, 'Minutes'),
      _output: opt(kw('output', 'Output counts, too')),
    }),
    {
      summary: 'Sets the time without input after which outbound connections of the line are closed.',
      defaultText: '0: never',
      get: ({ sessionTimeout }) => (sessionTimeout === undefined ? undefined : { minutes: sessionTimeout }),
      set: (typed) => ({ sessionTimeout: typed?.minutes }),
    },
  ),
  setting(
    lineMode,
    seq({
      _timeout: kw('exec-timeout', 'End of idle sessions'),
      minutes: INT(0, longestTimeout, 'Minutes'),
      seconds: opt(INT(0, 2_147_483, 'Seconds')),
    }),
  )<never>({
    summary: 'Sets the time without input after which a session is ended; `0 0` and `no`: never.',
    defaultText: '10 0',
    set: (config, { minutes, seconds = 0 }, lines) =>
      changeLines(config, lines, { execTimeout: minutes * 60 + seconds }),
    noNeeds: [],
    unset: (config, _value, lines) => changeLines(config, lines, { execTimeout: 0 }),
    reset: (config, _value, lines) => changeLines(config, lines, { execTimeout: undefined }),
    get(config, lines) {
      const timeout = lineOf(config, lines)?.execTimeout;
      if (timeout === undefined) return [];
      const minutes = Math.min(Math.floor(timeout / 60), longestTimeout);
      return [{ minutes, seconds: timeout - minutes * 60 }];
    },
  }),
  number(
    'loginTimeout',
    [
      ['timeout', 'Time to answer'],
      ['login', 'At login'],
      ['response', 'To prompts'],
    ],
    INT(1, 300, 'Seconds'),
    'Sets the time to answer the prompts of the login.',
    '30',
  ),
  value(
    lineMode,
    seq({ _password: kw('password', 'Password of the line'), given: secretArgument }),
  )({
    summary: 'Sets the password of the line, for the method line. It is kept encrypted.',
    get(config, lines) {
      const password = lineOf(config, lines)?.password;
      const given = password && writtenSecret(password);
      return given === undefined ? undefined : { given };
    },
    set(config, typed, lines, env) {
      const password = typed && sealPassword(typed.given, env);
      return password instanceof Refusal ? password : changeLines(config, lines, { password });
    },
  }),
  number(
    'privilege',
    [
      ['privilege', 'Privilege of sessions'],
      ['level', 'Privilege level'],
    ],
    INT(0, 15, 'Level'),
    'Sets the privilege level of sessions on the line.',
    '1',
  ),
  list(
    'authorizationExec',
    [
      [authorization, 'What users are permitted'],
      ['exec', 'Exec sessions'],
    ],
    'Names the list that permits sessions.',
  ),
  perLevel('authorizationCommands', authorization, 'What users are permitted'),
  list(
    'accountingExec',
    [
      [accounting, 'What users use'],
      ['exec', 'Exec sessions'],
    ],
    'Names the list for accounting of sessions.',
  ),
  perLevel('accountingCommands', accounting, 'What users use'),
  list(
    'accountingConnection',
    [
      [accounting, 'What users use'],
      ['connection', 'Outbound connections'],
    ],
    'Names the list for accounting of outbound connections.',
  ),
  list(
    'accountingArap',
    [
      [accounting, 'What users use'],
      ['arap', 'AppleTalk remote access'],
    ],
    'Names the list for accounting of AppleTalk remote access; kept.',
  ),
  setting(
    lineMode,
    seq({ _login: kw('login', 'How users log in'), local: flag(kw('local', 'With their own passwords')) }),
  )<never>({
    summary: "Asks for the line's password at login, or for user name and password; only without aaa new-model.",
    set: (config, { local }, lines) => changeLines(config, lines, { login: local ? 'local' : 'line' }),
    noNeeds: [],
    unset: (config, _value, lines) => changeLines(config, lines, { login: 'none' }),
    reset: (config, _value, lines) => changeLines(config, lines, { login: undefined }),
    get(config, lines) {
      const login = lineOf(config, lines)?.login;
      return login === undefined ? [] : login === 'none' ? [no({})] : [{ local: login === 'local' }];
    },
  }),
  list(
    'loginAuthentication',
    [
      ['login', 'How users log in'],
      ['authentication', 'By a list of methods'],
    ],
    'Names the list that authenticates users.',
  ),
  one(
    seq({
      _class: kw('access-class', 'Where users may come from'),
      list: WORD('Access list', { max: 64 }),
      _in: kw('in', 'Incoming connections'),
      _vrf: opt(kw('vrf-also', 'In every routing table')),
    }),
    {
      summary: 'Lets only addresses in that a standard access list permits.',
      get: ({ accessClass }) => (accessClass === undefined ? undefined : { list: accessClass }),
      set: (typed) => ({ accessClass: typed?.list }),
    },
  ),
  one(seq({ _command: kw('autocommand', 'Command to run after login'), command: LINE('Command') }), {
    summary: 'Runs a command after login and ends the session.',
    get: ({ autocommand }) => (autocommand === undefined ? undefined : { command: autocommand }),
    set: (typed) => ({ autocommand: typed?.command }),
  }),
  number(
    'length',
    [['length', 'Rows of the terminal']],
    INT(0, 512, 'Rows; 0: never pause'),
    'Sets the rows after which output pauses.',
    '24',
  ),
  number(
    'width',
    [['width', 'Columns of the terminal']],
    INT(0, 512, 'Columns; 0: unlimited'),
    'Sets the columns of the terminal.',
    '80',
  ),
  toggle(
    lineMode,
    seq({
      _logging: kw('logging', 'Messages on the terminal'),
      _synchronous: kw('synchronous', 'Not in the middle of a line'),
    }),
  )({
    summary: 'Prints messages before the line that is being typed, not into it.',
    get: (config, lines) => lineOf(config, lines)?.loggingSynchronous,
    set: (config, on, lines) => changeLines(config, lines, { loggingSynchronous: on ? true : undefined }),
  }),
  toggle(
    lineMode,
    kw('exec-banner', 'Show the banner of sessions'),
  )({
    summary: 'Shows `banner exec` and `banner motd` when a session begins.',
    initially: true,
    get: (config, lines) => lineOf(config, lines)?.execBanner,
    set: (config, on, lines) => changeLines(config, lines, { execBanner: on ? undefined : false }),
  }),
  one(
    seq({
      _transport: kw('transport', 'Protocols'),
      _input: kw('input', 'For connections to the line'),
      protocols: choice(
        kw('all', 'All of them'),
        kw('none', 'None'),
        many(choice(kw('ssh', 'SSH'), kw('telnet', 'Telnet')), { max: 2 }),
      ),
    }),
    {
      summary: 'Says which protocols the line can be reached by.',
      defaultText: 'ssh on vty lines',
      get: ({ transportInput }) => (transportInput === undefined ? undefined : { protocols: transportInput }),
      set: (typed) => ({ transportInput: typed?.protocols }),
    },
  ),
];
