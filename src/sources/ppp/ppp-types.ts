import type { GrantedService } from '../../aaa/index.ts';
import type { Facts, TerminateCause } from '../../accounting/record.ts';
import type { PppProtocol } from './config.ts';

/** The line that carries a call. */
export interface CallPlace {
  /** Absolute line number: NAS-Port. */
  readonly port: number;
  /** NAS-Port-Id: `Async5` when PPP began by itself, `tty5` when a user asked for it. */
  readonly portName: string;
  /** Path of the serial device or pseudo terminal. */
  readonly device: string;
  /** Bits per second. */
  readonly speed?: number;
  readonly callingStation?: string;
  readonly calledStation?: string;
  /** When the call came, milliseconds since 1970. */
  readonly arrived: number;
}

/** Who is known before PPP begins: the user of the EXEC session that asked for it. */
export interface KnownUser {
  readonly name: string;
  readonly authentic: NonNullable<Facts['authentic']>;
  /** Class attributes of the Access-Accept, hexadecimal. */
  readonly classes: readonly string[];
  /** Seconds between interim records, as a server ordered. */
  readonly interimInterval?: number;
  /** Services that begin with the session. */
  readonly services?: readonly GrantedService[];
}

/** What ends a call by itself, seconds; absent or 0: never. */
export interface CallLimits {
  readonly sessionTimeout?: number;
  readonly idleTimeout?: number;
}

/** What PPP or SLIP is to do on a line. */
export interface CallRequest {
  readonly encapsulation: 'ppp' | 'slip';
  readonly place: CallPlace;
  /** Absent: the peer need not say who it is. */
  readonly authentication?: { readonly protocols: readonly PppProtocol[]; readonly list: string };
  /** Name of the `aaa authorization network` list. */
  readonly authorization: string;
  /** Name of the `aaa accounting network` list. */
  readonly accounting: string;
  readonly user?: KnownUser;
  /** This side's IPv4 address; without one the peer must name it. */
  readonly localAddress?: string;
  /** The peer's IPv4 address; what a server says wins. */
  readonly peerAddress?: string;
  /** The end of the carrier ends the call; false on lines without modem signals. */
  readonly modem: boolean;
  /** Key of the session whose id this one shares while `aaa session-id common` is on. */
  readonly parent?: number;
}

/** How a call ended. */
export interface CallEnd {
  readonly cause: TerminateCause;
  /** Ascend Disconnect-Cause + 1000. */
  readonly disconnectCause: number;
  /** Whether a network session had begun. */
  readonly connected: boolean;
}

/** What must be on the books before the end of a call is. */
export type BeforeStop = (end: Pick<CallEnd, 'cause' | 'disconnectCause'>) => Promise<void>;

/** Why this box ends a call. */
export type Ending = 'cleared' | 'shutdown' | 'line-lost' | 'idle' | 'session-time' | 'disconnect' | 'snmp';

/** A call that is going on. */
export interface Call {
  readonly token: string;
  readonly place: CallPlace;
  /** Key in the ledger; `undefined` until the network session has begun. */
  readonly key: number | undefined;
  /** Network interface; `undefined` until it is up. */
  readonly interface: string | undefined;
  readonly user: string | undefined;
  readonly address: string | undefined;
  /** Ends the call; {@link ended} resolves when its end is on stable storage. */
  end(why: Ending): void;
  /** Sets limits; what is absent stays. The session timeout is from now. */
  limit(limits: CallLimits): void;
  /** Whole seconds without traffic. */
  readonly idle: number;
  readonly ended: Promise<CallEnd>;
  /** Resolves when the network session has begun. */
  readonly connected: Promise<void>;
}
