import type { Frame } from './carry-out.ts';
import { helpInFrames } from './frames.ts';
import { type Help, helpFor } from './hints.ts';
import type { Language } from './language.ts';
import { splitWords } from './matching.ts';
import { execTrial } from './reading.ts';

const configHints = [
  { text: 'default', help: 'Set a command to its defaults', keyword: true },
  { text: 'do', help: 'To run exec commands in config mode', keyword: true },
  { text: 'no', help: 'Negate a command or set its defaults', keyword: true },
] as const;

/** What may come next for a user who is in `frames` (none: at the exec prompt). */
export function shellHelp<C, E, S>(
  language: Language<C, E, S>,
  frames: readonly Frame<C, E>[],
  level: number,
  line: string,
): Help {
  const exec = execTrial(language.exec, level);
  if (frames.length === 0) return helpFor(exec, line, splitWords(line, true));
  const [first] = splitWords(line);
  if (first?.text.toLowerCase() === 'do' && first.end < line.length)
    return helpFor(exec, line, splitWords(line, true).slice(1));
  const help = helpInFrames(language, frames, line, level);
  if (first !== undefined && first.end < line.length) return help;
  const partial = first?.text ?? '';
  const more = configHints.filter(({ text }) => text.startsWith(partial.toLowerCase()));
  if (more.length === 0) return help;
  const known = help.kind === 'hints' ? help.hints : [];
  return { kind: 'hints', partial, hints: [...known, ...more].sort((a, b) => (a.text < b.text ? -1 : 1)) };
}
