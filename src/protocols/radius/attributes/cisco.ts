import type { AttributeTable } from '../attribute-table.ts';
import { ciscoDisconnectCause } from '../values.ts';

/** SMI enterprise number of Cisco. */
export const ciscoVendor = 9;

const string = (type: number) => ({ vendor: ciscoVendor, type, kind: 'string' }) as const;
const integer = (type: number) => ({ vendor: ciscoVendor, type, kind: 'integer' }) as const;

/** Vendor-Specific attributes of Cisco (vendor 9). */
export const cisco = {
  /** `protocol:attribute=value` or `attribute=value`. */
  'Cisco-AVPair': string(1),
  /** Name of the port or interface. */
  'Cisco-NAS-Port': string(2),
  'Cisco-Service-Name': string(51),
  'Cisco-Parent-Session-Id': string(52),
  'Cisco-Multilink-ID': integer(187),
  'Cisco-Num-In-Multilink': integer(188),
  'Cisco-Pre-Input-Octets': integer(190),
  'Cisco-Pre-Output-Octets': integer(191),
  'Cisco-Pre-Input-Packets': integer(192),
  'Cisco-Pre-Output-Packets': integer(193),
  'Cisco-Maximum-Time': integer(194),
  'Cisco-Disconnect-Cause': { vendor: ciscoVendor, type: 195, kind: 'integer', values: ciscoDisconnectCause },
  'Cisco-Data-Rate': integer(197),
  'Cisco-PreSession-Time': integer(198),
  'Cisco-PW-Lifetime': integer(208),
  'Cisco-IP-Direct': integer(209),
  'Cisco-PPP-VJ-Slot-Comp': integer(210),
  'Cisco-PPP-Async-Map': integer(212),
  'Cisco-IP-Pool-Definition': string(217),
  'Cisco-Assign-IP-Pool': integer(218),
  'Cisco-Route-IP': integer(228),
  'Cisco-Link-Compression': integer(233),
  'Cisco-Target-Util': integer(234),
  'Cisco-Maximum-Channels': integer(235),
  'Cisco-Data-Filter': integer(242),
  'Cisco-Call-Filter': integer(243),
  'Cisco-Idle-Limit': integer(244),
  'Cisco-Subscriber-Password': { vendor: ciscoVendor, type: 249, kind: 'string', secret: true },
  'Cisco-Account-Info': string(250),
  'Cisco-Service-Info': string(251),
  'Cisco-Command-Code': string(252),
  'Cisco-Control-Info': string(253),
  'Cisco-Xmit-Rate': integer(255),
} as const satisfies AttributeTable;
