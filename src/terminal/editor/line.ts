/** A line being edited: code points, and the cursor before one of them (0 to `chars.length`). */
export interface Line {
  readonly chars: readonly string[];
  readonly cursor: number;
}

export const emptyLine: Line = { chars: [], cursor: 0 };

export const lineOf = (text: string): Line => {
  const chars = [...text];
  return { chars, cursor: chars.length };
};

export const textOf = (line: Line): string => line.chars.join('');

/** What is typed before the cursor. */
export const typedOf = (line: Line): string => line.chars.slice(0, line.cursor).join('');

export function insert(line: Line, text: readonly string[]): Line {
  return {
    chars: [...line.chars.slice(0, line.cursor), ...text, ...line.chars.slice(line.cursor)],
    cursor: line.cursor + text.length,
  };
}

export function moveTo(line: Line, cursor: number): Line {
  return { chars: line.chars, cursor: Math.min(line.chars.length, Math.max(0, cursor)) };
}

/** Takes out `from` (inclusive) to `to` (exclusive) and leaves the cursor there. */
export function cut(line: Line, from: number, to: number): { readonly line: Line; readonly text: readonly string[] } {
  const start = Math.max(0, from);
  const text = line.chars.slice(start, to);
  return { line: { chars: [...line.chars.slice(0, start), ...line.chars.slice(to)], cursor: start }, text };
}

const isWord = (char: string | undefined): boolean => char !== undefined && char !== ' ';

/** Start of the word before the cursor. */
export function wordLeft(line: Line): number {
  let at = line.cursor;
  while (at > 0 && !isWord(line.chars[at - 1])) at -= 1;
  while (at > 0 && isWord(line.chars[at - 1])) at -= 1;
  return at;
}

/** End of the word after the cursor. */
export function wordRight(line: Line): number {
  let at = line.cursor;
  while (at < line.chars.length && !isWord(line.chars[at])) at += 1;
  while (at < line.chars.length && isWord(line.chars[at])) at += 1;
  return at;
}

/** Exchanges the two characters before the cursor at the end of the line, else the ones around it, as IOS does. */
export function transpose(line: Line): Line {
  const right = line.cursor === line.chars.length ? line.cursor - 1 : line.cursor;
  const a = line.chars[right - 1];
  const b = line.chars[right];
  if (a === undefined || b === undefined) return line;
  const chars = [...line.chars];
  chars[right - 1] = b;
  chars[right] = a;
  return { chars, cursor: Math.min(right + 1, chars.length) };
}

/** Changes the letters from the cursor to the end of the word. */
export function changeCase(line: Line, how: 'capitalize' | 'upper' | 'lower'): Line {
  const end = wordRight(line);
  let first = true;
  const chars = line.chars.map((char, index) => {
    if (index < line.cursor || index >= end || char === ' ') return char;
    const upper = how === 'upper' || (how === 'capitalize' && first);
    first = false;
    const changed = upper ? char.toUpperCase() : char.toLowerCase();
    return [...changed].length === 1 ? changed : char;
  });
  return { chars, cursor: end };
}
