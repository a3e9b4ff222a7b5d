import { hexSessionId } from '../../accounting/record.ts';
import { choice, command, kw, opt, seq, WORD } from '../../ios/index.ts';
import type { VrrsServerView, VrrsView } from '../../sources/vrrp/index.ts';
import { columns, hms } from './layout.ts';
import { exec, show } from './mode.ts';

/** Why a group is in its state, in words like those of IOS. */
function reason({ unit, said }: VrrsView, server: VrrsServerView | undefined): string {
  if (unit === undefined || server === undefined) return 'Not configured';
  if (said !== undefined) return `keepalived ${said.state}`;
  return server.connected ? 'Startup' : 'keepalived not running';
}

/**
 * `show vrrs group`: first the lines that IOS prints, as far as keepalived tells what is in them (it doesn't tell
 * addresses), then what keepalived calls the group and what is on the books.
 * @param now milliseconds since 1970
 */
export function showVrrsGroups(groups: readonly VrrsView[], server: VrrsServerView | undefined, now: number): string {
  return groups
    .map((group) => {
      const { name, unit, said, state, before, since, method, sessionId, leaving } = group;
      const from = unit === undefined || server === undefined ? 'Not configured' : 'VRRP';
      const time = since === undefined ? '' : `, for ${hms(now - since)}`;
      const lines = [
        name,
        ` Server ${from}, state ${state}, old state ${before}, reason ${reason(group, server)}${time}`,
        ...(unit === undefined ? [] : [` keepalived ${unit.kind} ${unit.name}, priority ${said?.priority ?? '-'}`]),
        ...(server === undefined
          ? []
          : [
              ` Notify FIFO ${server.path}, ${server.connected ? 'keepalived connected' : server.open ? 'no writer' : 'not open'}`,
            ]),
        ` Client 1 VRRS-Accounting, method list ${method}, ${
          sessionId === undefined
            ? 'not accounted for'
            : `session ${hexSessionId(sessionId)}${leaving ? ', off message waits' : ''}`
        }`,
      ];
      return lines.join('\n');
    })
    .join('\n\n');
}

const showVrrs = { _show: show, _vrrs: kw('vrrs', 'Virtual router redundancy service') };

/** The redundancy names, who is told of their states, and how they stand. */
export const vrrsCommands = [
  command(
    exec,
    seq({ ...showVrrs, _clients: kw('clients', 'Who is told of states') }),
  )({
    summary: 'Lists who is told when a redundancy name changes its state: accounting alone.',
    run: (_value, io) => {
      const head = ['ID', 'Priority', 'All-groups', 'Name'];
      const table = columns([head, ['1', 'Low', 'Yes', 'VRRS-Accounting']]).split('\n');
      io.print([table[0], '-'.repeat(45), ...table.slice(1)].join('\n'));
    },
  }),
  command(
    exec,
    seq({
      ...showVrrs,
      _group: choice(kw('group', 'Redundancy names and their states'), kw('groups', 'The same')),
      name: opt(WORD('Redundancy name')),
    }),
  )({
    summary: 'Prints the state of all redundancy names, or of one, and whether it is on the books as active.',
    run({ name }, io, { services: { vrrs, clock } }) {
      const groups = vrrs.groups().filter((group) => name === undefined || group.name === name);
      io.print(showVrrsGroups(groups, vrrs.server(), clock.now()));
    },
  }),
];
