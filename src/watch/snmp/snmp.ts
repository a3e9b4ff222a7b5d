import type { AaaFacade, SealedSecret } from '../../aaa/index.ts';
import type { Accounting, OpenSession } from '../../accounting/index.ts';
import type { Clock } from '../../base/clock.ts';
import type { EventLog } from '../../base/event-log.ts';
import type { Random } from '../../base/random.ts';
import { oid } from '../../protocols/snmp/index.ts';
import type { SessionControl } from '../../sources/control/index.ts';
import type { CryptoControl, CryptoReader, TunnelListener } from '../../sources/ipsec/snapshot.ts';
import type { Permits } from './admission.ts';
import { SnmpAgent } from './agent.ts';
import type { OpenLink } from './agentx/link.ts';
import { SubAgent } from './agentx/sub-agent.ts';
import { emptySnmpConfig, type SnmpConfig } from './config.ts';
import { type MemoryFile, SnmpMemory } from './memory.ts';
import { aaaServerMib, serverStateChange } from './mibs/aaa-servers.ts';
import { radiusClientMibs } from './mibs/radius-client.ts';
import { sessionMib } from './mibs/sessions.ts';
import { systemMib } from './mibs/system.ts';
import { TunnelHistory } from './mibs/tunnel-history.ts';
import { tunnelChange, tunnelMib } from './mibs/tunnels.ts';
import { type Notification, Notifier } from './notifier.ts';
import { MibTree } from './objects.ts';
import { SessionRows } from './session-rows.ts';
import type { OpenEndpoint } from './sockets.ts';
import type { SnmpStatus } from './status.ts';

export interface SnmpDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: EventLog;
  readonly accounting: Pick<Accounting, 'sessions' | 'watch'>;
  readonly control: Pick<SessionControl, 'idle' | 'disconnect'>;
  readonly aaa: Pick<AaaFacade, 'snapshot' | 'onState'>;
  readonly crypto: CryptoReader & CryptoControl & { watch(listener: TunnelListener): () => void };
  readonly file: MemoryFile;
  readonly openSecret: (secret: SealedSecret) => string | undefined;
  readonly permits: Permits;
  readonly openEndpoint: OpenEndpoint;
  readonly openLink: OpenLink;
  readonly hostname: () => string;
  /** sysDescr */
  readonly description: string;
  /** ifIndex of the interface that carries a session; 0: none. */
  readonly interfaceIndex: (session: OpenSession) => number;
}

/** What a sub-agent answers for: everything but what is a master agent's own. */
const subtrees = [
  '1.3.6.1.2.1.67.1.2',
  '1.3.6.1.2.1.67.2.2',
  '1.3.6.1.4.1.9.9.150',
  '1.3.6.1.4.1.9.9.171',
  '1.3.6.1.4.1.9.10.56',
].map(oid);

/** The SNMP room: agent, sub-agent, MIBs and notifications. */
export class Snmp {
  readonly #memory: SnmpMemory;
  readonly #rows: SessionRows;
  readonly #agent: SnmpAgent;
  readonly #subAgent: SubAgent;
  readonly #notifier: Notifier;
  readonly #unwatch: readonly (() => void)[];
  #config: SnmpConfig = emptySnmpConfig;

  constructor(deps: SnmpDeps) {
    const { clock, random, log, accounting, control, aaa, crypto, openSecret, permits, openEndpoint, hostname } = deps;
    const started = clock.monotonic();
    this.#memory = new SnmpMemory(clock, random, deps.file, (reason) =>
      log.message('SNMP', 3, 'NOTSTORED', `Boots and totals are not stored: ${reason}`),
    );
    this.#rows = new SessionRows(clock, accounting, this.#memory);
    const config = (): SnmpConfig => this.#config;
    const security = () => this.#agent.security;
    const boots = (): number => this.#memory.values.boots;
    const history = new TunnelHistory(clock, started);
    const leaves = [
      ...sessionMib({
        ...{ clock, log, control, rows: this.#rows, memory: this.#memory },
        mayDisconnect: () => this.#config.sessionDisconnect,
        interfaceIndex: deps.interfaceIndex,
      }),
      ...aaaServerMib(aaa, () => this.#config.traps.aaaServer),
      ...radiusClientMibs(aaa, hostname),
      ...tunnelMib(clock, crypto, () => this.#config.traps),
      ...history.leaves(),
    ];
    this.#agent = new SnmpAgent({
      ...{ clock, random, log, memory: this.#memory, openSecret, permits, openEndpoint },
      tree: (counters) =>
        new MibTree([
          ...systemMib({
            ...{ clock, started, hostname, config, counters, security, boots },
            description: deps.description,
          }),
          ...leaves,
        ]),
    });
    this.#subAgent = new SubAgent({
      ...{ clock, log, openLink: deps.openLink, tree: new MibTree(leaves), subtrees },
      description: deps.description,
    });
    const { counters } = this.#agent;
    const uptime = (): number => clock.monotonic() - started;
    const userAt = (name: string, engineId: Uint8Array) => this.#agent.userAt(name, engineId);
    this.#notifier = new Notifier({ clock, random, openSecret, openEndpoint, security, userAt, counters, uptime });
    this.#unwatch = [
      aaa.onState((server, event) => {
        if (this.#config.traps.aaaServer) this.#tell(serverStateChange(server, event));
      }),
      crypto.watch((what, session, end) => {
        if (end !== undefined) history.add(session, end);
        if (!this.#config.traps[what === 'up' ? 'tunnelStart' : 'tunnelStop']) return;
        const view = what === 'up' ? crypto.sessions().find(({ id }) => id === session.id) : undefined;
        const lifetime = view?.flows.flatMap(({ sas }) => sas)[0]?.lifetime;
        this.#tell(tunnelChange(what, session, { lifetime, end }));
      }),
    ];
  }

  /** Takes over a configuration; resolves when the sockets are as it says. */
  configure(config: SnmpConfig): Promise<void> {
    this.#config = config;
    this.#rows.configure(config.sessionPopulate ?? 'setup');
    this.#notifier.configure(config);
    this.#subAgent.configure(config.agentx);
    return this.#agent.configure(config);
  }

  status(): SnmpStatus {
    const { highWater, total, disconnected, boots } = this.#memory.values;
    const agentx = this.#subAgent.status();
    return {
      on: this.#config.communities.length > 0 || this.#config.users.length > 0 || agentx !== undefined,
      ...(agentx && { agentx }),
      listening: this.#agent.listening,
      counters: this.#agent.counters,
      engineId: Buffer.from(this.#agent.security.engineId).toString('hex'),
      boots,
      time: this.#agent.security.time,
      sessions: { active: this.#rows.size, highWater, total, disconnected },
    };
  }

  async stop(): Promise<void> {
    for (const unwatch of this.#unwatch) unwatch();
    this.#rows.stop();
    this.#subAgent.stop();
    await Promise.all([this.#agent.stop(), this.#notifier.stop()]);
    this.#memory.flush();
  }

  /** Tells the configured hosts, and the master agent. */
  #tell(notification: Notification): void {
    this.#notifier.send(notification);
    this.#subAgent.notify(notification);
  }
}
