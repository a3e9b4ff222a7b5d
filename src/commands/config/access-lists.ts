import {
  choice,
  drop,
  INT,
  IPV4,
  kw,
  LINE,
  opt,
  put,
  putBy,
  type Rule,
  refuse,
  section,
  seq,
  setting,
  WORD,
} from '../../ios/index.ts';
import type { AccessEntry, AccessList } from '../../terminal/config.ts';
import type { Configuration } from '../configuration.ts';
import { amendTerminal } from './edit.ts';
import { globalMode, standardAccessListMode } from './modes.ts';
import { after, ip } from './words.ts';

/** An entry as it is typed. */
interface TypedEntry {
  readonly action?: 'permit' | 'deny';
  readonly any?: 'any';
  readonly host?: string;
  readonly address?: string;
  readonly wildcard?: string;
  readonly remark?: string;
}
const action = choice(kw('permit', 'Let in'), kw('deny', 'Keep out'));
const log = opt(kw('log', 'Say so; no effect'));
const entry: Rule<TypedEntry> = choice(
  seq({ action, any: kw('any', 'Every address'), _log: log }),
  seq({ action, host: after('host', 'One address', IPV4('Address')), _log: log }),
  seq({ action, address: IPV4('Address'), wildcard: opt(IPV4('Wildcard: bits that are set may be any')), _log: log }),
  seq({ remark: after('remark', 'A comment', LINE('Text', { max: 100 })) }),
);

const everyBit = '255.255.255.255';
const mask = (address: string, wildcard: string): string => {
  const ignored = wildcard.split('.').map(Number);
  return address
    .split('.')
    .map((octet, index) => Number(octet) & ~(ignored[index] ?? 0) & 255)
    .join('.');
};

function entryOf(typed: TypedEntry): AccessEntry {
  const { action = 'permit', any, host, address = host ?? '0.0.0.0', wildcard = '0.0.0.0', remark } = typed;
  if (remark !== undefined) return { action, address: '', wildcard: '', remark };
  if (any !== undefined) return { action, address: '0.0.0.0', wildcard: everyBit };
  return { action, address: mask(address, wildcard), wildcard };
}

function writtenEntry({ action, address, wildcard, remark }: AccessEntry): TypedEntry {
  if (remark !== undefined) return { remark };
  if (wildcard === everyBit) return { action, any: 'any' };
  return wildcard === '0.0.0.0' ? { action, address } : { action, address, wildcard };
}

/** What makes two entries the same; their places may differ. */
const identityOf = ({ action, address, wildcard, remark }: AccessEntry): string =>
  remark === undefined ? `${action} ${address} ${wildcard}` : `remark ${remark}`;
const sameEntry = (one: AccessEntry) => {
  const identity = identityOf(one);
  return (other: AccessEntry): boolean => identityOf(other) === identity;
};
const named =
  (name: string) =>
  (list: AccessList): boolean =>
    list.name === name;
const entriesOf = (config: Configuration, name: string): readonly AccessEntry[] =>
  config.terminal.accessLists.find(named(name))?.entries ?? [];
const putEntries = (config: Configuration, name: string, entries: readonly AccessEntry[]): Configuration =>
  amendTerminal(config, { accessLists: put(config.terminal.accessLists, { name, entries }, named(name)) });
const dropList = (config: Configuration, name: string): Configuration =>
  amendTerminal(config, { accessLists: drop(config.terminal.accessLists, named(name)) });

const number = choice(INT(1, 99, 'Standard access list'), INT(1300, 1999, 'Standard access list (expanded range)'));
const isNumber = (name: string): boolean => /^\d+$/.test(name);

/** `access-list N …` */
export const numberedAccessList = setting(
  globalMode,
  seq({ _list: kw('access-list', 'Access lists'), number, $entry: entry }),
)<'number'>({
  summary: 'Adds an entry to a standard access list. The first entry that fits an address decides; none: denied.',
  notes: 'The `no` form removes the whole list, as on IOS.',
  set(config, { number, ...typed }) {
    const name = String(number);
    const added = entryOf(typed);
    return putEntries(config, name, putBy(entriesOf(config, name), added, identityOf));
  },
  noNeeds: ['number'],
  unset: (config, { number }) => dropList(config, String(number)),
  *get({ terminal: { accessLists } }) {
    for (const { name, entries } of accessLists)
      if (isNumber(name)) for (const one of entries) yield { number: Number(name), ...writtenEntry(one) };
  },
});

/** `ip access-list standard NAME` */
export const namedAccessList = section(
  globalMode,
  seq({
    _ip: ip,
    _list: kw('access-list', 'Named access lists'),
    _standard: kw('standard', 'By source address'),
    name: choice(number, WORD('Name of the access list', { max: 64, pattern: /^[^\d]/ })),
  }),
  standardAccessListMode,
)({
  summary: 'Makes a standard access list.',
  open(config, typed) {
    const name = String(typed.name);
    if (config.ipsec.accessLists.some((list) => list.name === name))
      return refuse(`% An extended access list ${name} is there already`);
    const there = config.terminal.accessLists.some(named(name));
    return { config: there ? config : putEntries(config, name, []), context: { name } };
  },
  unset: (config, { name }) => dropList(config, String(name)),
  *get({ terminal: { accessLists } }) {
    // A numbered list has its entries on lines of its own; it needs this form only while it has none.
    for (const { name, entries } of accessLists) {
      if (!isNumber(name)) yield { value: { name }, context: { name } };
      else if (entries.length === 0) yield { value: { name: Number(name) }, context: { name } };
    }
  },
});

const step = 10;

/** The entries of a named list with one more: where its sequence number says, or ten places behind the last. */
export function placeEntry<T extends { readonly sequence?: number }>(
  entries: readonly T[],
  added: T,
  sequence: number | undefined,
): readonly T[] {
  const place = sequence ?? Math.max(0, ...entries.map((one) => one.sequence ?? 0)) + step;
  const others = drop(entries, (one) => one.sequence === place);
  const later = others.findIndex((one) => (one.sequence ?? 0) > place);
  return others.toSpliced(later === -1 ? others.length : later, 0, { ...added, sequence: place });
}

/** `[SEQUENCE] {permit|deny|remark} …` in a named list. */
export const accessListEntry = setting(
  standardAccessListMode,
  seq({ sequence: opt(INT(1, 2_147_483_647, 'Sequence number')), $entry: entry }),
)<never, { readonly sequence?: number } & TypedEntry>({
  summary: 'Adds an entry to the access list: at the end, or where its sequence number says.',
  set(config, { sequence, ...typed }, { name }) {
    const entries = entriesOf(config, name);
    const added = entryOf(typed);
    if (entries.some(sameEntry(added))) return config;
    if (isNumber(name))
      return sequence === undefined
        ? putEntries(config, name, [...entries, added])
        : refuse('% Entries of a numbered list have no sequence numbers here');
    return putEntries(config, name, placeEntry(entries, added, sequence));
  },
  noSyntax: choice(
    seq({ sequence: opt(INT(1, 2_147_483_647, 'Sequence number')), $entry: entry }),
    seq({ sequence: INT(1, 2_147_483_647, 'Sequence number') }),
  ),
  unset(config, { sequence, ...typed }, { name }) {
    const isOne = Object.keys(typed).length === 0 ? () => true : sameEntry(entryOf(typed));
    return putEntries(
      config,
      name,
      drop(entriesOf(config, name), (one) => (sequence === undefined || one.sequence === sequence) && isOne(one)),
    );
  },
  *get(config, { name }) {
    if (isNumber(name)) return;
    for (const one of entriesOf(config, name)) yield { sequence: one.sequence, ...writtenEntry(one) };
  },
});
