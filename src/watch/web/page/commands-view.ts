import { h, type JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { CommandsPage } from '../contract.ts';
import { fullMoment, plural } from './format.ts';
import { useAnswer, useSettled } from './hooks.ts';
import { Empty, Heading, Loading, Search, Table, Trouble } from './parts.ts';
import { Periods, periodStart } from './usage-view.ts';

type Row = CommandsPage['commands'][number];

/** Who typed what, where, at which privilege. */
export function CommandsView(): JSX.Element {
  const [text, setText] = useState('');
  const [days, setDays] = useState('7');
  const settled = useSettled(text, 250);
  const path = `commands?text=${encodeURIComponent(settled)}&since=${periodStart(days)}`;
  const { value, error, reload } = useAnswer<CommandsPage>(path, 5000);
  return h(
    'section',
    { class: 'view' },
    h(
      Heading,
      { title: 'Commands' },
      h(Search, {
        label: 'Search commands',
        hint: 'Search: configure, user:ann, show * …',
        value: text,
        onValue: setText,
      }),
      h(Periods, { value: days, onValue: setDays }),
      h(
        'span',
        { class: 'count', role: 'status' },
        value && `${value.more ? 'the newest ' : ''}${plural(value.commands.length, 'command')}`,
      ),
    ),
    error === undefined ? null : h(Trouble, { error, again: reload }),
    value === undefined && error === undefined ? h(Loading, null) : null,
    value === undefined
      ? null
      : value.commands.length === 0
        ? h(
            Empty,
            { title: text === '' ? 'No command is on the books' : 'No command matches' },
            text === ''
              ? 'Commands come by TACACS+: "aaa accounting commands 15 default start-stop group tacacs+" at the gateway.'
              : 'Words are looked for in the command; "user:ann" and "nas:gw1" narrow it down; "*" stands for anything.',
          )
        : h(Table<Row>, {
            label: 'Commands',
            rows: value.commands,
            columns: [
              { name: 'Time', of: ({ time }) => fullMoment(time) },
              { name: 'User', of: ({ user }) => user },
              {
                name: 'Level',
                of: ({ privilege }) => (privilege === undefined ? '' : String(privilege)),
                number: true,
              },
              { name: 'Command', of: ({ command }) => h('code', null, command), wide: true },
              { name: 'NAS', of: ({ nas }) => nas },
              { name: 'Port', of: ({ port }) => port },
              { name: 'From', of: ({ caller }) => caller },
            ],
          }),
  );
}
