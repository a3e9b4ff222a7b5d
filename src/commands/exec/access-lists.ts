import { choice, command, type Io, kw, opt, seq, WORD } from '../../ios/index.ts';
import type { AccessEntry, AccessList } from '../../terminal/config.ts';
import type { Session } from '../services.ts';
import { showExtendedList } from './crypto-map-screens.ts';
import { exec, show } from './mode.ts';

/** `10.1.1.0, wildcard bits 0.0.0.255`; `any` and single addresses by themselves. */
function source({ address, wildcard }: AccessEntry): string {
  if (wildcard === '255.255.255.255') return 'any';
  return wildcard === '0.0.0.0' ? address : `${address}, wildcard bits ${wildcard}`;
}

/** `show access-lists`: entries with their places; numbered lists count theirs by tens. Remarks aren't shown. */
function showAccessList({ name, entries }: AccessList): string {
  const rows = entries
    .filter(({ remark }) => remark === undefined)
    .map((entry, index) => `    ${entry.sequence ?? (index + 1) * 10} ${entry.action.padEnd(6)} ${source(entry)}`);
  return [`Standard IP access list ${name}`, ...rows].join('\n');
}

function print(name: string | undefined, io: Io, { services }: Session): void {
  const { terminal, ipsec } = services.configuration.running();
  const wanted = (list: { readonly name: string }): boolean => name === undefined || list.name === name;
  for (const list of terminal.accessLists.filter(wanted)) io.print(showAccessList(list));
  for (const list of ipsec.accessLists.filter(wanted)) io.print(showExtendedList(list));
}

const name = opt(WORD('Number or name of an access list'));

/** Who may come in by which line. */
export const accessListCommands = [
  command(
    exec,
    seq({ _show: show, _lists: kw('access-lists', 'List access lists'), name }),
  )({
    privilege: 15,
    summary: 'Prints all access lists, or one. How often an entry was met is not counted.',
    run: (value, io, session) => print(value.name, io, session),
  }),
  command(
    exec,
    seq({
      _show: show,
      _ip: kw('ip', 'IP information'),
      _lists: choice(kw('access-lists', 'List IP access lists'), kw('access-list', 'List IP access lists')),
      name,
    }),
  )({
    summary: 'The same as `show access-lists`.',
    run: (value, io, session) => print(value.name, io, session),
  }),
];
