/** What show screens, SNMP and metrics read of servers. All times are milliseconds; all counters only grow until cleared. */

/** Counters of one kind of transaction with one RADIUS server (CISCO-AAA-SERVER-MIB casStatisticsTable). */
export interface TransactionCounters {
  /** Transmissions, retransmissions included. */
  readonly requests: number;
  readonly timeouts: number;
  /** Transactions that came here after another server did not answer. */
  readonly failovers: number;
  readonly retransmissions: number;
  readonly unexpected: number;
  readonly serverError: number;
  readonly incorrect: number;
  /** Time of the last response, milliseconds. */
  readonly responseTime: number;
  readonly successes: number;
  readonly failures: number;
  readonly malformed: number;
  readonly badAuthenticators: number;
}

export interface AuthenticationCounters extends TransactionCounters {
  readonly accepts: number;
  readonly rejects: number;
  readonly challenges: number;
}

/** Accounting also counts by Acct-Status-Type. */
export interface AccountingCounters extends TransactionCounters {
  readonly requestStart: number;
  readonly requestInterim: number;
  readonly requestStop: number;
  readonly responseStart: number;
  readonly responseInterim: number;
  readonly responseStop: number;
}

export interface HealthSnapshot {
  readonly state: 'up' | 'dead';
  /** Since the state began. */
  readonly duration: number;
  readonly previousDuration: number;
  readonly totalDeadTime: number;
  readonly deadCount: number;
  /** Retransmissions in a row that timed out: now, and the most that there ever were. */
  readonly consecutiveTimeouts: number;
  readonly longestTimeouts: number;
}

/** Who hears at once that a RADIUS server was declared dead, or alive again. */
export type StateListener = (server: RadiusServerSnapshot, event: 'dead' | 'alive') => void;

/** Requests per minute over the past 24 hours; ages in minutes. */
export interface RateSnapshot {
  readonly high: { readonly minutesAgo: number; readonly requests: number };
  readonly low: { readonly minutesAgo: number; readonly requests: number };
  readonly average: number;
}

/** Number of answers by latency: ≤2, 3–5, 5–10, 10–20, 20–50, 50–100, >100 ms. */
export type LatencyDistribution = readonly [number, number, number, number, number, number, number];

export interface RadiusServerSnapshot {
  /** Stable while the server stays configured, from 1: `clear aaa counters servers radius ID`. */
  readonly id: number;
  /** Place in the configuration, from 1. */
  readonly priority: number;
  readonly name: string;
  readonly legacy: boolean;
  /** Group that owns a `server-private`; `undefined` for public servers. */
  readonly privateOf: string | undefined;
  readonly host: string;
  /** Resolved address, `undefined` until known. */
  readonly address: string | undefined;
  readonly authPort: number;
  readonly acctPort: number;
  readonly health: HealthSnapshot;
  readonly authentication: AuthenticationCounters;
  readonly authorization: TransactionCounters;
  readonly accounting: AccountingCounters;
  readonly sinceCleared: number;
  readonly outstandingAccess: number;
  readonly outstandingAccounting: number;
  readonly rate: RateSnapshot;
  readonly latency: { readonly access: LatencyDistribution; readonly accounting: LatencyDistribution };
  /** Milliseconds that all answers of `latency` took together. */
  readonly latencySum?: { readonly access: number; readonly accounting: number };
  readonly autoTest: boolean;
}

/** `show radius statistics`: sums over all servers, one column for access and one for accounting. */
export interface RadiusStatisticsColumn {
  readonly responses: number;
  readonly packetsWithResponse: number;
  readonly packetsWithoutResponse: number;
  readonly averageDelay: number;
  readonly maximumDelay: number;
  readonly timeouts: number;
  readonly malformed: number;
  readonly badAuthenticators: number;
  readonly unknown: number;
  readonly maximumBuffer: number;
  readonly latency: LatencyDistribution;
}

export interface RadiusStatistics {
  readonly access: RadiusStatisticsColumn;
  readonly accounting: RadiusStatisticsColumn;
  readonly accepts: number;
  readonly rejects: number;
  readonly maximumWaiting: number;
  readonly sourcePorts: { readonly first: number; readonly last: number };
  readonly lastUsed: readonly { readonly port: number; readonly identifier: number }[];
  readonly sinceCleared: number;
}

export interface TacacsServerSnapshot {
  readonly id: number;
  readonly name: string;
  readonly legacy: boolean;
  readonly privateOf: string | undefined;
  readonly host: string;
  readonly address: string | undefined;
  readonly port: number;
  readonly socketOpens: number;
  readonly socketCloses: number;
  readonly socketAborts: number;
  readonly socketErrors: number;
  readonly socketTimeouts: number;
  readonly failedConnects: number;
  readonly packetsSent: number;
  readonly packetsReceived: number;
  readonly expectedReplies: number;
  readonly alive: boolean;
  readonly authenticationFailures: number;
  readonly authorizationFailures: number;
}

/** `show radius server-group` */
export interface ServerGroupSnapshot {
  readonly name: string;
  readonly protocol: 'radius' | 'tacacs+';
  readonly builtIn: boolean;
  /** How many lists and rooms refer to it. */
  readonly shareCount: number;
  readonly members: readonly {
    readonly name: string;
    readonly host: string;
    readonly authPort: number;
    readonly acctPort: number;
    readonly authentications: number;
    readonly authorizations: number;
    readonly accountings: number;
    readonly autoTest: boolean;
  }[];
}

/** `show aaa dead-criteria radius HOST` */
export interface DeadCriteriaSnapshot {
  readonly host: string;
  readonly authPort: number;
  readonly acctPort: number;
  readonly group: string;
  readonly retransmits: number;
  /** Seconds. */
  readonly timeout: number;
  readonly outstandingAccess: number;
  readonly outstandingAccounting: number;
  /** Seconds and tries in force. */
  readonly detectTime: number;
  readonly tries: number;
  readonly maximumOutstanding: number;
  readonly maximumDetectTime: number;
  readonly maximumTries: number;
}

/** One list of `show aaa method-lists authentication|authorization`. */
export interface MethodListSnapshot {
  readonly kind: 'authentication' | 'authorization';
  readonly service: string;
  readonly level?: number;
  readonly name: string;
  readonly id: number;
  readonly state: 'ALIVE' | 'DEAD';
  /** As printed: `SERVER_GROUP radius`, `LOCAL`, `ENABLE`, `NONE`. */
  readonly methods: readonly string[];
}

export interface AaaSnapshot {
  readonly radius: readonly RadiusServerSnapshot[];
  readonly tacacs: readonly TacacsServerSnapshot[];
  readonly statistics: RadiusStatistics;
  readonly groups: readonly ServerGroupSnapshot[];
}
