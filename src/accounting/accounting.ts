import type { AaaConfig } from '../aaa/config.ts';
import type { AccountingConfig, RecordType } from './config.ts';
import type { Counters, Facts, RecordKind, TerminateCause } from './record.ts';

/**
 * A service that a network session uses (a package of a subscriber, say): it is accounted for beside the session, with an
 * id of its own, from when it begins until it or the session ends.
 */
export interface ServiceOpening {
  /** Unique among the services of a session. */
  readonly name: string;
  /** Name of the `network` list; absent: that of its service policy, else its records go where those of the session go. */
  readonly list?: string;
  /** Seconds between interim records as the server ordered; wins over `subscriber service accounting`. */
  readonly interimInterval?: number;
}

/** What a source says when a session begins. */
export interface SessionOpening {
  readonly type: RecordType;
  /** Name of the list applied at the place (line, interface, crypto map); `default` when none is. */
  readonly list: string;
  /** Which source owns it, and the key by which that source finds it again after a restart. */
  readonly source: string;
  readonly sourceKey: string;
  readonly facts: Facts;
  /** Milliseconds since 1970; now when absent. */
  readonly startTime?: number;
  /**
   * Session whose id this one shares while `aaa session-id common` is on. A network session within an EXEC session leaves
   * its records in one line with the other's under `nested`.
   */
  readonly parent?: number;
  /** Seconds between interim records as the server ordered (Acct-Interim-Interval); wins over the configuration. */
  readonly interimInterval?: number;
  /** What the source's counters stood at when the session began, if they went on from an earlier one. */
  readonly counted?: Counters;
  /** Services of a network session that begin with it. */
  readonly services?: readonly ServiceOpening[];
}

export interface SessionClosing {
  readonly cause: TerminateCause;
  /** Ascend Disconnect-Cause + 1000. */
  readonly disconnectCause?: number;
  readonly counters?: Counters;
  readonly facts?: Facts;
  readonly time?: number;
  /** The session ends without a record: nothing of it has been told anybody, and nothing is to be. */
  readonly silent?: boolean;
  /** Whole seconds that the session lasted, when the source knows better than the clock here. */
  readonly elapsed?: number;
  /**
   * What the source wants to know of this end later, also after a crash: stored in the same transaction as the Stop, so
   * that a source that is told of an end twice makes no second record. See {@link Accounting.remembered}.
   */
  readonly remember?: Remembrance;
}

/** A note about a session that has ended. */
export interface Remembrance {
  /** Unique; a later note of the same name takes its place. */
  readonly name: string;
  readonly body: string;
  /** Until when it is kept, milliseconds since 1970. */
  readonly until: number;
}

/** An open session as the ledger knows it. */
export interface OpenSession {
  /** Key of the session inside the ledger; never on the wire. */
  readonly key: number;
  /** Acct-Session-Id. */
  readonly sessionId: number;
  readonly taskId: number;
  readonly type: RecordType;
  readonly source: string;
  readonly sourceKey: string;
  readonly startTime: number;
  readonly facts: Facts;
  readonly counters: Counters | undefined;
  /** The source's counters as they were last read; they differ from `counters` when they have begun anew. */
  readonly reading?: Counters | undefined;
  /** What the source gave with that reading, see {@link Accounting.count}. */
  readonly note?: string | undefined;
  /** What its list wants: no record, a Stop, or Start and Stop. */
  readonly rule?: 'none' | 'stop-only' | 'start-stop';
  /** Its records are wanted; under `start-stop` its Start is made. */
  readonly started?: boolean;
  /** Of a service (`source` is {@link serviceSource}): key of the session that uses it. */
  readonly owner?: number | undefined;
  /** Of a network session under `nested`: key of the EXEC session whose Stop comes after its own. */
  readonly nestedIn?: number | undefined;
}

/**
 * Who hears at once of every session that comes, changes and goes. It must not throw, and not keep anybody waiting: it is
 * called within the event.
 */
export interface SessionListener {
  /** Opened now; sessions of the former life are never told of. */
  opened(session: OpenSession): void;
  /** Another fact is known of it, or its records are wanted from now on. */
  changed(session: OpenSession): void;
  /** Its octets or packets are other than at the last reading. */
  moved(session: OpenSession): void;
  closed(session: OpenSession): void;
}

/** Source of services in the ledger: the engine itself keeps them, with the session that uses them. */
export const serviceSource = 'service';

/** What was counted since the daemon started. */
export interface AccountingTotals {
  /** Sessions opened, and sessions of the former life that went on. */
  readonly sessions: number;
}

/** Books of one destination (a server group, or a whole list without broadcast). made = acknowledged + waiting + superseded. */
export interface DestinationBooks {
  readonly destination: string;
  readonly made: number;
  readonly acknowledged: number;
  readonly waiting: number;
  readonly superseded: number;
  /** Event time of the oldest waiting entry, milliseconds since 1970. */
  readonly oldest: number | undefined;
}

/** One line pair of `show accounting`: something accounted for that is still going on. */
export interface ActiveAction {
  /** `tty1`, `Async5`; empty when the session has no port. */
  readonly port: string;
  readonly user: string | undefined;
  /** The user's privilege level. */
  readonly privilege: number;
  readonly taskId: number;
  readonly sessionId: number;
  readonly type: RecordType;
  /** Whole seconds since the start. */
  readonly elapsed: number;
  /** `task_id=5`, `service=ppp`, …, from the attribute table. */
  readonly avPairs: readonly string[];
}

/** A record that waits for a server (`show accounting outbox`). */
export interface WaitingEntry {
  readonly destination: string;
  readonly type: RecordType;
  readonly kind: RecordKind;
  readonly sessionId: number;
  readonly user: string | undefined;
  /** When it happened, milliseconds since 1970. */
  readonly time: number;
  /** How often all servers of the destination were tried for it since the start of the daemon. */
  readonly attempts: number;
  /** Why the last try failed; undefined before the first. */
  readonly lastError: string | undefined;
}

/** Whether the disk takes records. While it does not they are kept in memory, in order. */
export type StorageState =
  | { readonly state: 'working' }
  | {
      readonly state: 'failing';
      readonly reason: string;
      /** Events kept in memory until the disk works again. */
      readonly held: number;
      /** Interim records given up to make room. */
      readonly droppedInterims: number;
    };

/** What the engine needs to know of the AAA slice. */
export type AccountingContext = Pick<AaaConfig, 'newModel' | 'sessionId'>;

/**
 * The accounting engine as sources and commands see it. Every call that makes a record resolves once the record is on
 * stable storage; nobody has to wait for a server. A call never rejects because a server is away.
 */
export interface Accounting {
  /** Opens a session and makes its Start where the list wants one. `opened` is known at once; `durable` is the commit. */
  open(opening: SessionOpening): { readonly session: OpenSession; readonly durable: Promise<void> };
  /**
   * New facts (newinfo interim where configured).
   * @param news there is something new that is no fact, such as one more flow of a tunnel; default: new facts alone count
   */
  update(key: number, facts: Facts, news?: boolean): Promise<void>;
  /**
   * Latest counters; kept for interims and for a Stop after a crash. No record by itself.
   * @param note what the source wants back with this reading after a restart: it is stored with it
   */
  count(key: number, counters: Counters, note?: string): void;
  /** Ends a session; the services that it uses end first, at the same time and for the same cause. */
  close(key: number, closing: SessionClosing): Promise<void>;
  /**
   * Before the periodic interims of its sessions a source is asked for the newest counters: it gives them with `count`
   * and resolves. An interim does not wait longer than two seconds for it.
   * @param news also before an interim for news, which goes with the news otherwise, and with what was counted last
   */
  freshen(source: string, read: () => Promise<void>, news?: boolean): void;
  /**
   * Begins a service of an open network session. Its counters are those of the session since then. It ends by `close`, or
   * with the session; after a crash it goes on or ends as the session does.
   * `undefined` when there is no such session, or it has no services by its nature; a service that runs is left as it is.
   */
  openService(
    owner: number,
    service: ServiceOpening,
  ): { readonly session: OpenSession; readonly durable: Promise<void> } | undefined;
  /** Services that a session uses now, in the order in which they began. */
  services(owner: number): readonly OpenSession[];
  /** A command that was accepted: one Stop record by the `commands LEVEL` list. `parent`: key of the EXEC session. */
  command(list: string, level: number, facts: Facts, parent: number | undefined): Promise<void>;
  /**
   * The counters of a session are as new as they can be: makes its periodic interim now when it would come within half
   * an interval, and counts the interval anew. For sources that hear of counters in intervals of their own.
   */
  report(key: number): Promise<void>;
  /** Sets the seconds between interim records of an open session; 0: none. Does nothing where no interims are wanted. */
  pace(key: number, seconds: number): Promise<void>;
  /**
   * A Stop for a login that became no session: when nobody authenticated the user (no `authentic` among the facts) under
   * `send stop-record authentication failure`, when a remote server did under `… success remote-server`, and in any case
   * under `send stop-record always`.
   * @param negotiation the user was known, but the session failed while it was set up: `authentication failure` means
   *   this, too
   */
  failedLogin(list: string, facts: Facts, type?: 'exec' | 'network', negotiation?: boolean): Promise<void>;
  /**
   * This box has become the active or the standby one of a redundant pair: a system record, on or off, unless
   * `redundancy suppress system-records`. Does nothing when it was that already, in a former life too; the first role
   * that is ever told is only noted.
   */
  switchover(role: 'active' | 'standby'): Promise<void>;
  /** Sessions now open, oldest first. After a start, those of the former life are among them until they are closed. */
  sessions(): Iterable<OpenSession>;
  session(key: number): OpenSession | undefined;
  /** Calls `listener` from now on; returns the unsubscriber. */
  watch(listener: SessionListener): () => void;
  totals(): AccountingTotals;
  /**
   * The source still has this session of the former life: it goes on. One that is closed instead, without a time, ends
   * at the last sign of life of the daemon that died.
   */
  adopt(key: number): void;
  /** Notes of earlier closings that are still kept, those of the former life too. Read it once, at the start. */
  remembered(): Promise<readonly Remembrance[]>;
  books(): Promise<readonly DestinationBooks[]>;
  /** What is going on now, sorted by port and task. */
  actions(): readonly ActiveAction[];
  /** Waiting records, oldest first within each destination. */
  outbox(limit?: number): Promise<readonly WaitingEntry[]>;
  storage(): StorageState;
  /**
   * For those whom a failing disk must not hold up, such as somebody who logs in to repair it: resolves when `stored`,
   * the promise of a call above, does, or as soon as the disk is known to fail. The record is then kept in memory, and
   * stored when the disk works again. Rejects as `stored` does. Who has to acknowledge a record waits for `stored`.
   */
  storedOrHeld(stored: Promise<void>): Promise<void>;
  /**
   * Takes over a new configuration. The first one after the start makes the system record of the boot, later ones those
   * for accounting switched on or off. `context`: `aaa new-model` off means no accounting; default: on, common ids.
   */
  configure(config: AccountingConfig, context?: AccountingContext): void;
  /**
   * Resolves when users may log in: at once with `no aaa accounting system guarantee-first`, else when the boot's
   * system record is acknowledged or the documented limit is over.
   */
  readonly admitted: Promise<void>;
  /**
   * Makes the system record of the shutdown, sends what can be sent within `grace` milliseconds, and closes the ledger.
   * What is left stays on disk. Sessions still open stay open: they are found at the next start.
   */
  stop(grace?: number): Promise<void>;
}
