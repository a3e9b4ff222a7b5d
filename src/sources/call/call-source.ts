import type { Accounting, OpenSession } from '../../accounting/accounting.ts';
import type { Clock } from '../../base/clock.ts';
import type { EventLog } from '../../base/event-log.ts';

export interface CallSourceDeps {
  readonly accounting: Pick<Accounting, 'open' | 'close' | 'sessions' | 'adopt'>;
  readonly clock: Clock;
  readonly log: EventLog;
  /** Different at each start of the daemon. */
  readonly bootId: string;
}

/** Where a call is. */
export interface IncomingCall {
  /** Absolute line number. */
  readonly line: number;
  readonly callingStation?: string;
  readonly calledStation?: string;
}

/** A call that has been set up. */
export interface ResourceCall {
  /** Its session in the ledger: the user's sessions share its id. */
  readonly key: number;
  /** A user has been authenticated. */
  authenticated(): void;
  /** The call is over, after all that ran on it. `lost`: the caller went; else this side has hung up. */
  disconnect(how: { readonly lost: boolean }): void;
}

/** Watches calls on lines from set-up to disconnect: resource accounting (`aaa accounting resource`). */
export class CallSource {
  readonly #deps: CallSourceDeps;
  #serial = 0;

  constructor(deps: CallSourceDeps) {
    this.#deps = deps;
  }

  setUp(call: IncomingCall): ResourceCall {
    const { accounting, bootId } = this.#deps;
    this.#serial += 1;
    const { session, durable } = accounting.open({
      type: 'resource',
      list: 'default',
      source: 'call',
      sourceKey: `${bootId}/${call.line}/${this.#serial}`,
      facts: {
        ...{ portNumber: call.line, portName: `Async${call.line}`, portType: 'async', service: 'resource' },
        ...(call.callingStation === undefined ? {} : { callingStation: call.callingStation }),
        ...(call.calledStation === undefined ? {} : { calledStation: call.calledStation }),
        connectProgress: 'Call Up',
      },
    });
    this.#watch(durable);
    let over = false;
    return {
      key: session.key,
      authenticated: () => {
        if (over || !failuresOnly(session)) return;
        over = true;
        this.#watch(accounting.close(session.key, { cause: 'user-request', silent: true }));
      },
      disconnect: ({ lost }) => {
        if (over) return;
        over = true;
        const why = lost ? ({ cause: 'lost-carrier', disconnectCause: 1185 } as const) : localHangUp;
        this.#watch(accounting.close(session.key, why));
      },
    };
  }

  /**
   * Closes the calls that an earlier life left open. A call that PPP still runs on goes on until PPP ends.
   * @param living resolves at the end of what still runs on a line; `undefined`: nothing does
   * @returns how many were closed
   */
  async recover(living: (line: number) => Promise<unknown> | undefined): Promise<number> {
    const { accounting } = this.#deps;
    const dead: Promise<void>[] = [];
    for (const { source, key, facts } of [...accounting.sessions()]) {
      if (source !== 'call') continue;
      const end = living(facts.portNumber ?? -1);
      if (end === undefined) {
        dead.push(accounting.close(key, { cause: 'nas-reboot', disconnectCause: 1011 }));
        continue;
      }
      accounting.adopt(key);
      this.#watch(end.then(() => accounting.close(key, { cause: 'lost-carrier', disconnectCause: 1185 })));
    }
    await Promise.all(dead);
    return dead.length;
  }

  #watch(work: Promise<void>): void {
    work.catch((error: unknown) => {
      const text = error instanceof Error ? error.message : String(error);
      this.#deps.log.message('AAA', 2, 'ACCT_NOT_STORED', `call: ${text}`);
    });
  }
}

const localHangUp = { cause: 'nas-request', disconnectCause: 1180 } as const;

/** Under `stop-failure` a record is made only for calls that don't come to the authentication of a user. */
const failuresOnly = ({ rule }: OpenSession): boolean => rule === 'stop-only';
