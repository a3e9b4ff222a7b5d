import type { EntryProtocol, InboxEntry } from '../inbox/entry.ts';
import { radiusEvent } from './radius-event.ts';
import { tacacsEvent } from './tacacs-event.ts';

/** What a record is about; the same words as the NAS's lists (`aaa accounting exec …`). */
export type EventType = 'exec' | 'commands' | 'network' | 'connection' | 'system' | 'resource';

/** `on`, `off`: the NAS (or its accounting) came up, went down; they belong to no session. */
export type EventKind = 'start' | 'interim' | 'stop' | 'on' | 'off';

/**
 * One accounting record as received, in words that both protocols share. Texts are empty when the packet doesn't say.
 */
export interface BookedEvent {
  readonly protocol: EntryProtocol;
  readonly type: EventType;
  readonly kind: EventKind;
  /** Milliseconds since 1970. */
  readonly received: number;
  /** When it happened, milliseconds since 1970: what the NAS says, else when it was received less its delay. */
  readonly time: number;
  /** Whether `time` comes from the NAS's own stamp, so that it is the same when the record is sent again. */
  readonly stamped: boolean;
  /** Whether a record without stamp told its delay (Acct-Delay-Time), so that `time` is right within seconds. */
  readonly delayed: boolean;
  /** Start of the session, milliseconds since 1970, as far as this record tells. */
  readonly startTime: number | undefined;
  /** The NAS: its own address or name in the record, else the address that it sent from. */
  readonly nas: string;
  readonly user: string;
  readonly port: string;
  /** Where the user came from: calling number or address (TACACS+ rem_addr). */
  readonly caller: string;
  /** Where the user's traffic came from: address of the IPsec peer, else the same as `caller`. */
  readonly peer: string;
  /** Group of the user or tunnel (`isakmp-group-id`). */
  readonly group: string;
  /** Privilege level at which a command was typed (TACACS+ priv-lvl). */
  readonly privilege: number | undefined;
  /** Address given to the user, or host of an outbound connection. */
  readonly address: string;
  /** Acct-Session-Id or task_id. */
  readonly session: string;
  readonly command: string;
  /** Seconds. */
  readonly duration: number | undefined;
  readonly bytesIn: bigint | number | undefined;
  readonly bytesOut: bigint | number | undefined;
  readonly packetsIn: bigint | number | undefined;
  readonly packetsOut: bigint | number | undefined;
  /** Why the session ended, in words of RFC 2866 §5.10. */
  readonly cause: string;
  /** Whether the NAS says that it lost its sessions (restart), not only that accounting was switched. */
  readonly restart: boolean;
  /** What tells this record from others, and is the same in each copy of it; see identity.ts. */
  readonly identity: Uint8Array;
  readonly data: Uint8Array;
}

/** Reads an entry of the inbox; `undefined` when it is no accounting record that can be booked. */
export const bookedEvent = (entry: InboxEntry): BookedEvent | undefined =>
  entry.protocol === 'radius' ? radiusEvent(entry) : tacacsEvent(entry);
