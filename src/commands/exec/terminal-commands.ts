import { choice, command, INT, kw, opt, seq } from '../../ios/index.ts';
import { exec, show } from './mode.ts';

const terminal = kw('terminal', 'Set terminal line parameters');
const monitor = kw('monitor', 'Copy debug output to the current terminal line');

/** Settings of the user's own terminal, for the rest of the session. */
export const terminalCommands = [
  command(
    exec,
    seq({
      _terminal: terminal,
      what: choice(
        seq({
          _length: kw('length', 'Set number of lines on a screen'),
          length: INT(0, 512, 'Lines on screen (0 for no pausing)'),
        }),
        seq({
          _width: kw('width', 'Set width of the display terminal'),
          width: INT(0, 512, 'Characters on a screen line'),
        }),
        seq({ monitor }),
        seq({
          _history: kw('history', 'Enable and control the command history function'),
          _size: kw('size', 'Set history buffer size'),
          historySize: INT(0, 256, 'Size of history buffer'),
        }),
      ),
    }),
  )({
    privilege: 1,
    summary: 'Sets length, width, history and monitoring of this terminal.',
    run({ what }, _io, { terminal: { settings } }) {
      if ('length' in what) settings.length = what.length;
      else if ('width' in what) settings.width = what.width;
      else if ('historySize' in what) settings.historySize = what.historySize;
      else settings.monitor = true;
    },
  }),
  command(
    exec,
    seq({
      _terminal: terminal,
      _no: kw('no', 'Negate a command or set its defaults'),
      what: choice(monitor, kw('length', 'Do not pause'), kw('width', 'Do not wrap'), kw('history', 'Keep no history')),
    }),
  )({
    privilege: 1,
    summary: 'Undoes a setting of this terminal.',
    run({ what }, _io, { terminal: { settings } }) {
      if (what === 'monitor') settings.monitor = false;
      else if (what === 'history') settings.historySize = 0;
      else settings[what] = 0;
    },
  }),
  command(
    exec,
    seq({
      _show: show,
      _history: kw('history', 'Display the session command history'),
    }),
  )({
    privilege: 1,
    summary: 'Prints the lines typed in this session.',
    run(_value, io, { terminal: { history } }) {
      for (const line of history) io.print(`  ${line}`);
    },
  }),
  command(
    exec,
    seq({
      _show: show,
      _terminal: kw('terminal', 'Display terminal configuration parameters'),
      _settings: opt(kw('settings', 'Settings of this terminal')),
    }),
  )({
    privilege: 1,
    summary: 'Prints the settings of this terminal.',
    run(_value, io, { terminal: session }) {
      const { settings } = session;
      io.print(`Line ${session.line}, Location: "${session.port.caller}", Type: "${session.transport}"`);
      io.print(`Length: ${settings.length} lines, Width: ${settings.width} columns`);
      io.print(
        `History is ${settings.historySize > 0 ? 'enabled' : 'disabled'}, history size is ${settings.historySize}.`,
      );
      io.print(`Monitoring is ${settings.monitor ? 'on' : 'off'}`);
    },
  }),
];
