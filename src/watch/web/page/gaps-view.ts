import { h, type JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { GapsPage } from '../contract.ts';
import { fullMoment, plural } from './format.ts';
import { useAnswer } from './hooks.ts';
import { Badge, Empty, Heading, Loading, Table, Trouble } from './parts.ts';
import { Periods, periodStart } from './usage-view.ts';

type Row = GapsPage['gaps'][number];

/** Where the books have holes. */
export function GapsView(): JSX.Element {
  const [days, setDays] = useState('7');
  const { value, error, reload } = useAnswer<GapsPage>(`gaps?since=${periodStart(days)}`, 15_000);
  return h(
    'section',
    { class: 'view' },
    h(
      Heading,
      { title: 'Gaps' },
      h(Periods, { value: days, onValue: setDays }),
      h(
        'span',
        { class: 'count', role: 'status' },
        value && `${value.more ? 'the first ' : ''}${plural(value.gaps.length, 'gap')}`,
      ),
    ),
    error === undefined ? null : h(Trouble, { error, again: reload }),
    value === undefined && error === undefined ? h(Loading, null) : null,
    value === undefined
      ? null
      : value.gaps.length === 0
        ? h(
            Empty,
            { title: 'No gaps' },
            'Every session of this period has its Start, its Stop or a sign of life, and counters that only grow.',
          )
        : h(Table<Row>, {
            label: 'Gaps',
            rows: value.gaps,
            columns: [
              { name: 'Kind', of: ({ kind }) => h(Badge, { tone: kind === 'counter-back' ? 'bad' : 'warn' }, kind) },
              { name: 'Since', of: ({ time }) => fullMoment(time) },
              { name: 'User', of: ({ user }) => user },
              { name: 'NAS', of: ({ nas }) => nas },
              {
                name: 'Session',
                of: ({ id, session }) =>
                  id === '' ? session : h('a', { href: `#/session/${encodeURIComponent(id)}` }, session),
              },
              { name: 'What it means', of: ({ text }) => text, wide: true },
            ],
          }),
  );
}
