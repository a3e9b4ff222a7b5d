export { openLink } from './agentx/link.ts';
export * from './config.ts';
export { Snmp, type SnmpDeps } from './snmp.ts';
export { openEndpoint } from './sockets.ts';
export type { SnmpStatus } from './status.ts';
