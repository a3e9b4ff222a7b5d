import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AaaFacade, grantedServices } from '../../aaa/index.ts';
import type { Clock } from '../../base/clock.ts';
import type { EventLog } from '../../base/event-log.ts';
import type { Random } from '../../base/random.ts';
import {
  type Attribute,
  attribute,
  ClientTable,
  codes,
  find,
  findAll,
  RadiusServer,
  type Reply,
  revealUserPassword,
  type ServerRequest,
} from '../../protocols/radius/index.ts';
import { usable } from './options.ts';
import type { CallLimits, CallRequest, KnownUser } from './ppp-types.ts';
import {
  chapOfMicrosoft,
  configurationText,
  dictionaryText,
  type GatePorts,
  microsoft,
  serversText,
} from './radiusclient.ts';

/** What the lists said about a peer that may come in. */
export interface Admission extends KnownUser {
  /** Given by a server. */
  readonly address?: string;
  readonly limits: CallLimits;
}

/** A call as the gate sees it. */
export interface GuardedCall {
  readonly request: CallRequest;
  /** May come in: resolves when the beginning of the session is on stable storage. */
  admit(admission: Admission): Promise<void>;
  /** @param authentic who authenticated the user, who was not authorized then */
  refuse(user: string | undefined, protocol: 'pap' | 'chap', authentic?: KnownUser['authentic']): Promise<void>;
  /** pppd is about to take the interface down and waits: resolves when the last counters have been read. */
  settle(): Promise<void>;
}

export interface GateDeps {
  readonly aaa: Pick<AaaFacade, 'authenticateNetwork' | 'confirmServices'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: EventLog;
  /** Holds the gate's secret and the files of radius.so; exists, owner-only. */
  readonly directory: string;
  readonly call: (token: string) => GuardedCall | undefined;
}

interface Keys extends GatePorts {
  readonly secret: string;
}

const keysFile = 'gate.json';
/**
 * What radius.so and pppd act on; the rest of an answer is for this daemon alone. So are Session-Timeout and Idle-Timeout:
 * pppd could not be told of a change.
 */
const told: ReadonlySet<number> = new Set([6, 7, 8, 9, 12, 18]);

/**
 * The door between pppd and the authentication lists: pppd's radius.so asks here, on loopback and with a secret that
 * only the two know. Its accounting is not believed, but it comes at the right moment: at the end of the network pppd
 * waits for the answer, and until then the interface and its counters are there.
 */
export class Gate {
  readonly #deps: GateDeps;
  #server: RadiusServer | undefined;
  #opening: Promise<void> | undefined;
  #uniqueId = 0;

  constructor(deps: GateDeps) {
    this.#deps = deps;
  }

  /** Path of radius.so's configuration. */
  get configuration(): string {
    return join(this.#deps.directory, 'radiusclient.conf');
  }

  /**
   * Opens the door, once; after a restart at the same ports if they are free, as living pppds know no others.
   * @throws Error when no port can be had
   */
  open(): Promise<void> {
    this.#opening ??= this.#open();
    return this.#opening;
  }

  async close(): Promise<void> {
    await this.#opening?.catch(() => {});
    await this.#server?.close();
  }

  async #open(): Promise<void> {
    const { random, directory } = this.#deps;
    const known = this.#read();
    const secret = known?.secret ?? Buffer.from(random.bytes(24)).toString('hex');
    const ports = (known && (await this.#listen(secret, known))) ?? (await this.#listen(secret, { auth: 0, acct: 0 }));
    if (ports === undefined) throw new Error('no port on 127.0.0.1 for pppd to ask');
    const write = (name: string, text: string): void =>
      writeFileSync(join(directory, name), text, { mode: 0o600, flush: true });
    write(keysFile, JSON.stringify({ ...ports, secret }));
    write('servers', serversText(secret));
    write('dictionary', dictionaryText());
    for (const empty of ['ports', 'issue']) write(empty, '');
    write('radiusclient.conf', configurationText(directory, ports));
  }

  #read(): Keys | undefined {
    try {
      // Only this class writes the file.
      return JSON.parse(readFileSync(join(this.#deps.directory, keysFile), 'utf8')) as Keys;
    } catch {
      return undefined;
    }
  }

  async #listen(secret: string, ports: GatePorts): Promise<GatePorts | undefined> {
    const { clock, random } = this.#deps;
    const server = new RadiusServer({
      clock,
      random,
      listen: [
        { role: 'auth', port: ports.auth },
        { role: 'acct', port: ports.acct },
      ],
      // radius.so does not know Message-Authenticator; nobody but root can stand between the two.
      clients: new ClientTable([{ address: '127.0.0.1', secret, requireMessageAuthenticator: false }]),
      handle: (request) => this.#answer(request, secret),
    });
    const started = await server.start();
    if (!started.ok) return undefined;
    this.#server = server;
    const portOf = (role: string): number => started.value.find((bound) => bound.role === role)?.port ?? 0;
    return { auth: portOf('auth'), acct: portOf('acct') };
  }

  async #answer(request: ServerRequest, secret: string): Promise<Reply | undefined> {
    const { packet } = request;
    const call = this.#deps.call(find(packet, 'Calling-Station-Id') ?? '');
    if (packet.code === codes['Accounting-Request']) {
      if (find(packet, 'Acct-Status-Type') === 2) await call?.settle();
      return { code: codes['Accounting-Response'], attributes: [] };
    }
    if (call === undefined) return { code: codes['Access-Reject'], attributes: [] };
    return this.#access(request, call, secret);
  }

  async #access({ packet }: ServerRequest, call: GuardedCall, secret: string): Promise<Reply | undefined> {
    const { request } = call;
    const hidden = find(packet, 'User-Password');
    const password = hidden && revealUserPassword(hidden, Buffer.from(secret), packet.authenticator);
    this.#uniqueId = (this.#uniqueId + 1) >>> 0;
    const outcome = await this.#deps.aaa.authenticateNetwork({
      list: request.authentication?.list ?? 'default',
      authorization: request.authorization,
      uniqueId: this.#uniqueId,
      attributes: [...packet.attributes.filter(({ type }) => !ofPlace.has(type)), ...placeAttributes(request)],
      authenticator: packet.authenticator,
      ...(password === undefined ? {} : { password }),
    });
    const user = find(packet, 'User-Name');
    if (outcome.outcome !== 'accepted') {
      const authentic = outcome.outcome === 'rejected' ? outcome.authentic : undefined;
      await call.refuse(user, hidden === undefined ? 'chap' : 'pap', authentic);
      const said = outcome.outcome === 'rejected' ? only(outcome.attributes, new Set([18])) : [];
      return { code: codes['Access-Reject'], attributes: said };
    }
    const answer = { attributes: outcome.attributes };
    const address = find(answer, 'Framed-IP-Address');
    const interval = find(answer, 'Acct-Interim-Interval');
    const sessionTimeout = find(answer, 'Session-Timeout');
    const idleTimeout = find(answer, 'Idle-Timeout');
    const { services } = await this.#deps.aaa.confirmServices(grantedServices(answer));
    const name = find(answer, 'User-Name') ?? user ?? '';
    await call.admit({
      name,
      authentic: outcome.authentic,
      classes: findAll(answer, 'Class').map((octets) => Buffer.from(octets).toString('hex')),
      ...(usable(address) ? { address } : {}),
      ...(interval === undefined ? {} : { interimInterval: interval }),
      ...(services.length === 0 ? {} : { services }),
      limits: {
        ...(sessionTimeout === undefined ? {} : { sessionTimeout }),
        ...(idleTimeout === undefined ? {} : { idleTimeout }),
      },
    });
    return { code: codes['Access-Accept'], attributes: only(outcome.attributes, told) };
  }
}

/** Standard attributes of these types, and what MS-CHAP has to tell the peer: that it failed, or the server's own proof. */
const only = (attributes: readonly Attribute[], types: ReadonlySet<number>): Attribute[] =>
  attributes.filter(({ type, vendor, vendorType = 0 }) =>
    vendor === undefined ? types.has(type) : vendor === microsoft && told311.has(vendorType),
  );
const told311: ReadonlySet<number> = new Set([chapOfMicrosoft['MS-CHAP-Error'], chapOfMicrosoft['MS-CHAP2-Success']]);

/** NAS-Port, Called-Station-Id, Calling-Station-Id, NAS-Port-Type, NAS-Port-Id: radius.so has its own ideas of them. */
const ofPlace: ReadonlySet<number> = new Set([5, 30, 31, 61, 87]);

function placeAttributes({ place }: CallRequest): Attribute[] {
  const { callingStation, calledStation } = place;
  return [
    attribute('NAS-Port', place.port),
    attribute('NAS-Port-Id', place.portName),
    attribute('NAS-Port-Type', 'Async'),
    ...(callingStation === undefined ? [] : [attribute('Calling-Station-Id', callingStation)]),
    ...(calledStation === undefined ? [] : [attribute('Called-Station-Id', calledStation)]),
  ];
}
