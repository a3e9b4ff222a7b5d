import { hostname } from 'node:os';
import type { Clock } from '../base/clock.ts';
import type { EventLog } from '../base/event-log.ts';
import type { Random } from '../base/random.ts';
import { codes, RadiusClient } from '../protocols/radius/index.ts';
import { enable } from './authentication/enable.ts';
import { LocalUsers } from './authentication/local-users.ts';
import { type AuthenticationDeps, login } from './authentication/login.ts';
import type { EnableOutcome, EnableRequest, LoginOutcome, LoginRequest } from './authentication/login-types.ts';
import { accessRequest } from './authentication/radius-login.ts';
import type {
  CommandAuthorization,
  CommandAuthorizationRequest,
  ExecAuthorization,
  ExecAuthorizationRequest,
} from './authorization/authorization-types.ts';
import { authorizeCommand } from './authorization/commands.ts';
import { authorizeExec } from './authorization/exec.ts';
import type { AaaConfig } from './config.ts';
import type { ServerGroup, ServerRef } from './groups/group.ts';
import { ServerRegistry } from './groups/registry.ts';
import { type BoxNames, nasIdentifier } from './nas-identifier.ts';
import { NetworkAuthentication } from './network/authentication.ts';
import type { NetworkOutcome, NetworkRequest } from './network/network-types.ts';
import { deadCriteria, groupSnapshots, methodLists } from './queries/screens.ts';
import { radiusStatistics } from './queries/statistics.ts';
import type { SecretVault } from './secrets/vault.ts';
import { interfaceAddress, type Lookup, routedAddress, systemLookup } from './servers/address.ts';
import type { RadiusTransportFactory } from './servers/radius-exchange.ts';
import type { AaaSnapshot, DeadCriteriaSnapshot, MethodListSnapshot, StateListener } from './servers/snapshot.ts';
import { type ConfirmedServices, confirmServices } from './service-profiles.ts';
import type { GrantedService } from './services.ts';

export interface AaaDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: EventLog;
  readonly vault: SecretVault;
  /** Address of an interface (`ip radius source-interface`); default: from the operating system. */
  readonly interfaceAddress?: (name: string) => string | undefined;
  /** Name of this box, for `attribute 32 … format %h`; default: the operating system's. */
  readonly hostname?: () => string;
  /** Its domain, for %d. */
  readonly domain?: () => string | undefined;
  /** Whether the configuration says itself what a service of users is; default: of none. */
  readonly definedService?: (name: string) => boolean;
  /** Name look-up; default: the operating system's. */
  readonly lookup?: Lookup;
  /** This box's address towards another; default: by the routing table. */
  readonly routedAddress?: (towards: string) => Promise<string | undefined>;
  /** Default: {@link RadiusClient}. */
  readonly radiusTransport?: RadiusTransportFactory;
}

/** What `test aaa group` found. */
export type TestOutcome =
  | { readonly outcome: 'accepted'; readonly server: ServerRef }
  | { readonly outcome: 'rejected'; readonly server: ServerRef }
  | { readonly outcome: 'no-response' }
  | { readonly outcome: 'unknown-group' };

/** Which servers `clear aaa counters servers` means. */
export type ClearScope =
  | { readonly scope: 'all' }
  | { readonly scope: 'radius'; readonly id?: number }
  | { readonly scope: 'tacacs+' };

/** Authentication, authorization and the servers behind them: what the rooms above hold. */
export interface AaaFacade {
  /** Takes over a new configuration; servers that did not change keep statistics, state and connections. */
  configure(config: AaaConfig): void;
  readonly groups: {
    /** The built-in `radius` and `tacacs+`, or a configured group. The object stays valid across `configure`. */
    get(name: string): ServerGroup | undefined;
    all(): readonly ServerGroup[];
  };
  login(request: LoginRequest): Promise<LoginOutcome>;
  enable(request: EnableRequest): Promise<EnableOutcome>;
  authorizeExec(request: ExecAuthorizationRequest): Promise<ExecAuthorization>;
  authorizeCommand(request: CommandAuthorizationRequest): Promise<CommandAuthorization>;
  /** Decides an Access-Request of RADIUS-speaking software: authentication, then network authorization. */
  authenticateNetwork(request: NetworkRequest): Promise<NetworkOutcome>;
  /** Which services may begin, and what servers say of them; see {@link confirmServices}. */
  confirmServices(services: readonly GrantedService[]): Promise<ConfirmedServices>;
  /** `test aaa group GROUP USER PASSWORD` */
  testGroup(group: string, user: string, password: string): Promise<TestOutcome>;
  snapshot(): AaaSnapshot;
  methodLists(): readonly MethodListSnapshot[];
  deadCriteria(host: string, authPort?: number, acctPort?: number): DeadCriteriaSnapshot | undefined;
  clearCounters(scope: ClearScope): void;
  /** Calls `listener` whenever a server is heard again after it was dead (or silent); returns the unsubscriber. */
  onAlive(listener: (server: ServerRef) => void): () => void;
  /** Calls `listener` whenever a RADIUS server is declared dead or alive again; returns the unsubscriber. */
  onState(listener: StateListener): () => void;
  /** Answers what is outstanding with no-response and closes all sockets. */
  stop(): Promise<void>;
}

/** The one implementation; see {@link AaaFacade}. */
export class Aaa implements AaaFacade {
  readonly #deps: AaaDeps;
  readonly #registry: ServerRegistry;
  readonly groups: AaaFacade['groups'];
  readonly #network: NetworkAuthentication;
  #config: AaaConfig;
  #authentication: AuthenticationDeps;

  constructor(config: AaaConfig, deps: AaaDeps) {
    this.#deps = deps;
    this.#registry = new ServerRegistry({
      lookup: systemLookup,
      routedAddress,
      interfaceAddress,
      radiusTransport: (options) => new RadiusClient(options),
      ...deps,
    });
    this.groups = { get: (name) => this.#registry.get(name), all: () => this.#registry.groups };
    this.#network = new NetworkAuthentication(deps.clock);
    this.#config = config;
    this.#registry.configure(config);
    this.#authentication = this.#prepare(config);
  }

  configure(config: AaaConfig): void {
    if (config === this.#config) return;
    this.#config = config;
    this.#registry.configure(config);
    this.#authentication = this.#prepare(config);
  }

  login(request: LoginRequest): Promise<LoginOutcome> {
    return login(this.#authentication, request);
  }

  enable(request: EnableRequest): Promise<EnableOutcome> {
    return enable(this.#authentication, request);
  }

  authorizeExec(request: ExecAuthorizationRequest): Promise<ExecAuthorization> {
    return authorizeExec(this.#authentication, request);
  }

  authorizeCommand(request: CommandAuthorizationRequest): Promise<CommandAuthorization> {
    return authorizeCommand(this.#authentication, request);
  }

  authenticateNetwork(request: NetworkRequest): Promise<NetworkOutcome> {
    return this.#network.decide(this.#authentication, request);
  }

  confirmServices(services: readonly GrantedService[]): Promise<ConfirmedServices> {
    const { vault, random, definedService = () => false } = this.#deps;
    return confirmServices(
      {
        authentication: this.#authentication,
        vault,
        isDefined: definedService,
        uniqueId: () => Math.floor(random.fraction() * 0x1_0000_0000),
      },
      services,
    );
  }

  async testGroup(name: string, user: string, password: string): Promise<TestOutcome> {
    const group = this.#registry.get(name);
    if (group === undefined) return { outcome: 'unknown-group' };
    if (group.protocol === 'tacacs+') {
      const identity = { user, port: '', remAddr: '' };
      const answer = await group.authenticatePap(0, identity, password);
      if (answer.outcome === 'no-response') return { outcome: 'no-response' };
      return { outcome: answer.packet.verdict === 'pass' ? 'accepted' : 'rejected', server: answer.server };
    }
    const options = this.#authentication.accessRequest;
    const answer = await group.authenticate(0, (transmission) =>
      accessRequest(user, password, undefined, transmission, options),
    );
    if (answer.outcome === 'no-response') return { outcome: 'no-response' };
    const accepted = answer.packet.code === codes['Access-Accept'];
    return { outcome: accepted ? 'accepted' : 'rejected', server: answer.server };
  }

  snapshot(): AaaSnapshot {
    const { radiusServers, tacacsServers, runtime } = this.#registry;
    return {
      radius: radiusServers.map((server) => server.snapshot()),
      tacacs: tacacsServers.map((server) => server.snapshot()),
      statistics: radiusStatistics(radiusServers, runtime, this.#deps.clock.monotonic()),
      groups: groupSnapshots(this.#registry, this.#config),
    };
  }

  methodLists(): readonly MethodListSnapshot[] {
    return methodLists(this.#registry, this.#config);
  }

  deadCriteria(host: string, authPort?: number, acctPort?: number): DeadCriteriaSnapshot | undefined {
    return deadCriteria(this.#registry, host, authPort, acctPort);
  }

  clearCounters(scope: ClearScope): void {
    if (scope.scope !== 'tacacs+')
      for (const server of this.#registry.radiusServers)
        if (scope.scope === 'all' || scope.id === undefined || scope.id === server.id) server.clearCounters();
    if (scope.scope !== 'radius') for (const server of this.#registry.tacacsServers) server.clearCounters();
  }

  onAlive(listener: (server: ServerRef) => void): () => void {
    return this.#registry.onAlive(listener);
  }

  onState(listener: StateListener): () => void {
    return this.#registry.onState(listener);
  }

  stop(): Promise<void> {
    return this.#registry.stop();
  }

  /** What NAS-Identifier says of this box by the format that is configured. */
  #names(): BoxNames {
    return { hostname: this.#deps.hostname?.() ?? hostname(), domain: this.#deps.domain?.() };
  }

  #prepare(config: AaaConfig): AuthenticationDeps {
    const { macFormat, serviceTypeOnLogin, sessionIdInAccessRequest, vsaSendAuthentication } = config.radius;
    const format = config.radius.nasIdentifier?.accessRequest;
    return {
      config,
      users: new LocalUsers(config.users, this.#deps.vault),
      group: (name) => this.#registry.get(name),
      log: this.#deps.log,
      accessRequest: {
        vendorAttributes: vsaSendAuthentication !== false,
        ...(serviceTypeOnLogin === true ? { serviceType: 'Login-User' } : {}),
        ...(format === undefined
          ? {}
          : { nasIdentifier: (address: string) => nasIdentifier(format, this.#names(), address) }),
        ...(macFormat === undefined ? {} : { macFormat }),
        ...(sessionIdInAccessRequest === true ? { sessionId: true } : {}),
      },
    };
  }
}
