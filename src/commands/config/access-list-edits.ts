import { drop, put, putBy, type Refusal, refuse } from '../../ios/index.ts';
import type { Configuration } from '../configuration.ts';

interface Entry {
  /** Place in a named list, ascending; entries of numbered lists have none. */
  readonly sequence?: number;
}
interface List<E> {
  readonly name: string;
  readonly entries: readonly E[];
}

/** Where the lists of one kind are kept, and what makes two entries the same; their places may differ. */
interface Kind<E extends Entry> {
  of(config: Configuration): readonly List<E>[];
  amend(config: Configuration, lists: readonly List<E>[]): Configuration;
  readonly identityOf: (entry: E) => string;
}

/** The edits that standard and extended access lists have in common. */
export interface AccessListEdits<E extends Entry> {
  has(config: Configuration, name: string): boolean;
  /** The configuration with this list, empty if it is new. */
  open(config: Configuration, name: string): Configuration;
  drop(config: Configuration, name: string): Configuration;
  /** `access-list N …`: at the end, unless the list has the entry. */
  append(config: Configuration, name: string, entry: E): Configuration;
  /** `[SEQUENCE] …` in a list's own mode: at the end or where the number says, unless the list has the entry. */
  place(config: Configuration, name: string, entry: E, sequence: number | undefined): Configuration | Refusal;
  /** Takes away the entries that have this number and are this one; what is `undefined` fits all. */
  remove(config: Configuration, name: string, entry: E | undefined, sequence: number | undefined): Configuration;
  /** The lines `access-list N …`. */
  numbered(config: Configuration): Iterable<{ readonly number: number; readonly entry: E }>;
  /** The lines that enter a list's mode; a numbered list needs one only while it has no entries. */
  sections(
    config: Configuration,
  ): Iterable<{ readonly value: { readonly name: string | number }; readonly context: { readonly name: string } }>;
  /** The lines in the mode of a list. */
  placed(config: Configuration, name: string): readonly E[];
}

export function accessListEdits<E extends Entry>({ of, amend, identityOf }: Kind<E>): AccessListEdits<E> {
  const has = (config: Configuration, name: string): boolean => of(config).some((list) => list.name === name);
  const entriesOf = (config: Configuration, name: string): readonly E[] =>
    of(config).find((list) => list.name === name)?.entries ?? [];
  /** Numbered lists stand before named ones, as they are written. */
  const putEntries = (config: Configuration, name: string, entries: readonly E[]): Configuration =>
    amend(
      config,
      put(of(config), { name, entries }, (list) => list.name === name).toSorted(
        (one, other) => Number(isNumber(other.name)) - Number(isNumber(one.name)),
      ),
    );
  return {
    has,
    open: (config, name) => (has(config, name) ? config : putEntries(config, name, [])),
    drop: (config, name) =>
      amend(
        config,
        drop(of(config), (list) => list.name === name),
      ),
    append: (config, name, entry) => putEntries(config, name, putBy(entriesOf(config, name), entry, identityOf)),
    place(config, name, entry, sequence) {
      const entries = entriesOf(config, name);
      const identity = identityOf(entry);
      if (entries.some((other) => identityOf(other) === identity)) return config;
      if (!isNumber(name)) return putEntries(config, name, placed(entries, entry, sequence));
      return sequence === undefined
        ? putEntries(config, name, [...entries, entry])
        : refuse('% Entries of a numbered list have no sequence numbers here');
    },
    remove(config, name, entry, sequence) {
      const identity = entry === undefined ? undefined : identityOf(entry);
      const isMeant = (one: E): boolean =>
        (sequence === undefined || one.sequence === sequence) &&
        (identity === undefined || identityOf(one) === identity);
      return putEntries(config, name, drop(entriesOf(config, name), isMeant));
    },
    *numbered(config) {
      for (const { name, entries } of of(config))
        if (isNumber(name)) for (const entry of entries) yield { number: Number(name), entry };
    },
    *sections(config) {
      for (const { name, entries } of of(config)) {
        if (!isNumber(name)) yield { value: { name }, context: { name } };
        else if (entries.length === 0) yield { value: { name: Number(name) }, context: { name } };
      }
    },
    placed: (config, name) => (isNumber(name) ? [] : entriesOf(config, name)),
  };
}

const isNumber = (name: string): boolean => /^\d+$/.test(name);

const step = 10;

/** The entries of a named list with one more: where its sequence number says, or ten places behind the last. */
function placed<E extends Entry>(entries: readonly E[], added: E, sequence: number | undefined): readonly E[] {
  const place = sequence ?? Math.max(0, ...entries.map((one) => one.sequence ?? 0)) + step;
  const others = drop(entries, (one) => one.sequence === place);
  const later = others.findIndex((one) => (one.sequence ?? 0) > place);
  return others.toSpliced(later === -1 ? others.length : later, 0, { ...added, sequence: place });
}

/**
 * `address` without the bits that `wildcard` ignores.
 * @param address dotted decimal, as `wildcard`
 */
export function withoutIgnoredBits(address: string, wildcard: string): string {
  const ignored = wildcard.split('.').map(Number);
  return address
    .split('.')
    .map((octet, index) => Number(octet) & ~(ignored[index] ?? 0) & 255)
    .join('.');
}
