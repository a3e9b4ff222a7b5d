export { Connection, type Said } from './connection.ts';
export {
  type ConnectionRequest,
  ConnectionSource,
  type ConnectionSourceDeps,
  type ProtocolRequest,
} from './connection-source.ts';
export type {
  ConnectError,
  ConnectionEnd,
  ConnectionPlace,
  ConnectionProtocol,
  WindowSize,
} from './connection-types.ts';
export { fingerprint, type HostKey, type HostKeyFile, hostName, KnownHosts } from './known-hosts.ts';
export { type NumberedConnection, UserConnections } from './user-connections.ts';
