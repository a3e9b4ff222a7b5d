import type { SealedSecret } from '../../../aaa/config.ts';
import type { ClientGroup, Ikev2AuthorizationPolicy, IpsecConfig, IpsecSurroundings, Vrf } from '../config.ts';
import type { Load, Problem } from './message.ts';
import type { ConnectionOrigin, ConnectionOrigins } from './origin.ts';

/** How SAs are told that they belong to a device: an XFRM interface by its `if_id`, a virtual tunnel interface (VTI) by marks. */
export type TunnelDevice =
  | { readonly kind: 'interface'; readonly id: number }
  | { readonly kind: 'marks'; readonly markIn: number; readonly markOut: number };

/** What the compiler looks at. It reads nothing else, so that the same input always gives the same messages. */
export interface CompileInput {
  readonly config: IpsecConfig;
  readonly surroundings: IpsecSurroundings;
  /** A key in clear; `undefined`: it cannot be opened. */
  readonly open: (secret: SealedSecret) => string | undefined;
  /** A PEM file; `undefined`: it cannot be read. */
  readonly readFile: (path: string) => string | undefined;
  /** Addresses that a Linux device has, for interfaces without a configured one. */
  readonly deviceAddresses: (device: string) => readonly string[];
  /** The device in a Linux VRF or namespace that SAs can belong to; `undefined`: there is none. */
  readonly tunnelDevice: (linux: NonNullable<Vrf['linux']>) => TunnelDevice | undefined;
  /**
   * What an `aaa authorization network` list says of a group: by `local` the configured one, by a server what it answered.
   * @param password that servers are asked with; default `cisco`
   */
  readonly group: (list: string, name: string, password?: string) => GroupAnswer;
  /** Whether a list has the method `local`: then every configured group is a group of it. */
  readonly hasLocal: (list: string) => boolean;
}

/** `unknown`: a server has not been asked yet, or did not answer. `none`: nobody knows the group. */
export type GroupAnswer =
  | { readonly kind: 'group'; readonly group: ClientGroup & ServerKeys }
  | { readonly kind: 'local' | 'unknown' | 'none' };

/** Keys that a server gave along, in clear. */
export interface ServerKeys {
  /** For both directions. */
  readonly clearKey?: string;
  /** Of IKEv2 by direction: this box's and the peer's. */
  readonly localKey?: string;
  readonly remoteKey?: string;
}

export interface Compiled {
  /** In the order in which they are to be loaded. */
  readonly loads: readonly Load[];
  readonly origins: ConnectionOrigins;
  readonly problems: readonly Problem[];
}

/** What a group or an authorization policy gives; both have the same words for it. */
export type Given = Pick<
  ClientGroup & Ikev2AuthorizationPolicy,
  'pool' | 'dns' | 'wins' | 'netmask' | 'domain' | 'acl' | 'splitDns' | 'banner' | 'includeLocalLan'
> &
  Pick<ClientGroup, 'backupGateways' | 'savePassword' | 'pfs'>;

/** Who takes addresses from a pool: known before any is loaded, because those who share one must not give out the same. */
export interface PoolUser {
  /** `group SALES`, `policy default` */
  readonly who: string;
  readonly line: string;
  readonly given: Given;
}

/** Where the parts of the compiler put what they make. */
export class Collector {
  readonly loads = new Map<string, Load>();
  readonly origins = new Map<string, ConnectionOrigin>();
  readonly problems: Problem[] = [];
  /** Who takes addresses from pools, by {@link PoolUser.who}. */
  readonly poolUsers = new Map<string, PoolUser>();
  readonly input: CompileInput;
  readonly #pools: ReadonlyMap<string, readonly string[]>;

  /** @param pools names of charon's pools by user, from {@link poolUsers} of a first run */
  constructor(input: CompileInput, pools: ReadonlyMap<string, readonly string[]>) {
    this.input = input;
    this.#pools = pools;
  }

  /** The pools of somebody; none in a first run. */
  pools(user: PoolUser): readonly string[] {
    if (user.given.pool === undefined) return [];
    this.poolUsers.set(user.who, user);
    return this.#pools.get(user.who) ?? [];
  }

  load(load: Load): void {
    this.loads.set(`${load.command} ${load.name}`, load);
  }

  problem(line: string, reason: string): void {
    if (!this.problems.some((known) => known.line === line && known.reason === reason))
      this.problems.push({ line, reason });
  }
}
