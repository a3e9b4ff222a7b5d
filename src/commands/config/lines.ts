import { choice, flag, INT, kw, LINE, many, no, opt, Refusal, seq, setting, toggle, WORD } from '../../ios/index.ts';
import { value } from './edit.ts';
import { changeLines, lineOf } from './line-ranges.ts';
import { list, number, one, perLevel } from './line-values.ts';
import { lineMode } from './modes.ts';
import { sealPassword, secretArgument, writtenSecret } from './secrets.ts';

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
