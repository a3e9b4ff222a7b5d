import type { Clock } from '../../../base/clock.ts';
import type { ClientGroup } from '../config.ts';

/** A client of a group, by what tells it from others when it comes again. */
export interface Member {
  /** As asked for by XAUTH. */
  readonly user: string;
  /** Address without port: the port of a client behind NAT changes. */
  readonly address: string;
}

/** How long a tunnel may take from its login to being up, milliseconds: so long it counts without SAs. */
const patience = 15_000;

const same = (one: Member, other: Member): boolean => one.user === other.user && one.address === other.address;

/**
 * `max-users` and `max-logins` of groups of remote clients. Counted are tunnels that are up, and those let in a moment
 * ago. Who is up already and proves anew who he is (reauthentication, or a client that lost its tunnel) is not counted
 * twice and never refused.
 */
export class GroupLimits {
  readonly #clock: Clock;
  /** Let in, and not seen up yet; by group. */
  readonly #coming = new Map<string, (Member & { readonly until: number })[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Lets a client in, or says why not.
   * @param up clients of the group that have a tunnel
   */
  admit(
    { name, maxUsers, maxLogins }: Pick<ClientGroup, 'name' | 'maxUsers' | 'maxLogins'>,
    up: readonly Member[],
    client: Member,
  ): string | undefined {
    if (maxUsers === undefined && maxLogins === undefined) return undefined;
    const now = this.#clock.monotonic();
    const coming = (this.#coming.get(name) ?? []).filter(
      (one) => one.until > now && !same(one, client) && !up.some((other) => same(one, other)),
    );
    this.#coming.set(name, coming);
    if (up.some((one) => same(one, client))) return undefined;
    const all = [...up, ...coming];
    if (maxUsers !== undefined && all.length >= maxUsers)
      return `group ${name} has ${all.length} clients (max-users ${maxUsers})`;
    const logins = all.filter(({ user }) => user === client.user).length;
    if (maxLogins !== undefined && logins >= maxLogins)
      return `the user has ${logins} logins in group ${name} (max-logins ${maxLogins})`;
    coming.push({ ...client, until: now + patience });
    return undefined;
  }

  /** A tunnel came up or ended: from here on it is among those that are up, or none. */
  seen(group: string, client: Member): void {
    const coming = this.#coming.get(group);
    if (coming === undefined) return;
    this.#coming.set(
      group,
      coming.filter((one) => !same(one, client)),
    );
  }
}

/** Address in charon's Calling-Station-Id: `10.9.0.2[4500]`, `2001:db8::2[500]`. */
export const callerAddress = (caller: string): string => caller.replace(/\[\d+\]$/, '');
