import { INT, kw, type Rule, seq, toggle, WORD } from '../../ios/index.ts';
import type { LineConfig } from '../../terminal/config.ts';
import { type Changes, value } from './edit.ts';
import { changeLines, lineOf } from './line-ranges.ts';
import { lineMode } from './modes.ts';

type Flag = 'modemDialin' | 'autoselectPpp' | 'autoselectDuringLogin';
const lineFlag = (key: Flag, words: Rule<unknown>, summary: string) =>
  toggle(
    lineMode,
    words,
  )({
    summary,
    get: (config, lines) => lineOf(config, lines)?.[key],
    set: (config, on, lines) => {
      const changes: Changes<LineConfig> = { [key]: on ? true : undefined };
      return changeLines(config, lines, changes);
    },
  });
const autoselect = kw('autoselect', 'What callers may begin with');

/** What a line says about the calls on it. */
export const callLineSettings = [
  value(
    lineMode,
    seq({
      _device: kw('device', 'Serial device of the line'),
      path: WORD('Absolute path', {
        max: 1000,
        shape: 'PATH',
        pattern: /^\/./,
        sample: (random) => `/dev/ttyZ${Math.floor(random() * 1e6)}`,
      }),
    }),
  )({
    extension: true,
    summary: 'Ties a tty line to a serial device or pseudo terminal: whoever calls there gets a login or PPP.',
    get(config, lines) {
      const path = lineOf(config, lines)?.device;
      return path === undefined ? undefined : { path };
    },
    set: (config, typed, lines) => changeLines(config, lines, { device: typed?.path }),
  }),
  lineFlag(
    'autoselectDuringLogin',
    seq({ _autoselect: autoselect, _during: kw('during-login', 'Also at the prompts of the login') }),
    'Looks for PPP also while the caller is asked to log in, without waiting for Return.',
  ),
  lineFlag(
    'autoselectPpp',
    seq({ _autoselect: autoselect, _ppp: kw('ppp', 'Point-to-point protocol') }),
    'Starts PPP when a caller begins with it.',
  ),
  lineFlag(
    'modemDialin',
    seq({ _modem: kw('modem', 'The modem on the line'), _dialin: kw('dialin', 'Takes calls') }),
    'Answers calls of a modem with Hayes commands; the caller is served once there is a carrier.',
  ),
  value(
    lineMode,
    seq({ _speed: kw('speed', 'Speed of the line'), speed: INT(50, 4_000_000, 'Bits per second') }),
  )({
    summary: 'Sets the speed of the serial device, both ways.',
    get(config, lines) {
      const speed = lineOf(config, lines)?.speed;
      return speed === undefined ? undefined : { speed };
    },
    set: (config, typed, lines) => changeLines(config, lines, { speed: typed?.speed }),
  }),
];
