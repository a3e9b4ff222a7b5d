import type { AccountingConfig, RecordType } from './config.ts';
import type { Counters, Facts, TerminateCause } from './record.ts';

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
  /** Session whose id this one shares while `aaa session-id common` is on. */
  readonly parent?: number;
}

export interface SessionClosing {
  readonly cause: TerminateCause;
  /** Ascend Disconnect-Cause + 1000. */
  readonly disconnectCause?: number;
  readonly counters?: Counters;
  readonly facts?: Facts;
  readonly time?: number;
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

/**
 * The accounting engine as sources and commands see it. Every call that makes a record resolves once the record is on
 * stable storage; nobody has to wait for a server. A call never rejects because a server is away.
 */
export interface Accounting {
  /** Opens a session and makes its Start where the list wants one. `opened` is known at once; `durable` is the commit. */
  open(opening: SessionOpening): { readonly session: OpenSession; readonly durable: Promise<void> };
  /** New facts (newinfo interim where configured). */
  update(key: number, facts: Facts): Promise<void>;
  /** Latest counters; kept for interims and for a Stop after a crash. No record by itself. */
  count(key: number, counters: Counters): void;
  close(key: number, closing: SessionClosing): Promise<void>;
  /** A command that was accepted: one Stop record by the `commands LEVEL` list. `parent`: key of the EXEC session. */
  command(list: string, level: number, facts: Facts, parent: number | undefined): Promise<void>;
  /** A Stop without session for a failed login (`send stop-record authentication failure`). */
  failedLogin(list: string, facts: Facts): Promise<void>;
  /** Sessions now open, oldest first. */
  sessions(): Iterable<OpenSession>;
  session(key: number): OpenSession | undefined;
  books(): Promise<readonly DestinationBooks[]>;
  /** Takes over a new configuration; makes the system records for accounting switched on or off. */
  configure(config: AccountingConfig): void;
  /**
   * Resolves when users may log in: at once with `no aaa accounting system guarantee-first`, else when the boot's
   * system record is acknowledged or the documented limit is over.
   */
  readonly admitted: Promise<void>;
}
