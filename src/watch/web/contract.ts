/**
 * What the page and its server say to each other, as JSON. Times are milliseconds since 1970; octets are numbers, exact up
 * to 2^53. The page imports nothing but these types from outside its folder.
 */

/** Views of the page; a box has those that it can fill. */
export type Tab = 'live' | 'ended' | 'crypto' | 'books' | 'usage' | 'commands' | 'gaps';

/** `GET api/me`, and the answer to a sign-in. */
export interface Me {
  readonly user: string;
  /** 0–15. */
  readonly privilege: number;
  readonly host: string;
  readonly product: 'gateway' | 'server';
  readonly tabs: readonly Tab[];
  /** Whether this user can end sessions here. */
  readonly disconnect: boolean;
}

/** Every answer that is none. `fix` says what to do about it. */
export interface Failure {
  readonly error: string;
  readonly fix?: string;
}

/**
 * One row of the table of live sessions: id for links, id on the wire, type, user, port, caller, address, NAS, start,
 * octets in, octets out.
 */
export type LiveRow = readonly [
  id: string,
  session: string,
  type: string,
  user: string,
  port: string,
  caller: string,
  address: string,
  nas: string,
  start: number,
  bytesIn: number,
  bytesOut: number,
];

/**
 * Events of `GET api/live`. `table` comes first and replaces all; then every event says what is other since the one before.
 */
export interface LiveTable {
  /** The server's clock. */
  readonly now: number;
  readonly rows: readonly LiveRow[];
}
export interface LiveDifference {
  readonly now: number;
  /** New sessions, and those of which a fact is other. */
  readonly put?: readonly LiveRow[];
  /** Counters alone: id, octets in, octets out, and so on. */
  readonly moved?: readonly (string | number)[];
  readonly gone?: readonly string[];
}

/** Something that happened to a session, or a record of it. */
export interface TimelineEntry {
  readonly time: number;
  /** `start`, `interim`, `stop`, or on the gateway `began`, `changed`, `ended`. */
  readonly kind: string;
  readonly text: string;
  readonly bytesIn?: number;
  readonly bytesOut?: number;
}

export interface Fact {
  readonly name: string;
  readonly value: string;
}

/** `GET api/sessions/ID` */
export interface SessionPage {
  readonly row: LiveRow;
  readonly state: 'open' | 'stopped' | 'lost';
  readonly now: number;
  /** When it ended. */
  readonly end?: number;
  /** Why it ended, in words. */
  readonly cause?: string;
  readonly facts: readonly Fact[];
  readonly timeline: readonly TimelineEntry[];
  /** Time, octets in, octets out: in the order of time. */
  readonly points: readonly (readonly [time: number, bytesIn: number, bytesOut: number])[];
  readonly disconnect: boolean;
}

/** `GET api/ended`: sessions that are over, the newest first. */
export interface EndedRow {
  readonly row: LiveRow;
  readonly state: 'stopped' | 'lost';
  readonly end: number;
  readonly cause: string;
}
export interface EndedPage {
  readonly sessions: readonly EndedRow[];
  /** Whether there are more that match. */
  readonly more: boolean;
}

/** `GET api/crypto` */
export interface CryptoRow {
  readonly id: number;
  readonly status: 'UP-ACTIVE' | 'UP-IDLE' | 'UP-NO-IKE' | 'DOWN-NEGOTIATING' | 'DOWN';
  readonly peer: string;
  readonly description: string;
  readonly user: string;
  readonly identity: string;
  readonly place: string;
  readonly version: 1 | 2;
  readonly up: number | undefined;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly flows: readonly string[];
}
export interface CryptoPage {
  readonly now: number;
  /** Whether charon answers, in words for the operator; undefined: all is well. */
  readonly trouble?: string;
  readonly sessions: readonly CryptoRow[];
}

/** `GET api/books` */
export interface BooksPage {
  readonly now: number;
  readonly destinations: readonly {
    readonly name: string;
    readonly made: number;
    readonly acknowledged: number;
    readonly waiting: number;
    readonly superseded: number;
    readonly oldest?: number;
    /** made = acknowledged + waiting + superseded. */
    readonly balanced: boolean;
  }[];
  readonly servers: readonly {
    readonly name: string;
    readonly protocol: string;
    readonly address: string;
    readonly state: 'up' | 'dead';
    /** Milliseconds in this state; undefined: not known. */
    readonly since?: number;
    readonly outstanding?: number;
    readonly requests?: number;
    readonly timeouts?: number;
  }[];
  /** Records that a server did not take when they were tried, the oldest first. */
  readonly stuck: readonly {
    readonly destination: string;
    readonly what: string;
    readonly user: string;
    readonly session: string;
    readonly time: number;
    readonly attempts: number;
    /** In whole sentences. */
    readonly why: string;
    /** What to do about it; empty: nobody knows. */
    readonly fix: string;
  }[];
  readonly storage: { readonly working: boolean; readonly text: string };
}

/** `GET api/usage?by=&since=&until=` */
export type UsageKey = 'user' | 'group' | 'peer' | 'nas' | 'day';
export interface UsagePage {
  readonly by: UsageKey;
  readonly since: number;
  readonly until: number;
  /** The most octets first; days in their order. */
  readonly rows: readonly {
    readonly key: string;
    readonly sessions: number;
    /** Seconds. */
    readonly time: number;
    readonly bytesIn: number;
    readonly bytesOut: number;
  }[];
  readonly more: boolean;
}

/** `GET api/commands?text=&since=` */
export interface CommandsPage {
  readonly commands: readonly {
    readonly time: number;
    readonly user: string;
    readonly nas: string;
    readonly port: string;
    readonly caller: string;
    readonly privilege: number | undefined;
    readonly command: string;
  }[];
  readonly more: boolean;
}

/** `GET api/gaps?since=` */
export interface GapsPage {
  readonly gaps: readonly {
    readonly kind: string;
    /** What it means and what to look at. */
    readonly text: string;
    /** Of the session page; empty: none. */
    readonly id: string;
    readonly session: string;
    readonly nas: string;
    readonly user: string;
    readonly time: number;
  }[];
  readonly more: boolean;
}
