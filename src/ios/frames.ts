import type { Frame } from './carry-out.ts';
import type { ConfigDeclaration } from './declared.ts';
import { type Help, helpFor } from './hints.ts';
import { type Language, tableOf } from './language.ts';
import { splitWords } from './matching.ts';
import type { Builtin } from './mode-table.ts';
import { beginsWrittenOut, configTrial, type Read, type Reading, read } from './reading.ts';

/** A configuration line as read by the innermost mode that knows it; `depth` is that mode's place in the stack. */
export interface FrameRead<C, E> {
  readonly depth: number;
  readonly read: Read<ConfigDeclaration<C, E> | Builtin>;
}

/**
 * Reads a line in the innermost of `frames`, and where it isn't that mode's own, in the modes around it. A line that none
 * knows is reported where it went furthest. What would be kept without effect by an abbreviation (`ip http server` as
 * `ip-address …` of a trustpoint) is that of the mode around it where its first word is written out.
 */
export function readInFrames<C, E>(
  language: Language<C, E, unknown>,
  frames: readonly Frame<C, E>[],
  text: string,
  level: number,
): FrameRead<C, E> {
  const words = splitWords(text);
  let failed: FrameRead<C, E> | undefined;
  let guessed: FrameRead<C, E> | undefined;
  for (let depth = frames.length - 1; depth >= 0; depth--) {
    const frame = frames[depth];
    if (frame === undefined) break;
    const result = read(configTrial(tableOf(language, frame.mode), level), text, words);
    if (guessed !== undefined) {
      if (result.kind === 'understood' && beginsWrittenOut(result.reading)) return { depth, read: result };
    } else if (result.kind === 'understood' && isGuess(result.reading)) guessed = { depth, read: result };
    else if (result.kind !== 'invalid') return { depth, read: result };
    else if (failed?.read.kind !== 'invalid' || result.at > failed.read.at) failed = { depth, read: result };
    if (!frame.mode.fallsBack) break;
  }
  return guessed ?? failed ?? { depth: 0, read: { kind: 'invalid', at: 0 } };
}

const isGuess = <C, E>(reading: Reading<ConfigDeclaration<C, E> | Builtin>): boolean =>
  reading.declaration.kind === 'kept' && !beginsWrittenOut(reading);

/** What may come next, in the innermost mode that knows anything. */
export function helpInFrames<C, E>(
  language: Language<C, E, unknown>,
  frames: readonly Frame<C, E>[],
  text: string,
  level: number,
): Help {
  for (const frame of frames.toReversed()) {
    const help = helpFor(configTrial(tableOf(language, frame.mode), level), text);
    if (help.kind !== 'unknown' || !frame.mode.fallsBack) return help;
  }
  return { kind: 'unknown' };
}
