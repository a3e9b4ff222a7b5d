export { Charon, type CharonConfig, type CharonDeps, type CharonListener, type CharonStatus } from './charon.ts';
export { callerAddress, GroupLimits, type Member } from './group-limits.ts';
export { lockedOut } from './group-lock.ts';
export type { Refusal } from './loader.ts';
export { type TunnelLogin, TunnelLogins } from './logins.ts';
