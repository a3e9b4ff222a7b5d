import type { Line } from './line.ts';

/** What is on the screen after the prompt: the cells, and the column of the cursor among them. */
export interface View {
  readonly cells: string;
  readonly column: number;
}

/** How far a line that is longer than the terminal moves at a time. */
const shift = 10;

/**
 * The part of a line that fits into `room` columns, and the new offset of its first character. As in IOS, a long line moves by
 * ten columns; a `$` stands where more of it is hidden. `room` 0 is unlimited.
 */
export function visible(line: Line, offset: number, room: number): { readonly view: View; readonly offset: number } {
  if (room <= 0) return { view: { cells: line.chars.join(''), column: line.cursor }, offset: 0 };
  const step = Math.max(1, Math.min(shift, Math.floor(room / 2)));
  let from = Math.min(offset, line.chars.length);
  const hiddenRight = (): boolean => line.chars.length - from > room;
  while (from > 0 && line.cursor < from + 1) from = Math.max(0, from - step);
  while (line.cursor - from > (hiddenRight() ? room - 1 : room)) from += step;
  const cells = line.chars.slice(from, from + room);
  if (from > 0 && cells.length > 0) cells[0] = '$';
  if (hiddenRight()) cells[room - 1] = '$';
  return { view: { cells: cells.join(''), column: line.cursor - from }, offset: from };
}

/**
 * The bytes that turn one view into another, with nothing but backspaces, blanks and the characters themselves: every
 * terminal understands them, and automation sees a clean echo.
 */
export function repaint(old: View, next: View): string {
  const before = [...old.cells];
  const after = [...next.cells];
  let same = 0;
  while (same < before.length && same < after.length && before[same] === after[same]) same += 1;
  if (same === before.length && same === after.length) return move(after, old.column, next.column);
  const tail = after.slice(same).join('');
  const wipe = Math.max(0, before.length - after.length);
  const end = after.length + wipe;
  return move(before, old.column, same) + tail + ' '.repeat(wipe) + '\b'.repeat(end - next.column);
}

/** Moves the cursor within cells that stay: back by backspaces, forward by printing them again. */
function move(cells: readonly string[], from: number, to: number): string {
  return to < from ? '\b'.repeat(from - to) : cells.slice(from, to).join('');
}
