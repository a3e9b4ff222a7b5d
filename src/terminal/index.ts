export type * from './config.ts';
export { emptyTerminalConfig } from './config.ts';
export { type ConsoleClientOptions, consoleClient } from './console-client.ts';
export type * from './serial/calls.ts';
export type * from './shell.ts';
export type * from './terminal-service.ts';
export { Terminals } from './terminals.ts';
