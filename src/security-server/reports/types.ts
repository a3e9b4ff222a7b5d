/**
 * What can be asked of the books. Times are milliseconds since 1970, durations seconds. Octets are numbers, exact up to
 * 2^53. Days are in UTC.
 */
import type { SessionFacts } from '../books/session.ts';

/** Part of an answer. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  /** To be given as `after` for the next page; undefined: this was the last. */
  readonly next: string | undefined;
}

export interface Period {
  /** Not before. */
  readonly since?: number;
  /** Before. */
  readonly until?: number;
}

export interface Paging {
  /** Rows wanted, 1–10,000; default 100. */
  readonly limit?: number;
  /** `next` of the page before, with the same question. */
  readonly after?: string;
}

/** Sessions with news in the period; every given field must match. */
export interface SessionFilter extends Period {
  readonly user?: string;
  readonly group?: string;
  readonly peer?: string;
  readonly nas?: string;
  /** exec, network, connection, resource */
  readonly type?: string;
  readonly state?: 'open' | 'stopped' | 'lost' | 'ended';
  /** Acct-Session-Id or task_id. */
  readonly session?: string;
  /** Anywhere in user, NAS, peer, address, port, group or session id; upper and lower case alike. */
  readonly text?: string;
}

/** `newest`: by arrival of the first record, the newest first; others: the largest first. */
export const sessionOrders = ['newest', 'oldest', 'duration', 'octets'] as const;
export type SessionOrder = (typeof sessionOrders)[number];

export interface SessionsQuery extends Paging {
  readonly filter?: SessionFilter;
  readonly sort?: SessionOrder;
}

export interface ReportedSession extends Omit<SessionFacts, 'caller'> {
  readonly id: number;
  /** Group of the user or tunnel (`isakmp-group-id`); empty: none told. */
  readonly group: string;
  /** Where the user came from: address of the IPsec peer, calling number or address. */
  readonly peer: string;
  readonly start: number | undefined;
  readonly last: number;
  readonly end: number | undefined;
  readonly duration: number | undefined;
  readonly bytesIn: number | undefined;
  readonly bytesOut: number | undefined;
  readonly packetsIn: number | undefined;
  readonly packetsOut: number | undefined;
}

/** A record of a session, as far as both protocols tell alike. */
export interface ReportedRecord {
  readonly id: number;
  readonly kind: string;
  readonly time: number;
  readonly received: number;
  readonly copies: number;
  readonly source: string;
  readonly duration: number | undefined;
  readonly bytesIn: number | undefined;
  readonly bytesOut: number | undefined;
  readonly packetsIn: number | undefined;
  readonly packetsOut: number | undefined;
  readonly cause: string;
  /** Everything that it says, as the protocol's names and values; no secrets are in accounting records. */
  readonly attributes: readonly { readonly name: string; readonly value: string }[];
}

export interface SessionReport {
  readonly session: ReportedSession;
  /** In the order of time, at most 10,000. */
  readonly records: readonly ReportedRecord[];
}

export const usageKeys = ['user', 'group', 'peer', 'nas', 'day', 'type'] as const;
export type UsageKey = (typeof usageKeys)[number];

/** Whole days: `since` is rounded down and `until` up to midnight UTC. */
export interface UsageQuery extends Period {
  readonly by: UsageKey;
  readonly user?: string;
  readonly nas?: string;
  readonly type?: string;
  /** Rows wanted; default 1,000. */
  readonly limit?: number;
}

export interface UsageRow {
  /** User, group, peer, NAS, type, or day as `2026-11-22`. */
  readonly key: string;
  /** Sessions that began in the period. */
  readonly sessions: number;
  /** Seconds. */
  readonly time: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly packetsIn: number;
  readonly packetsOut: number;
}

export interface UsageReport {
  /** The most octets first; days in their order. */
  readonly rows: readonly UsageRow[];
  readonly more: boolean;
}

export interface CommandsQuery extends Period, Paging {
  readonly user?: string;
  readonly nas?: string;
  /** Anywhere in the command; `*` stands for any run of characters; upper and lower case alike. */
  readonly match?: string;
}

/** The newest first. */
export interface ReportedCommand {
  readonly id: number;
  readonly time: number;
  readonly user: string;
  readonly nas: string;
  readonly port: string;
  readonly peer: string;
  readonly privilege: number | undefined;
  readonly command: string;
}

/**
 * - `no-start`: records, but no Start
 * - `no-stop`: its NAS restarted, and no Stop came
 * - `silent`: open, interim records came and come no more
 * - `interim-gap`: interim records were missing in between
 * - `counter-back`: a later record counted less than an earlier one
 */
export const gapKinds = ['no-start', 'no-stop', 'silent', 'interim-gap', 'counter-back'] as const;
export type GapKind = (typeof gapKinds)[number];

export interface GapsQuery extends Period, Paging {
  readonly kind?: GapKind;
  readonly user?: string;
  readonly nas?: string;
}

export interface Gap {
  readonly kind: GapKind;
  /** A sentence for people. */
  readonly text: string;
  readonly session: ReportedSession;
}

/** The questions. They are answered in a thread of their own: nobody waits who did not ask. */
export interface Reports {
  sessions(query: SessionsQuery): Promise<Page<ReportedSession>>;
  /** A session with its records; `undefined`: there is none with this id. */
  session(id: number): Promise<SessionReport | undefined>;
  usage(query: UsageQuery): Promise<UsageReport>;
  commands(query: CommandsQuery): Promise<Page<ReportedCommand>>;
  gaps(query: GapsQuery): Promise<Page<Gap>>;
  close(): Promise<void>;
}
