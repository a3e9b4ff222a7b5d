import { type Hint, Matching, splitWords, type Word } from './matching.ts';
import { bestOf, pathsOf, type Trial } from './reading.ts';

/** What may come next on a line. */
export type Help =
  | {
      readonly kind: 'hints';
      /** Sorted as IOS does; `<cr>` last, when the line is complete. */
      readonly hints: readonly Hint[];
      /** The beginning of a word that the line ends with; empty after a blank. */
      readonly partial: string;
    }
  | { readonly kind: 'ambiguous' }
  /** Nothing that is known begins like this. */
  | { readonly kind: 'unknown' };

const carriageReturn: Hint = { text: '<cr>', help: '', keyword: false };

/** What may stand at the end of `text`. `words` when they are not simply the words of `text`. */
export function helpFor(trial: Trial<unknown>, text: string, words: readonly Word[] = splitWords(text)): Help {
  const last = words.at(-1);
  const partial = last !== undefined && last.end === text.length ? last.text : '';
  const whole = partial === '' ? words : words.slice(0, -1);
  const first = new Matching(text.slice(0, partial === '' ? undefined : last?.start), whole);
  trial(first);
  const matching = first.again('help');
  const readings = trial(matching);
  const best = bestOf([...matching.expected, ...readings.map(({ trail }) => ({ trail, hint: carriageReturn }))]);
  if (best.length === 0) return { kind: 'unknown' };
  if (pathsOf(best).size > 1) return { kind: 'ambiguous' };
  const hints = new Map<string, Hint>();
  for (const { hint } of best) if (fits(hint, partial) && !hints.has(hint.text)) hints.set(hint.text, hint);
  if (hints.size === 0) return { kind: 'unknown' };
  return { kind: 'hints', hints: [...hints.values()].sort(byText), partial };
}

const fits = (hint: Hint, partial: string): boolean =>
  partial === '' ||
  (hint.keyword ? hint.text.toLowerCase().startsWith(partial.toLowerCase()) : hint !== carriageReturn);

const byText = (a: Hint, b: Hint): number => {
  if (a.text === carriageReturn.text) return 1;
  if (b.text === carriageReturn.text) return -1;
  return a.text < b.text ? -1 : 1;
};

/** Help as IOS prints it; empty when there is none. Ends with a line end. */
export function printHelp(hints: readonly Hint[], partial: string, width = 80): string {
  if (partial !== '' && hints.some((hint) => hint.keyword)) return printWords(hints, width);
  const longest = Math.max(...hints.map((hint) => hint.text.length));
  return hints
    .map((hint) => `  ${hint.text.padEnd(longest)}  ${hint.help}`.trimEnd())
    .join('\n')
    .concat('\n');
}

/** The words that a beginning may become, in columns. */
function printWords(hints: readonly Hint[], width: number): string {
  const cell = Math.max(...hints.map((hint) => hint.text.length)) + 2;
  const columns = Math.max(1, Math.floor(width / cell));
  const lines: string[] = [];
  for (let start = 0; start < hints.length; start += columns)
    lines.push(
      hints
        .slice(start, start + columns)
        .map((hint) => hint.text.padEnd(cell))
        .join('')
        .trimEnd(),
    );
  return `${lines.join('\n')}\n`;
}
