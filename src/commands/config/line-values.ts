import { type About, drop, INT, kw, put, type Rule, seq, setting, type Written } from '../../ios/index.ts';
import type { LineConfig } from '../../terminal/config.ts';
import { type Changes, value } from './edit.ts';
import { changeLines, lineOf } from './line-ranges.ts';
import { lineMode } from './modes.ts';
import { leading, listName } from './words.ts';

/** A line of `line …` that sets one value. */
export const one = <V>(
  syntax: Rule<V>,
  about: About & {
    readonly get: (line: LineConfig) => Written<V> | undefined;
    readonly set: (value: V | undefined) => Changes<LineConfig>;
  },
) => {
  const { get, set, ...rest } = about;
  return value(
    lineMode,
    syntax,
  )({
    ...rest,
    get(config, lines) {
      const held = lineOf(config, lines);
      return held && get(held);
    },
    set: (config, typed, lines) => changeLines(config, lines, set(typed)),
  });
};

type Words = readonly (readonly [word: string, help: string])[];
type NumberKey = 'sessionTimeout' | 'loginTimeout' | 'privilege' | 'length' | 'width';
/** A line that sets one number after `words`. */
export const number = (key: NumberKey, words: Words, rule: Rule<number>, summary: string, defaultText: string) =>
  one(seq({ ...leading(...words), number: rule }), {
    summary,
    defaultText,
    get: ({ [key]: held }) => (held === undefined ? undefined : { number: held }),
    set: (typed) => ({ [key]: typed?.number }),
  });

type ListKey =
  | 'loginAuthentication'
  | 'authorizationExec'
  | 'accountingExec'
  | 'accountingConnection'
  | 'accountingArap';
/** A line that names a method list after `words`. */
export const list = (key: ListKey, words: Words, summary: string) =>
  one(seq({ ...leading(...words), list: listName('Name of the list') }), {
    summary,
    defaultText: 'default',
    get: ({ [key]: held }) => (held === undefined ? undefined : { list: held }),
    set: (typed) => ({ [key]: typed?.list }),
  });

/** `authorization commands LEVEL LIST` and the same of accounting. */
export const perLevel = (key: 'authorizationCommands' | 'accountingCommands', word: string, help: string) =>
  setting(
    lineMode,
    seq({
      _what: kw(word, help),
      _commands: kw('commands', 'Commands of a privilege level'),
      level: INT(0, 15, 'Privilege level of the commands'),
      list: listName('Name of the list'),
    }),
  )<'level'>({
    summary: `Names the list for ${word} of commands of a privilege level.`,
    defaultText: 'default',
    set: (config, entry, lines) =>
      changeLines(config, lines, ({ [key]: held = [] }) => ({
        [key]: put(held, entry, ({ level }) => level === entry.level),
      })),
    noNeeds: ['level'],
    unset: (config, entry, lines) =>
      changeLines(config, lines, ({ [key]: held = [] }) => {
        const left = drop(held, ({ level }) => level === entry.level);
        return { [key]: left.length === 0 ? undefined : left };
      }),
    get: (config, lines) => lineOf(config, lines)?.[key] ?? [],
  });
