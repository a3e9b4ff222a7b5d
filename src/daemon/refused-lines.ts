import { maskCommand } from '../accounting/index.ts';
import type { RefusedLine } from '../commands/services.ts';
import type { Logging } from '../watch/logging/logging.ts';

/** One line of a file that may hold anything, as it can be logged: without secrets, and harmless to a terminal. */
function printable(text: string): string {
  const shown = maskCommand(text.trim()).replace(/\p{C}/gu, '?');
  return shown.length > 200 ? `${shown.slice(0, 200)}…` : shown;
}

/** Logs which lines of a configuration were refused, and why. @param name of the file */
export function reportRefused(logging: Logging, name: string, refused: readonly RefusedLine[]): void {
  for (const { line, text, reason } of refused)
    logging.message('PARSER', 4, 'BADCFG', `${name} line ${line} was refused: ${printable(text)} (${reason})`);
}
