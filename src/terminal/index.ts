export type * from './config.ts';
export { emptyTerminalConfig } from './config.ts';
export type * from './shell.ts';
export type * from './terminal-service.ts';
