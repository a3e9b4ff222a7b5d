import type { SealedSecret } from '../../aaa/config.ts';
import { type Access, everything, nothing, viewNamed } from './access.ts';
import { type SecurityLevel, type SnmpConfig, type SnmpGroup, securityLevels } from './config.ts';
import { reaches } from './user-security.ts';

/** Whether a standard access list lets an address in. */
export type Permits = (accessList: string, address: string) => boolean;

type Opened = Access & { readonly accessList: string | undefined };

/** Who may do what, by the configuration (RFC 3415, RFC 3584 §5). */
export class Admission {
  readonly #communities = new Map<string, Opened>();
  readonly #groups: readonly (SnmpGroup & { readonly access: Access })[];
  readonly #permits: Permits;

  constructor(config: SnmpConfig, open: (secret: SealedSecret) => string | undefined, permits: Permits) {
    this.#permits = permits;
    const named = (name: string) => viewNamed(config.views, name);
    for (const { community, view, access, accessList } of config.communities) {
      const clear = open(community);
      if (clear === undefined || this.#communities.has(clear)) continue;
      const read = view === undefined ? everything : named(view);
      this.#communities.set(clear, { read, write: access === 'rw' ? read : nothing, accessList });
    }
    this.#groups = config.groups.map((group) => ({
      ...group,
      access: {
        read: group.read === undefined ? everything : named(group.read),
        write: group.write === undefined ? nothing : named(group.write),
      },
    }));
  }

  /** `denied`: the community is there, and its access list keeps the address out. */
  community(community: Uint8Array, address: string): Access | 'unknown' | 'denied' {
    const found = this.#communities.get(Buffer.from(community).toString('utf8'));
    if (found === undefined) return 'unknown';
    return found.accessList === undefined || this.#permits(found.accessList, address) ? found : 'denied';
  }

  /** The access of a user whose message was protected so well; of several entries of the group the strongest counts. */
  user(
    { group, accessList }: { readonly group: string; readonly accessList?: string },
    level: SecurityLevel,
    address: string,
  ): Access | 'unknown' | 'denied' {
    if (accessList !== undefined && !this.#permits(accessList, address)) return 'denied';
    const entry = this.#groups
      .filter(({ name, level: wanted }) => name === group && reaches(level, wanted))
      .toSorted((one, other) => securityLevels.indexOf(other.level) - securityLevels.indexOf(one.level))[0];
    if (entry === undefined) return 'unknown';
    return entry.accessList === undefined || this.#permits(entry.accessList, address) ? entry.access : 'denied';
  }
}
