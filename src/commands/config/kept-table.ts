import { type ConfigMode, kept, keptSection, kw, LINE, mode, opt, type Rule, seq } from '../../ios/index.ts';
import type { Configuration } from '../configuration.ts';
import { type ConfigServices, globalMode } from './modes.ts';

/** Lines that are known and have no effect, as tables: one word of help for a group of them. */

export type KeptTable = Readonly<Record<string, readonly string[]>>;
type Mode = ConfigMode<Configuration, unknown, ConfigServices>;

const rest = LINE('The rest of the line is kept as it is');

/** The syntax of `word word`, of `word word +` with more after it, and of `word word *` with or without more. */
export function keptSyntax(spec: string, help: string): Rule<unknown> {
  const words = spec.split(' ');
  const last = words.at(-1);
  const keywords = last === '+' || last === '*' ? words.slice(0, -1) : words;
  return seq({
    ...Object.fromEntries(keywords.map((word, index) => [`_${index}`, kw(word, help)])),
    ...(last === '+' ? { rest } : last === '*' ? { rest: opt(rest) } : {}),
  });
}

/** Declares the lines of a table. Lines with nothing or perhaps something after their words are also kept with `no`. */
export const keptLines = (within: Mode, table: KeptTable) =>
  Object.entries(table).flatMap(([help, specs]) =>
    specs.map((spec) =>
      kept(within, keptSyntax(spec, help), {
        keepsNegation: !spec.endsWith('+'),
        summary: `Kept without effect. ${help}.`,
      }),
    ),
  );

/** A mode of lines without effect: those in its table, and any other that is indented below its header. */
export const keptMode = (id: string, title: string): ConfigMode<Configuration, undefined, ConfigServices> =>
  mode<Configuration, undefined, ConfigServices>({ id, prompt: id, title, parent: globalMode, keepsAnything: true });

/** Declares a section without effect, and the lines of it that can be typed without indentation. */
export const keptBlock = (
  syntax: Rule<unknown>,
  into: ConfigMode<Configuration, undefined, ConfigServices>,
  table: KeptTable = {},
) => [
  keptSection(globalMode, syntax, into, {
    summary: `Kept without effect. ${into.title}.`,
    // Printed from its value, so that `FastEthernet 0/1` and `FastEthernet0/1` are one section.
    seal: (value) => value,
  }),
  ...keptLines(into, table),
];
