import type { RecordType } from './config.ts';

/** Acct-Terminate-Cause numbering (RFC 2866 §5.10); TACACS+ `disc-cause` uses the same numbers. */
export const terminateCauses = {
  'user-request': 1,
  'lost-carrier': 2,
  'lost-service': 3,
  'idle-timeout': 4,
  'session-timeout': 5,
  'admin-reset': 6,
  'admin-reboot': 7,
  'port-error': 8,
  'nas-error': 9,
  'nas-request': 10,
  'nas-reboot': 11,
  'port-unneeded': 12,
  'port-preempted': 13,
  'port-suspended': 14,
  'service-unavailable': 15,
  callback: 16,
  'user-error': 17,
  'host-request': 18,
} as const;
export type TerminateCause = keyof typeof terminateCauses;

/** Octet and packet counters of a session, as the user's peer sees them: `in` is from the user; of an outbound
 * connection, `in` is what the host sent, as in the records of IOS. 64 bit, only grow. */
export interface Counters {
  readonly bytesIn: bigint;
  readonly bytesOut: bigint;
  readonly packetsIn: bigint;
  readonly packetsOut: bigint;
}

/**
 * What is known of a session or event, in the domain's words: the neutral attributes. The attribute table
 * (`attributes/table.ts`) has one row per key that says how RADIUS and TACACS+ carry it. Absent means "not known", and no
 * encoder sends it.
 */
export interface Facts {
  readonly user?: string;
  /** Who authenticated the user: RADIUS, this box, another server (TACACS+), or nobody. */
  readonly authentic?: 'radius' | 'local' | 'remote' | 'none';
  /** NAS-Port: the absolute line number ("tty26" is 26). */
  readonly portNumber?: number;
  /** NAS-Port-Id and TACACS+ port: `tty26`, `Async5`. */
  readonly portName?: string;
  readonly portType?: PortType;
  /** Caller: IP address of a network login, calling number of a call, `async` on the console. */
  readonly callingStation?: string;
  /** Called number (DNIS). */
  readonly calledStation?: string;
  readonly service?: 'shell' | 'ppp' | 'slip' | 'arap' | 'ike' | 'connection' | 'system' | 'resource';
  readonly protocol?: string;
  /** The peer's network address (Framed-IP-Address, `addr`). */
  readonly address?: string;
  /** The peer's address when it was known before the network came up: TACACS+ repeats it in every record. */
  readonly firstAddress?: string;
  /** Host of an outbound connection, and its service. */
  readonly host?: string;
  readonly loginService?: 'telnet' | 'rlogin' | 'lat' | 'ssh' | 'pad' | 'tn3270';
  /** Node and port of a LAT connection, where they were asked for. */
  readonly latNode?: string;
  readonly latPort?: string;
  /** The command line as recorded: expanded, masked, without ` <cr>`. */
  readonly command?: string;
  /** Privilege level of the command (not of the user), 0–15. */
  readonly commandPrivilege?: number;
  /** Privilege level of the user, in the TACACS+ header. */
  readonly privilege?: number;
  readonly connectProgress?: string;
  readonly terminateCause?: TerminateCause;
  /** Ascend Disconnect-Cause + 1000 (`disc-cause-ext`). */
  readonly disconnectCause?: number;
  /** Seconds from arrival of the caller to the start of the session. */
  readonly preSessionTime?: number;
  /** System records. */
  readonly event?: 'sys_acct';
  readonly reason?: 'reload' | 'reconfigure' | 'shutdown' | 'switchover';
  /** VRRS records: the redundancy name. */
  readonly vrrs?: string;
  /** When a VRRS name was left while its Off still waits, milliseconds since 1970; 0: it is not left. Never sent. */
  readonly left?: number;
  /** Class attributes of the Access-Accept, returned unchanged (RFC 2865 §5.25), as hexadecimal. */
  readonly classes?: readonly string[];
  readonly parentSessionId?: number;
  /** Name of a service that a session uses; of its own records. */
  readonly serviceName?: string;
  /** Routing table (VRF) of the user, as a server or the software said; of IPsec, of what is inside the tunnel. */
  readonly vrf?: string;
  /** IPsec: group of remote clients. */
  readonly isakmpGroup?: string;
  /** IPsec: address that the peer's IKE began from. */
  readonly isakmpInitiator?: string;
  /** IPsec: identity of the peer in phase 1. */
  readonly isakmpPhase1?: string;
  readonly nasRxSpeed?: number;
  readonly nasTxSpeed?: number;
  /** Session id that the software behind a source gave; kept for people, never sent and never trusted to be unique. */
  readonly foreignSessionId?: string;
  /**
   * Attributes that go into RADIUS records as the source got them, each as `type:hexadecimal octets` (types 1–255, no
   * vendor attributes). TACACS+ has no place for them.
   */
  readonly passed?: readonly string[];
}

/** Kinds of port, by NAS-Port-Type (RFC 2865 §5.41). */
export type PortType =
  | 'async'
  | 'sync'
  | 'isdn'
  | 'virtual'
  | 'adsl'
  | 'ethernet'
  | 'xdsl'
  | 'cable'
  | 'wireless'
  | 'wifi';

export type RecordKind = 'start' | 'stop' | 'interim' | 'on' | 'off';

/**
 * One accounting record, neutral to protocols. `start`, `interim`, `stop` belong to a session; a command is a lone
 * `stop`; `on` and `off` are system records (Accounting-On/Off, `sys_acct`).
 */
export interface AccountingRecord {
  readonly type: RecordType;
  readonly kind: RecordKind;
  /** 32 bit, unique across restarts; 8 upper-case hex digits in Acct-Session-Id. */
  readonly sessionId: number;
  /** TACACS+ `task_id`. */
  readonly taskId: number;
  /** When the event happened, milliseconds since 1970: Event-Timestamp, and the base of Acct-Delay-Time. */
  readonly time: number;
  /** When the session started, milliseconds since 1970 (`start_time`). */
  readonly startTime: number;
  /** Whole seconds between start and this record; on `interim` and `stop`. */
  readonly elapsed?: number;
  readonly counters?: Counters;
  readonly facts: Facts;
}

/** Acct-Session-Id as RADIUS carries it. */
export const hexSessionId = (id: number): string => id.toString(16).toUpperCase().padStart(8, '0');
