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
import type { Endpoint, OpenEndpoint } from './sockets.ts';
import type { SnmpCounters } from './statistics.ts';
import type { UserSecurity } from './user-security.ts';

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
  readonly counters: SnmpCounters;
  /** Milliseconds since the start. */
  readonly uptime: () => number;
}

const defaultTrapPort = 162;
/** An inform goes again after so long, and so often, as on IOS: milliseconds. */
const informTimeout = 15_000;
const informRetries = 3;
const sysUpTime = oid('1.3.6.1.2.1.1.3.0');
const snmpTrapOid = oid('1.3.6.1.6.3.1.1.4.1.0');

/** Sends traps and informs to the configured hosts. */
export class Notifier {
  readonly #deps: NotifierDeps;
  #hosts: readonly SnmpHost[] = [];
  #endpoint: Promise<Endpoint> | undefined;
  readonly #waiting = new Map<number, Timer>();
  #id: number;

  constructor(deps: NotifierDeps) {
    this.#deps = deps;
    this.#id = Buffer.from(deps.random.bytes(4)).readUInt32BE(0) >>> 1;
  }

  configure({ hosts }: SnmpConfig): void {
    this.#hosts = hosts;
  }

  send(notification: Notification): void {
    for (const host of this.#hosts)
      if (host.types.length === 0 || host.types.includes(notification.type)) void this.#tell(host, notification);
  }

  async stop(): Promise<void> {
    this.#hosts = [];
    for (const timer of this.#waiting.values()) timer.cancel();
    this.#waiting.clear();
    await (await this.#endpoint?.catch(() => undefined))?.close();
  }

  async #tell(host: SnmpHost, notification: Notification): Promise<void> {
    const { clock, counters } = this.#deps;
    this.#id = this.#id >= 0x7fffffff ? 1 : this.#id + 1;
    const id = this.#id;
    const octets = this.#encode(host, notification, id);
    if (octets === undefined) return;
    this.#endpoint ??= this.#deps.openEndpoint('0.0.0.0', 0, (answer) => this.#heard(answer));
    let endpoint: Endpoint;
    try {
      endpoint = await this.#endpoint;
    } catch {
      this.#endpoint = undefined;
      return;
    }
    const to = { address: host.host, port: host.port ?? defaultTrapPort };
    const inform = host.kind === 'informs';
    if (inform) counters.informsSent++;
    else counters.outTraps++;
    const transmit = (left: number): void => {
      endpoint.send(octets, to);
      counters.outPkts++;
      if (!inform) return;
      const timer = clock.after(informTimeout, () => {
        this.#waiting.delete(id);
        if (left > 0) transmit(left - 1);
        else counters.informsFailed++;
      });
      this.#waiting.set(id, timer);
    };
    transmit(informRetries);
  }

  /** An inform was acknowledged. */
  #heard(octets: Buffer): void {
    const message = decodeMessage(octets);
    if (!message.ok || message.value.version === 3) return;
    const { pdu } = message.value;
    const timer = pdu.type === 'response' ? this.#waiting.get(pdu.requestId) : undefined;
    if (timer === undefined || pdu.type !== 'response') return;
    timer.cancel();
    this.#waiting.delete(pdu.requestId);
    this.#deps.counters.informsAcknowledged++;
  }

  #encode(host: SnmpHost, { trap, varbinds }: Notification, requestId: number): Buffer | undefined {
    const uptime = timeticks(this.#deps.uptime());
    const name = this.#deps.openSecret(host.community);
    if (name === undefined) return undefined;
    if (host.version === '1')
      return encodeCommunity({ version: 1, community: Buffer.from(name), pdu: inVersion1(trap, varbinds, uptime) });
    const about = { status: 0, index: 0, requestId } as const;
    const pdu: Pdu = {
      ...about,
      type: host.kind === 'informs' ? 'inform' : 'trap',
      varbinds: [{ oid: sysUpTime, value: uptime }, { oid: snmpTrapOid, value: objectId(trap) }, ...varbinds],
    };
    if (host.version === '2c') return encodeCommunity({ version: 2, community: Buffer.from(name), pdu });
    const security = this.#deps.security();
    const user = security.user(name);
    const level = host.level ?? 'noauth';
    const able = level === 'noauth' || (level === 'auth' ? user?.keys : user?.keys?.privacy) !== undefined;
    return user === undefined || !able ? undefined : security.protect(requestId, user, level, security.scope(pdu));
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
