export { CallSource, type CallSourceDeps, type IncomingCall, type ResourceCall } from './call-source.ts';
