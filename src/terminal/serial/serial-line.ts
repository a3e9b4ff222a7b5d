import type { Result } from '../../base/result.ts';
import type { ResourceCall } from '../../sources/call/index.ts';
import type { ExecEnd } from '../../sources/exec/index.ts';
import type { LineConfig } from '../config.ts';
import type { Seat } from '../lines/line-table.ts';
import type { Reception } from '../reception.ts';
import type { Link, LinkHandlers } from '../session/link.ts';
import { Outgoing } from '../session/outgoing.ts';
import type { Session } from '../session/session.ts';
import { TtyFront } from '../session/tty-front.ts';
import { CallerInput } from './autoselect.ts';
import { type BeforeStop, type CallLeg, endings, type SerialCalls } from './calls.ts';
import type { OpenDevice, SerialDevice } from './device.ts';
import { HeldDevice } from './held-device.ts';
import { LineCall } from './line-call.ts';
import { type Caller, Modem } from './modem.ts';

export interface SerialDeps {
  readonly reception: Pick<Reception, 'deps' | 'receive' | 'uniqueId'>;
  readonly open: OpenDevice;
  readonly calls: SerialCalls;
  readonly seat: () => Seat | undefined;
  /** The line's configuration as it is now; `undefined` when it has been removed. */
  readonly config: () => LineConfig | undefined;
}

/**
 * A tty line with a device: waits for callers there, brings them to a login or starts PPP, and makes the line free again.
 * While PPP runs, the device is pppd's: it stays open here and nothing is read.
 */
export class SerialLine {
  readonly line: number;
  /** As configured. */
  readonly device: string;
  readonly #deps: SerialDeps;
  readonly #held: HeldDevice;
  #out: Outgoing | undefined;
  #session: Session | undefined;
  #handlers: LinkHandlers | undefined;
  readonly #network: LineCall;
  #modem: Modem | undefined;
  #input = new CallerInput();
  #connected = false;
  #arrived = 0;
  #call: ResourceCall | undefined;
  #lost = false;
  /** The device is PPP's: what is still read here belongs to nobody. */
  #yielded = false;

  constructor(line: number, device: string, deps: SerialDeps) {
    this.line = line;
    this.device = device;
    this.#deps = deps;
    this.#network = new LineCall(deps.calls);
    this.#held = new HeldDevice(device, {
      open: deps.open,
      clock: deps.reception.deps.clock,
      options: () => {
        const { speed, modemDialin = false } = this.#config;
        return { ...(speed === undefined ? {} : { speed }), modem: modemDialin };
      },
      busy: () => deps.calls.busy(line),
      opened: (open) => this.#opened(open),
    });
  }

  /** Opens the device now, or as soon as it can be had. */
  start(): void {
    this.#held.open();
  }

  /** No more callers; the one on the line goes first. */
  async stop(): Promise<void> {
    const retired = this.#held.retire();
    this.#session?.end('shutdown');
    this.#network.end('shutdown');
    await this.#session?.left;
    await this.#network.over();
    await retired;
    this.#hangUp();
  }

  /** `clear line`: sends the caller away; resolves when that is on the books. */
  async clear(): Promise<void> {
    if (this.#session === undefined) this.#network.end('cleared');
    else this.#session.end('cleared');
    await this.#session?.left;
    await this.#network.over();
  }

  /** Gives the device to PPP for a session on this line; resolves when PPP is over and the session is to end. */
  async callFromSession(
    encapsulation: 'ppp' | 'slip',
    who: Parameters<SerialCalls['begin']>[0]['session'],
  ): Promise<{ readonly refused?: string; readonly lost?: boolean }> {
    const device = this.#held.now;
    const session = this.#session;
    if (device === undefined || session?.state().key !== who?.key) return { refused: '% The line is gone' };
    device.stream.pause();
    this.#yielded = true;
    const over = Promise.withResolvers<{ readonly carrierLost: boolean }>();
    const begun = await this.#begin(encapsulation, who, async (how) => {
      over.resolve(how);
      await session?.booked;
    });
    if (!begun.ok) {
      if (this.#held.now === device) {
        this.#yielded = false;
        device.stream.resume();
      }
      return { refused: begun.error };
    }
    const { carrierLost } = await Promise.race([over.promise, begun.value.ended]);
    if (carrierLost) {
      this.#lost = true;
      this.#handlers?.closed();
    }
    return carrierLost ? { lost: true } : {};
  }

  /** Ends PPP or SLIP that the session on this line has asked for, if it is to end before or after the session's Stop. */
  async endCall(why: ExecEnd, when: 'before' | 'after'): Promise<void> {
    const leg = await this.#network.leg();
    if (leg === undefined || leg.nested !== (when === 'before')) return;
    leg.end(endings[why] ?? 'line-lost');
    await leg.ended;
  }

  get #caller(): Caller {
    return this.#modem?.caller ?? {};
  }

  get #config(): Partial<LineConfig> {
    return this.#deps.config() ?? {};
  }

  #opened({ stream }: SerialDevice): void {
    this.#out = new Outgoing((data) => stream.write(data));
    this.#modem = new Modem((command) => this.#out?.write(command));
    this.#input = new CallerInput();
    this.#connected = false;
    this.#yielded = false;
    const current = (): boolean => this.#held.now?.stream === stream;
    stream.on('data', (bytes) => {
      if (current()) this.#receive(bytes);
    });
    stream.on('drain', () => {
      if (!current()) return;
      this.#out?.drained();
      this.#handlers?.drain();
    });
    const gone = (): void => {
      if (current()) this.#gone();
    };
    for (const event of ['end', 'close'] as const) stream.on(event, gone);
    stream.on('error', gone);
  }

  #receive(bytes: Uint8Array): void {
    if (this.#yielded) return;
    const { modemDialin = false } = this.#config;
    if (!this.#connected) {
      const rest = modemDialin ? this.#modem?.beforeConnect(bytes) : bytes;
      if (rest === undefined) return;
      this.#connect();
      if (rest.length > 0) this.#fromCaller(rest);
      return;
    }
    if (modemDialin && this.#modem?.hasLost(bytes)) this.#gone();
    else this.#fromCaller(bytes);
  }

  /** Somebody is on the line. */
  #connect(): void {
    const { clock } = this.#deps.reception.deps;
    const config = this.#config;
    this.#connected = true;
    this.#lost = false;
    this.#call = this.#deps.calls.setUp({ line: this.line, ...this.#caller });
    this.#arrived = clock.now();
    if (config.modemDialin !== true || (config.autoselectPpp === true && config.autoselectDuringLogin !== true))
      this.#input.awaitReturn();
    if (this.#deps.calls.dedicated(this.line)) void this.#alone();
    else if (config.autoselectPpp !== true || config.autoselectDuringLogin === true) this.#login();
  }

  #fromCaller(bytes: Uint8Array): void {
    const typed = this.#input.feed(bytes, this.#config.autoselectPpp ?? false);
    if (typed === 'ppp') this.#autoselect();
    if (typed === 'ppp' || typed === undefined) return;
    if (this.#session === undefined && !this.#network.there && !this.#deps.calls.dedicated(this.line)) this.#login();
    const forLogin = this.#input.forLogin(typed);
    this.#handlers?.data(forLogin);
  }

  /** The caller has begun with PPP. */
  #autoselect(): void {
    const session = this.#session;
    // Who is logged in gets it as if he had asked for it by the command.
    if (session?.state().key !== undefined) {
      this.#handlers?.data(Buffer.from('\u0015ppp\r'));
      return;
    }
    this.#held.now?.stream.pause();
    this.#yielded = true;
    this.#session = undefined;
    this.#handlers = undefined;
    session?.end('line-lost');
    void Promise.resolve(session?.left).then(() => this.#alone());
  }

  /** PPP or SLIP without a login on the line. */
  async #alone(): Promise<void> {
    const { clock, log } = this.#deps.reception.deps;
    const device = this.#held.now;
    if (device === undefined) return;
    device.stream.pause();
    this.#yielded = true;
    const seat = this.#deps.seat();
    const begun = await this.#begin(undefined, undefined);
    if (begun.ok) {
      void begun.value.connected.then(() => this.#call?.authenticated());
      const { carrierLost } = await begun.value.ended;
      this.#lost ||= carrierLost;
    } else log.message('PPP', 3, 'NOTSTARTED', `Async${this.line}: ${begun.error}`);
    seat?.release();
    clock.after(0, () => this.#hangUp());
  }

  #begin(
    encapsulation: 'ppp' | 'slip' | undefined,
    session: Parameters<SerialCalls['begin']>[0]['session'],
    before?: BeforeStop,
  ): Promise<Result<CallLeg, string>> {
    const { speed } = this.#config;
    const wish = {
      ...{ line: this.line, device: this.#held.now?.path ?? '', arrived: this.#arrived },
      ...(speed === undefined ? {} : { speed }),
      ...this.#caller,
      ...(encapsulation === undefined ? {} : { encapsulation }),
      ...(session === undefined ? {} : { session }),
      ...(this.#call === undefined ? {} : { call: this.#call.key }),
    };
    return this.#network.begin(wish, before);
  }

  #login(): void {
    const seat = this.#deps.seat();
    const device = this.#held.now;
    if (seat === undefined || device === undefined) {
      this.#hangUp();
      return;
    }
    const { reception } = this.#deps;
    const session = reception.receive({
      seat,
      front: new TtyFront(this.#link(device), reception.deps.clock),
      transport: 'async',
      caller: this.#caller.callingStation ?? 'async',
      ...(this.#caller.calledStation === undefined ? {} : { called: this.#caller.calledStation }),
      ...(this.#call === undefined ? {} : { call: this.#call }),
      arrived: this.#arrived,
      uniqueId: reception.uniqueId(),
    });
    this.#session = session;
    void session.left.then(() => {
      if (this.#session !== session) return;
      this.#session = undefined;
      // What it has started last, and nobody waits for any more.
      this.#network.end('line-lost');
      this.#hangUp();
    });
  }

  /** The session's end of the line: closing it doesn't close the device, which may be PPP's next. */
  #link(device: SerialDevice): Link {
    const line = this;
    return {
      window: undefined,
      attach(handlers) {
        line.#handlers = handlers;
        if (line.#held.now !== device) handlers.closed();
      },
      write: (text) => line.#out?.write(text) ?? true,
      send: (bytes) => line.#out?.bytes(bytes) ?? true,
      pause: () => void device.stream.pause(),
      resume: () => void device.stream.resume(),
      close: () => line.#out?.flush(),
    };
  }

  /** The caller, or the device, has hung up. */
  #gone(): void {
    this.#lost = true;
    this.#handlers?.closed();
    this.#network.end('line-lost');
    // Else whoever has the line hangs up when he is through.
    if (this.#session === undefined && !this.#yielded) this.#hangUp();
  }

  /** Closes the device, which ends the call; it is opened anew for the next one. */
  #hangUp(): void {
    this.#handlers?.closed();
    this.#out?.flush();
    this.#out = undefined;
    this.#handlers = undefined;
    this.#held.close();
    this.#call?.disconnect({ lost: this.#lost });
    this.#call = undefined;
  }
}
