import { command, INT, kw, opt, refuse, seq } from '../../ios/index.ts';
import { exec } from './mode.ts';

const leave = (word: 'exit' | 'logout' | 'quit') =>
  command(
    exec,
    kw(word, 'Exit from the EXEC'),
  )({
    privilege: 0,
    summary: 'Ends the session.',
    async run(_value, io, { outbound: { connections } }) {
      const open = connections.all.filter(({ connection }) => !connection.over);
      if (open.length > 0) {
        if (!(await io.confirm('You have open connections [confirm]'))) return;
        for (const { connection } of open) io.print(`Closing: ${connection.host} !`);
        await connections.closeAll('logout');
      }
      io.shell.close();
    },
  });

const help = [
  'A question mark shows at any point of a line what may come next. When nothing fits,',
  'the list is empty: go back until something is shown.',
  'Two kinds of help:',
  '  show ?    the words and values that may follow, each with what it means',
  "  show c?   the words that begin with what you have typed (no blank before the '?')",
  'Words can be cut short as long as they stay unambiguous; Tab completes them.',
].join('\n');

/** Levels of privilege and the end of a session. */
export const sessionCommands = [
  command(
    exec,
    seq({ _enable: kw('enable', 'Turn on privileged commands'), level: opt(INT(0, 15, 'Enable level')) }),
  )({
    privilege: 0,
    summary: 'Raises the privilege level, 15 when none is given, after the enable authentication list has agreed.',
    async run({ level = 15 }, io, { services, terminal }) {
      if (level <= io.shell.level) return io.shell.setLevel(level);
      const outcome = await services.aaa.enable({
        level,
        user: terminal.user,
        context: terminal.port,
        dialogue: { ask: (prompt, options) => io.ask(prompt, options), tell: (text) => io.print(text) },
      });
      if (outcome.outcome === 'accepted') return io.shell.setLevel(outcome.level);
      return outcome.outcome === 'aborted' ? refuse('') : refuse(outcome.message);
    },
  }),
  command(
    exec,
    seq({ _disable: kw('disable', 'Turn off privileged commands'), level: opt(INT(0, 15, 'Privilege level')) }),
  )({
    privilege: 0,
    summary: 'Lowers the privilege level, to 1 when none is given.',
    run({ level = 1 }, io) {
      if (level > io.shell.level) return refuse('% New privilege level must be less than current privilege level');
      return io.shell.setLevel(level);
    },
  }),
  command(
    exec,
    kw('help', 'Description of the interactive help system'),
  )({
    privilege: 0,
    summary: 'Explains how to ask for help.',
    run: (_value, io) => io.print(help),
  }),
  leave('exit'),
  leave('logout'),
  leave('quit'),
];
