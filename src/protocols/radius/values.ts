import type { ValueTable } from './attribute-table.ts';

/** RFC 2865 §5.6, RFC 3576 §3.1, RFC 5607 §6.1. */
export const serviceType = {
  'Login-User': 1,
  'Framed-User': 2,
  'Callback-Login-User': 3,
  'Callback-Framed-User': 4,
  'Outbound-User': 5,
  'Administrative-User': 6,
  'NAS-Prompt-User': 7,
  'Authenticate-Only': 8,
  'Callback-NAS-Prompt': 9,
  'Call-Check': 10,
  'Callback-Administrative': 11,
  'Authorize-Only': 17,
  'Framed-Management': 18,
} as const satisfies ValueTable;

/** RFC 2865 §5.7. */
export const framedProtocol = {
  PPP: 1,
  SLIP: 2,
  ARAP: 3,
  'Gandalf-SLML': 4,
  'Xylogics-IPX-SLIP': 5,
  'X.75-Synchronous': 6,
} as const satisfies ValueTable;

/** RFC 2865 §5.10. */
export const framedRouting = {
  None: 0,
  Broadcast: 1,
  Listen: 2,
  'Broadcast-Listen': 3,
} as const satisfies ValueTable;

/** RFC 2865 §5.13. */
export const framedCompression = {
  None: 0,
  'Van-Jacobson-TCP-IP': 1,
  'IPX-Header-Compression': 2,
  'Stac-LZS': 3,
} as const satisfies ValueTable;

/** RFC 2865 §5.15. */
export const loginService = {
  Telnet: 0,
  Rlogin: 1,
  'TCP-Clear': 2,
  PortMaster: 3,
  LAT: 4,
  'X25-PAD': 5,
  'X25-T3POS': 6,
  'TCP-Clear-Quiet': 8,
} as const satisfies ValueTable;

/** RFC 2865 §5.16: well-known TCP ports. */
export const loginTcpPort = {
  Telnet: 23,
  Rlogin: 513,
  Rsh: 514,
} as const satisfies ValueTable;

/** RFC 2865 §5.29. */
export const terminationAction = {
  Default: 0,
  'RADIUS-Request': 1,
} as const satisfies ValueTable;

/** RFC 2865 §5.41, RFC 4603, RFC 4679. */
export const nasPortType = {
  Async: 0,
  Sync: 1,
  ISDN: 2,
  'ISDN-V120': 3,
  'ISDN-V110': 4,
  Virtual: 5,
  PIAFS: 6,
  'HDLC-Clear-Channel': 7,
  'X.25': 8,
  'X.75': 9,
  'G.3-Fax': 10,
  SDSL: 11,
  'ADSL-CAP': 12,
  'ADSL-DMT': 13,
  IDSL: 14,
  Ethernet: 15,
  xDSL: 16,
  Cable: 17,
  'Wireless-Other': 18,
  'Wireless-802.11': 19,
  PPPoA: 30,
  PPPoEoA: 31,
  PPPoEoE: 32,
  PPPoEoVLAN: 33,
  PPPoEoQinQ: 34,
} as const satisfies ValueTable;

/** RFC 2866 §5.1, RFC 2867 §3; 3 was called Alive before RFC 2866. */
export const acctStatusType = {
  Start: 1,
  Stop: 2,
  'Interim-Update': 3,
  Alive: 3,
  'Accounting-On': 7,
  'Accounting-Off': 8,
  'Tunnel-Start': 9,
  'Tunnel-Stop': 10,
  'Tunnel-Reject': 11,
  'Tunnel-Link-Start': 12,
  'Tunnel-Link-Stop': 13,
  'Tunnel-Link-Reject': 14,
  Failed: 15,
} as const satisfies ValueTable;

/** RFC 2866 §5.6. */
export const acctAuthentic = {
  RADIUS: 1,
  Local: 2,
  Remote: 3,
  Diameter: 4,
} as const satisfies ValueTable;

/** RFC 2866 §5.10, RFC 3580 §2.3. */
export const acctTerminateCause = {
  'User-Request': 1,
  'Lost-Carrier': 2,
  'Lost-Service': 3,
  'Idle-Timeout': 4,
  'Session-Timeout': 5,
  'Admin-Reset': 6,
  'Admin-Reboot': 7,
  'Port-Error': 8,
  'NAS-Error': 9,
  'NAS-Request': 10,
  'NAS-Reboot': 11,
  'Port-Unneeded': 12,
  'Port-Preempted': 13,
  'Port-Suspended': 14,
  'Service-Unavailable': 15,
  Callback: 16,
  'User-Error': 17,
  'Host-Request': 18,
  'Supplicant-Restart': 19,
  'Reauthentication-Failure': 20,
  'Port-Reinitialized': 21,
  'Port-Administratively-Disabled': 22,
} as const satisfies ValueTable;

/** RFC 2868 §3.1. */
export const tunnelType = {
  PPTP: 1,
  L2F: 2,
  L2TP: 3,
  ATMP: 4,
  VTP: 5,
  AH: 6,
  IP: 7,
  'MIN-IP': 8,
  ESP: 9,
  GRE: 10,
  DVS: 11,
  'IP-in-IP': 12,
} as const satisfies ValueTable;

/** RFC 2868 §3.2. */
export const tunnelMediumType = {
  IP: 1,
  IPv4: 1,
  IPv6: 2,
  NSAP: 3,
  HDLC: 4,
  'BBN-1822': 5,
  'IEEE-802': 6,
  'E.163': 7,
  'E.164': 8,
  'F.69': 9,
  'X.121': 10,
  IPX: 11,
  Appletalk: 12,
  'DecNet-IV': 13,
  'Banyan-Vines': 14,
  'E.164-NSAP': 15,
} as const satisfies ValueTable;

/** RFC 2869 §5.6. */
export const arapZoneAccess = {
  'Default-Zone': 1,
  'Zone-Filter-Inclusive': 2,
  'Zone-Filter-Exclusive': 4,
} as const satisfies ValueTable;

/** RFC 2869 §5.10. */
export const prompt = {
  'No-Echo': 0,
  Echo: 1,
} as const satisfies ValueTable;

/** RFC 5176 §3.5. */
export const errorCause = {
  'Residual-Context-Removed': 201,
  'Invalid-EAP-Packet': 202,
  'Unsupported-Attribute': 401,
  'Missing-Attribute': 402,
  'NAS-Identification-Mismatch': 403,
  'Invalid-Request': 404,
  'Unsupported-Service': 405,
  'Unsupported-Extension': 406,
  'Invalid-Attribute-Value': 407,
  'Administratively-Prohibited': 501,
  'Proxy-Request-Not-Routable': 502,
  'Session-Context-Not-Found': 503,
  'Session-Context-Not-Removable': 504,
  'Proxy-Processing-Error': 505,
  'Resources-Unavailable': 506,
  'Request-Initiated': 507,
  'Multiple-Session-Selection-Unsupported': 508,
} as const satisfies ValueTable;

/** RFC 4675 §2.2. */
export const ingressFilters = {
  Enabled: 1,
  Disabled: 2,
} as const satisfies ValueTable;

/** RFC 5580 §4.6. */
export const locationCapable = {
  'Civic-Location': 1,
  'Geo-Location': 2,
  'Users-Location': 4,
  'NAS-Location': 8,
} as const satisfies ValueTable;

/** RFC 5580 §4.7. */
export const requestedLocationInfo = {
  'Civic-Location': 1,
  'Geo-Location': 2,
  'Users-Location': 4,
  'NAS-Location': 8,
  'Future-Requests': 16,
  None: 32,
} as const satisfies ValueTable;

/** RFC 5607 §6.1. */
export const framedManagement = {
  SNMP: 1,
  'Web-Based': 2,
  Netconf: 3,
  FTP: 4,
  TFTP: 5,
  SFTP: 6,
  RCP: 7,
  SCP: 8,
} as const satisfies ValueTable;

/** RFC 5607 §6.2. */
export const managementTransportProtection = {
  'No-Protection': 1,
  'Integrity-Protection': 2,
  'Integrity-Confidentiality-Protection': 3,
} as const satisfies ValueTable;

/** Cisco-Disconnect-Cause; TACACS+ and AV pairs carry these plus 1000 (`disc-cause-ext`). */
export const ciscoDisconnectCause = {
  'No-Reason': 0,
  'No-Disconnect': 1,
  Unknown: 2,
  'Call-Disconnect': 3,
  'CLID-Authentication-Failure': 4,
  'No-Modem-Available': 9,
  'No-Carrier': 10,
  'Lost-Carrier': 11,
  'No-Detected-Result-Codes': 12,
  'User-Ends-Session': 20,
  'Idle-Timeout': 21,
  'Exit-Telnet-Session': 22,
  'No-Remote-IP-Addr': 23,
  'Exit-Raw-TCP': 24,
  'Password-Fail': 25,
  'Raw-TCP-Disabled': 26,
  'Control-C-Detected': 27,
  'EXEC-Program-Destroyed': 28,
  'Close-Virtual-Connection': 29,
  'End-Virtual-Connection': 30,
  'Exit-Rlogin': 31,
  'Invalid-Rlogin-Option': 32,
  'Insufficient-Resources': 33,
  'Timeout-PPP-LCP': 40,
  'Failed-PPP-LCP-Negotiation': 41,
  'Failed-PPP-PAP-Auth-Fail': 42,
  'Failed-PPP-CHAP-Auth': 43,
  'Failed-PPP-Remote-Auth': 44,
  'PPP-Remote-Terminate': 45,
  'PPP-Closed-Event': 46,
  'NCP-Closed-PPP': 47,
  'MP-Error-PPP': 48,
  'PPP-Maximum-Channels': 49,
  'Tables-Full': 50,
  'Resources-Full': 51,
  'Invalid-IP-Address': 52,
  'Bad-Hostname': 53,
  'Bad-Port': 54,
  'Reset-TCP': 60,
  'TCP-Connection-Refused': 61,
  'Timeout-TCP': 62,
  'Foreign-Host-Close-TCP': 63,
  'TCP-Network-Unreachable': 64,
  'TCP-Host-Unreachable': 65,
  'TCP-Network-Admin-Unreachable': 66,
  'TCP-Port-Unreachable': 67,
  'Session-Timeout': 100,
  'Session-Failed-Security': 101,
  'Session-End-Callback': 102,
  'Invalid-Protocol': 120,
  'RADIUS-Disconnect': 150,
  'Local-Admin-Disconnect': 151,
  'SNMP-Disconnect': 152,
  'V110-Retries': 160,
  'PPP-Authentication-Timeout': 170,
  'Local-Hangup': 180,
  'Remote-Hangup': 185,
  'T1-Quiesced': 190,
  'Call-Duration': 195,
  'VPN-User-Disconnect': 600,
  'VPN-Carrier-Loss': 601,
  'VPN-No-Resources': 602,
  'VPN-Bad-Control-Packet': 603,
  'VPN-Admin-Disconnect': 604,
  'VPN-Tunnel-Shut': 605,
  'VPN-Local-Disconnect': 606,
  'VPN-Session-Limit': 607,
  'VPN-Call-Redirect': 608,
} as const satisfies ValueTable;
