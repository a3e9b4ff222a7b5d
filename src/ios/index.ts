/** The IOS command language as a library: declare commands once, get parser, help, completion, writer and manual. */
export { arg, HEX, HOST, INT, IPV4, IPV4_MASK, IPV6, LINE, type Sampling, STRING, WORD } from './arguments.ts';
export { as, choice, flag, many, map, opt, secret } from './combinators.ts';
export * from './declarations.ts';
export { DELIMITED } from './delimited.ts';
export type { Io, ShellControl, TerminalIo } from './io.ts';
export { kw } from './keyword.ts';
export { type KeptLens, type KeptLine, type Language, language } from './language.ts';
export { listCommands, usage } from './listing.ts';
export { alter, drop, put, putBy, without } from './lists.ts';
export { type Loaded, type LoadedLine, loadConfiguration } from './loader.ts';
export { manual } from './manual.ts';
export { compileRegex } from './regex.ts';
export type { GrammarNode, Out, Rule } from './rule.ts';
export { seq, unordered } from './sequence.ts';
export { Shell } from './shell.ts';
export type { AcceptedCommand, Completion, ConfigurationStore, Outcome, ShellOptions } from './shell-options.ts';
export { writeConfiguration } from './writer.ts';
