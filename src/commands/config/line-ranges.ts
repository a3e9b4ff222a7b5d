import { isDeepStrictEqual } from 'node:util';
import type { LineConfig, LineKind } from '../../terminal/config.ts';
import type { Configuration } from '../configuration.ts';
import { amend, amendTerminal, type Changes } from './edit.ts';
import type { LineRange } from './modes.ts';

/** Lines are configured in ranges, and written in ranges of equal lines. */

const kindOrder: readonly LineKind[] = ['con', 'tty', 'aux', 'vty'];

/** vty lines that are always there; the running configuration has them in a section of their own. */
export const standingVtys = 5;

const compareLines = (a: LineConfig, b: LineConfig): number =>
  kindOrder.indexOf(a.kind) - kindOrder.indexOf(b.kind) || a.number - b.number;

const within =
  ({ kind, first, last }: LineRange) =>
  (line: LineConfig): boolean =>
    line.kind === kind && line.number >= first && line.number <= last;

/** The configuration with all lines of a range in it; vty lines below them, too, as they have no gaps. */
export function makeLines(config: Configuration, range: LineRange): Configuration {
  const { kind, last } = range;
  const known = new Set(config.terminal.lines.filter((line) => line.kind === kind).map((line) => line.number));
  const fresh: LineConfig[] = [];
  for (let number = kind === 'vty' ? 0 : range.first; number <= last; number++)
    if (!known.has(number)) fresh.push({ kind, number });
  return fresh.length === 0
    ? config
    : amendTerminal(config, { lines: [...config.terminal.lines, ...fresh].sort(compareLines) });
}

/** The configuration without the lines of a range. */
export function dropLines(config: Configuration, range: LineRange): Configuration {
  const isOne = within(range);
  return amendTerminal(config, { lines: config.terminal.lines.filter((line) => !isOne(line)) });
}

/** Changes every line of a range. */
export function changeLines(
  config: Configuration,
  range: LineRange,
  changes: Changes<LineConfig> | ((line: LineConfig) => Changes<LineConfig>),
): Configuration {
  const isOne = within(range);
  return amendTerminal(config, {
    lines: config.terminal.lines.map((line) =>
      isOne(line) ? amend(line, typeof changes === 'function' ? changes(line) : changes) : line,
    ),
  });
}

/** The lines of a range as if they had never been configured. */
export function clearLines(config: Configuration, range: LineRange): Configuration {
  const isOne = within(range);
  return amendTerminal(config, {
    lines: config.terminal.lines.map((line) => (isOne(line) ? { kind: line.kind, number: line.number } : line)),
  });
}

/** The first line of a range: what the running configuration shows for all of it. */
export const lineOf = (config: Configuration, range: LineRange): LineConfig | undefined =>
  config.terminal.lines.find(within({ ...range, last: range.first }));

/** Ranges of neighbouring lines that are configured alike. */
export function lineRanges(config: Configuration): readonly LineRange[] {
  const ranges: (LineRange & { last: number })[] = [];
  let previous: LineConfig | undefined;
  for (const line of config.terminal.lines) {
    const range = ranges.at(-1);
    const joins =
      range !== undefined &&
      previous !== undefined &&
      line.kind === previous.kind &&
      line.number === previous.number + 1 &&
      !(line.kind === 'vty' && line.number === standingVtys) &&
      isDeepStrictEqual({ ...line, number: 0 }, { ...previous, number: 0 });
    if (joins) range.last = line.number;
    else ranges.push({ kind: line.kind, first: line.number, last: line.number });
    previous = line;
  }
  return ranges;
}
