import type { MacFormat, RadiusAttribute, TacacsAccountingRequest } from '../../aaa/index.ts';
import type { AttributeWriter } from '../../protocols/radius/index.ts';
import type { RecordType } from '../config.ts';
import type { AccountingRecord, RecordKind } from '../record.ts';

/** What the RADIUS encoder knows beside the record. */
export interface RadiusContext {
  /** NAS-IP-Address, or NAS-IPv6-Address when it is one; empty: not sent. */
  readonly nasAddress: string;
  /** Whole seconds from the event to this transmission, never negative. */
  readonly delay: number;
  /** Event-Timestamp (attribute 55); default true. */
  readonly eventTimestamp?: boolean;
  /** Cisco vendor attributes (`radius-server vsa send accounting`); default true. */
  readonly vsa?: boolean;
  /** Acct-Input/Output-Gigawords; default true. */
  readonly gigawords?: boolean;
  /** Text of NAS-Identifier; absent: not sent. */
  readonly nasIdentifier?: string | undefined;
  /** How Calling-Station-Id writes MAC addresses; absent: as they are known. */
  readonly macFormat?: MacFormat | undefined;
}

/** What the TACACS+ encoder knows beside the record. */
export interface TacacsContext {
  /** Short name of the box's time zone. */
  readonly timezone: string;
  /** Whether the box's clock is right; `start_time` is sent only then. Default true. */
  readonly clockKnown?: boolean;
}

export type { RadiusAttribute, TacacsAccountingRequest };

/** When a protocol carries a row. Absent: always. */
interface Applies {
  readonly types?: readonly RecordType[];
  readonly kinds?: readonly RecordKind[];
  /** Place among the columns of this protocol; rows go out in ascending order. */
  readonly order: number;
}

export interface RadiusColumn extends Applies {
  /** Attribute name, for the documentation. */
  readonly name: string;
  /** RFC or vendor document that defines it. */
  readonly source: string;
  /** Missing from what routers sent before Event-Timestamp came: left out when only the classic set is wanted. */
  readonly newer?: true;
  /** IPsec records had it before Event-Timestamp came. */
  readonly ipsec?: true;
  readonly vsa?: true;
  /** Writes the attributes: none when the fact is not known or cannot be carried. Never throws. */
  readonly write: (record: AccountingRecord, context: RadiusContext, to: AttributeWriter) => void;
}

export interface TacacsColumn extends Applies {
  /** Name of the argument. */
  readonly name: string;
  /** Its name in `show accounting` when it differs, or false when it is not shown there. */
  readonly shown?: string | false;
  readonly value: (record: AccountingRecord, context: TacacsContext) => string | number | bigint | undefined;
}

/** One fact or derived field of a record, and how each protocol carries it. */
export interface AttributeDefinition {
  /** Name of the fact in `../record.ts`, or of what is derived. */
  readonly fact: string;
  readonly meaning: string;
  readonly radius?: RadiusColumn;
  readonly tacacs?: TacacsColumn;
}
