import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import { encodeV3, isAuthentic, type Pdu, type V3Message } from '../../protocols/snmp/index.ts';
import type { SecurityLevel } from './config.ts';
import { newCounters } from './statistics.ts';
import { canProtect, type KnownUser, UserSecurity } from './user-security.ts';

export interface RemoteEngineDeps {
  readonly clock: Clock;
  readonly random: Random;
  /** The user with keys for an engine. */
  readonly userAt: (engineId: Uint8Array) => KnownUser | undefined;
  readonly level: SecurityLevel;
}

const empty = new Uint8Array(0);
/** The longest message that UDP carries. */
const longest = 65_507;

/** A manager that informs of version 3 go to: its engine decides, so its name and its time are learnt first (RFC 3414 §4). */
export class RemoteEngine {
  readonly #deps: RemoteEngineDeps;
  #known: { readonly id: Uint8Array; readonly user: KnownUser; readonly security: UserSecurity } | undefined;

  constructor(deps: RemoteEngineDeps) {
    this.#deps = deps;
  }

  /** The inform, or while the engine is not known the question who it is. @param id of the message */
  message(id: number, pdu: Pdu): Buffer {
    const known = this.#known;
    if (known !== undefined) {
      const { security, user } = known;
      return security.protect(id, user, this.#deps.level, security.scope(pdu), true);
    }
    const question: V3Message = {
      ...{ version: 3, id, maxSize: longest, reportable: true, authenticated: false, private: false },
      security: { engineId: empty, boots: 0, time: 0, user: '', authentication: empty, privacy: empty },
      data: {
        ...{ contextEngineId: empty, contextName: empty },
        pdu: { type: 'get', requestId: id, status: 0, index: 0, varbinds: [] },
      },
    };
    return encodeV3(question).octets;
  }

  /**
   * What an answer means: a report from which something was learnt, so that the inform may go `again`, or the response.
   * Reports that anybody could have made are heard only while nothing is known.
   */
  hear(message: V3Message & { readonly digestAt: number }, octets: Uint8Array): 'again' | Pdu | undefined {
    const { security, data, authenticated, digestAt } = message;
    const known = this.#known;
    if (!(data instanceof Uint8Array) && data.pdu.type === 'report') {
      const keys = known?.user.keys;
      const trusted =
        known === undefined ||
        (authenticated && keys !== undefined && isAuthentic(keys, octets, digestAt, security.authentication));
      return trusted && this.#learn(message) ? 'again' : undefined;
    }
    const verdict = known?.security.receive(message, octets);
    if (verdict?.verdict !== 'request' || verdict.level !== this.#deps.level) return undefined;
    return verdict.scoped.pdu.type === 'response' ? verdict.scoped.pdu : undefined;
  }

  /** It does not answer: perhaps it is another one now. */
  forget(): void {
    this.#known = undefined;
  }

  #learn({ security: { engineId, boots, time } }: V3Message): boolean {
    const { clock, random, level, userAt } = this.#deps;
    if (engineId.length < 5 || engineId.length > 32) return false;
    const id = Buffer.from(engineId);
    const same = this.#known !== undefined && Buffer.compare(this.#known.id, id) === 0;
    const user = same ? this.#known?.user : userAt(id);
    if (user === undefined || !canProtect(user, level)) return false;
    const since = clock.monotonic() - time * 1000;
    this.#known = { id, user, security: new UserSecurity(clock, random, newCounters(), { id, boots }, since, [user]) };
    return true;
  }
}
