import type {
  ExchangeRequest,
  ExchangeResult,
  RadiusClient,
  RadiusClientOptions,
  RequestAttributes,
  ServerEndpoint,
} from '../../protocols/radius/index.ts';
import type { Liveness } from './liveness.ts';
import type { RadiusServerStatistics } from './statistics.ts';

/** What is needed of a RADIUS client; tests put their own in its place. */
export type RadiusTransport = Pick<RadiusClient, 'start' | 'close'>;
export type RadiusTransportFactory = (options: RadiusClientOptions) => RadiusTransport;

export type RadiusService = 'authentication' | 'accounting';

/** One request as a group's walk hands it to a server. */
export interface RadiusRequest {
  readonly service: RadiusService;
  /** Default: Access-Request or Accounting-Request. */
  readonly code?: number;
  readonly uniqueId: number;
  /** Source address of the group. */
  readonly localAddress: string | undefined;
  /** Milliseconds; the group's deadtime. */
  readonly deadtime: number;
  readonly failover: boolean;
  /** No further server is asked after this one. */
  readonly final: boolean;
  readonly attributes: RequestAttributes | ((transmission: number) => RequestAttributes);
}

/** The server whose exchange it is, as far as its events have to do with it. */
export interface ExchangeOwner {
  readonly statistics: RadiusServerStatistics;
  readonly liveness: Liveness;
}

/** One request to one server, with what its events have to be counted and printed by. One object per record. */
export class RadiusExchange implements ExchangeRequest {
  readonly server: ServerEndpoint;
  readonly code: number;
  readonly attributes: RequestAttributes | ((transmission: number) => RequestAttributes);
  /** Milliseconds to wait after each transmission. */
  readonly schedule: readonly number[];
  readonly messageAuthenticator: boolean;
  readonly requireMessageAuthenticator: boolean;

  readonly owner: ExchangeOwner;
  readonly service: RadiusService;
  /** AAA unique id, printed as `(%08X)`. */
  readonly uniqueId: number;
  /** Milliseconds for which the server is skipped if it dies of this. */
  readonly deadtime: number;
  /** Another server did not answer before. */
  readonly failover: boolean;
  /** No further server is asked after this one. */
  readonly final: boolean;
  /** Acct-Status-Type of a record, once its attributes are known. */
  statusType = 0;

  constructor(
    owner: ExchangeOwner,
    what: {
      readonly endpoint: ServerEndpoint;
      readonly service: RadiusService;
      readonly code: number;
      readonly attributes: RequestAttributes | ((transmission: number) => RequestAttributes);
      readonly schedule: readonly number[];
      readonly messageAuthenticator: { readonly send: boolean; readonly require: boolean };
      readonly uniqueId: number;
      readonly deadtime: number;
      readonly failover: boolean;
      readonly final: boolean;
    },
  ) {
    this.owner = owner;
    this.server = what.endpoint;
    this.service = what.service;
    this.code = what.code;
    this.attributes = what.attributes;
    this.schedule = what.schedule;
    this.messageAuthenticator = what.messageAuthenticator.send;
    this.requireMessageAuthenticator = what.messageAuthenticator.require;
    this.uniqueId = what.uniqueId;
    this.deadtime = what.deadtime;
    this.failover = what.failover;
    this.final = what.final;
  }
}

/** How the exchange with one server of a walk ended. */
export type ServerResult = ExchangeResult | { readonly ok: false; readonly error: { readonly kind: 'no-address' } };
