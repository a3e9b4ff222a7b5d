import { command, type Io, kw, refuse, seq, WORD } from '../../ios/index.ts';
import { exec, show } from './mode.ts';

/** IOS calls modes by names of its own: the global one `configure`, the others without `config-`. */
const dumpName = (id: string): string => (id === 'config' ? 'configure' : id.replace(/^conf(?:ig)?-/, ''));

async function dump(id: string, io: Io): Promise<void> {
  await io.write(`Mode Name :${dumpName(id)}\n`);
  for (const { level, text } of io.shell.listForms(id)) {
    if (io.signal.aborted) return;
    await io.write(`${level} ${text}\n`);
  }
}

/** What there is to type. */
export const parserCommands = [
  command(
    exec,
    seq({
      _show: show,
      _parser: kw('parser', 'Show parser commands'),
      _dump: kw('dump', 'Parser mode dump'),
      mode: WORD('Parser mode: exec, configure, line…, or all'),
    }),
  )({
    privilege: 15,
    summary: 'Lists every form of every command of a mode, each after its privilege level.',
    async run({ mode }, io) {
      const wanted = mode.toLowerCase();
      const ids = io.shell.modes.map(({ id }) => id);
      const found = ids.filter((id) => wanted === 'all' || wanted === id || wanted === dumpName(id));
      if (found.length === 0) return refuse(`% No such mode; modes are: all ${ids.map(dumpName).join(' ')}`);
      for (const id of found) await dump(id, io);
      return undefined;
    },
  }),
];
