import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import type { Result } from '../../base/result.ts';
import type { ViciFailure, ViciReadFailure } from './failure.ts';
import type { AddressPool, DaemonStats, DaemonVersion, IkeSa, LoadedConnection, LogLine, SaEvent } from './types.ts';
import type { ViciSection } from './value.ts';

/** Which charon it is: another one after each of its restarts. Can be stored and compared. */
export interface CharonIdentity {
  /** Which socket file it made: it makes one when it starts. */
  readonly key: string;
  /** When it started, as it printed at the first meeting; the same charon may print it a second earlier or later. */
  readonly since: string;
}

/** How the connection to charon stands; each change is told once, in order with the events. */
export type LinkChange =
  /** The first connection of this client. */
  | { readonly kind: 'connected'; readonly charon: CharonIdentity }
  /** No charon answered since the client started; told once. It goes on trying. */
  | { readonly kind: 'unreachable'; readonly reason: string }
  /** The connection of events ended: events may be missed from now on. It tries again. */
  | { readonly kind: 'lost'; readonly reason: string }
  /** It is the same charon as before: SAs live on, but events were missed; read `list-sas`. */
  | { readonly kind: 'reconnected'; readonly charon: CharonIdentity }
  /** It is another charon: SAs, leases and all that was loaded are gone. */
  | { readonly kind: 'restarted'; readonly charon: CharonIdentity; readonly before: CharonIdentity };

export interface ViciClientOptions {
  /** charon's socket: a path, by default of strongSwan `/var/run/charon.vici`. */
  readonly socket: string;
  /**
   * Names of the events to hear, registered before a connection is told of. Those of SAs come to {@link onEvent}, the
   * others to {@link onOther}. All five of SAs when not given.
   */
  readonly events?: readonly string[];
  readonly onLink: (change: LinkChange) => void;
  readonly onEvent: (event: SaEvent) => void;
  /** An event that is no SA's: `log`, say (see `readLogLine`). */
  readonly onOther?: (name: string, message: ViciSection) => void;
  /** This charon has no such event; told at each connection, which is made without it. */
  readonly onUnknownEvent?: (name: string) => void;
  /** An event that is not as it should be; it is passed over. */
  readonly onUnreadable?: (name: string, failure: ViciReadFailure, message: ViciSection) => void;
  readonly clock: Clock;
  /** Spreads the tries of several clients. */
  readonly random: Random;
  /** How long a command may take, in milliseconds; 30,000 when not given. */
  readonly timeout?: number;
  /** Between tries to connect, in milliseconds: doubled from `first` up to `most`; 100 and 5,000 when not given. */
  readonly backOff?: { readonly first: number; readonly most: number };
  /** Commands that run at the same time, each on a connection of its own; the others wait. 4 when not given. */
  readonly parallel?: number;
}

export interface CommandOptions {
  /** In milliseconds, 1 up. */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
}

type Reply<T> = Promise<Result<T, ViciFailure>>;

/** Which SAs `terminate` and `rekey` mean. */
export type SaSelector =
  | { readonly ikeId: number }
  | { readonly childId: number }
  | { readonly ike: string }
  | { readonly child: string };

/** Which SAs `list-sas` lists: all when nothing is given. */
export interface ListSasOptions extends CommandOptions {
  readonly ike?: string;
  readonly ikeId?: number;
  /** Leaves out SAs that are busy at that moment rather than waiting for them. */
  readonly noblock?: boolean;
}

/** A charon to talk to. Commands and events have connections of their own: a command that waits holds up no event. */
export interface ViciClient {
  /** What was last told by `onLink`: `up` between connected/reconnected/restarted and lost. */
  readonly up: boolean;
  /** The charon that it is or was connected to. */
  readonly charon: CharonIdentity | undefined;

  /** Any command that has one answer. An answer with `success=no` is a failure (`refused`). */
  command(name: string, message?: ViciSection, options?: CommandOptions): Reply<ViciSection>;
  /** A command that answers with events before its answer: `item` is called with each as it comes. */
  stream(
    name: string,
    event: string,
    item: (message: ViciSection) => void,
    message?: ViciSection,
    options?: CommandOptions,
  ): Reply<ViciSection>;

  version(options?: CommandOptions): Reply<DaemonVersion>;
  stats(options?: CommandOptions): Reply<DaemonStats>;
  listSas(options?: ListSasOptions): Reply<readonly IkeSa[]>;
  listConnections(name?: string, options?: CommandOptions): Reply<readonly LoadedConnection[]>;
  getPools(
    options?: CommandOptions & { readonly name?: string; readonly leases?: boolean },
  ): Reply<readonly AddressPool[]>;

  /** One section per connection, as of swanctl.conf's `connections`. */
  loadConnection(name: string, connection: ViciSection, options?: CommandOptions): Reply<void>;
  unloadConnection(name: string, options?: CommandOptions): Reply<void>;
  loadShared(secret: SharedSecret, options?: CommandOptions): Reply<void>;
  unloadShared(id: string, options?: CommandOptions): Reply<void>;
  /** `addrs`, and attributes such as `dns` or `split_include`. */
  loadPool(name: string, pool: ViciSection, options?: CommandOptions): Reply<void>;
  unloadPool(name: string, options?: CommandOptions): Reply<void>;

  /**
   * Ends SAs. By default it returns when they are gone at the peer as well; `wait: false` returns at once.
   * How many matched; 0 is no failure.
   */
  terminate(
    which: SaSelector,
    options?: CommandOptions & { readonly wait?: boolean; readonly force?: boolean },
  ): Reply<{ readonly matches: number; readonly terminated: number }>;
  /** Starts rekeying and returns at once; how many matched, 0 is no failure. */
  rekey(
    which: SaSelector,
    options?: CommandOptions & { readonly reauth?: boolean },
  ): Reply<{ readonly matches: number }>;
  /** Sets up a child (and its IKE SA), or the IKE SA alone. Returns when it is up, `log` being told how; or at once. */
  initiate(
    what: { readonly child?: string; readonly ike?: string },
    options?: CommandOptions & { readonly wait?: boolean; readonly log?: (line: LogLine) => void },
  ): Reply<void>;

  /** Closes the connections; commands under way fail. Nothing is told afterwards. */
  close(): void;
}

/** `load-shared`. */
export interface SharedSecret {
  /** By which it is replaced and unloaded. */
  readonly id: string;
  readonly type: 'IKE' | 'EAP' | 'XAUTH' | 'NTLM' | 'PPK';
  readonly data: string;
  /** Identities of both ends; all when empty. */
  readonly owners: readonly string[];
}
