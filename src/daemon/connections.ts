import { randomUUID } from 'node:crypto';
import type { Configuration } from '../commands/configuration.ts';
import {
  ConnectionSource,
  type ConnectionSourceDeps,
  KnownHosts,
  LatStation,
  openSocatPort,
  systemEmulator,
} from '../sources/connection/index.ts';
import { resolveHost } from './outbound.ts';
import type { StateDirectory } from './state-directory.ts';

/** File of the SSH host keys that are known, in the state directory. */
const knownHostsName = 'ssh_known_hosts';

export type ConnectionParts = Pick<ConnectionSourceDeps, 'clock' | 'log' | 'accounting'> & {
  readonly state: StateDirectory;
  readonly running: () => Configuration;
};

/** What users connect to other hosts with, and the box's place among the LAT nodes. */
export function makeConnections({ clock, log, accounting, state, running }: ConnectionParts): {
  readonly connections: ConnectionSource;
  readonly lat: LatStation;
} {
  const lat = new LatStation({
    ...{ clock, log },
    openEthernet: openSocatPort,
    node: () => running().lat.node ?? running().terminal.hostname.toUpperCase(),
  });
  const connections = new ConnectionSource({
    ...{ clock, log, accounting, lat },
    bootId: randomUUID(),
    resolve: (name) => resolveHost(name, running()),
    knownHosts: new KnownHosts({
      read: () => state.read(knownHostsName),
      write: (text) => state.write(knownHostsName, text),
    }),
    emulator: systemEmulator(),
  });
  return { connections, lat };
}
