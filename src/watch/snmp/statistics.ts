/** Counters of the agent since its start: the `snmp` group (RFC 3418), and those of the user-based model (RFC 3414). */
export interface SnmpCounters {
  inPkts: number;
  outPkts: number;
  inBadVersions: number;
  inBadCommunityNames: number;
  inBadCommunityUses: number;
  inAsnParseErrs: number;
  /** Requests that an access list refused; counted as unknown communities, too, as on IOS. */
  accessDenied: number;
  totalReqVars: number;
  totalSetVars: number;
  getRequests: number;
  getNexts: number;
  getBulks: number;
  setRequests: number;
  getResponses: number;
  outTooBigs: number;
  outNoSuchNames: number;
  outBadValues: number;
  outGenErrs: number;
  outTraps: number;
  informsSent: number;
  informsAcknowledged: number;
  informsFailed: number;
  unsupportedSecLevels: number;
  notInTimeWindows: number;
  unknownUserNames: number;
  unknownEngineIds: number;
  wrongDigests: number;
  decryptionErrors: number;
}

export const newCounters = (): SnmpCounters => ({
  inPkts: 0,
  outPkts: 0,
  inBadVersions: 0,
  inBadCommunityNames: 0,
  inBadCommunityUses: 0,
  inAsnParseErrs: 0,
  accessDenied: 0,
  totalReqVars: 0,
  totalSetVars: 0,
  getRequests: 0,
  getNexts: 0,
  getBulks: 0,
  setRequests: 0,
  getResponses: 0,
  outTooBigs: 0,
  outNoSuchNames: 0,
  outBadValues: 0,
  outGenErrs: 0,
  outTraps: 0,
  informsSent: 0,
  informsAcknowledged: 0,
  informsFailed: 0,
  unsupportedSecLevels: 0,
  notInTimeWindows: 0,
  unknownUserNames: 0,
  unknownEngineIds: 0,
  wrongDigests: 0,
  decryptionErrors: 0,
});
