import type { Facts, TerminateCause } from '../../accounting/record.ts';

/** What an outbound connection speaks. */
export type ConnectionProtocol = 'telnet' | 'rlogin' | 'ssh' | 'tn3270' | 'pad' | 'lat';

/** Size of a window, in characters; 0 is unknown. */
export interface WindowSize {
  readonly columns: number;
  readonly rows: number;
}

/** Who opens connections: the EXEC session that they belong to, as it is now. */
export interface ConnectionPlace {
  /** Name applied by the line (`accounting connection LIST`); `default` when none is. */
  readonly list: string;
  /** Key of the EXEC session in the ledger. */
  readonly parent: number;
  /** User, port and caller. */
  readonly facts: Facts;
  /** Seconds between interim records, as the server ordered for the user. */
  readonly interimInterval?: number;
}

/** Why a connection ended. */
export type ConnectionEnd =
  /** The host closed it. */
  | 'host-closed'
  /** It broke. */
  | 'reset'
  /** The user closed it (`disconnect`, or breaking off while it opened). */
  | 'disconnected'
  /** The host refused the user (SSH). */
  | 'authentication-failed'
  /** The host isn't the one that it was (SSH). */
  | 'host-key-refused'
  /** No input for `session-timeout`. */
  | 'connection-idle'
  /** The EXEC session ended: its own reasons. */
  | 'logout'
  | 'idle'
  | 'session-time'
  | 'line-lost'
  | 'cleared'
  | 'radius-disconnect'
  | 'snmp-disconnect'
  | 'shutdown'
  | 'fault';

/** What the books say of an end. */
export interface ConnectionEnding {
  readonly cause: TerminateCause;
  /** Ascend Disconnect-Cause + 1000 (`disc-cause-ext`). */
  readonly disconnectCause: number;
}

const endings = {
  'host-closed': { cause: 'host-request', disconnectCause: 1063 },
  reset: { cause: 'lost-service', disconnectCause: 1060 },
  disconnected: { cause: 'user-request', disconnectCause: 1022 },
  'authentication-failed': { cause: 'user-error', disconnectCause: 1101 },
  'host-key-refused': { cause: 'nas-request', disconnectCause: 1101 },
  'connection-idle': { cause: 'idle-timeout', disconnectCause: 1021 },
  logout: { cause: 'user-request', disconnectCause: 1020 },
  idle: { cause: 'idle-timeout', disconnectCause: 1021 },
  'session-time': { cause: 'session-timeout', disconnectCause: 1100 },
  'line-lost': { cause: 'lost-carrier', disconnectCause: 1011 },
  cleared: { cause: 'admin-reset', disconnectCause: 1151 },
  'radius-disconnect': { cause: 'admin-reset', disconnectCause: 1150 },
  'snmp-disconnect': { cause: 'admin-reset', disconnectCause: 1152 },
  shutdown: { cause: 'admin-reboot', disconnectCause: 1151 },
  fault: { cause: 'nas-error', disconnectCause: 1002 },
} as const satisfies Record<ConnectionEnd, ConnectionEnding>;

/** Causes of a user's own disconnect: each protocol has its number. */
const disconnects = {
  telnet: 1022,
  rlogin: 1031,
  ssh: 1028,
  tn3270: 1022,
  pad: 1029,
  lat: 1029,
} as const satisfies Record<ConnectionProtocol, number>;

/** Acct-Terminate-Cause (RFC 2866 §5.10) and detail of an end. */
export const endingOf = (end: ConnectionEnd, protocol: ConnectionProtocol): ConnectionEnding =>
  end === 'disconnected' ? { ...endings[end], disconnectCause: disconnects[protocol] } : endings[end];

/** Why a connection couldn't be made. */
export type ConnectError =
  | { readonly kind: 'unknown-host' }
  /** `access-class LIST out` doesn't let the user go there. */
  | { readonly kind: 'not-permitted' }
  | { readonly kind: 'refused' }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'unreachable' }
  /** The user broke it off. */
  | { readonly kind: 'aborted' }
  | { readonly kind: 'host-key-changed'; readonly known: string; readonly shown: string }
  | { readonly kind: 'authentication-failed' }
  /** There is no way to an X.121 address (`x25 route`). */
  | { readonly kind: 'no-route' }
  /** The host, or the network, cleared the call (X.25 table 5-7). */
  | { readonly kind: 'cleared'; readonly cause: number; readonly diagnostic: number }
  /** Something that it needs isn't here: a program, a network interface. `detail` is for the user. */
  | { readonly kind: 'unavailable'; readonly detail: string }
  /** The host closed the connection, or said something that isn't the protocol. */
  | { readonly kind: 'protocol'; readonly detail: string };
