import type { AttributeTable } from '../attribute-table.ts';
import * as values from '../values.ts';

/** Attributes of RFC 2865. */
export const rfc2865 = {
  'User-Name': { type: 1, kind: 'string' }, // §5.1
  'User-Password': { type: 2, kind: 'string', encrypted: 'user-password' }, // §5.2
  'CHAP-Password': { type: 3, kind: 'octets', secret: true }, // §5.3
  'NAS-IP-Address': { type: 4, kind: 'ipaddr' }, // §5.4
  'NAS-Port': { type: 5, kind: 'integer' }, // §5.5
  'Service-Type': { type: 6, kind: 'integer', values: values.serviceType }, // §5.6
  'Framed-Protocol': { type: 7, kind: 'integer', values: values.framedProtocol }, // §5.7
  'Framed-IP-Address': { type: 8, kind: 'ipaddr' }, // §5.8
  'Framed-IP-Netmask': { type: 9, kind: 'ipaddr' }, // §5.9
  'Framed-Routing': { type: 10, kind: 'integer', values: values.framedRouting }, // §5.10
  'Filter-Id': { type: 11, kind: 'string' }, // §5.11
  'Framed-MTU': { type: 12, kind: 'integer' }, // §5.12
  'Framed-Compression': { type: 13, kind: 'integer', values: values.framedCompression }, // §5.13
  'Login-IP-Host': { type: 14, kind: 'ipaddr' }, // §5.14
  'Login-Service': { type: 15, kind: 'integer', values: values.loginService }, // §5.15
  'Login-TCP-Port': { type: 16, kind: 'integer', values: values.loginTcpPort }, // §5.16
  'Reply-Message': { type: 18, kind: 'string' }, // §5.18
  'Callback-Number': { type: 19, kind: 'string' }, // §5.19
  'Callback-Id': { type: 20, kind: 'string' }, // §5.20
  'Framed-Route': { type: 22, kind: 'string' }, // §5.22
  'Framed-IPX-Network': { type: 23, kind: 'ipaddr' }, // §5.23
  State: { type: 24, kind: 'octets' }, // §5.24
  Class: { type: 25, kind: 'octets' }, // §5.25
  'Vendor-Specific': { type: 26, kind: 'vsa' }, // §5.26
  'Session-Timeout': { type: 27, kind: 'integer' }, // §5.27
  'Idle-Timeout': { type: 28, kind: 'integer' }, // §5.28
  'Termination-Action': { type: 29, kind: 'integer', values: values.terminationAction }, // §5.29
  'Called-Station-Id': { type: 30, kind: 'string' }, // §5.30
  'Calling-Station-Id': { type: 31, kind: 'string' }, // §5.31
  'NAS-Identifier': { type: 32, kind: 'string' }, // §5.32
  'Proxy-State': { type: 33, kind: 'octets' }, // §5.33
  'Login-LAT-Service': { type: 34, kind: 'string' }, // §5.34
  'Login-LAT-Node': { type: 35, kind: 'string' }, // §5.35
  'Login-LAT-Group': { type: 36, kind: 'octets' }, // §5.36
  'Framed-AppleTalk-Link': { type: 37, kind: 'integer' }, // §5.37
  'Framed-AppleTalk-Network': { type: 38, kind: 'integer' }, // §5.38
  'Framed-AppleTalk-Zone': { type: 39, kind: 'string' }, // §5.39
  'CHAP-Challenge': { type: 60, kind: 'octets' }, // §5.40
  'NAS-Port-Type': { type: 61, kind: 'integer', values: values.nasPortType }, // §5.41
  'Port-Limit': { type: 62, kind: 'integer' }, // §5.42
  'Login-LAT-Port': { type: 63, kind: 'string' }, // §5.43
} as const satisfies AttributeTable;
