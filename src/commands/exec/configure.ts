import { choice, command, kw, opt, refuse, seq, WORD } from '../../ios/index.ts';
import type { RefusedLine, Session } from '../services.ts';
import { exec, show } from './mode.ts';

const memory = kw('memory', 'Configure from NV memory');
const running = kw('running-config', 'Current operating configuration');
const startup = kw('startup-config', 'Contents of startup configuration');

/** Header and text of the running configuration, as `show running-config` and `write terminal` print it. */
function showRunning({ services }: Session): string {
  const text = services.configuration.runningText();
  return `Building configuration...\n\nCurrent configuration : ${Buffer.byteLength(text)} bytes\n!\n${text}`;
}

async function save({ services }: Session): Promise<string> {
  await services.configuration.save();
  return 'Building configuration...\n[OK]';
}

function report(refused: readonly RefusedLine[]): string {
  return refused.map(({ line, text, reason }) => `line ${line}: ${text}\n${reason}`).join('\n');
}

/** Commands about the running and the startup configuration. */
export const configureCommands = [
  command(
    exec,
    seq({
      _configure: kw('configure', 'Enter configuration mode'),
      from: choice(kw('terminal', 'Configure from the terminal'), memory),
    }),
  )({
    privilege: 15,
    summary: 'Enters the configuration mode, or merges the startup configuration into the running one.',
    async run({ from }, io, { services }) {
      if (from === 'terminal') {
        io.print('Enter configuration commands, one per line.  End with CNTL/Z.');
        return io.shell.configure();
      }
      const refused = await services.configuration.mergeStartup();
      if (refused.length > 0) return refuse(report(refused));
      return undefined;
    },
  }),
  command(
    exec,
    seq({ _show: show, _running: running }),
  )({
    privilege: 15,
    summary: 'Prints the configuration in force, as it can be loaded again.',
    run: (_value, io, session) => io.print(showRunning(session)),
  }),
  command(
    exec,
    seq({ _show: show, _startup: startup }),
  )({
    privilege: 15,
    summary: 'Prints the configuration that the next start begins with.',
    run(_value, io, { services }) {
      const text = services.configuration.startupText();
      if (text === undefined) return refuse('startup-config is not present');
      return io.print(`Using ${Buffer.byteLength(text)} bytes\n${text.trimEnd()}`);
    },
  }),
  command(
    exec,
    seq({
      _write: kw('write', 'Write running configuration to memory or terminal'),
      to: opt(
        choice(kw('memory', 'Write to NV memory'), kw('terminal', 'Write to terminal'), kw('erase', 'Erase NV memory')),
      ),
    }),
  )({
    privilege: 15,
    summary:
      'Saves the running configuration as startup configuration, prints it, or erases the startup configuration.',
    async run({ to = 'memory' }, io, session) {
      if (to === 'terminal') return io.print(showRunning(session));
      if (to === 'memory') return io.print(await save(session));
      if (!(await io.confirm('Erasing the nvram filesystem will remove all configuration files! Continue? [confirm]')))
        return refuse('');
      await session.services.configuration.erase();
      return io.print('[OK]\nErase of nvram: complete');
    },
  }),
  command(
    exec,
    seq({
      _copy: kw('copy', 'Copy from one file to another'),
      which: choice(seq({ _from: running, to: startup }), seq({ _from: startup, to: running })),
    }),
  )({
    privilege: 15,
    summary: 'Saves the running configuration, or merges the startup configuration into the running one.',
    async run({ which }, io, session) {
      if (which.to === 'startup-config') {
        const name = await io.ask('Destination filename [startup-config]? ', { echo: true });
        if (name === undefined) return refuse('');
        if (name !== '' && name !== 'startup-config')
          return refuse(`%Error opening ${name} (No such file or directory)`);
        return io.print(await save(session));
      }
      const refused = await session.services.configuration.mergeStartup();
      return refused.length > 0 ? refuse(report(refused)) : undefined;
    },
  }),
  command(
    exec,
    seq({
      _show: show,
      _parser: kw('parser', 'Show parser commands'),
      _dump: kw('dump', 'Parser mode dump'),
      mode: WORD('Parser mode, exec or a configuration mode'),
    }),
  )({
    privilege: 1,
    summary: 'Lists every form of every command of a mode.',
    run({ mode }, io) {
      const known = io.shell.modes.find(({ id }) => id === mode || (mode === 'configure' && id === 'config'));
      if (known === undefined)
        return refuse(`% No such mode; modes are: ${io.shell.modes.map(({ id }) => id).join(', ')}`);
      const level = io.shell.level;
      io.print(`Mode Name :${known.id}`);
      for (const line of io.shell.listCommands(known.id)) io.print(`${level} ${line}`);
      return undefined;
    },
  }),
];
