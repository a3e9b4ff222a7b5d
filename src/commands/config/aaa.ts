import { choice, DELIMITED, INT, kw, type Rule, STRING, seq, setting, toggle } from '../../ios/index.ts';
import { amendAaa, value } from './edit.ts';
import { globalMode } from './modes.ts';
import { aaa } from './words.ts';

/** `aaa new-model`, `aaa session-id` */
export const aaaSettings = [
  toggle(
    globalMode,
    seq({ _aaa: aaa, _model: kw('new-model', 'Use method lists') }),
  )({
    summary: 'Switches on method lists for authentication, authorization and accounting.',
    get: (config) => config.aaa.newModel,
    set: (config, newModel) => amendAaa(config, { newModel }),
  }),
  setting(
    globalMode,
    seq({
      _aaa: aaa,
      _session: kw('session-id', 'Session ids of accounting'),
      scope: choice(
        kw('common', 'One id for all accounting types of a session'),
        kw('unique', 'One id for each accounting type'),
      ),
    }),
  )<never>({
    summary: 'Says whether the records of one session share their Acct-Session-Id over accounting types.',
    defaultText: 'common',
    set: (config, { scope }) => amendAaa(config, { sessionId: scope }),
    noNeeds: [],
    unset: (config) => amendAaa(config, { sessionId: 'common' }),
    // IOS writes the default, too, once AAA is on.
    get: ({ aaa: { newModel, sessionId } }) => (newModel || sessionId !== 'common' ? [{ scope: sessionId }] : []),
  }),
];

const authentication = kw('authentication', 'How users are authenticated');

type TextKey = 'banner' | 'failMessage' | 'usernamePrompt' | 'passwordPrompt';
const text = (key: TextKey, word: string, help: string, rule: Rule<string>, summary: string) =>
  value(
    globalMode,
    seq({ _aaa: aaa, _authentication: authentication, _what: kw(word, help), text: rule }),
  )({
    summary,
    get: (config) => {
      const held = config.aaa[key];
      return held === undefined ? undefined : { text: held };
    },
    set: (config, typed) => amendAaa(config, { [key]: typed?.text }),
  });

/** `aaa authentication` without a list: banner, messages, prompts, attempts. */
export const loginDialogueSettings = [
  value(
    globalMode,
    seq({
      _aaa: aaa,
      _authentication: authentication,
      _attempts: kw('attempts', 'How often a user may try'),
      _login: kw('login', 'At login'),
      attempts: INT(1, 25, 'Tries'),
    }),
  )({
    summary: 'Limits the tries to log in before the line is closed.',
    defaultText: '3',
    get: ({ aaa: { loginAttempts } }) => (loginAttempts === undefined ? undefined : { attempts: loginAttempts }),
    set: (config, typed) => amendAaa(config, { loginAttempts: typed?.attempts }),
  }),
  text('banner', 'banner', 'Text before login', DELIMITED('Text between delimiters'), 'Shows a text before login.'),
  text(
    'failMessage',
    'fail-message',
    'Text after a failed login',
    DELIMITED('Text between delimiters'),
    'Shows a text after a failed login.',
  ),
  text(
    'passwordPrompt',
    'password-prompt',
    'Prompt for the password',
    STRING('Prompt', { max: 219 }),
    'Sets the prompt for passwords.',
  ),
  text(
    'usernamePrompt',
    'username-prompt',
    'Prompt for the name',
    STRING('Prompt', { max: 219 }),
    'Sets the prompt for user names.',
  ),
];
