/** Clearing causes (X.25 table 5-7). A cause with bit 8 set comes from the other host and is its own. */
const clearing: Readonly<Record<number, string>> = {
  0: 'the host cleared the call',
  1: 'number busy',
  3: 'invalid facility request',
  5: 'network congestion',
  9: 'out of order',
  11: 'access barred',
  13: 'not obtainable',
  17: 'remote procedure error',
  19: 'local procedure error',
  21: 'RPOA out of order',
  25: 'reverse charging not accepted',
  33: 'incompatible destination',
  41: 'fast select not accepted',
  57: 'ship absent',
};

/** Words for the cause of a clear. */
export const clearingText = (cause: number): string =>
  cause >= 128 ? clearing[0]! : (clearing[cause] ?? 'unknown cause');

/** Causes and diagnostics that this side gives (X.25 tables 5-7, 5-8 and annex E). */
export const own = {
  clearing: 0,
  resetting: 0,
  diagnostics: { none: 0, invalidPs: 1, invalidPr: 2, packetTooLong: 39, timeExpired: 48 },
} as const;
