import { lookup } from 'node:dns/promises';
import { networkInterfaces } from 'node:os';
import type { Configuration } from '../commands/configuration.ts';
import type { Outbound } from '../commands/connection/outbound.ts';
import { type ConnectionSource, UserConnections } from '../sources/connection/index.ts';
import type { TerminalSession } from '../terminal/index.ts';
import { permits } from '../terminal/lines/access-list.ts';

/** Addresses of a name: from the `ip host` lines, else as the system resolves it, unless `no ip domain lookup`. */
export async function resolveHost(name: string, { system }: Configuration): Promise<readonly string[]> {
  const known = system.hosts?.find((host) => host.name.toLowerCase() === name.toLowerCase());
  if (known !== undefined) return known.addresses;
  if (system.domainLookup === false) return [];
  try {
    const found = await lookup(name, { all: true, order: 'ipv4first' });
    return found.map(({ address }) => address);
  } catch {
    // Whatever the resolver says, the host can't be found.
    return [];
  }
}

/** The outbound connections of one terminal session. */
export function outboundFor(
  terminal: TerminalSession,
  source: ConnectionSource,
  running: () => Configuration,
  level: () => number,
): Outbound {
  const connections = new UserConnections(source, (closed) => {
    const { connection } = closed;
    // Whoever has the terminal at it sees it himself.
    if (outbound.attached === connection) return;
    terminal.notice(`[Connection to ${connection.host} closed by foreign host]`);
    if (connection.unread === 0) void connections.close(closed, 'host-closed');
  });
  const outbound: Outbound = {
    connections,
    attached: undefined,
    typed: '',
    knownHosts: source.knownHosts,
    latServices: () => source.lat.services(),
    get level() {
      return level();
    },
    place() {
      const { port, profile, user, key, lineConfig } = terminal;
      const { authentic, classes, interimInterval } = profile;
      return {
        list: lineConfig.accountingConnection ?? 'default',
        parent: key,
        ...(interimInterval === undefined ? {} : { interimInterval }),
        facts: {
          portNumber: port.portNumber,
          portName: port.portName,
          portType: port.portType,
          callingStation: port.caller,
          ...(port.called === undefined ? {} : { calledStation: port.called }),
          ...(user === undefined || user === '' ? {} : { user }),
          authentic,
          privilege: level(),
          ...(classes.length > 0 ? { classes } : {}),
        },
      };
    },
    permits(address) {
      const { accessClassOut } = terminal.lineConfig;
      return accessClassOut === undefined || permits(running().terminal.accessLists, accessClassOut, address);
    },
    addresses: (host) => source.addresses(host),
    interfaceAddress: (name) => networkInterfaces()[name]?.find(({ family }) => family === 'IPv4')?.address,
    async admit(command) {
      const request = { level: 1, command, privilege: level() };
      const { permitted } = await terminal.authorizeCommand({ ...request, configuration: false });
      if (permitted) await terminal.accountCommand(request);
      return permitted;
    },
  };
  return outbound;
}
