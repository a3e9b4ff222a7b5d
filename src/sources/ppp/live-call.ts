import { appendFileSync, type FSWatcher, watch } from 'node:fs';
import { join } from 'node:path';
import type { Accounting, OpenSession } from '../../accounting/accounting.ts';
import type { Counters, Facts } from '../../accounting/record.ts';
import type { Clock } from '../../base/clock.ts';
import type { EventLog } from '../../base/event-log.ts';
import { callOpening, failedCallFacts, type Refusal } from './call-facts.ts';
import { CallProgram } from './call-program.ts';
import { CallTimes } from './call-times.ts';
import { causeOf, faults } from './exit-codes.ts';
import type { Admission, GuardedCall } from './gate.ts';
import { lastCounters } from './hooks.ts';
import { later, type ReadInterfaces } from './interface-counters.ts';
import type { BeforeStop, Call, CallEnd, CallLimits, CallRequest, Ending } from './ppp-types.ts';
import { raiseSlip, slipName } from './slip-interface.ts';
import type { CallSpool } from './spool.ts';

export interface CallDeps {
  readonly accounting: Pick<Accounting, 'open' | 'update' | 'count' | 'close' | 'failedLogin' | 'pace'>;
  readonly clock: Clock;
  readonly log: EventLog;
  readonly interfaces: ReadInterfaces;
  readonly before?: BeforeStop | undefined;
}

/** One call with its program, from launch to the last record. */
export class LiveCall implements Call, GuardedCall {
  readonly token: string;
  readonly request: CallRequest;
  readonly #deps: CallDeps;
  readonly #spool: CallSpool;
  readonly #ended = Promise.withResolvers<CallEnd>();
  readonly #connected = Promise.withResolvers<void>();
  readonly #watcher: FSWatcher;
  readonly #former: boolean;
  #session: OpenSession | undefined;
  #admission: Admission | undefined;
  #address: string | undefined;
  #interface: string | undefined;
  #counters: Counters | undefined;
  #events = 0;
  #down = false;
  #refusal: Refusal | undefined;
  #ending: Ending | undefined;
  #over = false;
  #slip = false;
  /** The first reading of the interface. */
  #settling: Promise<void> = Promise.resolve();
  readonly #program: CallProgram;
  readonly #times: CallTimes;

  /**
   * @param former the call is one of a former life
   * @param session what the ledger has of it
   */
  constructor(
    deps: CallDeps,
    token: string,
    spool: CallSpool,
    request: CallRequest,
    former = false,
    session?: OpenSession,
  ) {
    this.#deps = deps;
    this.token = token;
    this.#spool = spool;
    this.request = request;
    this.#session = session;
    this.#former = former;
    this.#counters = session?.counters;
    this.#address = session?.facts.address;
    const mark = request.encapsulation === 'ppp' ? token : request.place.device;
    this.#program = new CallProgram(deps.clock, spool, mark);
    this.#times = new CallTimes(deps.clock, spool, former);
    this.#watcher = watch(spool.path, () => this.look());
    this.#watcher.unref();
    this.#watcher.on('error', () => {});
  }

  get place() {
    return this.request.place;
  }

  get key(): number | undefined {
    return this.#session?.key;
  }

  get interface(): string | undefined {
    return this.#interface;
  }

  get user(): string | undefined {
    return this.#session?.facts.user ?? this.request.user?.name;
  }

  get address(): string | undefined {
    return this.#address ?? this.request.peerAddress;
  }

  get ended(): Promise<CallEnd> {
    return this.#ended.promise;
  }

  get connected(): Promise<void> {
    return this.#connected.promise;
  }

  /** The program of the call is still there, or has just been started. */
  get alive(): boolean {
    return this.#program.alive;
  }

  end(why: Ending): void {
    if (this.#ending !== undefined || this.#over) return;
    this.#ending = why;
    const stop = (): void => {
      if (!this.#over) this.#program.stop();
    };
    this.settle().then(stop, stop);
  }

  limit(limits: CallLimits): void {
    this.#times.limit(limits);
  }

  get idle(): number {
    return this.#times.idle;
  }

  async admit(admission: Admission): Promise<void> {
    this.#admission = admission;
    if (this.#session === undefined) this.limit(admission.limits);
    if (this.#session === undefined) await this.#open(admission.address ?? this.#promised);
  }

  async refuse(user: string | undefined, protocol: 'pap' | 'chap', authentic?: Admission['authentic']): Promise<void> {
    this.#refusal = { by: protocol, user, authentic };
  }

  async settle(): Promise<void> {
    this.count(await this.#deps.interfaces());
  }

  /** Takes in the counters of all interfaces. */
  count(all: ReadonlyMap<string, Counters>): void {
    if (this.#interface === undefined || this.#down || this.#over) return;
    const reading = all.get(this.#interface);
    if (reading === undefined) {
      // slattach does not notice that its line has hung up; the interface is gone all the same.
      if (this.request.encapsulation === 'slip') this.end('line-lost');
      return;
    }
    const before = this.#counters;
    this.#counters = later(before, reading);
    if (this.#counters?.packetsIn !== before?.packetsIn || this.#counters?.packetsOut !== before?.packetsOut)
      this.#times.traffic();
    if (this.#session !== undefined && this.#counters !== undefined)
      this.#deps.accounting.count(this.#session.key, this.#counters);
  }

  /** The keeper of the program has gone. */
  left(): void {
    this.#program.left();
    this.look();
  }

  /**
   * Looks at what hooks and keeper have written.
   * @param last nobody will write any more
   */
  look(last = false): void {
    if (this.#over) return;
    const events = this.#spool.events();
    for (const event of events.slice(this.#events)) {
      if (event.event === 'ip-up') this.#up(event.interface, event.remote);
      else {
        this.#counters = later(this.#counters, lastCounters(event, this.#counters));
        this.#down = true;
      }
    }
    this.#events = events.length;
    if (this.request.encapsulation === 'slip') this.#raise();
    this.#expire();
    if (this.#ending !== undefined) this.#program.stop();
    const end = this.#program.end(last);
    if (end !== undefined) this.#finish(end.status);
  }

  /** Stops looking; the program lives on. */
  abandon(): void {
    this.#over = true;
    this.#release();
  }

  /** The peer's address, when it is settled before the network is up: a user asked for PPP and was told. */
  get #promised(): string | undefined {
    return this.request.user === undefined ? undefined : this.request.peerAddress;
  }

  /** Ends a call that has lasted long enough, or that nobody uses. */
  #expire(): void {
    if (this.#session === undefined) return;
    const { expired } = this.#times;
    if (expired !== undefined) this.end(expired);
  }

  #up(name: string, remote: string): void {
    this.#interface = name;
    this.#address = remote;
    this.#down = false;
    const { accounting } = this.#deps;
    const facts: Facts = { address: remote, protocol: 'ip', connectProgress: 'LAN Ses Up' };
    const session = this.#session;
    const first = this.#counters === undefined;
    this.#settling = this.settle().catch(() => {});
    // The first address comes with a record without counters, as routers send it; a later one with those of its moment.
    const tell = async (open: OpenSession): Promise<void> => {
      if (!first) await this.#settling;
      await accounting.update(open.key, facts);
    };
    this.#watch(session === undefined ? this.#open(remote, facts) : tell(session));
  }

  /** Gives a SLIP interface its addresses, as pppd does with its own. */
  #raise(): void {
    const name = slipName(this.#spool.output());
    if (name === undefined || this.#slip) return;
    this.#slip = true;
    if (this.#events > 0) return;
    const { localAddress = '', peerAddress = '' } = this.request;
    raiseSlip(name, localAddress, peerAddress, (why) => {
      if (why !== null) {
        this.#deps.log.message('SLIP', 3, 'UPFAIL', `${this.place.portName}: ${why.message.trim()}`);
        return this.end('disconnect');
      }
      appendFileSync(join(this.#spool.path, 'events'), `ip-up ${name} ${localAddress} ${peerAddress}\n`);
      return this.look();
    });
  }

  async #open(address: string | undefined, more: Facts = {}): Promise<void> {
    const { accounting, clock } = this.#deps;
    const user = this.#admission ?? this.request.user;
    const facts = { ...(address === undefined ? {} : { address }), ...more };
    const { session, durable } = accounting.open(callOpening(this.request, this.token, user, facts, clock.now()));
    this.#session = session;
    this.#times.traffic();
    this.#connected.resolve();
    if (this.#counters !== undefined) accounting.count(session.key, this.#counters);
    await durable;
  }

  #finish(status: number | undefined): void {
    if (this.#over) return;
    this.#over = true;
    this.#release();
    if (this.#ending === undefined && this.request.encapsulation === 'ppp' && faults.has(status))
      this.#complain(status);
    const why = causeOf({
      status,
      peerTerminated: /LCP terminated by peer/.test(this.#spool.log()),
      refusedBy: this.#session === undefined ? this.#refusal?.by : undefined,
      ending: this.#ending,
      rebooted: this.#former,
    });
    this.#watch(
      this.#closeInTurn(why).then(() => {
        this.#spool.remove();
        this.#ended.resolve({ ...why, connected: this.#session !== undefined });
      }),
    );
  }

  /** What pppd said last is why it cannot go on. */
  #complain(status: number | undefined): void {
    const said = `${this.#spool.output()}\n${this.#spool.log()}`
      .split('\n')
      .filter((line) => !/^\s*$|^Exit\./.test(line));
    const last = said.at(-1)?.trim() ?? 'no word of why';
    this.#deps.log.message('PPP', 3, 'FAILED', `${this.place.portName}: pppd ended with status ${status}: ${last}`);
  }

  async #closeInTurn(why: Pick<CallEnd, 'cause' | 'disconnectCause'>): Promise<void> {
    await this.#settling;
    if (this.#session !== undefined) await this.#deps.before?.(why);
    await this.#close(why);
  }

  async #close(why: Pick<CallEnd, 'cause' | 'disconnectCause'>): Promise<void> {
    const { accounting, clock } = this.#deps;
    const counters = this.#counters === undefined ? {} : { counters: this.#counters };
    // Nobody knows when a call ended whose keeper died with it: the engine takes the last sign of life.
    const when = this.#spool.exitTime() ?? (this.#former ? undefined : clock.now());
    const time = when === undefined ? {} : { time: when };
    if (this.#session !== undefined) return accounting.close(this.#session.key, { ...why, ...counters, ...time });
    const facts = failedCallFacts(this.request, this.#refusal, why, clock.now());
    return accounting.failedLogin(this.request.accounting, facts, 'network', this.#refusal === undefined);
  }

  #release(): void {
    this.#watcher.close();
    this.#program.release();
  }

  /** Whoever waits for the end of a call is told of it also when the disk fails. */
  #watch(work: Promise<void>): void {
    work.catch((error: unknown) => {
      const text = error instanceof Error ? error.message : String(error);
      this.#deps.log.message('AAA', 2, 'ACCT_NOT_STORED', `network session on ${this.place.portName}: ${text}`);
      if (this.#over)
        this.#ended.resolve({ ...causeOf({ status: undefined }), connected: this.#session !== undefined });
    });
  }
}
