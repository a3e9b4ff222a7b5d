export { compile } from './compile.ts';
export type { Compiled, CompileInput, GroupAnswer } from './input.ts';
export { canonical, type Load, type LoadCommand, loadCommands, namePrefix, type Problem } from './message.ts';
export type { ConfiguredFlow, ConnectionOrigin, ConnectionOrigins } from './origin.ts';
