import { h, type JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { EndedPage, EndedRow, Me } from '../contract.ts';
import { duration, fullMoment, octets, plural } from './format.ts';
import { useAnswer, useSettled } from './hooks.ts';
import { typeTone } from './live-view.ts';
import { Badge, Empty, Heading, Loading, Search, Table, Trouble } from './parts.ts';

const kept = { text: '' };

/** Sessions that are over, and why. */
export function EndedView({ me }: { me: Me }): JSX.Element {
  const [text, setText] = useState(kept.text);
  kept.text = text;
  const { value, error, reload } = useAnswer<EndedPage>(
    `ended?text=${encodeURIComponent(useSettled(text, 250))}`,
    5000,
  );
  const columns = [
    { name: 'Ended', of: ({ end }: EndedRow) => fullMoment(end) },
    {
      name: 'User',
      of: ({ row }: EndedRow) => h('a', { href: `#/session/${encodeURIComponent(row[0])}` }, row[3] || 'nobody'),
    },
    { name: 'Type', of: ({ row }: EndedRow) => h(Badge, { tone: typeTone(row[2]) }, row[2]) },
    { name: 'Port', of: ({ row }: EndedRow) => row[4] },
    { name: 'Caller', of: ({ row }: EndedRow) => row[5] },
    ...(me.product === 'server' ? [{ name: 'NAS', of: ({ row }: EndedRow) => row[7] }] : []),
    { name: 'Lasted', of: ({ row, end }: EndedRow) => duration((end - row[8]) / 1000), number: true },
    { name: 'In', of: ({ row }: EndedRow) => octets(row[9]), number: true },
    { name: 'Out', of: ({ row }: EndedRow) => octets(row[10]), number: true },
    { name: 'Why', of: ({ cause }: EndedRow) => cause, wide: true },
  ];
  return h(
    'section',
    { class: 'view' },
    h(
      Heading,
      { title: 'Ended sessions' },
      h(Search, {
        label: 'Search ended sessions',
        hint: 'Search: user, port, caller …',
        value: text,
        onValue: setText,
      }),
      h(
        'span',
        { class: 'count', role: 'status' },
        value && `${value.more ? 'the newest ' : ''}${plural(value.sessions.length, 'session')}`,
      ),
    ),
    error === undefined ? null : h(Trouble, { error, again: reload }),
    value === undefined
      ? error === undefined
        ? h(Loading, null)
        : null
      : value.sessions.length === 0
        ? h(
            Empty,
            { title: text === '' ? 'No session has ended yet' : 'No session matches' },
            text === ''
              ? me.product === 'gateway'
                ? 'The last thousand that ended since this daemon started are shown here; all of them are on the servers.'
                : 'A session shows here when its Stop has arrived.'
              : h('button', { type: 'button', onClick: () => setText('') }, 'Show all'),
          )
        : h(Table<EndedRow>, { label: 'Ended sessions', columns, rows: value.sessions }),
  );
}
