/**
 * Words of `disc-cause-ext` in RADIUS; TACACS+ carries the number. The numbers are the Ascend Disconnect-Cause + 1000
 * (FreeRADIUS dictionary.ascend names the causes). What has no word here is sent as its number.
 */
const names: Readonly<Record<number, string>> = {
  1000: 'No Reason',
  1001: 'No Disconnect',
  1002: 'Unknown',
  1003: 'Call Disconnect',
  1004: 'CLID Auth Fail',
  1009: 'No Modem',
  1010: 'No Carrier',
  1011: 'Lost Carrier',
  1020: 'TS User Exit',
  1021: 'Idle Timeout',
  1022: 'TS Exit Telnet',
  1024: 'TS Raw TCP Exit',
  1025: 'TS Bad Password',
  1027: 'TS Ctrl-C',
  1028: 'TS Session End',
  1031: 'TS Rlogin Exit',
  1040: 'PPP LCP Timeout',
  1041: 'PPP LCP Fail',
  1042: 'PPP PAP Fail',
  1043: 'PPP CHAP Fail',
  1045: 'PPP Receive Term',
  1046: 'PPP Closed Event',
  1060: 'TCP Connection Reset',
  1061: 'TCP Connection Refused',
  1062: 'TCP Timeout',
  1063: 'TCP Foreign Host Close',
  1065: 'TCP Host Unreachable',
  1100: 'Session Timeout',
  1101: 'Failed Security',
  1102: 'Callback',
  1150: 'RADIUS Disconnect',
  1151: 'Local Admin Disconnect',
  1152: 'SNMP Disconnect',
  1180: 'Local Hangup',
  1185: 'Remote Hangup',
};

/** @param code 1000 and up */
export const disconnectName = (code: number): string => names[code] ?? String(code);
