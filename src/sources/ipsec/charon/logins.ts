import type { Facts } from '../../../accounting/index.ts';
import type { Clock } from '../../../base/clock.ts';

/** What a server or this box said when it let a user of a tunnel in. */
export interface TunnelLogin {
  readonly user: string;
  readonly authentic: NonNullable<Facts['authentic']>;
  /** Class attributes, hexadecimal (RFC 2865 §5.25). */
  readonly classes: readonly string[];
  /** Acct-Interim-Interval of the server, seconds. */
  readonly interimInterval?: number;
}

/** How long a tunnel may take from its login to its first SA, milliseconds, and how many are waited for. */
const patience = 120_000;
const most = 10_000;

/** Logins of tunnels that have not come up yet, by connection and user. */
export class TunnelLogins {
  readonly #clock: Clock;
  readonly #waiting = new Map<string, TunnelLogin & { readonly until: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(connection: string, login: TunnelLogin): void {
    const now = this.#clock.monotonic();
    // In order of time, so that those who waited too long are in front.
    for (const [key, { until }] of this.#waiting) {
      if (until > now && this.#waiting.size < most) break;
      this.#waiting.delete(key);
    }
    const key = `${connection} ${login.user}`;
    this.#waiting.delete(key);
    this.#waiting.set(key, { ...login, until: now + patience });
  }

  /** What was said of a user who came by a connection; it stays, because a tunnel is set up anew at each login. */
  of(connection: string, user: string): TunnelLogin | undefined {
    const found = this.#waiting.get(`${connection} ${user}`);
    return found === undefined || found.until <= this.#clock.monotonic() ? undefined : found;
  }
}
