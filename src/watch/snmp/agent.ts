import type { SealedSecret } from '../../aaa/config.ts';
import type { Clock } from '../../base/clock.ts';
import type { EventLog } from '../../base/event-log.ts';
import type { Random } from '../../base/random.ts';
import {
  decodeMessage,
  encodeCommunity,
  errorStatus,
  localizedKey,
  type Pdu,
  type V3Message,
} from '../../protocols/snmp/index.ts';
import { Admission, type Permits } from './admission.ts';
import { emptySnmpConfig, type SecurityLevel, type SnmpConfig, type SnmpUser } from './config.ts';
import type { SnmpMemory } from './memory.ts';
import type { MibTree } from './objects.ts';
import { type Asked, respond } from './respond.ts';
import type { Endpoint, OpenEndpoint, Origin } from './sockets.ts';
import { newCounters, type SnmpCounters } from './statistics.ts';
import { type KnownUser, UserSecurity } from './user-security.ts';

export interface AgentDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: EventLog;
  readonly memory: SnmpMemory;
  readonly openSecret: (secret: SealedSecret) => string | undefined;
  readonly permits: Permits;
  readonly openEndpoint: OpenEndpoint;
  /** Everything that can be read; asked for once. */
  readonly tree: (counters: SnmpCounters) => MibTree;
}

export const defaultPort = 161;
export const defaultPacketSize = 1500;
/** What a message of version 3 has around its variables, octets: keys, names and headers at their longest. */
const envelope = 260;
/** Between two messages about refused requests, milliseconds. */
const quiet = 10_000;

/** Answers SNMP requests of versions 1, 2c and 3. */
export class SnmpAgent {
  readonly #deps: AgentDeps;
  readonly counters = newCounters();
  readonly #tree: MibTree;
  readonly #started: number;
  #config: SnmpConfig = emptySnmpConfig;
  #admission: Admission;
  #security: UserSecurity;
  #endpoints: { readonly place: string; readonly endpoint: Endpoint }[] = [];
  #opening: Promise<void> = Promise.resolve();
  #complained: number | undefined;

  constructor(deps: AgentDeps) {
    this.#deps = deps;
    this.#started = deps.clock.monotonic();
    this.#tree = deps.tree(this.counters);
    this.#admission = new Admission(this.#config, deps.openSecret, deps.permits);
    this.#security = this.#newSecurity(this.#config);
  }

  get security(): UserSecurity {
    return this.#security;
  }

  /** A configured user with keys for another engine. */
  userAt(name: string, engineId: Uint8Array): KnownUser | undefined {
    const user = this.#config.users.find((one) => one.name === name);
    return user && this.#known(user, engineId)[0];
  }

  /** Addresses and ports that are open. */
  get listening(): readonly string[] {
    return this.#endpoints.map(({ endpoint, place }) => `${place.slice(0, place.lastIndexOf(' '))} ${endpoint.port}`);
  }

  /** Takes over a configuration; resolves when the sockets are as it says. */
  configure(config: SnmpConfig): Promise<void> {
    const before = this.#config;
    this.#config = config;
    this.#admission = new Admission(config, this.#deps.openSecret, this.#deps.permits);
    if (config.users !== before.users || config.engineId !== before.engineId)
      this.#security = this.#newSecurity(config);
    this.#opening = this.#opening.then(() => this.#listen());
    return this.#opening;
  }

  async stop(): Promise<void> {
    await this.#opening;
    const open = this.#endpoints.splice(0);
    await Promise.all(open.map(({ endpoint }) => endpoint.close()));
  }

  /** The answer to a datagram; `undefined`: there is none. */
  async answer(octets: Uint8Array, from: Origin): Promise<Buffer | undefined> {
    this.counters.inPkts++;
    const message = decodeMessage(octets);
    if (!message.ok) {
      if (message.error === 'version') this.counters.inBadVersions++;
      else this.counters.inAsnParseErrs++;
      return undefined;
    }
    const { value } = message;
    if (value.version === 3) return this.#answerUser(value, octets, from);
    const { version, community, pdu } = value;
    if (pdu.type === 'trap-v1') return undefined;
    const access = this.#admission.community(community, from.address);
    if (access === 'unknown' || access === 'denied') {
      this.counters.inBadCommunityNames++;
      this.#refused(access, from);
      return undefined;
    }
    const packet = this.#config.packetSize ?? defaultPacketSize;
    const room = packet - 40 - community.length;
    const answer = await this.#respond(pdu, { version, access, room });
    return answer && this.#count(encodeCommunity({ version, community, pdu: answer }));
  }

  async #answerUser(message: V3Message & { readonly digestAt: number }, octets: Uint8Array, from: Origin) {
    // Kept for the answer: a new configuration must not sign what the old one has let in.
    const security = this.#security;
    const verdict = security.receive(message, octets);
    if (verdict.verdict === 'report') return this.#count(verdict.octets);
    if (verdict.verdict === 'dropped') {
      if (verdict.parse) this.counters.inAsnParseErrs++;
      return undefined;
    }
    const { user, level, scoped } = verdict;
    const access = this.#admission.user(user, level, from.address);
    if (access === 'denied') {
      this.#refused('denied', from);
      return undefined;
    }
    // There is one context, the nameless one (RFC 3415 §3.2: noSuchContext), and no group, no access.
    if (access === 'unknown' || scoped.contextName.length > 0)
      return this.#reply(security, message, user, level, {
        ...scoped.pdu,
        ...{ type: 'response', status: 16, index: 0 },
      });
    const room = Math.min(this.#config.packetSize ?? defaultPacketSize, message.maxSize) - envelope;
    const answer = await this.#respond(scoped.pdu, { version: 3, access, room });
    return answer && this.#reply(security, message, user, level, answer);
  }

  #reply(security: UserSecurity, message: V3Message, user: KnownUser, level: SecurityLevel, pdu: Pdu): Buffer {
    return this.#count(security.reply(message, user, level, security.scope(pdu)));
  }

  #count(octets: Buffer): Buffer {
    this.counters.outPkts++;
    this.counters.getResponses++;
    return octets;
  }

  /** What fails while it is read is an error to whoever asks, and is told of here. */
  async #respond(pdu: Pdu, asked: Asked): Promise<Pdu | undefined> {
    try {
      return await respond(pdu, asked, this.#tree, this.counters);
    } catch (error) {
      this.#deps.log.message('SNMP', 3, 'INTERNAL', `A variable could not be read: ${String(error)}`);
      this.counters.outGenErrs++;
      return { ...pdu, type: 'response', status: errorStatus.genErr, index: 0 };
    }
  }

  #refused(why: 'unknown' | 'denied', { address }: Origin): void {
    if (why === 'denied') this.counters.accessDenied++;
    const now = this.#deps.clock.monotonic();
    if (this.#complained !== undefined && now - this.#complained < quiet) return;
    this.#complained = now;
    this.#deps.log.message('SNMP', 3, 'AUTHFAIL', `Authentication failure for SNMP req from host ${address}`);
  }

  #newSecurity({ users, engineId }: SnmpConfig): UserSecurity {
    const { clock, random, memory } = this.#deps;
    const { engineId: own, boots } = memory.values;
    const id = Buffer.from(engineId ?? own, 'hex');
    const known = users.flatMap((user) => this.#known(user, id));
    return new UserSecurity(clock, random, this.counters, { id, boots }, this.#started, known);
  }

  /** Nobody, when a password cannot be opened: a user without it would need none. */
  #known({ name, group, authentication, privacy, accessList }: SnmpUser, engineId: Uint8Array): readonly KnownUser[] {
    const about = { name, group, ...(accessList === undefined ? {} : { accessList }) };
    if (authentication === undefined) return [about];
    const { openSecret, log } = this.#deps;
    const { protocol } = authentication;
    const password = openSecret(authentication.password);
    const other = privacy && openSecret(privacy);
    if (!password || (privacy !== undefined && !other)) {
      log.message('SNMP', 3, 'BADUSERKEY', `The password of SNMP user ${name} cannot be used`);
      return [];
    }
    const key = localizedKey(protocol, password, engineId);
    const more = other === undefined ? {} : { privacy: localizedKey(protocol, other, engineId) };
    return [{ ...about, keys: { protocol, authentication: key, ...more } }];
  }

  async #listen(): Promise<void> {
    const { communities, users, listen, port = defaultPort } = this.#config;
    const on = communities.length > 0 || users.length > 0;
    const addresses = on ? (listen.length === 0 ? ['0.0.0.0'] : listen) : [];
    const wanted = new Set(addresses.map((address) => `${address} ${port}`));
    const gone = this.#endpoints.filter(({ place }) => !wanted.has(place));
    this.#endpoints = this.#endpoints.filter(({ place }) => wanted.has(place));
    await Promise.all(gone.map(({ endpoint }) => endpoint.close()));
    for (const address of addresses) {
      const place = `${address} ${port}`;
      if (this.#endpoints.some((open) => open.place === place)) continue;
      try {
        this.#endpoints.push({ place, endpoint: await this.#open(address, port) });
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        this.#deps.log.message('SNMP', 3, 'LISTEN_FAILED', `SNMP on ${address}:${port}: ${why}`);
      }
    }
  }

  async #open(address: string, port: number): Promise<Endpoint> {
    const { log } = this.#deps;
    const endpoint: Endpoint = await this.#deps.openEndpoint(address, port, (octets, from) => {
      this.answer(octets, from).then(
        (answer) => answer && endpoint.send(answer, from),
        (error: unknown) =>
          log.message('SNMP', 3, 'INTERNAL', `A request from ${from.address} failed: ${String(error)}`),
      );
    });
    return endpoint;
  }
}
