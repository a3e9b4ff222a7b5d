import { follow, type Hint } from './matching.ts';
import { noSteps, type Rule } from './rule.ts';

/**
 * A keyword. Its value is the word itself; it is matched by any beginning of it, in any case, and printed in full.
 * `help` is what `?` shows beside it.
 */
export function kw<const K extends string>(word: K, help: string): Rule<K> {
  const hint: Hint = { text: word, help, keyword: true };
  const lower = word.toLowerCase();
  const printed = [word];
  return {
    node: { kind: 'keyword', word, help },
    empty: undefined,
    match(matching, at, trail) {
      const typed = matching.words[at];
      if (typed === undefined) {
        matching.expect(hint, trail);
        return noSteps;
      }
      const text = typed.text.toLowerCase();
      if (text === lower) {
        matching.writtenOut(trail);
        return [{ value: word, at: at + 1, trail: follow(trail, word, 0) }];
      }
      if (lower.startsWith(text)) {
        if (!matching.mayAbbreviate(trail)) return noSteps;
        return [{ value: word, at: at + 1, trail: follow(trail, word, 1) }];
      }
      matching.fail(at, commonPrefix(text, lower), trail);
      return noSteps;
    },
    print: (value) => (value === word ? printed : undefined),
  };
}

function commonPrefix(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}
