import { type Command, type Refusal, refuse } from './declared.ts';
import type { Io, ShellControl, TerminalIo } from './io.ts';
import { filterOutput, type OutputFilter } from './output-filter.ts';

/** Runs an exec command behind its output filter. */
export async function runCommand<S>(
  command: Command<S>,
  value: unknown,
  filter: OutputFilter | undefined,
  io: TerminalIo,
  shell: ShellControl,
  session: S,
): Promise<Refusal | undefined> {
  if (filter === undefined) return command.run(value, ioFor(io, shell, undefined), session);
  const filtered = filterOutput(filter, (text) => io.print(text));
  if (filtered === undefined) return refuse('% Failed to compile regular expression.');
  try {
    return await command.run(
      value,
      ioFor(io, shell, (text) => filtered.write(text)),
      session,
    );
  } finally {
    filtered.finish();
  }
}

function ioFor(io: TerminalIo, shell: ShellControl, through: ((text: string) => void) | undefined): Io {
  return {
    shell,
    signal: io.signal,
    get width() {
      return io.width;
    },
    get length() {
      return io.length;
    },
    print(text) {
      if (through === undefined) io.print(text);
      else through(text.endsWith('\n') ? text : `${text}\n`);
    },
    async write(text) {
      if (through !== undefined) through(text);
      else if (io.write !== undefined) await io.write(text);
      else io.print(text);
    },
    ask: (prompt, options) => io.ask(prompt, options),
    // Bytes can't be filtered by lines.
    ...(io.raw === undefined || through !== undefined ? {} : { raw: io.raw.bind(io) }),
    async confirm(question) {
      const prompt = question.endsWith('[confirm]') ? question : `${question} [confirm]`;
      const answer = await (io.askKey === undefined ? io.ask(prompt, { echo: true }) : io.askKey(prompt));
      return answer !== undefined && (answer === '' || /^y(?:es)?$/i.test(answer.trim()));
    },
  };
}
