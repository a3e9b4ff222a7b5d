import type { AttributeRow, ValueTable } from './attribute-table.ts';
import { ciscoVendor } from './attributes/cisco.ts';
import { attributeTable } from './attributes/index.ts';

/** An attribute with its name. */
export interface DictionaryEntry extends AttributeRow {
  readonly name: string;
}

/** How a vendor lays out its sub-attributes: octets of type and of length (RFC 2865 §5.26 recommends 1 and 1). */
export interface VendorFormat {
  readonly typeOctets: 1 | 2 | 4;
  readonly lengthOctets: 0 | 1 | 2;
}

export interface DictionaryVendor {
  readonly name: string;
  /** SMI enterprise number. */
  readonly number: number;
  readonly format: VendorFormat;
  /** An octet with a continuation flag precedes each value (WiMAX); the values are read as octets with it. */
  readonly continued?: true;
}

/** What a set of attributes is called: lookups by name and by number. Immutable. */
export class Dictionary {
  readonly entries: readonly DictionaryEntry[];
  readonly vendors: readonly DictionaryVendor[];
  readonly #byName = new Map<string, DictionaryEntry>();
  readonly #byType = new Map<number, Map<number, DictionaryEntry>>();
  readonly #byVendor = new Map<number, DictionaryVendor>();

  /** When entries share a name or a number, the first one wins. */
  constructor(entries: readonly DictionaryEntry[], vendors: readonly DictionaryVendor[]) {
    this.entries = entries;
    this.vendors = vendors;
    for (const entry of entries) {
      const key = entry.name.toLowerCase();
      if (!this.#byName.has(key)) this.#byName.set(key, entry);
      const vendor = entry.vendor ?? 0;
      const types = this.#byType.get(vendor) ?? new Map<number, DictionaryEntry>();
      this.#byType.set(vendor, types);
      if (!types.has(entry.type)) types.set(entry.type, entry);
    }
    for (const vendor of vendors) if (!this.#byVendor.has(vendor.number)) this.#byVendor.set(vendor.number, vendor);
  }

  /** Case does not matter. */
  byName(name: string): DictionaryEntry | undefined {
    return this.#byName.get(name) ?? this.#byName.get(name.toLowerCase());
  }

  /** The entry of a standard attribute, or of a vendor's when `vendor` is given (then `type` is the vendor type). */
  byType(type: number, vendor = 0): DictionaryEntry | undefined {
    return this.#byType.get(vendor)?.get(type);
  }

  vendor(number: number): DictionaryVendor | undefined {
    return this.#byVendor.get(number);
  }

  /** The layouts that {@link decodePacket} must know: those that are not the usual one. */
  get formats(): ReadonlyMap<number, VendorFormat> {
    const unusual = this.vendors.filter(({ format }) => format.typeOctets !== 1 || format.lengthOctets !== 1);
    return new Map(unusual.map(({ number, format }) => [number, format]));
  }

  /** This dictionary and another one; where both know a name or number, this one wins. */
  and(other: Dictionary): Dictionary {
    return new Dictionary([...this.entries, ...other.entries], [...this.vendors, ...other.vendors]);
  }
}

export const usualFormat: VendorFormat = { typeOctets: 1, lengthOctets: 1 };

/** The attributes of the tables in `attributes/`. */
export const builtinDictionary = new Dictionary(
  Object.entries(attributeTable).map(([name, row]) => ({ name, ...row })),
  [{ name: 'Cisco', number: ciscoVendor, format: usualFormat }],
);

/** The name of a number in a value table; the first name when several share it. */
export function valueName(values: ValueTable | undefined, number: number): string | undefined {
  if (values === undefined) return undefined;
  let names = nameCache.get(values);
  if (names === undefined) {
    names = new Map();
    for (const [name, value] of Object.entries(values)) if (!names.has(value)) names.set(value, name);
    nameCache.set(values, names);
  }
  return names.get(number);
}
const nameCache = new WeakMap<ValueTable, Map<number, string>>();
