import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import {
  decodeScoped,
  decrypt,
  encodeScoped,
  encodeV3,
  encrypt,
  isAuthentic,
  oid,
  type Pdu,
  type ScopedPdu,
  sign,
  type UsmKeys,
  type V3Message,
} from '../../protocols/snmp/index.ts';
import { type SecurityLevel, securityLevels } from './config.ts';
import type { SnmpCounters } from './statistics.ts';

/** A user at this engine, with keys made for it. */
export interface KnownUser {
  readonly name: string;
  readonly group: string;
  readonly keys?: UsmKeys;
  readonly accessList?: string;
}

/** Whether messages of a user can be protected so well. */
export const canProtect = ({ keys }: KnownUser, level: SecurityLevel): boolean =>
  level === 'noauth' || (level === 'auth' ? keys : keys?.privacy) !== undefined;

export interface Engine {
  /** 5–32 octets. */
  readonly id: Uint8Array;
  readonly boots: number;
}

/** What became of a message. */
export type Verdict =
  | { readonly verdict: 'request'; readonly user: KnownUser; readonly level: SecurityLevel; readonly scoped: ScopedPdu }
  /** It is answered with this: whoever sent it lacks something. */
  | { readonly verdict: 'report'; readonly octets: Buffer }
  /** `parse`: what was decrypted is no message. */
  | { readonly verdict: 'dropped'; readonly parse: boolean };

/** A message is of now when its time is no farther from ours, seconds (RFC 3414 §2.2.3). */
const timeWindow = 150;
/** The longest message that UDP carries. */
const longest = 65_507;

const reports = {
  unsupportedSecLevels: oid('1.3.6.1.6.3.15.1.1.1.0'),
  notInTimeWindows: oid('1.3.6.1.6.3.15.1.1.2.0'),
  unknownUserNames: oid('1.3.6.1.6.3.15.1.1.3.0'),
  unknownEngineIds: oid('1.3.6.1.6.3.15.1.1.4.0'),
  wrongDigests: oid('1.3.6.1.6.3.15.1.1.5.0'),
  decryptionErrors: oid('1.3.6.1.6.3.15.1.1.6.0'),
} as const;

const empty = new Uint8Array(0);

/** The user-based security model at the engine that decides (RFC 3414 §3). */
export class UserSecurity {
  readonly #clock: Clock;
  readonly #counters: SnmpCounters;
  readonly #users: ReadonlyMap<string, KnownUser>;
  readonly #engine: Engine;
  readonly #since: number;
  /** The first four octets of every salt, and a count that makes it unique. */
  readonly #saltStart: Uint8Array;
  #salts: number;

  /** @param since when this boot began, monotonic milliseconds */
  constructor(
    clock: Clock,
    random: Random,
    counters: SnmpCounters,
    engine: Engine,
    since: number,
    users: readonly KnownUser[],
  ) {
    this.#clock = clock;
    this.#counters = counters;
    this.#engine = engine;
    this.#since = since;
    this.#users = new Map(users.map((user) => [user.name, user]));
    this.#saltStart = random.bytes(4);
    this.#salts = Buffer.from(random.bytes(4)).readUInt32BE(0);
  }

  get engineId(): Uint8Array {
    return this.#engine.id;
  }

  /** Seconds since this boot. */
  get time(): number {
    return Math.floor((this.#clock.monotonic() - this.#since) / 1000);
  }

  user(name: string): KnownUser | undefined {
    return this.#users.get(name);
  }

  receive(message: V3Message & { readonly digestAt: number }, octets: Uint8Array): Verdict {
    const { security } = message;
    if (Buffer.compare(security.engineId, this.#engine.id) !== 0) return this.#report(message, 'unknownEngineIds');
    const user = this.#users.get(security.user);
    if (user === undefined) return this.#report(message, 'unknownUserNames');
    const { keys } = user;
    if ((message.authenticated && keys === undefined) || (message.private && keys?.privacy === undefined))
      return this.#report(message, 'unsupportedSecLevels');
    if (message.authenticated && keys !== undefined) {
      if (!isAuthentic(keys, octets, message.digestAt, security.authentication))
        return this.#report(message, 'wrongDigests');
      const late = Math.abs(security.time - this.time) > timeWindow;
      if (security.boots !== this.#engine.boots || security.boots === 0x7fffffff || late)
        return this.#report(message, 'notInTimeWindows', user);
    }
    if (!(message.data instanceof Uint8Array))
      return { verdict: 'request', user, level: message.authenticated ? 'auth' : 'noauth', scoped: message.data };
    const { boots, time, privacy } = security;
    const clear = keys?.privacy && decrypt(keys.privacy, boots, time, privacy, message.data);
    if (clear === undefined) return this.#report(message, 'decryptionErrors');
    const scoped = decodeScoped(clear);
    if (!scoped.ok) {
      this.#counters.decryptionErrors++;
      return { verdict: 'dropped', parse: true };
    }
    return { verdict: 'request', user, level: 'priv', scoped: scoped.value };
  }

  /** An answer, protected as the request was. */
  reply(request: V3Message, user: KnownUser, level: SecurityLevel, scoped: ScopedPdu): Buffer {
    return this.protect(request.id, user, level, scoped);
  }

  /** A message of this engine, or to it. @param id of the message @param reportable whether it may be answered by a report */
  protect(id: number, { name, keys }: KnownUser, level: SecurityLevel, scoped: ScopedPdu, reportable = false): Buffer {
    const { id: engineId, boots } = this.#engine;
    const { time } = this;
    const hidden = level === 'priv' && keys?.privacy !== undefined;
    const salt = hidden ? this.#salt() : empty;
    const message: V3Message = {
      ...{ version: 3, id, maxSize: longest, reportable },
      ...{ authenticated: level !== 'noauth', private: hidden },
      security: { engineId, boots, time, user: name, authentication: empty, privacy: salt },
      data: hidden ? encrypt(keys.privacy, boots, time, salt, encodeScoped(scoped)) : scoped,
    };
    return level === 'noauth' || keys === undefined ? encodeV3(message).octets : sign(message, keys);
  }

  /** A PDU in the context that there is. */
  scope(pdu: Pdu): ScopedPdu {
    return { contextEngineId: this.#engine.id, contextName: empty, pdu };
  }

  /** @param user who signs it: the time in it must be trusted */
  #report(message: V3Message, what: keyof typeof reports, user?: KnownUser): Verdict {
    this.#counters[what]++;
    if (!message.reportable) return { verdict: 'dropped', parse: false };
    const { data } = message;
    const pdu: Pdu = {
      ...{ type: 'report', status: 0, index: 0 },
      requestId: data instanceof Uint8Array ? 0 : data.pdu.requestId,
      varbinds: [{ oid: reports[what], value: { type: 'counter32', value: this.#counters[what] % 2 ** 32 } }],
    };
    const sender = user ?? { name: message.security.user, group: '' };
    const octets = this.protect(message.id, sender, user === undefined ? 'noauth' : 'auth', this.scope(pdu));
    return { verdict: 'report', octets };
  }

  #salt(): Buffer {
    const salt = Buffer.alloc(8);
    salt.set(this.#saltStart);
    this.#salts = (this.#salts + 1) >>> 0;
    salt.writeUInt32BE(this.#salts, 4);
    return salt;
  }
}

/** Whether a level is as strong as another one. */
export const reaches = (level: SecurityLevel, wanted: SecurityLevel): boolean =>
  securityLevels.indexOf(level) >= securityLevels.indexOf(wanted);
