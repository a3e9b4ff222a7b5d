import type { GrantedService } from '../../aaa/index.ts';
import type { Facts } from '../../accounting/index.ts';
import type { Clock } from '../../base/clock.ts';
import type { Report } from './report.ts';

/** What an Access-Accept said that belongs into the accounting of the session that follows. */
export interface Login {
  readonly client: string;
  readonly user: string | undefined;
  readonly port: string | undefined;
  readonly caller: string | undefined;
  /** The software's session id, if it gave one already; empty: none. */
  readonly id: string;
  readonly authentic: NonNullable<Facts['authentic']>;
  /** Class attributes, hexadecimal (RFC 2865 §5.25). */
  readonly classes: readonly string[];
  /** What the user asked for, or was given: Framed-Protocol. */
  readonly service?: Facts['service'];
  /** Routing table (VRF) that the server put the user into. */
  readonly vrf?: string;
  /** Key of the call that was set up with the request. */
  readonly call?: number;
  /** Acct-Interim-Interval of the server, seconds. */
  readonly interimInterval?: number;
  /** Services that begin with the session. */
  readonly services?: readonly GrantedService[];
  /** For a Stop when no session follows: name of the accounting list, and what is known. */
  readonly alone?: { readonly list: string; readonly facts: Facts };
}

/** How long a session may take from its Access-Accept to its Start, milliseconds, and how many are waited for. */
const patience = 600_000;
const most = 50_000;

/** Logins whose sessions have not begun yet. */
export class Logins {
  readonly #clock: Clock;
  readonly #waiting = new Map<string, (Login & { readonly until: number })[]>();
  #count = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(login: Login): void {
    if (this.#count >= most) return;
    const name = slot(login);
    const until = this.#clock.monotonic() + patience;
    const there = this.#waiting.get(name);
    if (there === undefined) this.#waiting.set(name, [{ ...login, until }]);
    else there.push({ ...login, until });
    this.#count++;
  }

  /** The newest login that the report can belong to; it is given once. */
  take(client: string, report: Pick<Report, 'user' | 'port' | 'caller' | 'id'>): Login | undefined {
    const name = slot({ client, user: report.user });
    const there = this.#waiting.get(name);
    const now = this.#clock.monotonic();
    const found = there?.findLast(
      (login) =>
        login.until > now &&
        !differ(login.port, report.port) &&
        !differ(login.caller, report.caller) &&
        (login.id === '' || report.id === '' || login.id === report.id),
    );
    if (there === undefined || found === undefined) return undefined;
    const left = there.filter((login) => login !== found);
    this.#count -= there.length - left.length;
    if (left.length === 0) this.#waiting.delete(name);
    else this.#waiting.set(name, left);
    return found;
  }

  /** Takes out the logins whose sessions have not begun in time. */
  expired(): readonly Login[] {
    const now = this.#clock.monotonic();
    const gone: Login[] = [];
    for (const [name, logins] of this.#waiting) {
      const left = logins.filter(({ until }) => until > now);
      if (left.length === logins.length) continue;
      gone.push(...logins.filter(({ until }) => until <= now));
      this.#count -= logins.length - left.length;
      if (left.length === 0) this.#waiting.delete(name);
      else this.#waiting.set(name, left);
    }
    return gone;
  }
}

const slot = ({ client, user }: Pick<Login, 'client' | 'user'>): string => `${client} ${user ?? ''}`;
const differ = (a: string | undefined, b: string | undefined): boolean => a !== undefined && b !== undefined && a !== b;
