import { type Carried, carryOut, changed, type Frame, textOf } from './carry-out.ts';
import { readInFrames } from './frames.ts';
import { keep } from './kept-lines.ts';
import { type Language, tableOf } from './language.ts';
import { splitWords } from './matching.ts';
import { configTrial, read } from './reading.ts';

/** A line of a configuration text; `line` counts from 1. */
export interface LoadedLine {
  readonly line: number;
  readonly text: string;
}

export interface Loaded<C> {
  readonly config: C;
  /** Lines that were not taken over, with the reason as IOS words it. */
  readonly refused: readonly (LoadedLine & { readonly reason: string })[];
  /** Lines that are kept and have no effect. */
  readonly kept: readonly LoadedLine[];
  /** Lines that were carried out with a remark. */
  readonly notes: readonly (LoadedLine & { readonly note: string })[];
}

/** What `show running-config` prints above the configuration proper; a pasted screen may begin with it. */
const preamble = /^(?:Building configuration\.\.\.|Current configuration ?:.*|Using \d+ (?:out of \d+ )?bytes.*)$/;

/**
 * Loads a whole configuration as a router does: every line is tried in the current submode and then in those around it; a
 * line that nobody understands is refused, with those indented below it, and the rest goes on. `initial` is what the
 * text is merged into.
 * @param carriedOut told of each line that was carried out, and of the configuration after it
 */
export function loadConfiguration<C, E>(
  text: string,
  language: Language<C, E, unknown>,
  initial: C,
  env: E,
  carriedOut?: (line: LoadedLine, config: C) => void,
): Loaded<C> {
  const lines = text.split(/\r?\n/);
  const root: Frame<C, E> = { mode: language.global, context: undefined, path: [] };
  const refused: (LoadedLine & { reason: string })[] = [];
  const kept: LoadedLine[] = [];
  const notes: (LoadedLine & { note: string })[] = [];
  let config = initial;
  let frames: readonly Frame<C, E>[] = [root];
  /** The last refused line: those indented deeper are refused with it. */
  let below: { readonly indent: number; readonly line: number } | undefined;

  const take = (from: Frame<C, E>[], outcome: Carried<C, E>, where: LoadedLine, indent: number): void => {
    if (!outcome.ok) {
      refused.push({ ...where, reason: outcome.refusal.text });
      below = { indent, line: where.line };
      return;
    }
    config = outcome.config;
    frames = outcome.entered === undefined ? from : [...from, outcome.entered];
    if (outcome.note !== undefined) notes.push({ ...where, note: outcome.note });
    carriedOut?.(where, config);
  };

  for (let index = 0; index < lines.length; index++) {
    let line = lines[index] ?? '';
    const where: LoadedLine = { line: index + 1, text: line };
    const trimmed = line.trim();
    const indent = line.length - line.trimStart().length;
    const top = frames.at(-1) ?? root;
    if (top.mode.fallsBack && (trimmed === '' || trimmed.startsWith('!') || preamble.test(trimmed))) continue;
    if (trimmed === '') continue;
    if (below !== undefined && indent > below.indent) {
      refused.push({ ...where, reason: `% The section that it belongs to (line ${below.line}) was refused` });
      continue;
    }
    below = undefined;

    let result = readInFrames(language, frames, line, 15);
    if (top.mode.keepsAnything && indent > 0) {
      // An indented line of a section that is kept as it is: its own mode doesn't know it, and no other is asked.
      const own = read(configTrial(tableOf(language, top.mode), 15), line, splitWords(line));
      if (own.kind === 'invalid' && top.mode.neverKept?.test(trimmed) !== true) {
        config = changed(
          language.kept,
          config,
          keep(language.kept.get(config), { path: top.path, key: '', text: trimmed }, false),
        );
        kept.push(where);
        continue;
      }
    }
    if (result.read.kind === 'open') {
      const { delimiter } = result.read;
      let end = index + 1;
      while (end < lines.length && !lines[end]?.includes(delimiter)) end++;
      if (end >= lines.length) {
        refused.push({ ...where, reason: `% The text has no closing ${delimiter}` });
        below = { indent, line: where.line };
        continue;
      }
      line = lines.slice(index, end + 1).join('\n');
      index = end;
      result = readInFrames(language, frames, line, 15);
    }
    if (result.read.kind !== 'understood') {
      refused.push({ ...where, reason: explanation(result.read.kind, line) });
      below = { indent, line: where.line };
      continue;
    }
    const { reading } = result.read;
    const { declaration } = reading;
    const from = frames.slice(0, result.depth + 1);
    const frame = from.at(-1) ?? root;
    if (declaration.kind === 'builtin') {
      frames = declaration.action === 'end' || from.length === 1 ? [root] : from.slice(0, -1);
      continue;
    }
    take(from, carryOut(language, { ...reading, declaration }, frame, config, env), where, indent);
    if (declaration.kind === 'kept' && textOf(reading) !== '') kept.push(where);
  }
  return { config, refused, kept, notes };
}

function explanation(kind: 'open' | 'incomplete' | 'ambiguous' | 'invalid', line: string): string {
  switch (kind) {
    case 'ambiguous':
      return `% Ambiguous command:  "${line.trim()}"`;
    case 'incomplete':
      return '% Incomplete command.';
    case 'open':
    case 'invalid':
      return "% Invalid input detected at '^' marker.";
  }
}
