import type { Clock } from '../../base/clock.ts';
import type { EventLog } from '../../base/event-log.ts';
import type { RadiusService, ServerResult } from '../servers/radius-exchange.ts';
import type { RadiusServer } from '../servers/radius-server.ts';
import type { RadiusPacket, RadiusRequestAttributes } from '../wire.ts';
import type { GroupAnswer, NoResponseReason, RadiusGroup, ServerRef, Transmission } from './group.ts';
import { LeastOutstanding } from './least-outstanding.ts';
import { Preferred } from './preferred.ts';

type Build = (transmission: Transmission) => RadiusRequestAttributes;
type Done = (answer: GroupAnswer<RadiusPacket>) => void;

export interface RadiusReach {
  /** Milliseconds for which a dead server is skipped. */
  readonly deadtime: number;
  /** Source address of the group. */
  readonly localAddress: string | undefined;
  /** NAS-IP-Address, when `attribute 4` says so. */
  readonly nasAddress: string | undefined;
  /** Requests per batch of `load-balance method least-outstanding`; `undefined`: in order. */
  readonly batchSize: number | undefined;
  /** `ignore-preferred-server`: the records of a session go to any server, not to the one that answered for it before. */
  readonly ignorePreferred?: boolean;
}

/**
 * Walks RADIUS servers in the order of configuration: each is sent the request `retransmit + 1` times, then the next
 * one, until one gives a valid answer. A dead server is skipped while its deadtime runs.
 */
export class RadiusServerGroup implements RadiusGroup {
  readonly protocol = 'radius';
  readonly name: string;
  readonly #clock: Clock;
  readonly #log: EventLog;
  readonly #balance = new LeastOutstanding();
  readonly #preferred = new Preferred<RadiusServer>();
  #servers: readonly RadiusServer[] = [];
  #reach: RadiusReach = { deadtime: 0, localAddress: undefined, nasAddress: undefined, batchSize: undefined };
  #stopped = false;
  #allDeadSaid = false;
  /** Transactions begun, for `show radius server-group`. */
  readonly counts = { authentication: 0, accounting: 0 };

  constructor(name: string, clock: Clock, log: EventLog) {
    this.name = name;
    this.#clock = clock;
    this.#log = log;
  }

  configure(servers: readonly RadiusServer[], reach: RadiusReach): void {
    this.#servers = servers;
    this.#reach = reach;
    if (!this.#prefers) this.#preferred.clear();
  }

  get servers(): readonly RadiusServer[] {
    return this.#servers;
  }

  get members(): readonly ServerRef[] {
    return this.#servers.map(({ ref }) => ref);
  }

  get alive(): boolean {
    return this.#servers.some(
      (server) =>
        (server.serves('authentication') || server.serves('accounting')) && !server.skipped(this.#reach.deadtime),
    );
  }

  stop(): void {
    this.#stopped = true;
  }

  account(uniqueId: number, build: Build, done: Done): void {
    const answered: Done = (answer) => {
      const by = answer.outcome === 'answered' ? this.#servers.find(({ ref }) => ref === answer.server) : undefined;
      if (by !== undefined) this.#preferred.answered(uniqueId, by);
      done(answer);
    };
    this.#begin('accounting', uniqueId, build, undefined, this.#prefers ? answered : done);
  }

  authenticate(uniqueId: number, build: Build, only?: ServerRef): Promise<GroupAnswer<RadiusPacket>> {
    return new Promise((resolve) => this.#begin('authentication', uniqueId, build, only, resolve));
  }

  #begin(service: RadiusService, uniqueId: number, build: Build, only: ServerRef | undefined, done: Done): void {
    this.counts[service]++;
    const able = this.#servers.filter(
      (server) => server.serves(service) && (only === undefined || sameServer(server.ref, only)),
    );
    const { deadtime, batchSize } = this.#reach;
    const usable = able.some((server) => server.skipped(deadtime))
      ? able.filter((server) => !server.skipped(deadtime))
      : able;
    if (this.#stopped || usable.length === 0) {
      const reason = this.#stopped ? 'stopped' : able.length === 0 ? 'no-servers' : 'all-dead';
      if (reason === 'all-dead') this.#sayAllDead(uniqueId);
      done({ outcome: 'no-response', reason, tried: [] });
      return;
    }
    this.#allDeadSaid = false;
    const preferred =
      service === 'accounting' && this.#prefers ? first(usable, this.#preferred.of(uniqueId)) : undefined;
    const order =
      preferred ?? (batchSize === undefined || only !== undefined ? usable : this.#balance.order(usable, batchSize));
    new Walk(service, uniqueId, order, this.#reach, this.#clock, build, done).next();
  }

  get #prefers(): boolean {
    return this.#reach.batchSize !== undefined && this.#reach.ignorePreferred !== true;
  }

  /** Once per outage, not once per record. */
  #sayAllDead(uniqueId: number): void {
    if (this.#allDeadSaid) return;
    this.#allDeadSaid = true;
    const text = `Group ${this.name}: No active radius servers found. Id ${uniqueId}.`;
    this.#log.message('RADIUS', 3, 'ALLDEADSERVER', text);
  }
}

/** The servers with this one in front; `undefined` when it is none of them. */
const first = <S>(servers: readonly S[], server: S | undefined): readonly S[] | undefined =>
  server !== undefined && servers.includes(server) ? [server, ...servers.filter((one) => one !== server)] : undefined;

const sameServer = (left: ServerRef, right: ServerRef): boolean =>
  left.host === right.host && left.port === right.port && left.acctPort === right.acctPort;

/** One request on its way through the servers of a group. */
class Walk {
  readonly #service: RadiusService;
  readonly #uniqueId: number;
  readonly #order: readonly RadiusServer[];
  readonly #reach: RadiusReach;
  readonly #clock: Clock;
  readonly #build: Build;
  readonly #done: Done;
  #index = -1;
  /** Transmissions so far, over all servers. */
  #sent = 0;
  #asked = false;

  constructor(
    service: RadiusService,
    uniqueId: number,
    order: readonly RadiusServer[],
    reach: RadiusReach,
    clock: Clock,
    build: Build,
    done: Done,
  ) {
    this.#service = service;
    this.#uniqueId = uniqueId;
    this.#order = order;
    this.#reach = reach;
    this.#clock = clock;
    this.#build = build;
    this.#done = done;
  }

  /** Asks the next server, or gives up. */
  next(): void {
    this.#index++;
    const server = this.#order[this.#index];
    if (server === undefined) this.#giveUp('timeout');
    else if (server.prepared) this.#ask(server);
    // Slow path: the first request to a server, or one whose name is not known (yet).
    else void server.prepare().then((found) => (found ? this.#ask(server) : this.next()));
  }

  #ask(server: RadiusServer): void {
    const { localAddress, nasAddress, deadtime } = this.#reach;
    const address = nasAddress ?? localAddress ?? server.routedAddress;
    const before = this.#sent;
    // May be asked more than once for one transmission, while it waits for an identifier.
    const build = (transmission: number): RadiusRequestAttributes => {
      this.#sent = before + transmission;
      return this.#build({ server: server.ref, nasAddress: address, now: this.#clock.now(), attempt: this.#sent - 1 });
    };
    const access = this.#service === 'authentication';
    const failover = this.#asked;
    this.#asked = true;
    server.send(
      {
        service: this.#service,
        uniqueId: this.#uniqueId,
        localAddress,
        deadtime,
        failover,
        final: this.#index === this.#order.length - 1,
        // An Access-Request is repeated as it is; a record's Acct-Delay-Time grows.
        attributes: access ? build(1) : build,
      },
      (result) => this.#settle(server, result),
    );
  }

  #settle(server: RadiusServer, result: ServerResult): void {
    if (result.ok) {
      const access = this.#service === 'authentication';
      const packet = access ? server.reveal(result.value) : result.value.packet;
      this.#done({ outcome: 'answered', server: server.ref, packet });
    } else if (result.error.kind === 'unencodable') this.#giveUp('not-encodable');
    else if (result.error.kind === 'aborted' || result.error.kind === 'closed') this.#giveUp('stopped');
    else this.next();
  }

  #giveUp(reason: NoResponseReason): void {
    const tried = this.#order.slice(0, this.#index + 1).map(({ ref }) => ref);
    this.#done({ outcome: 'no-response', reason, tried });
  }
}
