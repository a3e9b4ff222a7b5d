import type { ViciSection, ViciValue } from '../../../protocols/vici/index.ts';

/** What is loaded into charon, as VICI messages that know which line of the configuration they come from. */

/** Commands that load something, in the order in which charon must get them: connections refer to what is before. */
export const loadCommands = [
  'load-pool',
  'load-shared',
  'load-key',
  'load-cert',
  'load-authority',
  'load-conn',
] as const;
export type LoadCommand = (typeof loadCommands)[number];

/** One thing to be loaded. Command and name together are unique. */
export interface Load {
  readonly command: LoadCommand;
  readonly name: string;
  readonly message: ViciSection;
  /** The line of the configuration that it comes from, sections before it: `crypto map test 10 ipsec-isakmp`. */
  readonly line: string;
}

/** A line of the configuration that cannot be carried out, or not as it stands. */
export interface Problem {
  readonly line: string;
  readonly reason: string;
}

/**
 * Everything that this box loads is named under this: what charon has under other names belongs to somebody else and is
 * left alone.
 */
export const namePrefix = 'crypto/';

/** A name made of parts of the configuration, which may hold any character but spaces: different parts, different names. */
export const nameOf = (...parts: readonly (string | number)[]): string =>
  namePrefix + parts.map((part) => String(part).replaceAll(/[%/@\s]/g, (char) => encodeURIComponent(char))).join('/');

/** Whether two messages say the same; the order of sections and values does not matter, that of list items does. */
export const sameMessage = (one: ViciSection, other: ViciSection): boolean => canonical(one) === canonical(other);

/** A text that is the same for messages that say the same. */
export function canonical(value: ViciValue): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonical).join()}]`;
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name] ?? '')}`).join()}}`;
}

const isList = (value: ViciValue): value is readonly string[] => Array.isArray(value);
