import type { AttributeTable } from '../attribute-table.ts';
import * as values from '../values.ts';

/** Attributes of RFC 2866, 2867. */
export const rfc2866 = {
  'Acct-Status-Type': { type: 40, kind: 'integer', values: values.acctStatusType }, // RFC 2866 §5.1
  'Acct-Delay-Time': { type: 41, kind: 'integer' }, // RFC 2866 §5.2
  'Acct-Input-Octets': { type: 42, kind: 'integer' }, // RFC 2866 §5.3
  'Acct-Output-Octets': { type: 43, kind: 'integer' }, // RFC 2866 §5.4
  'Acct-Session-Id': { type: 44, kind: 'string' }, // RFC 2866 §5.5
  'Acct-Authentic': { type: 45, kind: 'integer', values: values.acctAuthentic }, // RFC 2866 §5.6
  'Acct-Session-Time': { type: 46, kind: 'integer' }, // RFC 2866 §5.7
  'Acct-Input-Packets': { type: 47, kind: 'integer' }, // RFC 2866 §5.8
  'Acct-Output-Packets': { type: 48, kind: 'integer' }, // RFC 2866 §5.9
  'Acct-Terminate-Cause': { type: 49, kind: 'integer', values: values.acctTerminateCause }, // RFC 2866 §5.10
  'Acct-Multi-Session-Id': { type: 50, kind: 'string' }, // RFC 2866 §5.11
  'Acct-Link-Count': { type: 51, kind: 'integer' }, // RFC 2866 §5.12
  'Acct-Tunnel-Connection': { type: 68, kind: 'string' }, // RFC 2867 §4.1
  'Acct-Tunnel-Packets-Lost': { type: 86, kind: 'integer' }, // RFC 2867 §4.2
} as const satisfies AttributeTable;
