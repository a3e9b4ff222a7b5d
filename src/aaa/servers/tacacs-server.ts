import type { Clock } from '../../base/clock.ts';
import type { EventLog } from '../../base/event-log.ts';
import type { Random } from '../../base/random.ts';
import {
  countEvent,
  debugLines,
  debugTopic,
  type NoResponse,
  TacacsClient,
  type TacacsEvent,
  zeroCounters,
} from '../../protocols/tacacs/index.ts';
import type { TacacsServerConfig } from '../config.ts';
import type { ServerRef } from '../groups/group.ts';
import { type Lookup, ServerAddress } from './address.ts';
import type { TacacsServerSnapshot } from './snapshot.ts';

export interface TacacsServerDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: EventLog;
  readonly lookup: Lookup;
  readonly onAlive: (server: ServerRef) => void;
}

/** How a group wants its servers to be reached. */
export interface TacacsReach {
  /** Milliseconds; the server's own timeout wins. */
  readonly timeout: number;
  /** Source address. */
  readonly localAddress: string | undefined;
  /** Name of the group, for debug lines. */
  readonly group: string;
}

interface Held {
  readonly client: TacacsClient;
  users: number;
  retired: boolean;
}

/** A configured TACACS+ server while it runs: its connections, counters and whether it answers. */
export class TacacsServer {
  readonly id: number;
  readonly privateOf: string | undefined;
  readonly #deps: TacacsServerDeps;
  readonly #address: ServerAddress;
  /** One client per group: each has its own timeout and source address. */
  readonly #clients = new Map<string, Held>();
  #counters = zeroCounters();
  #config: TacacsServerConfig;
  #key: string | undefined;
  #alive = true;
  /** The operator has been told that the keys differ; an answer that can be read takes it back. */
  #keyDoubted = false;
  /** Exchanges finished. */
  readonly transactions = { authentications: 0, authorizations: 0, accountings: 0 };
  #authenticationFailures = 0;
  #authorizationFailures = 0;
  ref: ServerRef;

  constructor(
    id: number,
    config: TacacsServerConfig,
    key: string | undefined,
    privateOf: string | undefined,
    deps: TacacsServerDeps,
  ) {
    this.id = id;
    this.privateOf = privateOf;
    this.#deps = deps;
    this.#config = config;
    this.#key = key;
    this.#address = new ServerAddress(config.address ?? { family: 'ipv4', host: '' }, deps.lookup);
    if (config.address !== undefined) void this.#address.resolve();
    this.ref = refOf(config);
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** Has what it takes to be asked: an address and a key (in clear only where RFC 8907 §10.5.2 would allow: never). */
  get usable(): boolean {
    return this.#config.address !== undefined && this.#key !== undefined;
  }

  /** Takes over changed settings; connections go on unless what they were made from has changed. */
  configure(config: TacacsServerConfig, key: string | undefined): void {
    const same =
      key === this.#key &&
      config.timeout === this.#config.timeout &&
      config.singleConnection === this.#config.singleConnection;
    if (key !== this.#key) this.#keyDoubted = false;
    this.#config = config;
    this.#key = key;
    this.ref = refOf(config);
    if (!same) this.#retireClients();
  }

  /** Runs one exchange. Whatever answers (PASS, FAIL) makes the server alive; no response makes it dead. */
  async use<T extends { readonly outcome: string }>(
    reach: TacacsReach,
    kind: 'authentication' | 'authorization' | 'accounting',
    exchange: (client: TacacsClient) => Promise<T | NoResponse>,
  ): Promise<T | NoResponse> {
    const held = this.#client(reach);
    held.users++;
    const outcome = await exchange(held.client);
    held.users--;
    if (held.retired && held.users === 0) void held.client.close();
    this.#judge(kind, outcome);
    return outcome;
  }

  snapshot(): TacacsServerSnapshot {
    return {
      id: this.id,
      name: this.#config.name,
      legacy: this.#config.legacy === true,
      privateOf: this.privateOf,
      host: this.ref.host,
      address: this.#address.current,
      port: this.#config.port,
      ...this.#counters,
      expectedReplies: this.#outstanding,
      alive: this.#alive,
      authenticationFailures: this.#authenticationFailures,
      authorizationFailures: this.#authorizationFailures,
    };
  }

  clearCounters(): void {
    this.#counters = zeroCounters();
    this.#authenticationFailures = 0;
    this.#authorizationFailures = 0;
  }

  /** No longer configured: what is under way may finish. */
  retire(): void {
    this.#retireClients();
  }

  /** Ends everything at once. */
  async stop(): Promise<void> {
    await Promise.all([...this.#clients.values()].map(({ client }) => client.close()));
    this.#clients.clear();
  }

  get #outstanding(): number {
    let sum = 0;
    for (const { client } of this.#clients.values()) sum += client.outstanding;
    return sum;
  }

  #client(reach: TacacsReach): Held {
    const timeout = this.#config.timeout === undefined ? reach.timeout : this.#config.timeout * 1000;
    const name = `${timeout} ${reach.localAddress ?? ''} ${reach.group}`;
    const known = this.#clients.get(name);
    if (known !== undefined) return known;
    const { clock, random } = this.#deps;
    const client = new TacacsClient({
      host: this.ref.host,
      port: this.#config.port,
      key: this.#key,
      timeout,
      singleConnection: this.#config.singleConnection === true,
      clock,
      random,
      observe: (event) => this.#observe(event, reach.group),
      ...(reach.localAddress === undefined ? {} : { localAddress: reach.localAddress }),
    });
    const held = { client, users: 0, retired: false };
    this.#clients.set(name, held);
    return held;
  }

  #retireClients(): void {
    for (const held of this.#clients.values()) {
      held.retired = true;
      if (held.users === 0) void held.client.close();
    }
    this.#clients.clear();
  }

  #judge(kind: 'authentication' | 'authorization' | 'accounting', outcome: { readonly outcome: string }): void {
    const answered = outcome.outcome !== 'error';
    this.transactions[`${kind}s`]++;
    if (kind === 'authentication') this.#authenticationFailures = answered ? 0 : this.#authenticationFailures + 1;
    if (kind === 'authorization') this.#authorizationFailures = answered ? 0 : this.#authorizationFailures + 1;
    const revived = answered && !this.#alive;
    this.#alive = answered;
    if (answered) this.#keyDoubted = false;
    if (revived) this.#deps.onAlive(this.ref);
  }

  #observe(event: TacacsEvent, group: string): void {
    countEvent(this.#counters, event);
    const { log } = this.#deps;
    if (event.event === 'no-response') this.#doubtKey(event.reason);
    const topic = log.debugging('tacacs') ? 'tacacs' : debugTopic(event);
    if (log.debugging(topic))
      log.debug(topic, () => debugLines(event, { server: `${this.ref.host}/${this.ref.port}`, group }).join('\n'));
  }

  /** Says once that a server has another key: it looks like a dead server otherwise. */
  #doubtKey(reason: NoResponse['reason']): void {
    if (this.#keyDoubted || (reason !== 'length-mismatch' && reason !== 'flag-mismatch')) return;
    this.#keyDoubted = true;
    const who = `TACACS+ server ${this.ref.host},${this.ref.port}`;
    this.#deps.log.message('TACACS', 4, 'BADKEY', `The answer of ${who} cannot be read: check the keys of both sides.`);
  }
}

const refOf = (config: TacacsServerConfig): ServerRef => ({
  protocol: 'tacacs+',
  name: config.name,
  host: config.address?.host ?? '',
  port: config.port,
  acctPort: 0,
});
