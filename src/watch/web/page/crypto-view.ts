import { h, type JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { CryptoPage, CryptoRow } from '../contract.ts';
import { count, duration, octets } from './format.ts';
import { useAnswer, useTick } from './hooks.ts';
import { Badge, Empty, Figure, Heading, Loading, Search, Table, Trouble } from './parts.ts';

const isUp = ({ status }: CryptoRow): boolean => status.startsWith('UP');
const rank = (row: CryptoRow): number => (row.status === 'DOWN' ? 0 : isUp(row) ? 2 : 1);
const tones = {
  'UP-ACTIVE': 'good',
  'UP-IDLE': 'quiet',
  'UP-NO-IKE': 'warn',
  'DOWN-NEGOTIATING': 'warn',
  DOWN: 'bad',
} as const;

/** Crypto sessions; configured peers that are down come first. */
export function CryptoView(): JSX.Element {
  const [text, setText] = useState('');
  const { value, error, reload } = useAnswer<CryptoPage>('crypto', 2000);
  useTick(1000);
  const words = text.toLowerCase().split(/\s+/);
  const hay = (row: CryptoRow): string => JSON.stringify(Object.values(row)).toLowerCase();
  const rows = (value?.sessions ?? []).filter((row) => words.every((word) => hay(row).includes(word)));
  const sorted = [...rows].sort((a, b) => rank(a) - rank(b));
  const down = (value?.sessions ?? []).filter(({ status }) => status === 'DOWN').length;
  const all = value?.sessions.length ?? 0;
  const columns = [
    { name: 'Status', of: ({ status }: CryptoRow) => h(Badge, { tone: tones[status] }, status) },
    {
      name: 'Peer',
      of: ({ peer, description }: CryptoRow) =>
        h('span', null, peer, description === '' ? null : h('div', { class: 'description' }, description)),
    },
    { name: 'User', of: ({ user, identity }: CryptoRow) => user || identity },
    {
      name: 'Map, profile',
      of: ({ place, version }: CryptoRow) => `${place === '' ? '' : `${place}, `}IKEv${version}`,
    },
    {
      name: 'Up for',
      of: ({ up }: CryptoRow) => (up === undefined ? '' : duration((Date.now() - up) / 1000)),
      number: true,
    },
    { name: 'In', of: ({ bytesIn }: CryptoRow) => octets(bytesIn), number: true },
    { name: 'Out', of: ({ bytesOut }: CryptoRow) => octets(bytesOut), number: true },
    {
      name: 'Flows',
      of: ({ flows }: CryptoRow) => flows.map((flow, index) => h('div', { key: index }, flow)),
      wide: true,
    },
  ];
  return h(
    'section',
    { class: 'view' },
    h(
      Heading,
      { title: 'Crypto sessions' },
      h(Search, {
        label: 'Filter crypto sessions',
        hint: 'Filter: peer, user, description …',
        value: text,
        onValue: setText,
      }),
    ),
    error === undefined ? null : h(Trouble, { error, again: reload }),
    value?.trouble === undefined ? null : h('p', { class: 'notice' }, value.trouble),
    value === undefined && error === undefined ? h(Loading, null) : null,
    all === 0
      ? null
      : h(
          'div',
          { class: 'figures' },
          h(Figure, { name: 'Up', value: count((value?.sessions ?? []).filter(isUp).length) }),
          h(Figure, { name: 'Down', value: count(down), tone: down > 0 ? 'bad' : '' }),
        ),
    value !== undefined && all === 0 && value.trouble === undefined
      ? h(
          Empty,
          { title: 'No tunnel is up' },
          'A tunnel shows here while it is set up, and peers of crypto maps always.',
        )
      : null,
    all > 0 && sorted.length === 0
      ? h(
          Empty,
          { title: 'No session matches' },
          h('button', { type: 'button', onClick: () => setText('') }, 'Show all'),
        )
      : null,
    sorted.length > 0
      ? h(Table<CryptoRow>, {
          label: 'Crypto sessions',
          columns,
          rows: sorted,
          tone: (row) => (row.status === 'DOWN' ? 'row-bad' : ''),
        })
      : null,
  );
}
