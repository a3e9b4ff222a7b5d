import type { KeptDeclaration } from './declared.ts';
import type { KeptLine } from './language.ts';
import { drop, put, putBy } from './lists.ts';
import { leadingWords } from './node.ts';
import type { Negation } from './reading.ts';

/** Pure edits of the kept lines of a configuration. */

export const keyOf = (declaration: KeptDeclaration<unknown, unknown>): string =>
  leadingWords(declaration.syntax.node).join(' ');

const samePath = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((header, index) => header === b[index]);

const isBelow = (path: readonly string[], header: readonly string[]): boolean =>
  path.length >= header.length && header.every((line, index) => line === path[index]);

/** Keeps a line at `path`; where there can be only one, or the same in its `no` form, it takes the other's place. */
export function keep(kept: readonly KeptLine[], line: KeptLine, single: boolean): readonly KeptLine[] {
  if (!single) return putBy(kept, line, identityOf);
  return put(kept, line, (other) => other.key === line.key && samePath(other.path, line.path));
}

/** The same for a line and its `no` form. */
const identityOf = ({ path, key, text }: KeptLine): string =>
  `${path.join('\n')}\n${key}\n${text.startsWith('no ') ? text.slice(3) : text}`;

/**
 * What `no` or `default` does to kept lines: removes those that begin with `text`; `no` of a line that isn't there is kept
 * itself when the declaration says so.
 */
export function negate(
  kept: readonly KeptLine[],
  declaration: KeptDeclaration<unknown, unknown>,
  negated: Negation,
  path: readonly string[],
  text: string,
): readonly KeptLine[] {
  const key = keyOf(declaration);
  const isOne = (line: KeptLine): boolean =>
    line.key === key &&
    samePath(line.path, path) &&
    (line.text === text || line.text.startsWith(`${text} `) || (negated === 'default' && line.text === `no ${text}`));
  const found = kept.filter(isOne);
  if (found.length === 0)
    return negated === 'no' && declaration.keepsNegation ? keep(kept, { path, key, text: `no ${text}` }, false) : kept;
  const rest = drop(kept, isOne);
  if (declaration.into === undefined) return rest;
  return found.reduce((lines, { text: header }) => forgetBelow(lines, [...path, header]), rest);
}

/** Without the lines of the section `path` and of the sections in it. */
export const forgetBelow = (kept: readonly KeptLine[], path: readonly string[]): readonly KeptLine[] =>
  drop(kept, (line) => isBelow(line.path, path));
