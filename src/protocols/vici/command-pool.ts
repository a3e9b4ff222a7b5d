import type { Clock } from '../../base/clock.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { Connection, type ExchangeFailure } from './connection.ts';
import type { ViciFailure } from './failure.ts';
import type { ViciSection } from './value.ts';

export interface CommandRequest {
  readonly name: string;
  readonly message: ViciSection;
  /** The event that streams the answer, and who gets each. */
  readonly stream?: { readonly event: string; readonly item: (message: ViciSection) => void };
  /** In milliseconds, waiting for a connection included. */
  readonly timeout: number;
  readonly signal?: AbortSignal | undefined;
}

/** A connection, and who hears the events on it now. */
interface Lane {
  readonly connection: Connection;
  hear: ((name: string, message: ViciSection) => void) | undefined;
}

type Reply = Result<ViciSection, ViciFailure>;

/**
 * Runs commands: one per connection, since charon's answers have no numbers, and as many connections as are needed up
 * to a limit. They stay open for the next commands. One whose command was given up is closed: its answer may still come.
 */
export class CommandPool {
  readonly #path: string;
  readonly #clock: Clock;
  #free: number;
  readonly #idle: Lane[] = [];
  /** Commands that wait for a free place, in order. */
  readonly #queue = new Set<() => void>();
  /** Gives up each command under way. */
  readonly #running = new Set<() => void>();
  #closed = false;

  /** @param parallel how many commands may run at a time, 1 up */
  constructor(path: string, parallel: number, clock: Clock) {
    this.#path = path;
    this.#free = parallel;
    this.#clock = clock;
  }

  async run(request: CommandRequest): Promise<Reply> {
    const { name, timeout, signal } = request;
    let failure: ViciFailure | undefined;
    const stop = new AbortController();
    const giveUp = (why: ViciFailure): void => {
      failure ??= why;
      stop.abort();
    };
    const aborted = (): void => giveUp({ kind: 'aborted', command: name });
    const timer = this.#clock.after(timeout, () => giveUp({ kind: 'timeout', command: name, milliseconds: timeout }));
    signal?.addEventListener('abort', aborted);
    this.#running.add(aborted);
    if (this.#closed || signal?.aborted === true) aborted();
    const result = await this.#placed(request, stop.signal);
    timer.cancel();
    signal?.removeEventListener('abort', aborted);
    this.#running.delete(aborted);
    return result.ok || failure === undefined ? result : err(failure);
  }

  /** Closes all connections; what runs is given up. */
  close(): void {
    this.#closed = true;
    for (const giveUp of [...this.#running]) giveUp();
    for (const { connection } of this.#idle.splice(0)) connection.close('closed');
  }

  /** Waits for a place, runs the command, and passes the place on. */
  async #placed(request: CommandRequest, stop: AbortSignal): Promise<Reply> {
    if (!(await this.#place(stop))) return err({ kind: 'aborted', command: request.name });
    const result = await this.#connected(request, stop);
    this.#free += 1;
    const [next] = this.#queue;
    next?.();
    return result;
  }

  /** Takes a place; false when stopped first. */
  #place(stop: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (got: boolean): void => {
        this.#queue.delete(take);
        stop.removeEventListener('abort', leave);
        resolve(got);
      };
      const take = (): void => {
        this.#free -= 1;
        done(true);
      };
      const leave = (): void => done(false);
      if (stop.aborted) return leave();
      if (this.#free > 0) return take();
      this.#queue.add(take);
      stop.addEventListener('abort', leave);
    });
  }

  async #connected(request: CommandRequest, stop: AbortSignal): Promise<Reply> {
    const lane = await this.#lane();
    if (!lane.ok) return err({ kind: 'unreachable', reason: lane.error });
    const { connection } = lane.value;
    const drop = (): void => connection.close('given up');
    stop.addEventListener('abort', drop);
    if (stop.aborted) drop();
    const result = await ask(lane.value, request);
    stop.removeEventListener('abort', drop);
    if (connection.open && !this.#closed) this.#idle.push(lane.value);
    else drop();
    return result;
  }

  async #lane(): Promise<Result<Lane, string>> {
    const idle = this.#idle.pop();
    if (idle !== undefined) return ok(idle);
    let lane: Lane | undefined;
    const opened = await Connection.open(this.#path, {
      onEvent: (name, message) => lane?.hear?.(name, message),
      onEnd: () => {
        const at = lane === undefined ? -1 : this.#idle.indexOf(lane);
        if (at >= 0) this.#idle.splice(at, 1);
      },
    });
    if (!opened.ok) return opened;
    lane = { connection: opened.value, hear: undefined };
    return ok(lane);
  }
}

/** Asks on a connection that is idle; leaves it so unless it ends. */
async function ask(lane: Lane, { name, message, stream }: CommandRequest): Promise<Reply> {
  const { connection } = lane;
  const failed = (failure: ExchangeFailure): Reply => err({ ...failure, command: name });
  if (stream !== undefined) {
    lane.hear = (event, item) => {
      if (event === stream.event) stream.item(item);
    };
    const registered = await connection.exchange('event-register', stream.event);
    if (!registered.ok) return failed(registered.error);
    if (registered.value.type === 'event-unknown') return err({ kind: 'unknown-event', event: stream.event });
  }
  const answered = await connection.exchange('command-request', name, message);
  if (stream !== undefined) {
    lane.hear = undefined;
    // Without it charon would go on sending these events for others' commands on this connection.
    if (connection.open) await connection.exchange('event-unregister', stream.event);
  }
  if (!answered.ok) return failed(answered.error);
  const { type, message: response } = answered.value;
  if (type === 'command-unknown') return err({ kind: 'unknown-command', command: name });
  if (type !== 'command-response') {
    connection.close(`${type} answered a command`);
    return err({ kind: 'garbled', command: name, detail: type });
  }
  if (response.success !== undefined && response.success !== 'yes') {
    const { errmsg } = response;
    const words = typeof errmsg === 'string' && errmsg !== '' ? errmsg : 'no reason given';
    return err({ kind: 'refused', command: name, message: words, response });
  }
  return ok(response);
}
