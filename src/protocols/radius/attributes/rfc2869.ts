import type { AttributeTable } from '../attribute-table.ts';
import * as values from '../values.ts';

/** Attributes of RFC 2869. */
export const rfc2869 = {
  'Acct-Input-Gigawords': { type: 52, kind: 'integer' }, // §5.1
  'Acct-Output-Gigawords': { type: 53, kind: 'integer' }, // §5.2
  'Event-Timestamp': { type: 55, kind: 'date' }, // §5.3
  'ARAP-Password': { type: 70, kind: 'octets', secret: true }, // §5.4
  'ARAP-Features': { type: 71, kind: 'octets' }, // §5.5
  'ARAP-Zone-Access': { type: 72, kind: 'integer', values: values.arapZoneAccess }, // §5.6
  'ARAP-Security': { type: 73, kind: 'integer' }, // §5.7
  'ARAP-Security-Data': { type: 74, kind: 'string' }, // §5.8
  'Password-Retry': { type: 75, kind: 'integer' }, // §5.9
  Prompt: { type: 76, kind: 'integer', values: values.prompt }, // §5.10
  'Connect-Info': { type: 77, kind: 'string' }, // §5.11
  'Configuration-Token': { type: 78, kind: 'string' }, // §5.12
  'EAP-Message': { type: 79, kind: 'octets', concatenated: true }, // §5.13
  'Message-Authenticator': { type: 80, kind: 'octets' }, // §5.14
  'ARAP-Challenge-Response': { type: 84, kind: 'octets', secret: true }, // §5.15
  'Acct-Interim-Interval': { type: 85, kind: 'integer' }, // §5.16
  'NAS-Port-Id': { type: 87, kind: 'string' }, // §5.17
  'Framed-Pool': { type: 88, kind: 'string' }, // §5.18
} as const satisfies AttributeTable;
