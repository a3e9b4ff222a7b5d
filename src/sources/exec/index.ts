export { ExecOwner, type ExecTerminals } from './exec-owner.ts';
export { type ExecEnding, ExecSource, type ExecSourceDeps } from './exec-source.ts';
export type { CommandEvent, ExecEnd, ExecLogin, ExecSession, FailedLogin } from './exec-types.ts';
