/** How MAC addresses are written in Calling-Station-Id: `radius-server attribute 31 mac format …`. */
export interface MacFormat {
  /** `default`: 0000.4096.3e4a, `ietf`: 00-00-40-96-3E-4A, `unformatted`: 000040963e4a, or so many octets a group. */
  readonly style: 'default' | 'ietf' | 'unformatted' | 'one-byte' | 'two-byte' | 'three-byte';
  /** Between groups of octets; default: hyphen. */
  readonly delimiter?: 'colon' | 'hyphen' | 'period';
  /** Default: upper case in `ietf`, else lower case. */
  readonly letters?: 'lower-case' | 'upper-case';
}

/** With delimiters; or without, and not to be taken for a telephone number. */
const macAddress =
  /^(?:(?:[\da-f]{2}([:-]))(?:[\da-f]{2}\1){4}[\da-f]{2}|[\da-f]{4}([.:-])[\da-f]{4}\2[\da-f]{4}|[\da-f]{6}[.:-][\da-f]{6}|(?=\d*[a-f])[\da-f]{12})$/i;

const digits = { default: 4, ietf: 2, unformatted: 12, 'one-byte': 2, 'two-byte': 4, 'three-byte': 6 } as const;
const delimiters = { colon: ':', hyphen: '-', period: '.' } as const;

/** A Calling-Station-Id as the servers want it: MAC addresses in their format, anything else as it is. */
export function formatCaller(caller: string, format: MacFormat | undefined): string {
  if (format === undefined || !macAddress.test(caller)) return caller;
  const { style, delimiter = style === 'default' ? 'period' : 'hyphen', letters } = format;
  const all = caller.replaceAll(/[.:-]/g, '');
  const upper = letters === undefined ? style === 'ietf' : letters === 'upper-case';
  const groups = (upper ? all.toUpperCase() : all.toLowerCase()).match(new RegExp(`.{${digits[style]}}`, 'g')) ?? [];
  return groups.join(delimiters[delimiter]);
}
