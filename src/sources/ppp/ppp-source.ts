import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AaaFacade } from '../../aaa/index.ts';
import type { Accounting } from '../../accounting/accounting.ts';
import type { Clock, Timer } from '../../base/clock.ts';
import type { EventLog } from '../../base/event-log.ts';
import type { Random } from '../../base/random.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { causeOf } from './exit-codes.ts';
import { Gate } from './gate.ts';
import { hookScript } from './hooks.ts';
import { type ReadInterfaces, systemInterfaces } from './interface-counters.ts';
import { LiveCall } from './live-call.ts';
import { pppdArguments, slattachArguments } from './options.ts';
import type { BeforeStop, Call, CallRequest, Ending } from './ppp-types.ts';
import { launch } from './programs.ts';
import { CallSpool, callsIn } from './spool.ts';

export interface PppSourceDeps {
  readonly aaa: Pick<AaaFacade, 'authenticateNetwork' | 'confirmServices'>;
  readonly accounting: Pick<
    Accounting,
    'open' | 'update' | 'count' | 'close' | 'failedLogin' | 'freshen' | 'pace' | 'sessions' | 'adopt' | 'freshen'
  >;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: EventLog;
  /** The daemon's state directory; `ppp/` below it is the source's. */
  readonly stateDir: string;
  /** Default: `/usr/sbin/pppd`. */
  readonly pppd?: string;
  /** Words of the command that starts slattach, which must print what it does at once. */
  readonly slattach?: readonly [string, ...string[]];
  /** Default: {@link systemInterfaces}. */
  readonly interfaces?: ReadInterfaces;
}

/** Why a call can't begin. */
export type CallRefusal =
  /** pppd or slattach is not installed. */
  | { readonly reason: 'no-program'; readonly program: string }
  /** Another call has the device. */
  | { readonly reason: 'busy' }
  /** SLIP negotiates nothing: both addresses must be configured. */
  | { readonly reason: 'no-address' }
  | { readonly reason: 'failed'; readonly text: string };

/** Milliseconds between two readings of the interfaces. */
const pace = 1000;

/**
 * Watches PPP and SLIP: starts pppd and slattach on lines, answers for them who may come in, and tells the accounting
 * engine what becomes of it. The programs outlive the daemon; the next one finds them again by what the calls keep in
 * their directories.
 */
export class PppSource {
  readonly #deps: PppSourceDeps;
  readonly #directory: string;
  readonly #gate: Gate;
  readonly #calls = new Map<string, LiveCall>();
  readonly #interfaces: ReadInterfaces;
  #timer: Timer | undefined;
  #reading: Promise<void> | undefined;
  #stopped = false;

  constructor(deps: PppSourceDeps) {
    this.#deps = deps;
    this.#directory = join(deps.stateDir, 'ppp');
    this.#interfaces = deps.interfaces ?? systemInterfaces;
    const gate = join(this.#directory, 'gate');
    this.#gate = new Gate({ ...deps, directory: gate, call: (token) => this.#calls.get(token) });
    deps.accounting.freshen('ppp', () => this.#count());
  }

  /**
   * Finds the calls of an earlier life: those whose program lives go on, the others are closed. Call once at start.
   * @returns how many were closed and how many go on; resolves when the ends are on stable storage
   */
  async recover(): Promise<{ readonly closed: number; readonly adopted: number }> {
    const { accounting } = this.#deps;
    const sessions = new Map([...accounting.sessions()].filter((s) => s.source === 'ppp').map((s) => [s.sourceKey, s]));
    const ends: Promise<unknown>[] = [];
    let adopted = 0;
    for (const token of callsIn(join(this.#directory, 'calls'))) {
      const spool = this.#spool(token);
      const kept = spool.kept();
      if (kept === undefined) {
        spool.remove();
        continue;
      }
      const session = sessions.get(token);
      sessions.delete(token);
      const call = this.#take(new LiveCall(this.#callDeps(), token, spool, kept.request, true, session));
      const lives = call.alive && spool.pid() !== undefined;
      if (lives && session !== undefined) accounting.adopt(session.key);
      call.left();
      if (lives) adopted += 1;
      else {
        call.look(true);
        ends.push(call.ended);
      }
    }
    for (const session of sessions.values())
      ends.push(accounting.close(session.key, causeOf({ status: undefined, rebooted: true })));
    await Promise.all(ends);
    if (adopted > 0) await this.#gate.open();
    return { closed: ends.length, adopted };
  }

  /** Calls that are going on. */
  calls(): readonly Call[] {
    return [...this.#calls.values()];
  }

  /** The call on a device. */
  on(device: string): Call | undefined {
    return this.calls().find((call) => call.place.device === device);
  }

  /**
   * Starts PPP or SLIP on a line. The device must not be read by anybody else until {@link Call.ended}.
   * @param before waited for when the call is over, before that goes on the books; a daemon's next life does without
   */
  async begin(asked: CallRequest, before?: BeforeStop): Promise<Result<Call, CallRefusal>> {
    const { pppd = '/usr/sbin/pppd', slattach = ['stdbuf', '-oL', '/usr/sbin/slattach'], clock } = this.#deps;
    const slip = asked.encapsulation === 'slip';
    const program = slip ? slattach.find((word) => word.startsWith('/')) : pppd;
    if (program !== undefined && !existsSync(program)) return err({ reason: 'no-program', program });
    if (this.on(asked.place.device) !== undefined) return err({ reason: 'busy' });
    if (slip && (asked.localAddress === undefined || asked.peerAddress === undefined))
      return err({ reason: 'no-address' });
    const token = `call-${Buffer.from(this.#deps.random.bytes(8)).toString('hex')}`;
    try {
      this.#prepare();
      if (asked.authentication !== undefined) await this.#gate.open();
      const request = await this.#withServices(asked);
      const spool = this.#spool(token);
      spool.begin({ request, began: clock.now() });
      const call = this.#take(new LiveCall({ ...this.#callDeps(), before }, token, spool, request));
      const [command, ...words] = slip ? slattach : ([pppd] as const);
      const own = slip
        ? slattachArguments(request)
        : pppdArguments(request, token, {
            ipUp: join(this.#directory, 'calls', 'ip-up'),
            ipDown: join(this.#directory, 'calls', 'ip-down'),
            log: join(spool.path, 'log'),
            radius: this.#gate.configuration,
          });
      launch(spool.path, command, [...words, ...own], () => call.left());
      return ok(call);
    } catch (error) {
      return err({ reason: 'failed', text: error instanceof Error ? error.message : String(error) });
    }
  }

  /** Ends the network session with this key in the ledger; false when it is none of this source's. */
  disconnect(key: number, why: Ending): boolean {
    const call = [...this.#calls.values()].find((one) => one.key === key);
    call?.end(why);
    return call !== undefined;
  }

  /** Ends all calls; resolves when their ends are on stable storage. */
  async stop(): Promise<void> {
    this.#stopped = true;
    const calls = [...this.#calls.values()];
    for (const call of calls) call.end('shutdown');
    await Promise.all(calls.map((call) => call.ended));
    await this.#leave();
  }

  /** Goes away as a crash does: the calls live on. For tests. */
  async abandon(): Promise<void> {
    this.#stopped = true;
    for (const call of this.#calls.values()) call.abandon();
    await this.#leave();
  }

  /** The user of the line with those services of his profile that may begin. */
  async #withServices(request: CallRequest): Promise<CallRequest> {
    const { user } = request;
    if (user?.services === undefined) return request;
    const { services } = await this.#deps.aaa.confirmServices(user.services);
    return { ...request, user: { ...user, services } };
  }

  async #leave(): Promise<void> {
    this.#timer?.cancel();
    await this.#gate.close();
  }

  #callDeps() {
    return { ...this.#deps, interfaces: this.#interfaces };
  }

  #spool(token: string): CallSpool {
    return new CallSpool(join(this.#directory, 'calls', token));
  }

  #prepare(): void {
    for (const name of ['', 'gate', 'calls']) mkdirSync(join(this.#directory, name), { recursive: true, mode: 0o700 });
    for (const name of ['ip-up', 'ip-down'])
      writeFileSync(join(this.#directory, 'calls', name), hookScript, { mode: 0o700 });
  }

  #take(call: LiveCall): LiveCall {
    this.#calls.set(call.token, call);
    void call.ended.then(() => this.#calls.delete(call.token));
    this.#timer ??= this.#deps.clock.after(pace, () => this.#read());
    return call;
  }

  /** Reads all interfaces, once for all calls, and again while there are calls. */
  #read(): void {
    this.#timer = undefined;
    if (this.#stopped && this.#calls.size === 0) return;
    void this.#count().then(() => {
      for (const call of this.#calls.values()) call.look();
      if (this.#calls.size > 0) this.#timer ??= this.#deps.clock.after(pace, () => this.#read());
    });
  }

  /** Tells the counters of all calls as they are now: whoever asks while they are being read waits for the same reading. */
  #count(): Promise<void> {
    this.#reading ??= this.#interfaces()
      .catch(() => new Map())
      .then((all) => {
        this.#reading = undefined;
        for (const call of this.#calls.values()) call.count(all);
      });
    return this.#reading;
  }
}
