import type { AccountingRecord, Facts, PortType, RecordKind } from '../record.ts';

/** Acct-Status-Type (RFC 2866 §5.1). */
export const acctStatusType = {
  start: 1,
  stop: 2,
  interim: 3,
  on: 7,
  off: 8,
} as const satisfies Record<RecordKind, number>;

/** NAS-Port-Type (RFC 2865 §5.41). */
export const nasPortTypes = {
  async: 0,
  sync: 1,
  isdn: 2,
  virtual: 5,
  adsl: 13,
  ethernet: 15,
  xdsl: 16,
  cable: 17,
  wireless: 18,
  wifi: 19,
} as const satisfies Record<PortType, number>;

/**
 * Login-Service (RFC 2865 §5.15). There is no number for SSH: the attribute is left out. TN3270 runs over Telnet;
 * 5 and 6 are X25-PAD and X25-T3POS.
 */
export const loginServices: Readonly<Record<NonNullable<Facts['loginService']>, number | undefined>> = {
  telnet: 0,
  rlogin: 1,
  lat: 4,
  pad: 5,
  tn3270: 0,
  ssh: undefined,
};

/** Acct-Authentic (RFC 2866 §5.6); nobody authenticated a user under `none`: not sent. */
export function acctAuthentic(facts: Facts): number | undefined {
  const codes = { radius: 1, local: 2, remote: 3, none: undefined } as const;
  return facts.authentic === undefined ? undefined : codes[facts.authentic];
}

/**
 * Service-Type (RFC 2865 §5.6): Login for outbound connections, Framed for network sessions, NAS-Prompt for a shell
 * (old dictionaries call that value Exec-User). IPsec records have none.
 */
export function serviceType(record: AccountingRecord): number | undefined {
  switch (record.type) {
    case 'exec':
      return 7;
    case 'connection':
      return 1;
    case 'network':
      return record.facts.service === 'ike' ? undefined : 2;
    case 'auth-proxy':
    case 'dot1x':
    case 'identity':
      return 2;
    case 'resource':
    case 'commands':
    case 'system':
    case 'vrrs':
    case 'onep':
      return undefined;
  }
}
