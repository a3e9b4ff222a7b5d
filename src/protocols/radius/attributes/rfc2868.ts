import type { AttributeTable } from '../attribute-table.ts';
import * as values from '../values.ts';

/** Attributes of RFC 2868. */
export const rfc2868 = {
  'Tunnel-Type': { type: 64, kind: 'integer', values: values.tunnelType, tagged: true }, // §3.1
  'Tunnel-Medium-Type': { type: 65, kind: 'integer', values: values.tunnelMediumType, tagged: true }, // §3.2
  'Tunnel-Client-Endpoint': { type: 66, kind: 'string', tagged: true }, // §3.3
  'Tunnel-Server-Endpoint': { type: 67, kind: 'string', tagged: true }, // §3.4
  'Tunnel-Password': { type: 69, kind: 'string', tagged: true, encrypted: 'tunnel-password' }, // §3.5
  'Tunnel-Private-Group-Id': { type: 81, kind: 'string', tagged: true }, // §3.6
  'Tunnel-Assignment-Id': { type: 82, kind: 'string', tagged: true }, // §3.7
  'Tunnel-Preference': { type: 83, kind: 'integer', tagged: true }, // §3.8
  'Tunnel-Client-Auth-Id': { type: 90, kind: 'string', tagged: true }, // §3.9
  'Tunnel-Server-Auth-Id': { type: 91, kind: 'string', tagged: true }, // §3.10
} as const satisfies AttributeTable;
