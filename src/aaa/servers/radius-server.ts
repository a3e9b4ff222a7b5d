import type { Clock } from '../../base/clock.ts';
import type { EventLog } from '../../base/event-log.ts';
import { codes, type ExchangeSuccess, revealHidden, type ServerEndpoint } from '../../protocols/radius/index.ts';
import type { ServerRef } from '../groups/group.ts';
import type { RadiusPacket } from '../wire.ts';
import { type Lookup, ServerAddress } from './address.ts';
import type { HealthEvent } from './health.ts';
import { Liveness } from './liveness.ts';
import {
  RadiusExchange,
  type RadiusRequest,
  type RadiusService,
  type RadiusTransport,
  type ServerResult,
} from './radius-exchange.ts';
import { probe } from './radius-probe.ts';
import type { RadiusSettings } from './radius-settings.ts';
import type { RadiusServerSnapshot } from './snapshot.ts';
import { RadiusServerStatistics } from './statistics.ts';

export interface RadiusServerDeps {
  readonly clock: Clock;
  readonly log: EventLog;
  readonly lookup: Lookup;
  /** Address from which this box sends to another one. */
  readonly localAddress: (towards: string) => Promise<string | undefined>;
  readonly transport: () => Pick<RadiusTransport, 'start'>;
  readonly onAlive: (server: ServerRef) => void;
  readonly onState: (server: RadiusServer, event: HealthEvent) => void;
  /** Tells whose events come from an endpoint. */
  readonly register: (endpoint: ServerEndpoint, server: RadiusServer, service: RadiusService) => void;
}

/** NAS-IP-Address while there is no route to the server. */
const noAddress = '0.0.0.0';

/** A configured RADIUS server while it runs: its endpoints, health and counters. */
export class RadiusServer {
  readonly id: number;
  /** Group that owns it (`server-private`). */
  readonly privateOf: string | undefined;
  readonly liveness: Liveness;
  readonly #deps: RadiusServerDeps;
  readonly #address: ServerAddress;
  readonly #endpoints = new Map<string, ServerEndpoint>();
  #routed: string | undefined;
  /** Monotonic milliseconds. */
  #preparedAt = 0;
  #settings: RadiusSettings;
  #ref: ServerRef;
  statistics: RadiusServerStatistics;
  /** Transactions under way. */
  readonly outstanding = { authentication: 0, accounting: 0 };
  /** Place in the configuration, from 1. */
  #priority: number;

  constructor(
    id: number,
    settings: RadiusSettings,
    privateOf: string | undefined,
    priority: number,
    deps: RadiusServerDeps,
  ) {
    this.id = id;
    this.privateOf = privateOf;
    this.#priority = priority;
    this.#deps = deps;
    this.#settings = settings;
    this.#address = new ServerAddress(settings.config.address ?? { family: 'ipv4', host: '' }, deps.lookup);
    this.#ref = refOf(settings);
    this.statistics = new RadiusServerStatistics(deps.clock.monotonic());
    this.liveness = new Liveness({
      clock: deps.clock,
      log: deps.log,
      label: () => this.label,
      criteria: () => this.#settings.criteria,
      tester: () => this.#settings.config.automateTester,
      probe: (tester, done) => probe(this, tester, done),
      onAlive: () => deps.onAlive(this.#ref),
      onState: (event) => deps.onState(this, event),
    });
    if (settings.config.address !== undefined) void this.prepare();
    this.liveness.scheduleTest();
  }

  get settings(): RadiusSettings {
    return this.#settings;
  }

  get ref(): ServerRef {
    return this.#ref;
  }

  /** Resolved address, `undefined` until known. */
  get address(): string | undefined {
    return this.#address.current;
  }

  /** `192.0.2.10:1812,1813`: the resolved address, else the host as configured. */
  get label(): string {
    return `${this.#address.current ?? this.#ref.host}:${this.#ref.port},${this.#ref.acctPort}`;
  }

  /** Whether it can be asked at all: address, key and a port for the service. */
  serves(service: RadiusService): boolean {
    const { config, key } = this.#settings;
    const port = service === 'authentication' ? config.authPort : config.acctPort;
    return config.address !== undefined && key !== undefined && port > 0;
  }

  /** Whether a group with this deadtime (milliseconds) skips it now: without deadtime a dead server is still used. */
  skipped(deadtime: number): boolean {
    return this.liveness.dead && deadtime > 0;
  }

  /** Takes over changed settings; counters and health stay. */
  configure(settings: RadiusSettings, priority: number): void {
    const before = this.#settings;
    this.#settings = settings;
    this.#priority = priority;
    this.#ref = refOf(settings);
    if (before.key !== settings.key) this.#endpoints.clear();
    if (JSON.stringify(before.config.automateTester) !== JSON.stringify(settings.config.automateTester))
      this.liveness.scheduleTest();
  }

  /** Looks up what is needed to send: the server's address and this box's towards it. `false`: it has no address. */
  async prepare(): Promise<boolean> {
    this.#preparedAt = this.#deps.clock.monotonic();
    const address = await this.#address.resolve();
    if (address === undefined) return false;
    this.#routed = (await this.#deps.localAddress(address)) ?? this.#routed ?? noAddress;
    return true;
  }

  /** Whether {@link send} can do without waiting. */
  get prepared(): boolean {
    return this.#address.current !== undefined && this.#routed !== undefined;
  }

  /** This box's address towards the server; `0.0.0.0` without a route. */
  get routedAddress(): string {
    return this.#routed ?? noAddress;
  }

  /** Runs one exchange; `done` is called exactly once. The server must be {@link prepared}. */
  send(request: RadiusRequest, done: (result: ServerResult) => void): void {
    const { service, uniqueId, deadtime, failover, final, attributes } = request;
    const endpoint = this.#endpoint(service, request.localAddress);
    if (endpoint === undefined) {
      done({ ok: false, error: { kind: 'no-address' } });
      return;
    }
    this.#refresh();
    const { config, schedule } = this.#settings;
    const access = service === 'authentication';
    const code = request.code ?? codes[access ? 'Access-Request' : 'Accounting-Request'];
    const exchange = new RadiusExchange(this, {
      endpoint,
      service,
      code,
      attributes,
      schedule,
      messageAuthenticator: {
        send: code !== codes['Accounting-Request'] && config.sendMessageAuthenticator !== false,
        require: access && config.requireMessageAuthenticator !== false,
      },
      uniqueId,
      deadtime,
      failover,
      final,
    });
    this.#started(exchange);
    this.#deps.transport().start(exchange, (result) => {
      this.outstanding[service]--;
      this.#finished(exchange, result);
      done(result);
    });
  }

  /** An answer with the keys and passwords in it in clear, marked to be hidden again when they are sent on. */
  reveal({ packet, requestAuthenticator }: ExchangeSuccess): RadiusPacket {
    const { key } = this.#settings;
    if (key === undefined || requestAuthenticator === undefined) return packet;
    const attributes = revealHidden(packet.attributes, key, requestAuthenticator);
    return attributes === packet.attributes ? packet : { code: packet.code, attributes };
  }

  clearCounters(): void {
    this.statistics = new RadiusServerStatistics(this.#deps.clock.monotonic());
  }

  /** No longer configured: no more timers; what is under way finishes by itself. */
  retire(): void {
    this.liveness.stop();
  }

  snapshot(): RadiusServerSnapshot {
    const { config } = this.#settings;
    const now = this.#deps.clock.monotonic();
    const { authentication, authorization, accounting, accessLatency, accountingLatency, rate, clearedAt } =
      this.statistics;
    return {
      id: this.id,
      priority: this.#priority,
      name: config.name,
      legacy: config.legacy === true,
      privateOf: this.privateOf,
      host: this.#ref.host,
      address: this.#address.current,
      authPort: config.authPort,
      acctPort: config.acctPort,
      health: this.liveness.snapshot(),
      authentication: { ...authentication },
      authorization: { ...authorization },
      accounting: { ...accounting },
      sinceCleared: now - clearedAt,
      outstandingAccess: this.outstanding.authentication,
      outstandingAccounting: this.outstanding.accounting,
      rate: rate.snapshot(now),
      latency: { access: accessLatency.distribution, accounting: accountingLatency.distribution },
      latencySum: { access: accessLatency.sum, accounting: accountingLatency.sum },
      autoTest: config.automateTester !== undefined,
    };
  }

  /** Addresses and routes change: looks again in the background now and then, sooner while there is no route. */
  #refresh(): void {
    const age = this.#deps.clock.monotonic() - this.#preparedAt;
    if (age >= (this.#routed === noAddress ? 5_000 : 60_000)) void this.prepare();
  }

  #endpoint(service: RadiusService, localAddress: string | undefined): ServerEndpoint | undefined {
    const { key, config } = this.#settings;
    const host = this.#address.current;
    const port = service === 'authentication' ? config.authPort : config.acctPort;
    if (host === undefined || key === undefined) return undefined;
    const name = `${service} ${localAddress ?? ''}`;
    const known = this.#endpoints.get(name);
    if (known?.host === host && known.port === port) return known;
    const endpoint = { host, port, secret: key, ...(localAddress === undefined ? {} : { localAddress }) };
    this.#endpoints.set(name, endpoint);
    this.#deps.register(endpoint, this, service);
    return endpoint;
  }

  #started({ service, failover }: RadiusExchange): void {
    this.outstanding[service]++;
    const { statistics, outstanding } = this;
    if (failover) statistics[service].failovers++;
    const all = outstanding.authentication + outstanding.accounting;
    if (all > statistics.maximumOutstanding) statistics.maximumOutstanding = all;
  }

  #finished({ service }: RadiusExchange, result: ServerResult): void {
    const counters = this.statistics[service];
    if (result.ok) {
      counters.successes++;
      return;
    }
    counters.failures++;
    if (result.error.kind !== 'timeout' && result.error.kind !== 'no-source-port') return;
    this.liveness.gaveUp();
    this.#address.suspect();
  }
}

const refOf = ({ config }: RadiusSettings): ServerRef => ({
  protocol: 'radius',
  name: config.name,
  host: config.address?.host ?? '',
  port: config.authPort,
  acctPort: config.acctPort,
});
