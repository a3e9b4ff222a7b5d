/**
 * Regular expressions as IOS has them (`. [] ^ $ * + ? | () _ \x`), matched in time proportional to the text: a user who
 * may type `show … | include` must not be able to stop the daemon with `(a*)*b`. `_` is a blank, a comma, a brace, a
 * parenthesis, or the beginning or end of the line.
 */

type Test = (character: string) => boolean;
/** Where to go on: to other states without reading, or past one character. */
type State =
  | { readonly kind: 'character'; readonly test: Test; next: number }
  | { readonly kind: 'split'; next: number; other: number }
  | { readonly kind: 'start' | 'end'; next: number }
  | { readonly kind: 'delimiter'; next: number }
  | { readonly kind: 'match' };

/** Compiles a regular expression to a test of one line; `undefined` when it isn't well formed or is too long. */
export function compileRegex(pattern: string): ((line: string) => boolean) | undefined {
  if (pattern.length > 1000) return undefined;
  const states: State[] = [];
  const add = (state: State): number => states.push(state) - 1;
  let at = 0;
  let broken = false;

  // Each part is compiled to a function that, told what follows, adds its states and returns where it begins.
  type Part = (next: number) => number;

  const alternatives = (): Part => {
    const parts = [sequenceOf()];
    while (pattern[at] === '|') {
      at++;
      parts.push(sequenceOf());
    }
    return parts.reduceRight((right, left) => (next) => {
      const other = right(next);
      return add({ kind: 'split', next: left(next), other });
    });
  };
  const sequenceOf = (): Part => {
    const parts: Part[] = [];
    while (at < pattern.length && pattern[at] !== '|' && pattern[at] !== ')') parts.push(repeated());
    return (next) => parts.reduceRight((following, part) => part(following), next);
  };
  const repeated = (): Part => {
    let part = single();
    for (let sign = pattern[at]; sign === '*' || sign === '+' || sign === '?'; sign = pattern[at]) {
      at++;
      const inner = part;
      if (sign === '?') part = (next) => add({ kind: 'split', next: inner(next), other: next });
      else
        part = (next) => {
          const loop = add({ kind: 'split', next: -1, other: next });
          const begin = inner(loop);
          const state = states[loop];
          if (state?.kind === 'split') state.next = begin;
          return sign === '*' ? loop : begin;
        };
    }
    return part;
  };
  const single = (): Part => {
    const character = pattern[at++] ?? '';
    switch (character) {
      case '(': {
        const inner = alternatives();
        if (pattern[at++] !== ')') broken = true;
        return inner;
      }
      case '*':
      case '+':
      case '?':
        broken = true;
        return (next) => next;
      case '.':
        return read(() => true);
      case '^':
        return (next) => add({ kind: 'start', next });
      case '$':
        return (next) => add({ kind: 'end', next });
      case '_':
        return (next) => add({ kind: 'delimiter', next });
      case '[':
        return read(set());
      case '\\': {
        const escaped = pattern[at++];
        if (escaped === undefined) broken = true;
        return read((other) => other === escaped);
      }
      default:
        return read((other) => other === character);
    }
  };
  const read =
    (test: Test): Part =>
    (next) =>
      add({ kind: 'character', test, next });
  const set = (): Test => {
    const negated = pattern[at] === '^';
    if (negated) at++;
    const ranges: (readonly [string, string])[] = [];
    for (let first = true; first || pattern[at] !== ']'; first = false) {
      const low = pattern[at++];
      if (low === undefined) {
        broken = true;
        break;
      }
      const high = pattern[at] === '-' && pattern[at + 1] !== ']' ? pattern[at + 1] : undefined;
      if (high !== undefined) at += 2;
      ranges.push([low, high ?? low]);
    }
    at++;
    return (character) => ranges.some(([low, high]) => character >= low && character <= high) !== negated;
  };

  const match = add({ kind: 'match' });
  const begin = alternatives()(match);
  if (broken || at < pattern.length || states.length > 4000) return undefined;
  return (line) => runs(states, begin, line);
}

/** Thompson's simulation: all states that the characters read so far can lead to, advanced together. */
function runs(states: readonly State[], begin: number, line: string): boolean {
  let here = new Set<number>();
  let matched = false;
  const reach = (into: Set<number>, from: number, position: number): void => {
    const stack = [from];
    for (let index = stack.pop(); index !== undefined; index = stack.pop()) {
      if (into.has(index)) continue;
      into.add(index);
      const state = states[index];
      if (state === undefined) continue;
      if (state.kind === 'match') matched = true;
      else if (state.kind === 'split') stack.push(state.next, state.other);
      else if (
        (state.kind === 'start' && position === 0) ||
        (state.kind === 'end' && position === line.length) ||
        (state.kind === 'delimiter' && (position === 0 || position === line.length))
      )
        stack.push(state.next);
    }
  };
  for (let position = 0; position <= line.length; position++) {
    reach(here, begin, position);
    if (matched) return true;
    const character = line[position];
    if (character === undefined) return false;
    const next = new Set<number>();
    for (const index of here) {
      const state = states[index];
      if (
        (state?.kind === 'character' && state.test(character)) ||
        (state?.kind === 'delimiter' && ' ,{}()'.includes(character))
      )
        reach(next, state.next, position + 1);
    }
    here = next;
    if (matched) return true;
  }
  return false;
}
