import { h, type JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Me } from '../contract.ts';
import { count, duration, moment, octets, plural } from './format.ts';
import { Grid, type GridColumn } from './grid.ts';
import { useLive, useMedia } from './hooks.ts';
import { live } from './live-connection.ts';
import { Badge, Empty, Heading, Loading, Search } from './parts.ts';
import type { Column, Session } from './sessions-table.ts';

/** Kept while one looks at a session and comes back. */
const kept: { filter: string; opened: string | undefined } = { filter: '', opened: undefined };

const now = (): number => Date.now() + live.table.ahead;
const lasted = ({ row }: Session): string => duration((now() - row[8]) / 1000);

export const typeTone = (type: string): string => `type-${type.split(' ')[0] ?? ''}`;

const columnsOf = (me: Me): readonly GridColumn<Session, Column>[] => [
  { id: 'user', name: 'User', of: ({ row }) => row[3] || h('span', { class: 'faint' }, 'nobody') },
  { id: 'type', name: 'Type', of: ({ row }) => h(Badge, { tone: typeTone(row[2]) }, row[2]) },
  { id: 'port', name: 'Port', of: ({ row }) => row[4] },
  { id: 'caller', name: 'Caller', of: ({ row }) => row[5] },
  { id: 'address', name: 'Address', of: ({ row }) => row[6] },
  ...(me.product === 'server' ? [{ id: 'nas' as const, name: 'NAS', of: ({ row }: Session) => row[7] }] : []),
  { id: 'start', name: 'For', of: lasted, number: true, inverse: true },
  { id: 'bytesIn', name: 'In', of: ({ row }) => octets(row[9]), number: true },
  { id: 'bytesOut', name: 'Out', of: ({ row }) => octets(row[10]), number: true },
];

const card = (session: Session): JSX.Element => {
  const { row } = session;
  return h(
    'div',
    null,
    h(
      'div',
      { class: 'card-line' },
      h('strong', null, row[3] || 'nobody'),
      h(Badge, { tone: typeTone(row[2]) }, row[2]),
    ),
    h(
      'div',
      { class: 'card-line faint' },
      h('span', null, [row[4], row[5]].filter((part) => part !== '').join(' · ')),
      h('span', null, `${lasted(session)} · ${octets(row[9] + row[10])}`),
    ),
  );
};

const states = { connecting: 'Connecting…', live: 'Live', lost: 'Connection lost, trying again' } as const;

/** Who is connected now. */
export function LiveView({ me }: { me: Me }): JSX.Element {
  useLive();
  const narrow = useMedia('(max-width: 700px)');
  const [filter, setFilter] = useState(kept.filter);
  const { table, state } = live;
  const [startAt] = useState(kept.opened);
  useEffect(() => {
    kept.opened = undefined;
  }, []);
  kept.filter = filter;
  table.setFilter(filter);
  const { order, shown, size } = table;
  const onOrder = (column: Column): void => {
    const numbers = column === 'start' || column === 'bytesIn' || column === 'bytesOut';
    table.setOrder({ column, descending: order.column === column ? !order.descending : numbers });
    live.redraw();
  };
  const some = shown.length === size ? '' : `${count(shown.length)} of `;
  return h(
    'section',
    { class: 'view view-live' },
    h(
      Heading,
      { title: 'Live sessions' },
      h(Search, { label: 'Filter sessions', hint: 'Filter: ann, tty, type:exec …', value: filter, onValue: setFilter }),
      h('span', { class: 'count', role: 'status' }, `${some}${plural(size, 'session')}`),
      h('span', { class: `link link-${state}`, title: `As of ${moment(now(), 0)}` }, states[state]),
    ),
    state === 'connecting'
      ? h(Loading, null)
      : shown.length === 0
        ? size === 0
          ? h(
              Empty,
              { title: 'Nobody is connected' },
              me.product === 'gateway'
                ? 'A login, a call or a tunnel shows here as soon as it begins.'
                : 'A session shows here when its Start arrives: is this server among those in "aaa accounting" at the gateway?',
            )
          : h(
              Empty,
              { title: 'No session matches' },
              'Every word must occur in a row; "user:ann" looks at one column. ',
              h('button', { type: 'button', onClick: () => setFilter('') }, 'Show all'),
            )
        : h(Grid<Session, Column>, {
            label: 'Live sessions',
            columns: columnsOf(me),
            rows: shown,
            idOf: ({ row }) => row[0],
            order,
            onOrder,
            startAt,
            chosenBy: filter,
            onOpen: ({ row }) => {
              kept.opened = row[0];
              location.hash = `#/session/${encodeURIComponent(row[0])}`;
            },
            card: narrow ? card : undefined,
            rowHeight: narrow ? 58 : 34,
          }),
  );
}
