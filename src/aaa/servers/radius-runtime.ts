import type { Clock } from '../../base/clock.ts';
import type { EventLog } from '../../base/event-log.ts';
import type { Random } from '../../base/random.ts';
import {
  type ClientEvent,
  codes,
  type ExchangeHandle,
  type ExchangeRequest,
  type ExchangeResult,
  type ServerEndpoint,
} from '../../protocols/radius/index.ts';
import { radiusDebug } from './radius-debug.ts';
import {
  RadiusExchange,
  type RadiusService,
  type RadiusTransport,
  type RadiusTransportFactory,
} from './radius-exchange.ts';
import type { RadiusServer } from './radius-server.ts';
import { accountingKinds } from './statistics.ts';

export interface RadiusRuntimeDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: EventLog;
  readonly transport: RadiusTransportFactory;
}

interface Held {
  readonly transport: RadiusTransport;
  readonly extended: boolean;
  outstanding: number;
  retired: boolean;
}

/** `radius-server source-ports extended` */
const extendedPorts = { from: 21_645, to: 21_844 };

const acctStatusType = 40;

/** The RADIUS client of this box and what its events mean to the servers: counters, health, debug lines. */
export class RadiusRuntime {
  readonly #deps: RadiusRuntimeDeps;
  readonly #owners = new WeakMap<ServerEndpoint, { readonly server: RadiusServer; readonly service: RadiusService }>();
  #held: Held;
  /** Source port and identifier used last, per service. */
  readonly lastUsed = new Map<RadiusService, { readonly port: number; readonly identifier: number }>();

  constructor(deps: RadiusRuntimeDeps) {
    this.#deps = deps;
    this.#held = this.#open(false);
  }

  /** Another choice of source ports opens a new client; the old one finishes what is under way. */
  configure(extended: boolean): void {
    const before = this.#held;
    if (before.extended === extended) return;
    this.#held = this.#open(extended);
    before.retired = true;
    if (before.outstanding === 0) void before.transport.close();
  }

  get extended(): boolean {
    return this.#held.extended;
  }

  start(request: ExchangeRequest, done: (result: ExchangeResult) => void): ExchangeHandle {
    const held = this.#held;
    held.outstanding++;
    return held.transport.start(request, (result) => {
      held.outstanding--;
      if (held.retired && held.outstanding === 0) void held.transport.close();
      done(result);
    });
  }

  register(endpoint: ServerEndpoint, server: RadiusServer, service: RadiusService): void {
    this.#owners.set(endpoint, { server, service });
  }

  close(): Promise<void> {
    return this.#held.transport.close();
  }

  #open(extended: boolean): Held {
    const { clock, random, transport } = this.#deps;
    const options = { clock, random, observe: (event: ClientEvent) => this.#observe(event) };
    return {
      transport: transport(extended ? { ...options, sourcePorts: extendedPorts } : options),
      extended,
      outstanding: 0,
      retired: false,
    };
  }

  #observe(event: ClientEvent): void {
    this.#count(event);
    radiusDebug(this.#deps.log, event, () => this.#owners.get(event.server)?.server);
  }

  #count(event: ClientEvent): void {
    switch (event.kind) {
      case 'sent':
        if (event.request instanceof RadiusExchange) this.#sent(event, event.request);
        return;
      case 'timeout': {
        const exchange = event.request;
        if (!(exchange instanceof RadiusExchange)) return;
        exchange.owner.statistics[exchange.service].timeouts++;
        exchange.owner.liveness.timedOut(event.transmission > 1, exchange.deadtime);
        return;
      }
      case 'answered':
        if (event.request instanceof RadiusExchange) answered(event, event.request);
        return;
      case 'bad-authenticator':
      case 'unexpected-code':
      case 'malformed':
      case 'unexpected':
      case 'unknown-source': {
        const owner = this.#owners.get(event.server);
        if (owner === undefined) return;
        const counters = owner.server.statistics[owner.service];
        if (event.kind === 'bad-authenticator') counters.badAuthenticators++;
        else if (event.kind === 'malformed') counters.malformed++;
        else if (event.kind === 'unexpected-code') counters.incorrect++;
        else counters.unexpected++;
        return;
      }
      case 'network-error':
    }
  }

  #sent(event: ClientEvent & { readonly kind: 'sent' }, exchange: RadiusExchange): void {
    const { owner, service } = exchange;
    const { statistics } = owner;
    statistics[service].requests++;
    if (event.retransmission) statistics[service].retransmissions++;
    const access = service === 'authentication' ? 'access' : 'accounting';
    if (event.octets.length > statistics.maximumBuffer[access]) statistics.maximumBuffer[access] = event.octets.length;
    statistics.rate.count(event.at);
    this.lastUsed.set(service, { port: event.sourcePort, identifier: event.identifier });
    if (service === 'authentication' || event.retransmission) return;
    exchange.statusType = statusTypeOf(event.octets);
    const kind = accountingKinds.get(exchange.statusType);
    if (kind !== undefined) statistics.accounting[kind.request]++;
  }
}

function answered(event: ClientEvent & { readonly kind: 'answered' }, { owner, service, statusType }: RadiusExchange) {
  const { statistics } = owner;
  statistics[service].responseTime = Math.round(event.rttMs);
  if (service === 'accounting') {
    statistics.accountingLatency.count(event.rttMs);
    const kind = accountingKinds.get(statusType);
    if (kind !== undefined) statistics.accounting[kind.response]++;
  } else {
    statistics.accessLatency.count(event.rttMs);
    if (event.packet.code === codes['Access-Accept']) statistics.authentication.accepts++;
    else if (event.packet.code === codes['Access-Reject']) statistics.authentication.rejects++;
    else if (event.packet.code === codes['Access-Challenge']) statistics.authentication.challenges++;
  }
  owner.liveness.heard(event.at);
}

/** Acct-Status-Type of an encoded packet; 0 when it has none. */
function statusTypeOf(octets: Uint8Array): number {
  for (let at = 20; at + 1 < octets.length; at += Math.max(2, octets[at + 1] ?? 0))
    if (octets[at] === acctStatusType) return octets[at + 5] ?? 0;
  return 0;
}
