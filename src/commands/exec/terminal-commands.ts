import { choice, command, INT, kw, seq } from '../../ios/index.ts';
import { showLineDetails } from './line-screens.ts';
import { exec, show } from './mode.ts';

const terminal = kw('terminal', 'Set terminal line parameters');
const monitor = kw('monitor', 'Copy debug output to the current terminal line');
const history = kw('history', 'Enable and control the command history function');

/** Defaults of IOS. */
const defaults = { length: 24, width: 80, history: 20 } as const;

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
        seq({ history, _size: kw('size', 'Set history buffer size'), size: INT(0, 256, 'Size of history buffer') }),
        seq({ history }),
      ),
    }),
  )({
    privilege: 1,
    summary: 'Sets length, width, history and monitoring of this terminal.',
    run({ what }, io, { terminal: { settings, transport } }) {
      if ('length' in what) settings.length = what.length;
      else if ('width' in what) settings.width = what.width;
      else if ('size' in what) settings.historySize = what.size;
      else if ('history' in what) settings.historySize ||= defaults.history;
      else if (transport === 'console') io.print('% Console already monitors');
      else settings.monitor = true;
    },
  }),
  command(
    exec,
    seq({
      _terminal: terminal,
      _no: kw('no', 'Negate a command or set its defaults'),
      what: choice(
        monitor,
        kw('length', 'Back to 24 lines'),
        kw('width', 'Back to 80 columns'),
        kw('history', 'Keep no history'),
      ),
    }),
  )({
    privilege: 1,
    summary: 'Undoes a setting of this terminal.',
    run({ what }, _io, { terminal: { settings } }) {
      if (what === 'monitor') settings.monitor = false;
      else if (what === 'history') settings.historySize = 0;
      else settings[what] = defaults[what];
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
    run(_value, io, { terminal: { history: lines } }) {
      for (const line of lines) io.print(`  ${line}`);
    },
  }),
  command(
    exec,
    seq({ _show: show, _terminal: kw('terminal', 'Display terminal configuration parameters') }),
  )({
    privilege: 1,
    summary: 'Prints the settings of this terminal.',
    run(_value, io, { terminal: session }) {
      const { line, lineConfig, port, transport, settings } = session;
      const { length, width, historySize, monitor: shown } = settings;
      io.print(
        showLineDetails({
          ...{ line, config: lineConfig, location: port.caller, type: transport },
          ...{ length, width, historySize, monitor: shown || transport === 'console' },
        }),
      );
    },
  }),
];
