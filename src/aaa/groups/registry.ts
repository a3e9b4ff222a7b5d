import type { Clock } from '../../base/clock.ts';
import type { EventLog } from '../../base/event-log.ts';
import type { Random } from '../../base/random.ts';
import type {
  AaaConfig,
  GroupMember,
  RadiusServerConfig,
  SealedSecret,
  ServerGroupConfig,
  TacacsServerConfig,
} from '../config.ts';
import type { SecretVault } from '../secrets/vault.ts';
import type { Lookup } from '../servers/address.ts';
import type { RadiusTransportFactory } from '../servers/radius-exchange.ts';
import { RadiusRuntime } from '../servers/radius-runtime.ts';
import { RadiusServer } from '../servers/radius-server.ts';
import { radiusSettings } from '../servers/radius-settings.ts';
import type { StateListener } from '../servers/snapshot.ts';
import { TacacsServer } from '../servers/tacacs-server.ts';
import type { ServerGroup, ServerRef } from './group.ts';
import { RadiusServerGroup } from './radius-group.ts';
import { TacacsServerGroup } from './tacacs-group.ts';

export interface RegistryDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: EventLog;
  readonly vault: SecretVault;
  readonly lookup: Lookup;
  readonly routedAddress: (towards: string) => Promise<string | undefined>;
  readonly interfaceAddress: (name: string) => string | undefined;
  readonly radiusTransport: RadiusTransportFactory;
}

/** IOS gives each batch of 25 requests to one server. */
const defaultBatch = 25;

/**
 * All servers and groups of a configuration while they run. A server is known by its address and ports (and its group,
 * when private): as long as those stay, it keeps counters, health and connections whatever else changes.
 */
export class ServerRegistry {
  readonly #deps: RegistryDeps;
  readonly #runtime: RadiusRuntime;
  readonly #listeners = new Set<(server: ServerRef) => void>();
  readonly #stateListeners = new Set<StateListener>();
  readonly #warned = new Set<string>();
  #radius = new Map<string, RadiusServer>();
  #tacacs = new Map<string, TacacsServer>();
  #groups = new Map<string, RadiusServerGroup | TacacsServerGroup>();
  #deadtimes = '';
  #nextRadiusId = 1;
  #nextTacacsId = 1;

  constructor(deps: RegistryDeps) {
    this.#deps = deps;
    this.#runtime = new RadiusRuntime({ ...deps, transport: deps.radiusTransport });
  }

  get runtime(): RadiusRuntime {
    return this.#runtime;
  }
  get radiusServers(): readonly RadiusServer[] {
    return [...this.#radius.values()];
  }
  get tacacsServers(): readonly TacacsServer[] {
    return [...this.#tacacs.values()];
  }
  get groups(): readonly (RadiusServerGroup | TacacsServerGroup)[] {
    return [...this.#groups.values()];
  }

  get(name: string): ServerGroup | undefined {
    return this.#groups.get(name);
  }

  onState(listener: StateListener): () => void {
    this.#stateListeners.add(listener);
    return () => void this.#stateListeners.delete(listener);
  }

  onAlive(listener: (server: ServerRef) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Takes over a configuration; what did not change goes on. */
  configure(config: AaaConfig): void {
    this.#runtime.configure(config.radius.sourcePortsExtended === true);
    const radius = new Map<string, RadiusServer>();
    const tacacs = new Map<string, TacacsServer>();
    const publicRadius = config.radiusServers.map((server) => this.#radiusServer(config, server, undefined, radius));
    const publicTacacs = config.tacacsServers.map((server) => this.#tacacsServer(config, server, undefined, tacacs));
    const groups = new Map<string, RadiusServerGroup | TacacsServerGroup>();
    const builtIn = { members: [], deadtime: config.radius.deadtime ?? 0 };
    this.#configureRadius(config, groups, { ...builtIn, protocol: 'radius', name: 'radius' }, unique(publicRadius));
    this.#configureTacacs(config, groups, { ...builtIn, protocol: 'tacacs+', name: 'tacacs+' }, unique(publicTacacs));
    for (const group of config.groups) {
      if (group.protocol === 'radius') {
        const members = group.members.map((member) =>
          member.kind === 'private-radius'
            ? this.#radiusServer(config, member.server, group.name, radius)
            : pick(member, config.radiusServers, publicRadius, ({ authPort, acctPort }) => [authPort, acctPort]),
        );
        this.#configureRadius(config, groups, group, unique(members));
      } else {
        const members = group.members.map((member) =>
          member.kind === 'private-tacacs'
            ? this.#tacacsServer(config, member.server, group.name, tacacs)
            : pick(member, config.tacacsServers, publicTacacs, ({ port }) => [port, 0]),
        );
        this.#configureTacacs(config, groups, group, unique(members));
      }
    }
    this.#replace(radius, tacacs, groups);
    this.#reviveIfDeadtimeChanged(config);
  }

  async stop(): Promise<void> {
    for (const group of this.#groups.values()) group.stop();
    for (const server of this.#radius.values()) server.retire();
    await Promise.all([this.#runtime.close(), ...[...this.#tacacs.values()].map((server) => server.stop())]);
  }

  #replace(
    radius: Map<string, RadiusServer>,
    tacacs: Map<string, TacacsServer>,
    groups: Map<string, RadiusServerGroup | TacacsServerGroup>,
  ): void {
    for (const [key, server] of this.#radius) if (!radius.has(key)) server.retire();
    for (const [key, server] of this.#tacacs) if (!tacacs.has(key)) server.retire();
    for (const [name, group] of this.#groups) if (groups.get(name) !== group) group.stop();
    this.#radius = radius;
    this.#tacacs = tacacs;
    this.#groups = groups;
  }

  /** A new group deadtime clears the running dead timers of all groups, as IOS does. */
  #reviveIfDeadtimeChanged({ groups }: AaaConfig): void {
    const deadtimes = JSON.stringify(groups.map(({ name, deadtime }) => [name, deadtime ?? null]));
    if (this.#deadtimes !== '' && deadtimes !== this.#deadtimes)
      for (const server of this.#radius.values()) server.liveness.revive();
    this.#deadtimes = deadtimes;
  }

  #radiusServer(
    config: AaaConfig,
    server: RadiusServerConfig,
    group: string | undefined,
    into: Map<string, RadiusServer>,
  ): RadiusServer {
    const { family = '', host = `name ${server.name}` } = server.address ?? {};
    const key = [group ?? '', family, host, server.authPort, server.acctPort].join('|');
    const twin = into.get(key);
    if (twin !== undefined) return twin;
    const settings = radiusSettings(server, config.radius, this.#open(server.key ?? config.radius.key, server.name));
    const priority = into.size + 1;
    let running = this.#radius.get(key);
    if (running !== undefined) running.configure(settings, priority);
    else {
      const { clock, log, lookup, routedAddress: localAddress } = this.#deps;
      running = new RadiusServer(this.#nextRadiusId++, settings, group, priority, {
        clock,
        log,
        lookup,
        localAddress,
        transport: () => this.#runtime,
        onAlive: (ref) => this.#tellAlive(ref),
        onState: (server, event) => {
          for (const listener of this.#stateListeners) listener(server.snapshot(), event);
        },
        register: (endpoint, owner, service) => this.#runtime.register(endpoint, owner, service),
      });
    }
    into.set(key, running);
    return running;
  }

  #tacacsServer(
    config: AaaConfig,
    server: TacacsServerConfig,
    group: string | undefined,
    into: Map<string, TacacsServer>,
  ): TacacsServer {
    const { family = '', host = `name ${server.name}` } = server.address ?? {};
    const key = [group ?? '', family, host, server.port].join('|');
    const twin = into.get(key);
    if (twin !== undefined) return twin;
    const clear = this.#open(server.key ?? config.tacacs.key, server.name);
    let running = this.#tacacs.get(key);
    if (running !== undefined) running.configure(server, clear);
    else {
      const { clock, random, log, lookup } = this.#deps;
      const onAlive = (ref: ServerRef): void => this.#tellAlive(ref);
      running = new TacacsServer(this.#nextTacacsId++, server, clear, group, { clock, random, log, lookup, onAlive });
    }
    into.set(key, running);
    return running;
  }

  #configureRadius(
    config: AaaConfig,
    into: Map<string, RadiusServerGroup | TacacsServerGroup>,
    group: ServerGroupConfig,
    servers: readonly RadiusServer[],
  ): void {
    const { clock, log } = this.#deps;
    const known = this.#groups.get(group.name);
    const running = known?.protocol === 'radius' ? known : new RadiusServerGroup(group.name, clock, log);
    const balance = group.loadBalance ?? (group.name === 'radius' ? config.radius.loadBalance : undefined);
    running.configure(servers, {
      deadtime: (group.deadtime ?? config.radius.deadtime ?? 0) * 60_000,
      localAddress: this.#source(group.sourceInterface ?? config.radius.sourceInterface),
      nasAddress: config.radius.nasIpAddress,
      batchSize: balance === undefined ? undefined : (balance.batchSize ?? defaultBatch),
      ignorePreferred: balance?.ignorePreferredServer === true,
    });
    into.set(group.name, running);
  }

  #configureTacacs(
    config: AaaConfig,
    into: Map<string, RadiusServerGroup | TacacsServerGroup>,
    group: ServerGroupConfig,
    servers: readonly TacacsServer[],
  ): void {
    const known = this.#groups.get(group.name);
    const running = known?.protocol === 'tacacs+' ? known : new TacacsServerGroup(group.name, this.#deps.clock);
    running.configure(servers, {
      timeout: (group.timeout ?? config.tacacs.timeout ?? 5) * 1000,
      localAddress: this.#source(group.sourceInterface ?? config.tacacs.sourceInterface),
    });
    into.set(group.name, running);
  }

  #source(name: string | undefined): string | undefined {
    return name === undefined ? undefined : this.#deps.interfaceAddress(name);
  }

  #tellAlive(server: ServerRef): void {
    for (const listener of this.#listeners) listener(server);
  }

  /** In clear, for the wire. A key that can't be opened is reported once; its server is not asked. */
  #open(key: SealedSecret | undefined, server: string): string | undefined {
    if (key === undefined) return undefined;
    const opened = this.#deps.vault.open(key);
    if (opened.ok) return opened.value;
    const text = `Key of server ${server} cannot be used: ${opened.error.kind}`;
    if (!this.#warned.has(text)) this.#deps.log.message('AAA', 3, 'BADSERVERKEY', text);
    this.#warned.add(text);
    return undefined;
  }
}

/** What a group's `server …` line refers to among the public servers. */
function pick<C extends { readonly name: string; readonly address?: { readonly host: string } }, S>(
  member: GroupMember,
  configs: readonly C[],
  running: readonly S[],
  ports: (config: C) => readonly [number, number],
): S | undefined {
  const index = configs.findIndex((config) => {
    if (member.kind === 'name') return config.name === member.name;
    if (member.kind !== 'address' || config.address?.host !== member.host) return false;
    const [authPort, acctPort] = ports(config);
    return (member.authPort ?? authPort) === authPort && (member.acctPort ?? acctPort) === acctPort;
  });
  return index < 0 ? undefined : running[index];
}

const unique = <T>(items: readonly (T | undefined)[]): readonly T[] => [
  ...new Set(items.filter((item) => item !== undefined)),
];
