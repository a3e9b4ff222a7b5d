import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { err, ok, type Result } from '../../base/result.ts';
import type { Encryption, Kind } from './attribute-table.ts';
import {
  Dictionary,
  type DictionaryEntry,
  type DictionaryVendor,
  usualFormat,
  type VendorFormat,
} from './dictionary.ts';

/** What is wrong with a dictionary file, and where. Lines count from 1. */
export type DictionaryFileError = { readonly file: string; readonly line: number } & (
  | { readonly kind: 'unreadable'; readonly path: string; readonly reason: string }
  | { readonly kind: 'include-loop'; readonly path: string }
  | { readonly kind: 'unknown-keyword'; readonly word: string }
  | { readonly kind: 'wrong-number-of-words'; readonly keyword: string }
  | { readonly kind: 'bad-number'; readonly word: string }
  | { readonly kind: 'unknown-vendor'; readonly name: string }
  | { readonly kind: 'vendor-not-open'; readonly name: string }
  | { readonly kind: 'bad-format'; readonly word: string }
);

/** One line without the comment, for messages: `file:line: kind detail`. */
export const dictionaryErrorText = ({ file, line, kind, ...detail }: DictionaryFileError): string =>
  `${file}:${line}: ${kind} ${Object.values(detail).join(' ')}`;

/** FreeRADIUS' names of data types; what is not here is kept as octets. */
const kinds: Readonly<Record<string, Kind>> = {
  string: 'string',
  octets: 'octets',
  integer: 'integer',
  uint32: 'integer',
  ipaddr: 'ipaddr',
  ipv4addr: 'ipaddr',
  ipv6addr: 'ipv6addr',
  ipv6prefix: 'ipv6prefix',
  ipv4prefix: 'ipv4prefix',
  date: 'date',
  time: 'date',
  ifid: 'ifid',
  byte: 'byte',
  uint8: 'byte',
  short: 'short',
  uint16: 'short',
  signed: 'signed',
  int32: 'signed',
  integer64: 'integer64',
  uint64: 'integer64',
  ether: 'ether',
  vsa: 'vsa',
  extended: 'extended',
  'long-extended': 'long-extended',
};

const encryptions: Readonly<Record<string, Encryption>> = {
  'encrypt=1': 'user-password',
  'encrypt=2': 'tunnel-password',
};

/**
 * Loads a dictionary in FreeRADIUS' format with everything it includes: `$INCLUDE`, `VENDOR`, `BEGIN-VENDOR`,
 * `ATTRIBUTE`, `VALUE`. Attributes inside a TLV or an extended attribute (`26.1`, `241.3`) and those that never travel
 * (above 255) are passed over: they have no place of their own in a packet. A `VALUE` before its attribute is kept.
 * @param read returns the text of a file, or throws
 */
export function loadDictionary(
  path: string,
  read: (path: string) => string = (file) => readFileSync(file, 'utf8'),
): Result<Dictionary, DictionaryFileError> {
  const loader = new Loader(read);
  const failure = loader.file(resolve(path), { file: resolve(path), line: 0 });
  return failure ? err(failure) : ok(loader.dictionary());
}

interface Place {
  readonly file: string;
  readonly line: number;
}

class Loader {
  readonly #read: (path: string) => string;
  readonly #open: string[] = [];
  readonly #entries: DictionaryEntry[] = [];
  readonly #vendors = new Map<string, DictionaryVendor>();
  readonly #values = new Map<string, Record<string, number>>();

  constructor(read: (path: string) => string) {
    this.#read = read;
  }

  dictionary(): Dictionary {
    const entries = this.#entries.map((entry) => {
      const values = this.#values.get(entry.name.toLowerCase());
      return values === undefined ? entry : { ...entry, values };
    });
    return new Dictionary(entries, [...this.#vendors.values()]);
  }

  file(path: string, from: Place): DictionaryFileError | undefined {
    if (this.#open.includes(path)) return { ...from, kind: 'include-loop', path };
    let text: string;
    try {
      text = this.#read(path);
    } catch (error) {
      return { ...from, kind: 'unreadable', path, reason: error instanceof Error ? error.message : String(error) };
    }
    this.#open.push(path);
    const scope: Scope = { vendor: undefined, elsewhere: false, tlv: 0 };
    let number = 0;
    for (const line of text.split('\n')) {
      number++;
      const words = line.replace(/#.*/, '').trim().split(/\s+/);
      if (words[0] === '' || words[0] === undefined) continue;
      const failure = this.#line(words, scope, { file: path, line: number });
      if (failure) return failure;
    }
    this.#open.pop();
    return undefined;
  }

  #line(words: readonly string[], scope: Scope, place: Place): DictionaryFileError | undefined {
    const [keyword = '', first = '', second = '', third = ''] = words;
    const needed = wordsOf[keyword.toUpperCase()];
    if (needed === undefined) return { ...place, kind: 'unknown-keyword', word: keyword };
    if (words.length < needed) return { ...place, kind: 'wrong-number-of-words', keyword };
    switch (keyword.toUpperCase()) {
      case '$INCLUDE':
      case '$INCLUDE-':
        return this.#include(keyword, first, place);
      case 'VENDOR':
        return this.#vendor(first, second, words.slice(3), place);
      case 'BEGIN-VENDOR':
        scope.vendor = this.#vendors.get(first.toLowerCase());
        scope.elsewhere = second.toLowerCase().startsWith('format=');
        return scope.vendor ? undefined : { ...place, kind: 'unknown-vendor', name: first };
      case 'END-VENDOR':
        if (scope.vendor?.name.toLowerCase() !== first.toLowerCase())
          return { ...place, kind: 'vendor-not-open', name: first };
        scope.vendor = undefined;
        scope.elsewhere = false;
        return undefined;
      case 'BEGIN-TLV':
        scope.tlv++;
        return undefined;
      case 'END-TLV':
        scope.tlv--;
        return undefined;
      case 'ATTRIBUTE':
        return this.#attribute(first, second, third, words.slice(4), scope, place);
      default:
        return this.#value(first, second, third, place);
    }
  }

  #include(keyword: string, path: string, place: Place): DictionaryFileError | undefined {
    const failure = this.file(resolve(dirname(place.file), path), place);
    // `$INCLUDE-` names a file that may be missing.
    return keyword.endsWith('-') && failure?.kind === 'unreadable' ? undefined : failure;
  }

  #vendor(name: string, word: string, options: readonly string[], place: Place): DictionaryFileError | undefined {
    const number = integer(word);
    if (number === undefined) return { ...place, kind: 'bad-number', word };
    let format: VendorFormat = usualFormat;
    let continued: true | undefined;
    for (const option of options) {
      const sizes = /^format=([124]),([012])(,c)?$/.exec(option);
      if (sizes?.[3] !== undefined) continued = true;
      if (sizes === null) return { ...place, kind: 'bad-format', word: option };
      format = {
        typeOctets: sizes[1] === '1' ? 1 : sizes[1] === '2' ? 2 : 4,
        lengthOctets: sizes[2] === '0' ? 0 : sizes[2] === '1' ? 1 : 2,
      };
    }
    this.#vendors.set(name.toLowerCase(), { name, number, format, ...(continued ? { continued } : {}) });
    return undefined;
  }

  #attribute(
    name: string,
    word: string,
    type: string,
    flags: readonly string[],
    scope: Scope,
    place: Place,
  ): DictionaryFileError | undefined {
    if (/^\d+(\.\d+)+$/.test(word) || scope.tlv > 0 || scope.elsewhere) return undefined;
    const number = integer(word);
    if (number === undefined) return { ...place, kind: 'bad-number', word };
    const options = flags.flatMap((flag) => flag.toLowerCase().split(','));
    // Before BEGIN-VENDOR, files named the vendor at the end of the line.
    const vendor =
      scope.vendor ?? options.map((option) => this.#vendors.get(option)).find((found) => found !== undefined);
    const largest = vendor === undefined ? 255 : 256 ** vendor.format.typeOctets - 1;
    if (number > largest || options.includes('virtual')) return undefined;
    const encrypted = options.map((option) => encryptions[option]).find((found) => found !== undefined);
    this.#entries.push({
      name,
      type: number,
      kind: (vendor?.continued ? undefined : kinds[type.toLowerCase().replace(/\[\d+\]$/, '')]) ?? 'octets',
      ...(vendor === undefined ? {} : { vendor: vendor.number }),
      ...(options.includes('has_tag') ? { tagged: true } : {}),
      ...(encrypted === undefined ? {} : { encrypted }),
      ...(options.includes('secret') || options.includes('encrypt=3') ? { secret: true } : {}),
      ...(options.includes('concat') ? { concatenated: true } : {}),
    });
    return undefined;
  }

  #value(attribute: string, name: string, word: string, place: Place): DictionaryFileError | undefined {
    const number = integer(word);
    if (number === undefined) return { ...place, kind: 'bad-number', word };
    const key = attribute.toLowerCase();
    const values = this.#values.get(key) ?? {};
    this.#values.set(key, values);
    values[name] ??= number;
    return undefined;
  }
}

interface Scope {
  vendor: DictionaryVendor | undefined;
  /** The open vendor's attributes are in an extended attribute (`BEGIN-VENDOR name format=…`). */
  elsewhere: boolean;
  /** Depth of open TLVs. */
  tlv: number;
}

/** Known keywords and how many words a line has at least. */
const wordsOf: Readonly<Record<string, number>> = {
  $INCLUDE: 2,
  '$INCLUDE-': 2,
  VENDOR: 3,
  'BEGIN-VENDOR': 2,
  'END-VENDOR': 2,
  'BEGIN-TLV': 2,
  'END-TLV': 2,
  ATTRIBUTE: 4,
  VALUE: 4,
};

function integer(word: string): number | undefined {
  return /^(\d{1,15}|0x[0-9a-f]{1,12})$/i.test(word) ? Number(word) : undefined;
}
