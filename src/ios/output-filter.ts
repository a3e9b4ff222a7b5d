import { LINE } from './arguments.ts';
import { choice, opt } from './combinators.ts';
import { kw } from './keyword.ts';
import { compileRegex } from './regex.ts';
import type { Rule } from './rule.ts';
import { seq } from './sequence.ts';

/** `| include REGEX` and its like. */
export interface OutputFilter {
  readonly kind: 'begin' | 'count' | 'exclude' | 'include' | 'section';
  readonly pattern: string;
}

const filter = opt(
  seq({
    _bar: kw('|', 'Output modifiers'),
    kind: choice(
      kw('begin', 'Begin with the line that matches'),
      kw('count', 'Count number of lines which match regexp'),
      kw('exclude', 'Exclude lines that match'),
      kw('include', 'Include lines that match'),
      kw('section', 'Filter a section of output'),
    ),
    pattern: LINE('Regular Expression'),
  }),
);
const none: Rule<undefined> = {
  node: { kind: 'sequence', fields: [] },
  empty: { value: undefined },
  match: (_matching, at, trail) => [{ value: undefined, at, trail }],
  print: () => [],
};

/** The grammar of a whole exec line: the command and, where it is allowed, a filter. */
export function outputFilter(
  syntax: Rule<unknown>,
  allowed: boolean,
): Rule<{ readonly value?: unknown; readonly filter?: OutputFilter }> {
  return seq({ value: syntax, filter: allowed ? filter : none });
}

/** Passes printed text on, line by line, as the filter says. */
export interface FilteredOutput {
  write(text: string): void;
  /** The end of the output: what is still held back is passed on. */
  finish(): void;
}

/** A filter in front of `print`, or `undefined` when its regular expression isn't one. */
export function filterOutput(
  { kind, pattern }: OutputFilter,
  print: (text: string) => void,
): FilteredOutput | undefined {
  const matches = compileRegex(pattern);
  if (matches === undefined) return undefined;
  let rest = '';
  let count = 0;
  let begun = false;
  let depth: number | undefined;
  const wanted = (line: string): boolean => {
    switch (kind) {
      case 'include':
        return matches(line);
      case 'exclude':
        return !matches(line);
      case 'count':
        if (matches(line)) count++;
        return false;
      case 'begin':
        begun ||= matches(line);
        return begun;
      case 'section': {
        const indent = line.length - line.trimStart().length;
        if (depth !== undefined && indent > depth) return true;
        depth = matches(line) ? indent : undefined;
        return depth !== undefined;
      }
    }
  };
  const pass = (lines: readonly string[]): void => {
    const kept = lines.filter(wanted);
    if (kept.length > 0) print(kept.join('\n'));
  };
  return {
    write(text) {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      pass(lines);
    },
    finish() {
      if (rest !== '') pass([rest]);
      rest = '';
      if (kind === 'count') print(`Number of lines which match regexp = ${count}`);
    },
  };
}
