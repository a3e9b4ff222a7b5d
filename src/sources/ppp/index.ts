export type { ReadInterfaces } from './interface-counters.ts';
export { type CallRefusal, PppSource, type PppSourceDeps } from './ppp-source.ts';
export type * from './ppp-types.ts';
