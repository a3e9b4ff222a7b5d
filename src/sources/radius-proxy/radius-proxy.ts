import type { AaaFacade, SecretVault } from '../../aaa/index.ts';
import type { Accounting, Facts } from '../../accounting/index.ts';
import type { Clock, Timer } from '../../base/clock.ts';
import type { EventLog } from '../../base/event-log.ts';
import type { Random } from '../../base/random.ts';
import {
  ClientTable,
  codes,
  find,
  type ListenOptions,
  RadiusServer,
  type Reply,
  type ServerEvent,
  type ServerRequest,
} from '../../protocols/radius/index.ts';
import { answerAccess, type LoginOwner } from './access.ts';
import { ProxyCalls } from './calls.ts';
import {
  defaultAccountingPort,
  defaultAuthenticationPort,
  type RadiusProxyClient,
  type RadiusProxyConfig,
  settingsOf,
} from './config.ts';
import { type Login, Logins } from './logins.ts';
import { ProxySessions } from './proxy-sessions.ts';
import { eventTime, type Report, readNas, readReport } from './report.ts';

export interface RadiusProxyDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: EventLog;
  readonly vault: Pick<SecretVault, 'open'>;
  readonly aaa: Pick<AaaFacade, 'authenticateNetwork' | 'confirmServices'>;
  readonly accounting: Accounting;
  /** Seconds between interims of a network list, as configured. */
  readonly interimInterval: (list: string) => number | undefined;
  /** Whether `aaa accounting resource` asks for any record now. */
  readonly callsWanted?: () => boolean;
  /** Name of the network list for ARAP at a port (`accounting arap` of its line); `undefined`: the client's. */
  readonly arapList?: (port: number) => string | undefined;
  /** Who knows the lists of a port better than the client's settings do. */
  readonly owner?: LoginOwner;
}

/** A configured client with what it has said. */
export interface ProxyClientState {
  readonly settings: RadiusProxyClient;
  readonly accessRequests: number;
  readonly accepts: number;
  readonly rejects: number;
  readonly challenges: number;
  readonly accountingRequests: number;
  readonly responses: number;
  readonly dropped: number;
}

type Counts = { -readonly [K in keyof Omit<ProxyClientState, 'settings'>]: number };

/** What is known of a client while it is configured; the entry of the client table is the same object. */
interface Known {
  readonly address: string;
  readonly secret: Uint8Array;
  readonly settings: RadiusProxyClient;
  readonly requireMessageAuthenticator: boolean;
  readonly counts: Counts;
}

/** How often silent sessions are looked for, milliseconds. */
const sweepInterval = 10_000;
/** A message about dropped requests of one kind comes at most that often, milliseconds. */
const quiet = 60_000;

/** A client table that can be replaced while its server listens. */
class Clients extends ClientTable {
  current = new ClientTable([]);
  override find(address: string): ReturnType<ClientTable['find']> {
    return this.current.find(address);
  }
}

/** `aaa server radius proxy`: this box as the RADIUS server of access software on it or beside it. */
export class RadiusProxy {
  readonly #deps: RadiusProxyDeps;
  readonly #logins: Logins;
  readonly #calls: ProxyCalls;
  readonly sessions: ProxySessions;
  readonly #clients = new Clients([]);
  readonly #said = new Map<string, number>();
  #known: readonly Known[] = [];
  #byEntry = new Map<object, Known>();
  #server: RadiusServer | undefined;
  #listens = '';
  #ports: readonly { readonly role: string; readonly address: string; readonly port: number }[] = [];
  #configuring: Promise<void> = Promise.resolve();
  #timer: Timer;

  constructor(deps: RadiusProxyDeps) {
    this.#deps = deps;
    this.#logins = new Logins(deps.clock);
    this.#calls = new ProxyCalls({ ...deps, wanted: deps.callsWanted ?? (() => false) });
    this.sessions = new ProxySessions({ ...deps, logins: this.#logins, calls: this.#calls });
    this.#timer = deps.clock.after(sweepInterval, () => this.#sweep());
  }

  /** Takes back the sessions of the former life. Call once at start, before {@link configure}. */
  recover(): Promise<number> {
    return this.sessions.recover();
  }

  /** Takes over a configuration; `undefined`: not configured. Resolves when the ports listen (or have been reported). */
  configure(config: RadiusProxyConfig | undefined): Promise<void> {
    this.#takeClients(config);
    // One after the other: a port is bound again only when it is free.
    this.#configuring = this.#configuring.then(() => this.#listen(config));
    return this.#configuring;
  }

  /** Ports that are bound. */
  listening(): readonly { readonly role: string; readonly address: string; readonly port: number }[] {
    return this.#ports;
  }

  clients(): readonly ProxyClientState[] {
    return this.#known.map(({ settings, counts }) => ({ settings, ...counts }));
  }

  /** Settings of the client at an address; `undefined` when none is configured for it (any more). */
  settingsAt(address: string): RadiusProxyClient | undefined {
    return this.#at(address)?.settings;
  }

  /** The secret shared with the client at an address. */
  secretAt(address: string): Uint8Array | undefined {
    return this.#at(address)?.secret;
  }

  async stop(): Promise<void> {
    this.#timer.cancel();
    await this.#configuring;
    await this.#server?.close();
    this.#server = undefined;
    this.#ports = [];
  }

  #at(address: string): Known | undefined {
    const entry = this.#clients.find(address)?.entry;
    return entry === undefined ? undefined : this.#byEntry.get(entry);
  }

  #takeClients(config: RadiusProxyConfig | undefined): void {
    const { vault, log } = this.#deps;
    const before = new Map(this.#known.map((known) => [known.address, known]));
    const known: Known[] = [];
    for (const client of config?.clients ?? []) {
      if (config === undefined || client.shutdown === true) continue;
      const settings = settingsOf(config, client);
      const opened = settings.key && vault.open(settings.key);
      if (!opened?.ok) {
        const why = opened === undefined ? 'has no key' : `has a key that cannot be opened: ${opened.error.kind}`;
        log.message('RADIUS', 4, 'PROXY_NOKEY', `RADIUS proxy client ${client.address} ${why}; it is not served`);
        continue;
      }
      known.push({
        address: client.address,
        secret: Buffer.from(opened.value, 'utf8'),
        settings,
        requireMessageAuthenticator: settings.requireMessageAuthenticator === true,
        counts: before.get(client.address)?.counts ?? zero(),
      });
    }
    this.#known = known;
    this.#byEntry = new Map(known.map((one) => [one, one]));
    this.#clients.current = new ClientTable(known);
  }

  async #listen(config: RadiusProxyConfig | undefined): Promise<void> {
    const { clock, random, log } = this.#deps;
    const listen = listensOf(config);
    const name = JSON.stringify(listen);
    if (name === this.#listens) return;
    this.#listens = name;
    await this.#server?.close();
    this.#server = undefined;
    this.#ports = [];
    if (listen.length === 0) return;
    const server = new RadiusServer({
      listen,
      clients: this.#clients,
      clock,
      random,
      handle: (request) => this.#answer(request),
      observe: (event) => this.#observe(event),
    });
    const bound = await server.start();
    if (bound.ok) {
      this.#server = server;
      this.#ports = bound.value;
      return;
    }
    // Tried again with the next change of the configuration.
    this.#listens = '';
    const { address, port, code } = bound.error;
    log.message('SYS', 3, 'LISTEN_FAILED', `RADIUS proxy on ${address} UDP port ${port}: ${code}`);
  }

  /** Each request by itself: one that waits for a server holds up no other. */
  async #answer(request: ServerRequest): Promise<Reply | undefined> {
    try {
      return await this.#one(request);
    } catch (error) {
      this.#say(`fault ${String(error)}`, 'PROXY_FAULT', `A request of ${request.source.address}: ${String(error)}`);
      return undefined;
    }
  }

  /** Accounting is answered when all that it says is on stable storage. */
  async #one(request: ServerRequest): Promise<Reply | undefined> {
    const known = this.#byEntry.get(request.client);
    if (known === undefined) return undefined;
    const { counts, settings, secret } = known;
    if (request.role === 'auth') {
      counts.accessRequests++;
      const calls = this.#calls;
      // Who is on already is only authenticated anew: that is no new call.
      const asking: Pick<ProxyCalls, 'asked' | 'refused'> = {
        asked: (caller, facts) =>
          this.sessions.isOn({ port: undefined, caller: undefined, user: undefined, ...caller })
            ? undefined
            : calls.asked(caller, facts),
        refused: (key) => calls.refused(key),
      };
      const admitted: Promise<void>[] = [];
      const logins = {
        add: (login: Login) => {
          const on = this.sessions.isOn(login);
          this.#logins.add(on ? again(login) : login);
          if (login.call !== undefined) admitted.push(on ? calls.again(login.call) : calls.admitted(login.call));
        },
      };
      const reply = await answerAccess({ ...this.#deps, logins, calls: asking }, settings, secret, request);
      await Promise.all(admitted);
      if (reply?.code === codes['Access-Accept']) counts.accepts++;
      else if (reply?.code === codes['Access-Reject']) counts.rejects++;
      else if (reply !== undefined) counts.challenges++;
      return reply;
    }
    counts.accountingRequests++;
    await this.#account(settings, request);
    counts.responses++;
    return { code: codes['Accounting-Response'], attributes: [] };
  }

  /** Resolves when what the request says is on stable storage. */
  #account(settings: RadiusProxyClient, { packet, receivedAt, source }: ServerRequest): Promise<unknown> {
    const client = source.address;
    const status = find(packet, 'Acct-Status-Type');
    if (status === 7 || status === 8) {
      const { time } = eventTime(packet, receivedAt);
      return this.sessions.restarted(client, readNas(packet), time, status === 7 ? 'nas-reboot' : 'admin-reboot');
    }
    const report = readReport(packet, receivedAt, settings.sessionIdentifier);
    if (report === undefined) return Promise.resolve();
    this.#deps.log.debug(
      'aaa accounting',
      () => `AAA/ACCT/NET(radius-proxy): ${report.kind} of ${report.id} from ${client}, user ${report.user ?? ''}`,
    );
    return this.sessions.take({ client, list: this.#listOf(settings, report) }, report);
  }

  #listOf({ accountingList = 'default' }: RadiusProxyClient, { facts: { service, portNumber } }: Report): string {
    const arap = service === 'arap' && portNumber !== undefined ? this.#deps.arapList?.(portNumber) : undefined;
    return arap ?? accountingList;
  }

  #sweep(): void {
    const { clock } = this.#deps;
    this.sessions.sweep((client) => this.settingsAt(client)?.idle ?? 0);
    for (const login of this.#logins.expired()) void this.#alone(login);
    this.#calls
      .sweep()
      .catch((error: unknown) => this.#say('calls', 'PROXY_FAULT', `The end of a call: ${String(error)}`));
    this.#timer = clock.after(sweepInterval, () => this.#sweep());
  }

  /** Somebody was let in and no session has followed (`aaa accounting send stop-record …`). */
  async #alone({ alone, authentic, classes, user }: Login): Promise<void> {
    if (alone === undefined) return;
    const facts: Facts = {
      ...alone.facts,
      authentic,
      ...(classes.length > 0 ? { classes } : {}),
      terminateCause: 'user-error',
      disconnectCause: 1047,
    };
    try {
      await this.#deps.accounting.failedLogin(alone.list, facts, 'network');
    } catch (error) {
      this.#say('alone', 'PROXY_FAULT', `The login of ${user ?? ''}: ${String(error)}`);
    }
  }

  #observe(event: ServerEvent): void {
    if (event.kind !== 'dropped') return;
    const known = event.client && this.#byEntry.get(event.client);
    if (known !== undefined) known.counts.dropped++;
    // The software repeats what it has no answer to.
    if (event.reason === 'duplicate-in-progress' || event.reason === 'declined') return;
    const from = event.source.address;
    this.#say(`${from} ${event.reason}`, 'PROXY_DROP', `A request from ${from} was dropped: ${event.reason}`);
  }

  #say(what: string, mnemonic: string, text: string): void {
    const now = this.#deps.clock.monotonic();
    const last = this.#said.get(what);
    if (last !== undefined && now - last < quiet) return;
    if (this.#said.size > 1000) this.#said.clear();
    this.#said.set(what, now);
    this.#deps.log.message('RADIUS', 4, mnemonic, text);
  }
}

/** A login of somebody who is on already. */
const again = ({ alone: _alone, call: _call, ...login }: Login): Login => login;

const zero = (): Counts => ({
  ...{ accessRequests: 0, accepts: 0, rejects: 0, challenges: 0 },
  ...{ accountingRequests: 0, responses: 0, dropped: 0 },
});

/** Every port that some client uses, on every address. */
function listensOf(config: RadiusProxyConfig | undefined): readonly ListenOptions[] {
  if (config === undefined || config.clients.length === 0) return [];
  const settings = config.clients.map((client) => settingsOf(config, client));
  const auth = new Set(settings.map((one) => one.authenticationPort ?? defaultAuthenticationPort));
  const acct = new Set(settings.map((one) => one.accountingPort ?? defaultAccountingPort));
  const addresses = config.listen.length > 0 ? config.listen : ['0.0.0.0'];
  return addresses.flatMap((address) => [
    ...[...auth].map((port): ListenOptions => ({ role: 'auth', address, port })),
    ...[...acct].map((port): ListenOptions => ({ role: 'acct', address, port })),
  ]);
}
