/** What a PAD does with a terminal (ITU-T X.3): numbered parameters. */
export interface ParameterDefinition {
  readonly name: string;
  /** At the start of a call, as on IOS. */
  readonly initial: number;
  /** Whether a value is one that this PAD takes. */
  readonly takes: (value: number) => boolean;
}

const anything = (): boolean => true;
const upTo =
  (most: number) =>
  (value: number): boolean =>
    value <= most;

/** The parameters of X.3 §3. Those that are about modems and paper keep their values and do nothing. */
export const parameterTable: Readonly<Record<number, ParameterDefinition>> = {
  1: { name: 'PAD recall', initial: 1, takes: upTo(126) },
  2: { name: 'Echo', initial: 1, takes: upTo(1) },
  3: { name: 'Data forwarding characters', initial: 2, takes: upTo(127) },
  4: { name: 'Idle timer, in twentieths of a second', initial: 1, takes: anything },
  5: { name: 'Ancillary device control', initial: 1, takes: upTo(2) },
  6: { name: 'PAD service signals', initial: 0, takes: upTo(15) },
  7: { name: 'Action on break', initial: 21, takes: upTo(31) },
  8: { name: 'Discard output', initial: 0, takes: upTo(1) },
  9: { name: 'Padding after CR', initial: 0, takes: anything },
  10: { name: 'Line folding', initial: 0, takes: anything },
  11: { name: 'Speed', initial: 14, takes: (value) => value === 14 },
  12: { name: 'Flow control of the PAD', initial: 1, takes: upTo(1) },
  13: { name: 'LF after CR', initial: 0, takes: upTo(7) },
  14: { name: 'Padding after LF', initial: 0, takes: anything },
  15: { name: 'Editing', initial: 0, takes: upTo(1) },
  16: { name: 'Character delete', initial: 127, takes: upTo(127) },
  17: { name: 'Line delete', initial: 24, takes: upTo(127) },
  18: { name: 'Line display', initial: 18, takes: upTo(127) },
  19: { name: 'Editing signals', initial: 2, takes: upTo(126) },
  20: { name: 'Echo mask', initial: 0, takes: anything },
  21: { name: 'Parity', initial: 0, takes: upTo(0) },
  22: { name: 'Page wait', initial: 0, takes: upTo(0) },
};

/** Numbers by what they stand for. */
export const parameterNumbers = {
  echo: 2,
  forwarding: 3,
  idleTimer: 4,
  onBreak: 7,
  discard: 8,
  lineFeed: 13,
  editing: 15,
  deleteCharacter: 16,
  deleteLine: 17,
  displayLine: 18,
} as const;

/** Bits of parameter 7. */
export const breakActions = { interrupt: 1, reset: 2, indication: 4, discard: 16 } as const;

const range = (first: number, last: number): readonly number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);
const [bel, ht, lf, vt, ff, cr, dc2, esc, del] = [7, 9, 10, 11, 12, 13, 18, 27, 127] as const;
const named = new Set([bel, ht, lf, vt, ff, cr, dc2, esc, 5, 6, 24, 3, 4]);

/** Characters by the bits of parameter 3 (X.3 §3.3): a packet goes out when one of them is typed. */
const forwardingSets: readonly (readonly [bit: number, characters: ReadonlySet<number>])[] = [
  [1, new Set([...range(0x30, 0x39), ...range(0x41, 0x5a), ...range(0x61, 0x7a)])],
  [2, new Set([cr])],
  [4, new Set([esc, bel, 5, 6])],
  [8, new Set([del, 24, dc2])],
  [16, new Set([3, 4])],
  [32, new Set([ht, lf, vt, ff])],
  [64, new Set(range(0, 31).filter((character) => !named.has(character)))],
];

/** Whether a character sends what was typed up to it. */
export const forwards = (character: number, parameter: number): boolean =>
  forwardingSets.some(([bit, characters]) => (parameter & bit) !== 0 && characters.has(character));
