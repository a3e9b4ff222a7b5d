import { follow, type Hint } from './matching.ts';
import { noSteps, type Rank, type Rule, rankOf } from './rule.ts';

/** A source of numbers in [0, 1), for sample values. */
export type Sampling = () => number;

/**
 * An argument of one word. `parse` gives `undefined` for a word that isn't one; `print` must be read back by `parse` as
 * the same value (default: `String`). `sample` makes valid values. `wrongAt` says at which character a word goes wrong.
 */
export function arg<T>(spec: {
  readonly shape: string;
  readonly help: string;
  readonly rank?: 'number' | 'address' | 'word';
  readonly parse: (word: string) => T | undefined;
  readonly print?: (value: T) => string;
  readonly sample: (random: Sampling) => T;
  readonly wrongAt?: (word: string) => number;
}): Rule<T> {
  const { shape, help, parse, sample, print = String, wrongAt } = spec;
  const hint: Hint = { text: shape, help, keyword: false };
  const rank: Rank = rankOf[spec.rank ?? 'word'];
  const kind = kindOf(sample(() => 0.5));
  return {
    node: { kind: 'argument', shape, help, sample },
    empty: undefined,
    match(matching, at, trail) {
      const typed = matching.words[at];
      if (typed === undefined) {
        matching.expect(hint, trail);
        return noSteps;
      }
      const value = parse(typed.text);
      if (value === undefined) {
        matching.fail(at, wrongAt?.(typed.text) ?? 0, trail);
        return noSteps;
      }
      return [{ value, at: at + 1, trail: follow(trail, typed.text, rank) }];
    },
    print(value) {
      if (kindOf(value) !== kind) return undefined;
      // Same kind of value as the samples; parse has the last word on whether it is one of ours.
      const text = print(value as T);
      return text === '' || /\s/.test(text) || parse(text) === undefined ? undefined : [text];
    },
  };
}

const kindOf = (value: unknown): string => (Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value);
const pick = <T>(random: Sampling, from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
const between = (random: Sampling, lo: number, hi: number): number => lo + Math.floor(random() * (hi - lo + 1));

/** Any word; `max` characters at most, `pattern` when not every word will do, `shape` when it isn't called WORD. */
export function WORD(
  help: string,
  options: {
    readonly max?: number;
    readonly shape?: string;
    readonly pattern?: RegExp;
    readonly sample?: (random: Sampling) => string;
  } = {},
): Rule<string> {
  const { max = 254, shape = 'WORD', pattern } = options;
  return arg<string>({
    shape,
    help,
    parse: (word) => (word.length <= max && (pattern === undefined || pattern.test(word)) ? word : undefined),
    wrongAt: (word) => (word.length > max ? max : 0),
    sample: options.sample ?? ((random) => sampleWord(random, Math.min(max, 10))),
  });
}

function sampleWord(random: Sampling, max: number): string {
  const letters = 'abcdefghijklmnopqrstuvwxyzABCDEF0123456789-_.';
  return Array.from({ length: between(random, 1, max) }, (_, index) =>
    index === 0 ? 'z' : pick(random, [...letters]),
  ).join('');
}

/** A whole number from `lo` to `hi`, in decimal. */
export function INT(lo: number, hi: number, help: string): Rule<number> {
  return arg<number>({
    shape: `<${lo}-${hi}>`,
    help,
    rank: 'number',
    parse: (word) => {
      if (!/^-?\d{1,15}$/.test(word)) return undefined;
      const value = Number(word);
      return value >= lo && value <= hi ? value : undefined;
    },
    wrongAt: (word) => {
      const digits = /^-?\d*/.exec(word)?.[0].length ?? 0;
      return digits < word.length ? digits : 0;
    },
    sample: (random) => between(random, lo, hi),
  });
}

/** An IPv4 address; canonical dotted decimal. */
export const IPV4 = (help: string): Rule<string> => dotted('A.B.C.D', help, () => true);

/** An IPv4 network mask: ones, then zeros. */
export const IPV4_MASK = (help: string): Rule<string> =>
  dotted(
    'A.B.C.D',
    help,
    (bits) => ((~bits >>> 0) & ((~bits >>> 0) + 1)) === 0,
    (random) => {
      const ones = between(random, 0, 32);
      return ones === 0 ? 0 : (0xffffffff << (32 - ones)) >>> 0;
    },
  );

function dotted(
  shape: string,
  help: string,
  allowed: (bits: number) => boolean,
  sampleBits?: (random: Sampling) => number,
): Rule<string> {
  return arg<string>({
    shape,
    help,
    rank: 'address',
    parse: (word) => {
      const bits = parseIpv4(word);
      return bits === undefined || !allowed(bits) ? undefined : printIpv4(bits);
    },
    wrongAt: wrongInIpv4,
    sample: (random) => printIpv4(sampleBits?.(random) ?? Math.floor(random() * 2 ** 32)),
  });
}

/** Where a dotted address goes wrong: at an octet that is too big, or at a character that can't be there. */
function wrongInIpv4(word: string): number {
  let start = 0;
  for (const [index, octet] of word.split('.').entries()) {
    const digits = /^\d*/.exec(octet)?.[0].length ?? 0;
    if (index === 4) return start - 1;
    if (digits < octet.length) return start + digits;
    if (Number(octet) > 255) return start;
    start += octet.length + 1;
  }
  return 0;
}

/** 32 bits of a dotted address, or `undefined`. */
function parseIpv4(word: string): number | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(word)?.slice(1).map(Number);
  if (parts === undefined || parts.some((part) => part > 255)) return undefined;
  return parts.reduce((bits, part) => bits * 256 + part, 0);
}

const printIpv4 = (bits: number): string => [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join('.');

/** An IPv6 address; canonical as RFC 5952, in capitals as IOS prints it. */
export const IPV6 = (help: string): Rule<string> =>
  arg<string>({
    shape: 'X:X:X:X::X',
    help,
    rank: 'address',
    parse: canonicalIpv6,
    sample: (random) =>
      canonicalIpv6(
        Array.from({ length: 8 }, () => (random() < 0.4 ? 0 : Math.floor(random() * 65536)).toString(16)).join(':'),
      ) ?? '::1',
  });

function canonicalIpv6(word: string): string | undefined {
  if (!/^[0-9a-fA-F:.]{2,45}$/.test(word) || !word.includes(':')) return undefined;
  const url = URL.parse(`http://[${word}]/`);
  return url === null ? undefined : url.hostname.slice(1, -1).toUpperCase();
}

/** A host: an IPv4 or IPv6 address, or a name. */
export const HOST = (help: string): Rule<string> =>
  arg<string>({
    shape: 'Hostname or A.B.C.D',
    help,
    rank: 'address',
    parse: (word) => {
      if (/^[\d.]+$/.test(word)) return parseIpv4(word) === undefined ? undefined : printIpv4(parseIpv4(word) ?? 0);
      if (word.includes(':')) return canonicalIpv6(word);
      return /^(?=.{1,253}$)[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?(?:\.[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?)*\.?$/.test(
        word,
      )
        ? word
        : undefined;
    },
    sample: (random) => (random() < 0.5 ? printIpv4(Math.floor(random() * 2 ** 32)) : sampleWord(random, 1)),
  });

/** Hexadecimal digits, `digits` of them or from `min` to `max`; kept as typed. */
export const HEX = (help: string, { min = 1, max = 254 }: { min?: number; max?: number } = {}): Rule<string> =>
  arg<string>({
    shape: 'Hex-string',
    help,
    parse: (word) => (word.length >= min && word.length <= max && /^[0-9a-fA-F]+$/.test(word) ? word : undefined),
    wrongAt: (word) => /^[0-9a-fA-F]*/.exec(word)?.[0].length ?? 0,
    sample: (random) =>
      Array.from({ length: between(random, min, Math.min(max, min + 12)) }, () =>
        pick(random, [...'0123456789ABCDEF']),
      ).join(''),
  });

/** The rest of the line, as typed; at least one character, blanks at its ends removed. */
export function LINE(
  help: string,
  { shape = 'LINE', max = 4096 }: { shape?: string; max?: number } = {},
): Rule<string> {
  const hint: Hint = { text: shape, help, keyword: false };
  return {
    node: {
      kind: 'argument',
      shape,
      help,
      sample: (random) => [sampleWord(random, 8), sampleWord(random, 8)].join(random() < 0.5 ? ' ' : '  '),
    },
    empty: undefined,
    match(matching, at, trail) {
      const typed = matching.words[at];
      if (typed === undefined) {
        matching.expect(hint, trail);
        return noSteps;
      }
      const text = matching.text.slice(typed.start).trimEnd();
      if (text.length > max || text.includes('\n')) {
        matching.fail(at, 0, trail);
        return noSteps;
      }
      const way = follow(trail, text, rankOf.line);
      if (matching.purpose === 'help') matching.expect(hint, way);
      return [{ value: text, at: matching.words.length, trail: way }];
    },
    print: (value) =>
      typeof value === 'string' && value !== '' && value === value.trim() && !value.includes('\n')
        ? [value]
        : undefined,
  };
}

/** A word, or several in double quotes; the value has no quotes. Printed with quotes where it needs them. */
export function STRING(
  help: string,
  { shape = 'STRING', max = 254 }: { shape?: string; max?: number } = {},
): Rule<string> {
  const hint: Hint = { text: shape, help, keyword: false };
  return {
    node: {
      kind: 'argument',
      shape,
      help,
      sample: (random) =>
        random() < 0.5 ? sampleWord(random, 8) : `${sampleWord(random, 5)} ${sampleWord(random, 5)}: `,
    },
    empty: undefined,
    match(matching, at, trail) {
      const typed = matching.words[at];
      if (typed === undefined) {
        matching.expect(hint, trail);
        return noSteps;
      }
      if (!typed.text.startsWith('"')) {
        if (typed.text.length <= max && !typed.text.includes('"'))
          return [{ value: typed.text, at: at + 1, trail: follow(trail, typed.text, rankOf.word) }];
        matching.fail(at, Math.max(0, typed.text.indexOf('"')), trail);
        return noSteps;
      }
      const close = matching.text.indexOf('"', typed.start + 1);
      const after = matching.words.findIndex((word) => word.start > close);
      const last = matching.words[(after === -1 ? matching.words.length : after) - 1];
      if (close === -1 || close - typed.start - 1 > max || last === undefined || last.end !== close + 1) {
        matching.fail(at, 0, trail);
        return noSteps;
      }
      const quoted = matching.text.slice(typed.start, close + 1);
      return [
        {
          value: quoted.slice(1, -1),
          at: after === -1 ? matching.words.length : after,
          trail: follow(trail, quoted, rankOf.word),
        },
      ];
    },
    print(value) {
      if (typeof value !== 'string' || /["\n]/.test(value) || value.length > max) return undefined;
      return [value === '' || /\s/.test(value) ? `"${value}"` : value];
    },
  };
}
