import type { SealedSecret } from '../../aaa/config.ts';
import type { Clock, Timer } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import {
  decodeMessage,
  encodeCommunity,
  type Oid,
  objectId,
  oid,
  type Pdu,
  type TrapV1,
  timeticks,
  type Varbind,
} from '../../protocols/snmp/index.ts';
import type { SnmpConfig, SnmpHost, SnmpTrapType } from './config.ts';
import { RemoteEngine } from './remote-engine.ts';
import type { Endpoint, OpenEndpoint } from './sockets.ts';
import type { SnmpCounters } from './statistics.ts';
import { canProtect, type KnownUser, type UserSecurity } from './user-security.ts';

/** Something that managers are told of. */
export interface Notification {
  readonly type: SnmpTrapType;
  /** snmpTrapOID: its last arc but one is 0. */
  readonly trap: Oid;
  readonly varbinds: readonly Varbind[];
}

export interface NotifierDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly openSecret: (secret: SealedSecret) => string | undefined;
  readonly openEndpoint: OpenEndpoint;
  readonly security: () => UserSecurity;
  /** A configured user with keys for another engine. */
  readonly userAt: (name: string, engineId: Uint8Array) => KnownUser | undefined;
  readonly counters: SnmpCounters;
  /** Milliseconds since the start. */
  readonly uptime: () => number;
}

const defaultTrapPort = 162;
/** An inform goes again after so long, and so often, as on IOS: milliseconds. */
const informTimeout = 15_000;
const informRetries = 3;
/** Reports that an inform is sent again for at once: who the manager's engine is, what its time is, and one to spare. */
const mostReports = 3;
const sysUpTime = oid('1.3.6.1.2.1.1.3.0');
const snmpTrapOid = oid('1.3.6.1.6.3.1.1.4.1.0');

/** An inform that was not acknowledged yet. */
interface Waiting {
  readonly timer: Timer;
  /** Of version 3. */
  readonly remote: RemoteEngine | undefined;
  /** Sends it at once, a few times only. */
  readonly again: () => void;
}

/** Sends traps and informs to the configured hosts. */
export class Notifier {
  readonly #deps: NotifierDeps;
  #hosts: readonly SnmpHost[] = [];
  #endpoint: Promise<Endpoint> | undefined;
  readonly #waiting = new Map<number, Waiting>();
  /** Engines of the hosts that get informs of version 3, while the configuration stays. */
  #remotes = new Map<SnmpHost, RemoteEngine>();
  #id: number;

  constructor(deps: NotifierDeps) {
    this.#deps = deps;
    this.#id = Buffer.from(deps.random.bytes(4)).readUInt32BE(0) >>> 1;
  }

  configure({ hosts }: SnmpConfig): void {
    this.#hosts = hosts;
    this.#remotes = new Map();
  }

  send(notification: Notification): void {
    for (const host of this.#hosts)
      if (host.types.length === 0 || host.types.includes(notification.type)) void this.#tell(host, notification);
  }

  async stop(): Promise<void> {
    this.#hosts = [];
    for (const { timer } of this.#waiting.values()) timer.cancel();
    this.#waiting.clear();
    await (await this.#endpoint?.catch(() => undefined))?.close();
  }

  async #tell(host: SnmpHost, notification: Notification): Promise<void> {
    const { clock, counters } = this.#deps;
    this.#id = this.#id >= 0x7fffffff ? 1 : this.#id + 1;
    const id = this.#id;
    const inform = host.kind === 'informs';
    const remote = inform && host.version === '3' ? this.#remote(host) : undefined;
    const pdu = this.#pdu(host, notification, id);
    const make = (): Buffer | undefined =>
      remote === undefined ? this.#encode(host, notification, pdu) : remote.message(id, pdu);
    if (make() === undefined) return;
    this.#endpoint ??= this.#deps.openEndpoint('0.0.0.0', 0, (answer) => this.#heard(answer));
    let endpoint: Endpoint;
    try {
      endpoint = await this.#endpoint;
    } catch {
      this.#endpoint = undefined;
      return;
    }
    const to = { address: host.host, port: host.port ?? defaultTrapPort };
    if (inform) counters.informsSent++;
    else counters.outTraps++;
    const send = (): void => {
      const octets = make();
      if (octets === undefined) return;
      endpoint.send(octets, to);
      counters.outPkts++;
    };
    const transmit = (left: number, reports: number): void => {
      send();
      if (!inform) return;
      const timer = clock.after(informTimeout, () => {
        this.#waiting.delete(id);
        // Whoever does not answer may have become somebody else.
        remote?.forget();
        if (left > 0) transmit(left - 1, mostReports);
        else counters.informsFailed++;
      });
      let again = reports;
      this.#waiting.set(id, { timer, remote, again: () => again-- > 0 && send() });
    };
    transmit(informRetries, mostReports);
  }

  /** An inform was acknowledged, or something was learnt of the engine that it goes to. */
  #heard(octets: Buffer): void {
    const message = decodeMessage(octets);
    if (!message.ok) return;
    const { value } = message;
    const id = value.version === 3 ? value.id : value.pdu.type === 'trap-v1' ? undefined : value.pdu.requestId;
    const waiting = id === undefined ? undefined : this.#waiting.get(id);
    if (id === undefined || waiting === undefined) return;
    const told = value.version === 3 ? waiting.remote?.hear(value, octets) : value.pdu;
    if (told === 'again') waiting.again();
    else if (
      told?.type === 'response' &&
      told.requestId === id &&
      (value.version === 3) === (waiting.remote !== undefined)
    ) {
      waiting.timer.cancel();
      this.#waiting.delete(id);
      this.#deps.counters.informsAcknowledged++;
    }
  }

  #remote(host: SnmpHost): RemoteEngine {
    const { clock, random, openSecret, userAt } = this.#deps;
    const found = this.#remotes.get(host);
    if (found !== undefined) return found;
    const made = new RemoteEngine({
      ...{ clock, random, level: host.level ?? 'noauth' },
      userAt: (engineId) => userAt(openSecret(host.community) ?? '', engineId),
    });
    this.#remotes.set(host, made);
    return made;
  }

  #pdu({ kind }: SnmpHost, { trap, varbinds }: Notification, requestId: number): Pdu {
    const uptime = timeticks(this.#deps.uptime());
    return {
      ...{ type: kind === 'informs' ? 'inform' : 'trap', status: 0, index: 0, requestId },
      varbinds: [{ oid: sysUpTime, value: uptime }, { oid: snmpTrapOid, value: objectId(trap) }, ...varbinds],
    };
  }

  #encode(host: SnmpHost, { trap, varbinds }: Notification, pdu: Pdu): Buffer | undefined {
    const name = this.#deps.openSecret(host.community);
    if (name === undefined) return undefined;
    if (host.version === '1') {
      const old = inVersion1(trap, varbinds, timeticks(this.#deps.uptime()));
      return encodeCommunity({ version: 1, community: Buffer.from(name), pdu: old });
    }
    if (host.version === '2c') return encodeCommunity({ version: 2, community: Buffer.from(name), pdu });
    const security = this.#deps.security();
    const user = security.user(name);
    const level = host.level ?? 'noauth';
    if (user === undefined || !canProtect(user, level)) return undefined;
    return security.protect(pdu.requestId, user, level, security.scope(pdu));
  }
}

/** RFC 3584 §3.2: the enterprise is what comes before the 0, the last arc is the specific trap. */
function inVersion1(trap: Oid, varbinds: readonly Varbind[], uptime: ReturnType<typeof timeticks>): TrapV1 {
  return {
    type: 'trap-v1',
    enterprise: trap.slice(0, trap.at(-2) === 0 ? -2 : -1),
    agent: new Uint8Array(4),
    generic: 6,
    specific: trap.at(-1) ?? 0,
    uptime: uptime.type === 'timeticks' ? uptime.value : 0,
    varbinds: varbinds.filter(({ value }) => value.type !== 'counter64'),
  };
}
