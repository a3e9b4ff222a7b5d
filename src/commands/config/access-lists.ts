import { choice, INT, IPV4, kw, LINE, opt, type Rule, refuse, section, seq, setting, WORD } from '../../ios/index.ts';
import type { AccessEntry } from '../../terminal/config.ts';
import { accessListEdits, withoutIgnoredBits } from './access-list-edits.ts';
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

function entryOf(typed: TypedEntry): AccessEntry {
  const { action = 'permit', any, host, address = host ?? '0.0.0.0', wildcard = '0.0.0.0', remark } = typed;
  if (remark !== undefined) return { action, address: '', wildcard: '', remark };
  if (any !== undefined) return { action, address: '0.0.0.0', wildcard: everyBit };
  return { action, address: withoutIgnoredBits(address, wildcard), wildcard };
}

function writtenEntry({ action, address, wildcard, remark }: AccessEntry): TypedEntry {
  if (remark !== undefined) return { remark };
  if (wildcard === everyBit) return { action, any: 'any' };
  return wildcard === '0.0.0.0' ? { action, address } : { action, address, wildcard };
}

const lists = accessListEdits<AccessEntry>({
  of: ({ terminal }) => terminal.accessLists,
  amend: (config, accessLists) => amendTerminal(config, { accessLists }),
  identityOf: ({ action, address, wildcard, remark }) =>
    remark === undefined ? `${action} ${address} ${wildcard}` : `remark ${remark}`,
});

const number = choice(INT(1, 99, 'Standard access list'), INT(1300, 1999, 'Standard access list (expanded range)'));
const sequence = INT(1, 2_147_483_647, 'Sequence number');

/** `access-list N …` */
export const numberedAccessList = setting(
  globalMode,
  seq({ _list: kw('access-list', 'Access lists'), number, $entry: entry }),
)<'number'>({
  summary: 'Adds an entry to a standard access list. The first entry that fits an address decides; none: denied.',
  notes: 'The `no` form removes the whole list, as on IOS.',
  set: (config, { number, ...typed }) => lists.append(config, String(number), entryOf(typed)),
  noNeeds: ['number'],
  unset: (config, { number }) => lists.drop(config, String(number)),
  *get(config) {
    for (const { number, entry } of lists.numbered(config)) yield { number, ...writtenEntry(entry) };
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
    return { config: lists.open(config, name), context: { name } };
  },
  unset: (config, { name }) => lists.drop(config, String(name)),
  get: lists.sections,
});

/** `[SEQUENCE] {permit|deny|remark} …` in a named list. */
export const accessListEntry = setting(
  standardAccessListMode,
  seq({ sequence: opt(sequence), $entry: entry }),
)<never, { readonly sequence?: number } & TypedEntry>({
  summary: 'Adds an entry to the access list: at the end, or where its sequence number says.',
  set: (config, { sequence: at, ...typed }, { name }) => lists.place(config, name, entryOf(typed), at),
  noSyntax: choice(seq({ sequence: opt(sequence), $entry: entry }), seq({ sequence })),
  unset: (config, { sequence: at, ...typed }, { name }) =>
    lists.remove(config, name, Object.keys(typed).length === 0 ? undefined : entryOf(typed), at),
  *get(config, { name }) {
    for (const one of lists.placed(config, name)) yield { sequence: one.sequence, ...writtenEntry(one) };
  },
});
