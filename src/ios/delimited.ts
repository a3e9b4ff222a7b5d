import { follow, type Hint } from './matching.ts';
import { noSteps, type Rule, rankOf } from './rule.ts';

/** The delimiter that texts are printed with: as IOS shows Ctrl-C. */
const printedDelimiter = '^C';

/**
 * Text between two equal delimiters, over as many lines as it takes (`banner motd #…#`): the first character that isn't a
 * blank is the delimiter (`^C` counts as one). The value is everything between them, line ends included. What follows
 * the second delimiter is ignored. The shell and the loader supply the following lines while the text is open.
 */
export function DELIMITED(help: string, shape = 'LINE'): Rule<string> {
  const hint: Hint = { text: shape, help, keyword: false };
  return {
    node: {
      kind: 'argument',
      shape,
      help,
      sample: (random) =>
        random() < 0.5 ? 'Authorized use only' : `\n  Line one ${Math.floor(random() * 100)}\n! line two\n`,
    },
    empty: undefined,
    match(matching, at, trail) {
      const typed = matching.words[at];
      if (typed === undefined) {
        matching.expect(hint, trail);
        return noSteps;
      }
      const delimiter = typed.text.startsWith(printedDelimiter) ? printedDelimiter : typed.text.charAt(0);
      const start = typed.start + delimiter.length;
      const end = matching.text.indexOf(delimiter, start);
      if (end === -1) {
        matching.open = { delimiter, trail };
        if (matching.purpose === 'help')
          matching.expect(hint, follow(trail, matching.text.slice(typed.start), rankOf.line));
        return noSteps;
      }
      const text = matching.text.slice(start, end);
      return [
        {
          value: text,
          at: matching.words.length,
          trail: follow(trail, `${delimiter}${text}${delimiter}`, rankOf.line),
        },
      ];
    },
    print: (value) =>
      typeof value === 'string' && !value.includes(printedDelimiter)
        ? [`${printedDelimiter}${value}${printedDelimiter}`]
        : undefined,
  };
}
