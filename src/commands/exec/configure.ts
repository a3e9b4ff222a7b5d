import { choice, command, type Io, kw, opt, type Refusal, refuse, seq } from '../../ios/index.ts';
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

/** Writes the startup configuration; when the disk does not take it, the old one stays and the user is told why. */
async function save({ services }: Session, io: Io): Promise<Refusal | undefined> {
  io.print('Building configuration...');
  try {
    await services.configuration.save();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return refuse(`startup-config file open failed (${reason})`);
  }
  io.print('[OK]');
  return undefined;
}

/** What of a merged configuration was not taken over; the rest is in force. */
function refusal(refused: readonly RefusedLine[]): Refusal | undefined {
  if (refused.length === 0) return undefined;
  return refuse(refused.map(({ line, text, reason }) => `line ${line}: ${text}\n${reason}`).join('\n'));
}

/** `configure` alone asks; Enter means the terminal. */
async function askSource(io: Io): Promise<string | undefined> {
  const answer = await io.ask('Configuring from terminal or memory [terminal]? ', { echo: true });
  const word = answer?.trim().toLowerCase();
  return word === undefined ? undefined : (['terminal', 'memory'].find((known) => known.startsWith(word)) ?? word);
}

/** Commands about the running and the startup configuration. */
export const configureCommands = [
  command(
    exec,
    seq({
      _configure: kw('configure', 'Enter configuration mode'),
      from: opt(choice(kw('terminal', 'Configure from the terminal'), memory)),
    }),
  )({
    privilege: 15,
    summary: 'Enters the configuration mode, or merges the startup configuration into the running one.',
    async run({ from }, io, { services }) {
      const source = from ?? (await askSource(io));
      if (source === undefined) return refuse('');
      if (source === 'terminal') {
        io.print('Enter configuration commands, one per line.  End with CNTL/Z.');
        return io.shell.configure();
      }
      if (source !== 'memory') return refuse('?Must be "terminal" or "memory"');
      return refusal(await services.configuration.mergeStartup());
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
      return io.print(
        `Using ${Buffer.byteLength(text)} out of ${services.configuration.startupSpace()} bytes\n${text.trimEnd()}`,
      );
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
      if (to === 'memory') return save(session, io);
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
        return save(session, io);
      }
      return refusal(await session.services.configuration.mergeStartup());
    },
  }),
];
