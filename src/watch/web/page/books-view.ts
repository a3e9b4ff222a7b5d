import { h, type JSX } from 'preact';
import type { BooksPage } from '../contract.ts';
import { count, duration, fullMoment, plural } from './format.ts';
import { useAnswer } from './hooks.ts';
import { Badge, Empty, Figure, Heading, Loading, Table, Trouble } from './parts.ts';

type Destination = BooksPage['destinations'][number];
type Server = BooksPage['servers'][number];
type Stuck = BooksPage['stuck'][number];

/** Whether the books balance; what waits, and why. */
export function BooksView(): JSX.Element {
  const { value, error, reload } = useAnswer<BooksPage>('books', 2000);
  if (value === undefined)
    return h(
      'section',
      { class: 'view' },
      h(Heading, { title: 'Books' }),
      error === undefined ? h(Loading, null) : h(Trouble, { error, again: reload }),
    );
  const { destinations, servers, stuck, storage, now } = value;
  const sum = (key: 'made' | 'acknowledged' | 'waiting'): number =>
    destinations.reduce((total, one) => total + one[key], 0);
  const age = (time: number | undefined): string => (time === undefined ? '' : duration((now - time) / 1000));
  const dead = servers.filter(({ state }) => state === 'dead').length;
  const balanced = destinations.every((one) => one.balanced);
  return h(
    'section',
    { class: 'view' },
    h(Heading, { title: 'Books' }),
    error === undefined ? null : h(Trouble, { error, again: reload }),
    storage.working ? null : h('p', { class: 'trouble', role: 'alert' }, storage.text),
    h(
      'div',
      { class: 'figures' },
      h(Figure, { name: 'Records made', value: count(sum('made')) }),
      h(Figure, { name: 'Acknowledged', value: count(sum('acknowledged')) }),
      h(Figure, { name: 'Waiting', value: count(sum('waiting')), tone: sum('waiting') > 0 ? 'warn' : '' }),
      h(Figure, { name: 'Servers dead', value: `${dead} of ${servers.length}`, tone: dead > 0 ? 'bad' : '' }),
      h(Figure, { name: 'Books', value: balanced ? 'balanced' : 'NOT balanced', tone: balanced ? 'good' : 'bad' }),
      h(Figure, {
        name: 'Storage',
        value: storage.working ? 'working' : 'failing',
        tone: storage.working ? 'good' : 'bad',
      }),
    ),
    h('h2', null, 'Destinations'),
    destinations.length === 0
      ? h(
          Empty,
          { title: 'Nothing has been accounted for yet' },
          'A line such as "aaa accounting exec default start-stop group radius" begins it.',
        )
      : h(Table<Destination>, {
          label: 'Destinations',
          rows: destinations,
          tone: (one) => (one.balanced ? '' : 'row-bad'),
          columns: [
            { name: 'Destination', of: ({ name }) => name, wide: true },
            { name: 'Made', of: ({ made }) => count(made), number: true },
            { name: 'Acknowledged', of: ({ acknowledged }) => count(acknowledged), number: true },
            {
              name: 'Waiting',
              of: ({ waiting }) => (waiting === 0 ? '0' : h(Badge, { tone: 'warn' }, count(waiting))),
              number: true,
            },
            { name: 'Superseded', of: ({ superseded }) => count(superseded), number: true },
            { name: 'Oldest waits', of: ({ oldest }) => age(oldest), number: true },
            {
              name: 'Balanced',
              of: (one) => h(Badge, { tone: one.balanced ? 'good' : 'bad' }, one.balanced ? 'yes' : 'no'),
            },
          ],
        }),
    h('h2', null, 'Servers'),
    servers.length === 0
      ? h(Empty, { title: 'No server is configured' }, '"radius server NAME" and "tacacs server NAME" add one.')
      : h(Table<Server>, {
          label: 'Servers',
          rows: servers,
          tone: ({ state }) => (state === 'dead' ? 'row-bad' : ''),
          columns: [
            { name: 'Server', of: ({ name }) => name },
            { name: 'Protocol', of: ({ protocol }) => protocol },
            { name: 'Address', of: ({ address }) => address, wide: true },
            { name: 'State', of: ({ state }) => h(Badge, { tone: state === 'up' ? 'good' : 'bad' }, state) },
            { name: 'For', of: ({ since }) => (since === undefined ? '' : duration(since / 1000)), number: true },
            {
              name: 'Outstanding',
              of: ({ outstanding }) => (outstanding === undefined ? '' : count(outstanding)),
              number: true,
            },
            { name: 'Requests', of: ({ requests }) => (requests === undefined ? '' : count(requests)), number: true },
            { name: 'Timeouts', of: ({ timeouts }) => (timeouts === undefined ? '' : count(timeouts)), number: true },
          ],
        }),
    h('h2', null, 'Stuck records'),
    stuck.length === 0
      ? h(
          Empty,
          { title: 'Nothing is stuck' },
          sum('waiting') === 0
            ? 'Every record has been acknowledged.'
            : 'What waits is on its way, or waits for its turn.',
        )
      : [
          reasonsOf(stuck).map(({ destination, why, fix }) =>
            h(
              'p',
              { class: 'notice', key: `${destination} ${why}` },
              h('strong', null, `${destination}: `),
              fix === '' ? why : `${why} ${fix}`,
            ),
          ),
          h('p', { key: 'count', class: 'faint' }, waitingText(sum('waiting'), stuck.length)),
          h(Table<Stuck>, {
            key: 'table',
            label: 'Stuck records',
            rows: stuck,
            columns: [
              { name: 'Since', of: ({ time }) => fullMoment(time) },
              { name: 'Destination', of: ({ destination }) => destination },
              { name: 'Record', of: ({ what }) => what },
              { name: 'User', of: ({ user }) => user },
              { name: 'Session', of: ({ session }) => session },
              { name: 'Tries', of: ({ attempts }) => count(attempts), number: true },
              { name: 'Why', of: ({ why }) => why, wide: true },
            ],
          }),
        ],
  );
}

/** Each reason of each destination once. */
const reasonsOf = (stuck: readonly Stuck[]): readonly Stuck[] => [
  ...new Map(stuck.map((one) => [`${one.destination} ${one.why}`, one])).values(),
];

const waitingText = (waiting: number, tried: number): string =>
  `${plural(waiting, 'record waits', 'records wait')} on disk until a server takes ${waiting === 1 ? 'it' : 'them'}. ${
    waiting > tried ? `Tried so far: ${count(tried)}, the oldest first; the others go after them.` : ''
  }`;
