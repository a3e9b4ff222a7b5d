import type { AttributeTable } from '../attribute-table.ts';
import * as values from '../values.ts';

/** Attributes of RFC 4372, 4675, 5580, 5607, 6929. */
export const later = {
  'Chargeable-User-Identity': { type: 89, kind: 'octets' }, // RFC 4372 §2.2
  'Egress-VLANID': { type: 56, kind: 'integer' }, // RFC 4675 §2.1
  'Ingress-Filters': { type: 57, kind: 'integer', values: values.ingressFilters }, // RFC 4675 §2.2
  'Egress-VLAN-Name': { type: 58, kind: 'string' }, // RFC 4675 §2.3
  'User-Priority-Table': { type: 59, kind: 'octets' }, // RFC 4675 §2.4
  'Operator-Name': { type: 126, kind: 'string' }, // RFC 5580 §4.1
  'Location-Information': { type: 127, kind: 'octets' }, // RFC 5580 §4.2
  'Location-Data': { type: 128, kind: 'octets' }, // RFC 5580 §4.3
  'Basic-Location-Policy-Rules': { type: 129, kind: 'octets' }, // RFC 5580 §4.4
  'Extended-Location-Policy-Rules': { type: 130, kind: 'string' }, // RFC 5580 §4.5
  'Location-Capable': { type: 131, kind: 'integer', values: values.locationCapable }, // RFC 5580 §4.6
  'Requested-Location-Info': { type: 132, kind: 'integer', values: values.requestedLocationInfo }, // RFC 5580 §4.7
  'Framed-Management': { type: 133, kind: 'integer', values: values.framedManagement }, // RFC 5607 §6.1
  'Management-Transport-Protection': { type: 134, kind: 'integer', values: values.managementTransportProtection }, // RFC 5607 §6.2
  'Management-Policy-Id': { type: 135, kind: 'string' }, // RFC 5607 §6.3
  'Management-Privilege-Level': { type: 136, kind: 'integer' }, // RFC 5607 §6.4
  'Extended-Attribute-1': { type: 241, kind: 'extended' }, // RFC 6929 §3.1
  'Extended-Attribute-2': { type: 242, kind: 'extended' }, // RFC 6929 §3.2
  'Extended-Attribute-3': { type: 243, kind: 'extended' }, // RFC 6929 §3.3
  'Extended-Attribute-4': { type: 244, kind: 'extended' }, // RFC 6929 §3.4
  'Extended-Attribute-5': { type: 245, kind: 'long-extended' }, // RFC 6929 §3.5
  'Extended-Attribute-6': { type: 246, kind: 'long-extended' }, // RFC 6929 §3.6
} as const satisfies AttributeTable;
