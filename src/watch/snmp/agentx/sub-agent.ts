import type { Clock, Timer } from '../../../base/clock.ts';
import type { EventLog } from '../../../base/event-log.ts';
import {
  type AgentxBody,
  AgentxFrames,
  type AgentxHeader,
  type AgentxPdu,
  agentxErrors,
  agentxTypes,
  closeReasons,
  decodeAgentx,
  encodeAgentx,
} from '../../../protocols/agentx/index.ts';
import { errorStatus, type Oid, objectId, oid, oidText, type Varbind } from '../../../protocols/snmp/index.ts';
import type { AgentxMaster } from '../config.ts';
import type { Notification } from '../notifier.ts';
import type { MibTree } from '../objects.ts';
import type { AgentxCounters, AgentxStatus } from '../status.ts';
import { Answers } from './answers.ts';
import { type Link, masterText, type OpenLink } from './link.ts';

export interface SubAgentDeps {
  readonly clock: Clock;
  readonly log: EventLog;
  readonly openLink: OpenLink;
  /** What it answers for. */
  readonly tree: MibTree;
  /** Subtrees to register; everything of {@link tree} is in one of them. */
  readonly subtrees: readonly Oid[];
  /** What the master is told that this is. */
  readonly description: string;
}

/** Milliseconds between attempts: from the first, doubled up to the last. */
const attempts = { first: 1000, last: 15_000 } as const;
/** How often an open session is tried, as Debian's sub-agents do; milliseconds. */
const pingEvery = 15_000;
/** How long a master may take to answer, milliseconds. */
const patience = 10_000;
/** How long the master shall wait for an answer: ending a session may take a second. Seconds. */
const timeout = 5;
/** The usual one (RFC 2741 §6.2.3). */
const priority = 127;
const snmpTrapOid = oid('1.3.6.1.6.3.1.1.4.1.0');

type Response = Extract<AgentxPdu, { readonly type: 'response' }>;

/** What belongs to one connection. */
interface Connection {
  readonly link: Link;
  readonly frames: AgentxFrames;
  readonly registered: string[];
  readonly refused: string[];
  readonly waiting: Map<number, { readonly told: (response: Response | undefined) => void; readonly timer: Timer }>;
  /** Of the session; undefined until the master has opened it. */
  session?: { readonly id: number; readonly since: number };
  ping?: Timer;
}

/** Answers a master agent, as long as one is configured: connects again and again, and keeps its registrations. */
export class SubAgent {
  readonly #deps: SubAgentDeps;
  readonly #answers: Answers;
  readonly #counters: AgentxCounters = {
    ...{ sessions: 0, requests: 0, variables: 0, written: 0, notifications: 0, lost: 0 },
  };
  #master: AgentxMaster | undefined;
  #connection: Connection | undefined;
  #retry: Timer | undefined;
  #delay: number = attempts.first;
  #failure: string | undefined;
  #packetId = 0;

  constructor(deps: SubAgentDeps) {
    this.#deps = deps;
    this.#answers = new Answers(deps.tree, this.#counters);
  }

  /** Goes to this master; `undefined`: to none. */
  configure(master: AgentxMaster | undefined): void {
    if (JSON.stringify(master) === JSON.stringify(this.#master)) return;
    this.stop();
    this.#master = master;
    if (master !== undefined) this.#connect(master);
  }

  /** `undefined`: there is no master. */
  status(): AgentxStatus | undefined {
    if (this.#master === undefined) return undefined;
    const { registered = [], refused = [], session } = this.#connection ?? {};
    return {
      master: masterText(this.#master),
      state: session !== undefined ? 'open' : this.#connection === undefined ? 'waiting' : 'connecting',
      ...(session && { sessionId: session.id, since: this.#deps.clock.monotonic() - session.since }),
      ...{ registered, refused, counters: this.#counters },
      ...(this.#failure === undefined ? {} : { failure: this.#failure }),
    };
  }

  /** Tells the master, who tells whom it is configured to tell. Without a master it is lost. */
  notify({ trap, varbinds }: Notification): void {
    if (this.#master === undefined) return;
    const all: readonly Varbind[] = [{ oid: snmpTrapOid, value: objectId(trap) }, ...varbinds];
    const connection = this.#connection;
    if (connection?.session === undefined) {
      this.#counters.lost++;
      return;
    }
    this.#ask(connection, { type: 'notify', varbinds: all }, (response) => {
      if (response?.error === 0) this.#counters.notifications++;
      else this.#counters.lost++;
    });
  }

  /** Says farewell. */
  stop(): void {
    this.#retry?.cancel();
    this.#retry = undefined;
    this.#master = undefined;
    this.#failure = undefined;
    this.#delay = attempts.first;
    const connection = this.#connection;
    if (connection === undefined) return;
    this.#send(connection, { type: 'close', reason: closeReasons.shutdown });
    this.#drop(connection);
  }

  #connect(master: AgentxMaster): void {
    this.#retry = undefined;
    const link = this.#deps.openLink(master, {
      opened: () => this.#open(connection),
      heard: (octets) => this.#heard(connection, octets),
      ended: (reason) => this.#ended(connection, reason),
    });
    const connection: Connection = {
      ...{ link, frames: new AgentxFrames(), registered: [], refused: [], waiting: new Map() },
    };
    this.#connection = connection;
  }

  #open(connection: Connection): void {
    const { clock, log, description, subtrees } = this.#deps;
    this.#ask(connection, { type: 'open', timeout, id: [], description }, (response) => {
      if (response === undefined) return;
      const { error, sessionId } = response;
      if (error !== 0) {
        this.#fail(connection, `the master agent refused the session: ${errorName(error)}`);
        return;
      }
      connection.session = { id: sessionId, since: clock.monotonic() };
      this.#counters.sessions++;
      this.#delay = attempts.first;
      this.#failure = undefined;
      log.message('SNMP', 5, 'AGENTX_UP', `Sub-agent of ${this.#place()}`);
      for (const subtree of subtrees) this.#register(connection, subtree);
      this.#pingLater(connection);
    });
  }

  #register(connection: Connection, subtree: Oid): void {
    const name = oidText(subtree);
    const about = { timeout, priority, range: 0, subtree, upper: 0 } as const;
    this.#ask(connection, { type: 'register', ...about }, (response) => {
      if (response === undefined) return;
      const { error } = response;
      if (error === 0) {
        connection.registered.push(name);
        return;
      }
      connection.refused.push(`${name} (${errorName(error)})`);
      this.#deps.log.message('SNMP', 4, 'AGENTX_REFUSED', `${this.#place()} refused ${name}: ${errorName(error)}`);
    });
  }

  #pingLater(connection: Connection): void {
    connection.ping = this.#deps.clock.after(pingEvery, () => {
      this.#ask(connection, { type: 'ping' }, (response) => {
        if (response === undefined) return;
        if (response.error === agentxErrors.notOpen)
          this.#fail(connection, 'the master agent has forgotten the session');
        else this.#pingLater(connection);
      });
    });
  }

  #heard(connection: Connection, octets: Buffer): void {
    const frames = connection.frames.push(octets);
    if (frames === undefined) {
      this.#fail(connection, 'the master agent speaks something else than AgentX');
      return;
    }
    for (const frame of frames) {
      if (this.#connection !== connection) return;
      const pdu = decodeAgentx(frame);
      if (pdu.ok) this.#take(connection, pdu.value);
      else if (pdu.error.header !== undefined && frame[1] !== agentxTypes.response)
        this.#respond(connection, pdu.error.header, { error: agentxErrors.parseError, index: 0, varbinds: [] });
    }
  }

  #take(connection: Connection, pdu: AgentxPdu): void {
    if (pdu.type === 'response') {
      const waiting = connection.waiting.get(pdu.packetId);
      connection.waiting.delete(pdu.packetId);
      waiting?.timer.cancel();
      waiting?.told(pdu);
      return;
    }
    if (pdu.type === 'close') {
      this.#fail(connection, 'the master agent closed the session');
      return;
    }
    this.#counters.requests++;
    this.#answers.answer(pdu).then(
      (answer) => answer && this.#respond(connection, pdu, answer),
      (error: unknown) => {
        this.#deps.log.message('SNMP', 3, 'INTERNAL', `A variable could not be read: ${String(error)}`);
        this.#respond(connection, pdu, { error: errorStatus.genErr, index: 1, varbinds: [] });
      },
    );
  }

  #respond(connection: Connection, header: AgentxHeader, answer: Pick<Response, 'error' | 'index' | 'varbinds'>): void {
    const { sessionId, transactionId, packetId } = header;
    connection.link.send(encodeAgentx({ sessionId, transactionId, packetId, type: 'response', uptime: 0, ...answer }));
  }

  /** Sends something that the master answers. @param told `undefined`: the connection ended before */
  #ask(connection: Connection, body: AgentxBody, told: (response: Response | undefined) => void): void {
    const packetId = this.#send(connection, body);
    const timer = this.#deps.clock.after(patience, () => this.#fail(connection, 'the master agent does not answer'));
    connection.waiting.set(packetId, { told, timer });
  }

  #send({ link, session }: Connection, body: AgentxBody): number {
    this.#packetId = (this.#packetId + 1) >>> 0;
    const packetId = this.#packetId;
    link.send(encodeAgentx({ sessionId: session?.id ?? 0, transactionId: 0, packetId, ...body }));
    return packetId;
  }

  /** Gives a connection up from this side. */
  #fail(connection: Connection, reason: string): void {
    if (this.#connection === connection) this.#ended(connection, reason);
  }

  #ended(connection: Connection, reason: string): void {
    if (this.#connection !== connection || this.#master === undefined) return;
    const { clock, log } = this.#deps;
    const master = this.#master;
    // Told of once, not at each attempt.
    if (connection.session !== undefined) log.message('SNMP', 4, 'AGENTX_LOST', `${this.#place()}: ${reason}`);
    else if (this.#failure === undefined)
      log.message('SNMP', 4, 'AGENTX_DOWN', `No master agent at ${this.#place()}: ${reason}`);
    this.#failure = reason;
    this.#drop(connection);
    this.#retry = clock.after(this.#delay, () => this.#connect(master));
    this.#delay = Math.min(attempts.last, this.#delay * 2);
  }

  #drop(connection: Connection): void {
    this.#connection = undefined;
    connection.ping?.cancel();
    const waiting = [...connection.waiting.values()];
    connection.waiting.clear();
    for (const { timer, told } of waiting) {
      timer.cancel();
      told(undefined);
    }
    connection.link.close();
    this.#answers.reset();
  }

  #place(): string {
    return this.#master === undefined ? '' : masterText(this.#master);
  }
}

const names: ReadonlyMap<number, string> = new Map(
  [...Object.entries(errorStatus), ...Object.entries(agentxErrors)].map(([name, number]) => [number, name]),
);
const errorName = (error: number): string => names.get(error) ?? `error ${error}`;
