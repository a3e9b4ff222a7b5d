import { isIPv4 } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { AaaFacade, SecretVault } from '../../aaa/index.ts';
import { hexSessionId, type OpenSession } from '../../accounting/index.ts';
import type { Clock } from '../../base/clock.ts';
import type { EventLog } from '../../base/event-log.ts';
import type { Random } from '../../base/random.ts';
import {
  type Attribute,
  attribute,
  ClientTable,
  codes,
  find,
  type Listening,
  type RadiusClientEntry,
  RadiusServer,
  type Reply,
  type ServerEvent,
  type ServerRequest,
} from '../../protocols/radius/index.ts';
import type { ControlOutcome, SessionControl } from '../control/index.ts';
import { type DynamicAuthorConfig, defaultDynamicAuthorPort } from './config.ts';
import { disconnectError, errorCauses, isForThisBox, namedSessions, wantedChange } from './request.ts';
import type { ServiceCommand } from './service-command.ts';

export interface DynamicAuthorDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: EventLog;
  readonly vault: Pick<SecretVault, 'open'>;
  readonly control: SessionControl;
  /** Knows which services there are. */
  readonly aaa: Pick<AaaFacade, 'confirmServices'>;
  /** Name of this box: NAS-Identifier of requests for it. */
  readonly hostname: () => string;
  /** Further addresses that this box goes by (`radius-server attribute 4`). */
  readonly addresses?: () => readonly string[];
  /** Addresses of the box's interfaces; default: from the operating system. */
  readonly interfaceAddresses?: () => readonly string[];
}

/** What has come and what became of it. */
export interface DynamicAuthorStatistics {
  readonly disconnects: number;
  readonly disconnectAcks: number;
  readonly disconnectNaks: number;
  readonly changes: number;
  readonly changeAcks: number;
  readonly changeNaks: number;
  readonly dropped: number;
}

interface Answer {
  readonly errorCause: number | undefined;
  /** Attributes of an ACK. */
  readonly said?: readonly Attribute[];
}

/** Further off than that, a request is an old one that somebody sends again, milliseconds (RFC 5176 §6.3). */
const window = 300_000;
/** A message about dropped requests of one kind comes at most that often, milliseconds. */
const quiet = 60_000;

/** `aaa server radius dynamic-author`: takes Disconnect and CoA requests and carries them out. */
export class DynamicAuthor {
  readonly #deps: DynamicAuthorDeps;
  readonly #said = new Map<string, number>();
  readonly #counts = {
    ...{ disconnects: 0, disconnectAcks: 0, disconnectNaks: 0 },
    ...{ changes: 0, changeAcks: 0, changeNaks: 0, dropped: 0 },
  };
  #config: DynamicAuthorConfig | undefined;
  #server: RadiusServer | undefined;
  #ports: readonly Listening[] = [];
  #configuring: Promise<void> = Promise.resolve();

  constructor(deps: DynamicAuthorDeps) {
    this.#deps = deps;
  }

  /** Takes over a configuration; `undefined`: not configured. Resolves when the port listens (or has been reported). */
  configure(config: DynamicAuthorConfig | undefined): Promise<void> {
    this.#configuring = this.#configuring.then(() => this.#listen(config));
    return this.#configuring;
  }

  listening(): readonly Listening[] {
    return this.#ports;
  }

  statistics(): DynamicAuthorStatistics {
    return { ...this.#counts };
  }

  async stop(): Promise<void> {
    await this.configure(undefined);
  }

  async #listen(config: DynamicAuthorConfig | undefined): Promise<void> {
    const { clock, random, log } = this.#deps;
    if (config === this.#config) return;
    this.#config = config;
    await this.#server?.close();
    this.#server = undefined;
    this.#ports = [];
    if (config === undefined || config.clients.length === 0) return;
    const port = config.port ?? defaultDynamicAuthorPort;
    const addresses = config.listen.length > 0 ? config.listen : ['0.0.0.0'];
    const server = new RadiusServer({
      listen: addresses.map((address) => ({ role: 'dynamic-author', address, port })),
      clients: new ClientTable(this.#clients(config)),
      clock,
      random,
      handle: (request) => this.#answer(config, request),
      observe: (event) => this.#observe(event),
      ...(config.ignoreRetransmission === true ? { duplicateLifetimeMs: 0 } : {}),
    });
    const bound = await server.start();
    if (bound.ok) {
      this.#server = server;
      this.#ports = bound.value;
      return;
    }
    const { address, port: wanted, code } = bound.error;
    // Tried again with the next change of the configuration.
    this.#config = undefined;
    log.message('SYS', 3, 'LISTEN_FAILED', `Dynamic authorization on ${address} UDP port ${wanted}: ${code}`);
  }

  #clients(config: DynamicAuthorConfig): readonly RadiusClientEntry[] {
    const { vault, log } = this.#deps;
    return config.clients.flatMap(({ address, key = config.key }) => {
      const opened = key && vault.open(key);
      if (opened?.ok) return [{ address, secret: Buffer.from(opened.value, 'utf8') }];
      const why = opened === undefined ? 'has no server-key' : `has a key that cannot be opened: ${opened.error.kind}`;
      log.message('RADIUS', 4, 'DYNAUTH_NOKEY', `Dynamic authorization client ${address} ${why}; it is not served`);
      return [];
    });
  }

  async #answer(config: DynamicAuthorConfig, request: ServerRequest): Promise<Reply | undefined> {
    const { packet, source } = request;
    const stamp = find(packet, 'Event-Timestamp');
    if (stamp !== undefined && Math.abs(stamp * 1000 - request.receivedAt) > window) {
      this.#counts.dropped++;
      this.#say(source.address, 'its Event-Timestamp is not of now');
      return undefined;
    }
    const disconnect = packet.code === codes['Disconnect-Request'];
    if (disconnect) this.#counts.disconnects++;
    else this.#counts.changes++;
    const answer = disconnect ? await this.#disconnect(config, request) : await this.#change(config, request);
    const { errorCause, said = [] } = typeof answer === 'object' ? answer : { errorCause: answer };
    const done = errorCause === undefined;
    this.#count(disconnect, done);
    this.#deps.log.debug('radius', () => {
      const verdict = done ? 'ACK' : `NAK, error cause ${errorCause}`;
      return `RADIUS: ${disconnect ? 'Disconnect' : 'CoA'} from ${source.address}: ${verdict}`;
    });
    const codeName = disconnect ? (done ? 'Disconnect-ACK' : 'Disconnect-NAK') : done ? 'CoA-ACK' : 'CoA-NAK';
    const attributes: Attribute[] = done ? [...said] : [attribute('Error-Cause', errorCause)];
    return { code: codes[codeName], attributes };
  }

  /** The Error-Cause, or `undefined` when it is done: every session that is named has ended. */
  async #disconnect(config: DynamicAuthorConfig, { packet }: ServerRequest): Promise<number | undefined> {
    if (!this.#isForUs(packet)) return errorCauses.nasMismatch;
    const wrong = disconnectError(packet);
    if (wrong !== undefined) return wrong;
    const { control } = this.#deps;
    const named = namedSessions(packet, control.sessions(), config);
    if (named === undefined) return errorCauses.missingAttribute;
    if (named.length === 0) return errorCauses.sessionNotFound;
    return errorOf(await Promise.all(named.map(({ key }) => control.disconnect(key, 'radius'))));
  }

  /** The same; of a query, what there is to say. */
  async #change(config: DynamicAuthorConfig, { packet }: ServerRequest): Promise<number | undefined | Answer> {
    if (!this.#isForUs(packet)) return errorCauses.nasMismatch;
    const wanted = wantedChange(packet);
    if (!wanted.ok) return wanted.errorCause;
    const { control } = this.#deps;
    const named = namedSessions(packet, control.sessions(), config);
    if (named === undefined) return errorCauses.missingAttribute;
    if (named.length === 0) return errorCauses.sessionNotFound;
    if (wanted.command !== undefined) return this.#command(wanted.command, named, wanted.change.interimInterval);
    return errorOf(await Promise.all(named.map(({ key }) => control.change(key, wanted.change))));
  }

  /** Commands are about network sessions: others have no services. */
  async #command(
    command: ServiceCommand,
    named: readonly OpenSession[],
    interimInterval: number | undefined,
  ): Promise<number | undefined | Answer> {
    const { control } = this.#deps;
    const sessions = named.filter(({ type, owner }) => type === 'network' && owner === undefined);
    if (sessions.length === 0) return errorCauses.unsupportedService;
    switch (command.command) {
      case 'query': {
        const [session] = sessions;
        if (session === undefined || sessions.length > 1) return errorCauses.severalSessions;
        return { errorCause: undefined, said: describe(session, control.services(session.key)) };
      }
      case 'logoff':
        return errorOf(await Promise.all(sessions.map(({ key }) => control.disconnect(key, 'radius'))));
      case 'activate': {
        const { list } = command;
        const more = {
          ...(list === undefined ? {} : { list }),
          ...(interimInterval === undefined ? {} : { interimInterval }),
        };
        const names = command.services.map((name) => ({ name }));
        const { services, refused, unanswered } = await this.#deps.aaa.confirmServices(names);
        // Some of them alone would not be what was asked for.
        if (refused.length > 0) return errorCauses.unsupportedService;
        if (unanswered.length > 0) return errorCauses.resourcesUnavailable;
        const begun = sessions.flatMap(({ key }) =>
          services.map((service) => control.startService(key, { ...service, ...more })),
        );
        return errorOf(await Promise.all(begun));
      }
      case 'deactivate': {
        const ended = sessions.flatMap(({ key }) => command.services.map((name) => control.stopService(key, name)));
        return errorOf(await Promise.all(ended));
      }
    }
  }

  #isForUs(request: ServerRequest['packet']): boolean {
    const { addresses, interfaceAddresses = ownAddresses, hostname } = this.#deps;
    return isForThisBox(request, {
      addresses: [...(addresses?.() ?? []), ...interfaceAddresses()],
      name: hostname(),
    });
  }

  #count(disconnect: boolean, done: boolean): void {
    const name = disconnect ? 'disconnect' : 'change';
    this.#counts[`${name}${done ? 'Acks' : 'Naks'}`]++;
  }

  #observe(event: ServerEvent): void {
    if (event.kind !== 'dropped' || event.reason === 'duplicate-in-progress' || event.reason === 'declined') return;
    this.#counts.dropped++;
    this.#say(event.source.address, event.reason);
  }

  #say(from: string, why: string): void {
    const now = this.#deps.clock.monotonic();
    const what = `${from} ${why}`;
    const last = this.#said.get(what);
    if (last !== undefined && now - last < quiet) return;
    if (this.#said.size > 1000) this.#said.clear();
    this.#said.set(what, now);
    const text = `A request from ${from} to end or change a session was dropped: ${why}`;
    this.#deps.log.message('RADIUS', 4, 'DYNAUTH_DROP', text);
  }
}

/** Which session that is, and what services it uses. */
function describe({ sessionId, facts }: OpenSession, services: readonly OpenSession[]): readonly Attribute[] {
  const { user, address, portName } = facts;
  return [
    attribute('Acct-Session-Id', hexSessionId(sessionId)),
    ...(user === undefined ? [] : [attribute('User-Name', user)]),
    ...(address === undefined || !isIPv4(address) ? [] : [attribute('Framed-IP-Address', address)]),
    ...(portName === undefined ? [] : [attribute('NAS-Port-Id', portName)]),
    ...services.map((one) => attribute('Cisco-Service-Info', `N${one.facts.serviceName ?? ''}`)),
  ];
}

const ownAddresses = (): readonly string[] =>
  Object.values(networkInterfaces()).flatMap((addresses) => (addresses ?? []).map(({ address }) => address));

/** The Error-Cause of what became of all named sessions; `undefined` when each is done (or was over before). */
function errorOf(outcomes: readonly ControlOutcome[]): number | undefined {
  for (const outcome of outcomes) {
    if (outcome.outcome === 'refused') return outcome.errorCause ?? errorCauses.notRemovable;
    if (outcome.outcome === 'unsupported') return errorCauses.notRemovable;
  }
  return outcomes.every(({ outcome }) => outcome === 'not-found') ? errorCauses.sessionNotFound : undefined;
}
