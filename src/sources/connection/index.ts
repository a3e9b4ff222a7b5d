export { Connection, type Said } from './connection.ts';
export { ConnectionOwner } from './connection-owner.ts';
export type { ConnectionRequest, ProtocolRequest } from './connection-request.ts';
export { ConnectionSource, type ConnectionSourceDeps } from './connection-source.ts';
export type {
  ConnectError,
  ConnectionEnd,
  ConnectionPlace,
  ConnectionProtocol,
  WindowSize,
} from './connection-types.ts';
export { fingerprint, type HostKey, type HostKeyFile, hostName, KnownHosts } from './known-hosts.ts';
export { openSocatPort } from './lat/socat-port.ts';
export { type KnownService, LatStation } from './lat/station.ts';
export { type Emulator, systemEmulator } from './tn3270/index.ts';
export { type NumberedConnection, UserConnections } from './user-connections.ts';
