/** The IOS command language as a library: declare commands once, get parser, help, completion, writer and manual. */
export { arg, HEX, HOST, INT, IPV4, IPV4_MASK, IPV6, LINE, type Sampling, STRING, WORD } from './arguments.ts';
export { as, choice, flag, many, map, opt, secret } from './combinators.ts';
export * from './declarations.ts';
export { DELIMITED } from './delimited.ts';
export type { Io, ShellControl, TerminalIo } from './io.ts';
export { kw } from './keyword.ts';
export { type KeptLens, type KeptLine, type Language, language } from './language.ts';
export { alter, drop, put, without } from './lists.ts';
export type { Out, Rule } from './rule.ts';
export { seq, unordered } from './sequence.ts';
export type { AcceptedCommand, Completion, ConfigurationStore, Outcome, ShellOptions } from './shell-options.ts';
