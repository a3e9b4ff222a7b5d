import { h, type JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { UsageKey, UsagePage } from '../contract.ts';
import { Chart } from './chart.ts';
import { count, duration, octets } from './format.ts';
import { useAnswer } from './hooks.ts';
import { Choice, Empty, Figure, Heading, Loading, Table, Trouble } from './parts.ts';

type Row = UsagePage['rows'][number];
type Measure = 'octets' | 'time';

const keys = [
  ['user', 'User'],
  ['group', 'Group'],
  ['peer', 'Peer'],
  ['nas', 'NAS'],
  ['day', 'Day'],
] as const satisfies readonly (readonly [UsageKey, string])[];
const spans = [
  ['1', 'Today'],
  ['7', '7 days'],
  ['30', '30 days'],
  ['365', 'Year'],
] as const;
const dayLength = 86_400_000;

export const Periods = ({ value, onValue }: { value: string; onValue: (value: string) => void }): JSX.Element =>
  h(Choice<string>, { label: 'Period', of: spans, value, onValue });
/** First moment of a period of so many days that ends with today. */
export const periodStart = (days: string): number =>
  Math.floor(Date.now() / dayLength) * dayLength - (Number(days) - 1) * dayLength;

/** The part of the largest one, drawn in the row: octets in and out, or time. */
function Bar({ row, most, measure }: { row: Row; most: number; measure: Measure }): JSX.Element {
  const part = (value: number): string => `${most === 0 ? 0 : (100 * value) / most}%`;
  return h(
    'span',
    { class: 'bar', 'aria-hidden': true },
    measure === 'time'
      ? h('span', { class: 'bar-time', style: { width: part(row.time) } })
      : [
          h('span', { key: 'in', class: 'bar-in', style: { width: part(row.bytesIn) } }),
          h('span', { key: 'out', class: 'bar-out', style: { width: part(row.bytesOut) } }),
        ],
  );
}

/** Who used how much. */
export function UsageView(): JSX.Element {
  const [by, setBy] = useState<UsageKey>('user');
  const [days, setDays] = useState<string>('7');
  const [measure, setMeasure] = useState<Measure>('octets');
  const since = periodStart(days);
  const { value, error, reload } = useAnswer<UsagePage>(`usage?by=${by}&since=${since}`, 30_000);
  const perDay = useAnswer<UsagePage>(`usage?by=day&since=${since}`, 30_000).value;
  const drawn = useMemo(() => {
    const found = perDay?.rows ?? [];
    const bars = found.map(({ key }) => key);
    const places = bars.map((_, index) => index);
    return measure === 'time'
      ? { bars, data: [places, found.map(({ time }) => time)], lines: ['Session time'] }
      : {
          bars,
          data: [places, found.map(({ bytesIn }) => bytesIn), found.map(({ bytesOut }) => bytesOut)],
          lines: ['In', 'Out'],
        };
  }, [perDay, measure]);
  const rows = value?.by === by ? value.rows : undefined;
  const sum = (key: 'sessions' | 'time' | 'bytesIn' | 'bytesOut'): number =>
    (rows ?? []).reduce((total, row) => total + row[key], 0);
  const of = (row: Row): number => (measure === 'time' ? row.time : row.bytesIn + row.bytesOut);
  const most = Math.max(0, ...(rows ?? []).map(of));
  const sorted = by === 'day' ? [...(rows ?? [])].reverse() : [...(rows ?? [])].sort((a, b) => of(b) - of(a));
  return h(
    'section',
    { class: 'view' },
    h(
      Heading,
      { title: 'Usage' },
      h(Periods, { value: days, onValue: setDays }),
      h(Choice<Measure>, {
        label: 'Measure',
        of: [
          ['octets', 'Octets'],
          ['time', 'Time'],
        ],
        value: measure,
        onValue: setMeasure,
      }),
    ),
    error === undefined ? null : h(Trouble, { error, again: reload }),
    rows === undefined && error === undefined ? h(Loading, null) : null,
    rows !== undefined && rows.length === 0
      ? h(
          Empty,
          { title: 'Nothing was used in this period' },
          'Sessions count when their records arrive. Choose a longer period, or look at the live sessions.',
        )
      : null,
    rows === undefined || rows.length === 0
      ? null
      : [
          h(
            'div',
            { class: 'figures', key: 'figures' },
            h(Figure, { name: 'Sessions', value: count(sum('sessions')) }),
            h(Figure, { name: 'Session time', value: duration(sum('time')) }),
            h(Figure, { name: 'In', value: octets(sum('bytesIn')) }),
            h(Figure, { name: 'Out', value: octets(sum('bytesOut')) }),
          ),
          drawn.bars.length === 0 || drawn.bars.length > 400
            ? null
            : h(
                'figure',
                { key: 'days' },
                h('figcaption', null, measure === 'time' ? 'Session time by day (UTC)' : 'Octets by day (UTC)'),
                h(Chart, { label: 'By day; the numbers are in the table under "Day"', unit: measure, ...drawn }),
              ),
        ],
    h(
      'div',
      { class: 'heading heading-small' },
      h(Choice<UsageKey>, { label: 'By', of: keys, value: by, onValue: setBy }),
    ),
    rows === undefined || rows.length === 0
      ? null
      : h(Table<Row>, {
          label: `Usage by ${by}`,
          rows: sorted,
          columns: [
            {
              name: keys.find(([key]) => key === by)?.[1] ?? '',
              of: ({ key }) => key || h('span', { class: 'faint' }, 'not told'),
            },
            { name: 'Share', of: (row) => h(Bar, { row, most, measure }), wide: true },
            { name: 'In', of: ({ bytesIn }) => octets(bytesIn), number: true },
            { name: 'Out', of: ({ bytesOut }) => octets(bytesOut), number: true },
            { name: 'Sessions', of: ({ sessions }) => count(sessions), number: true },
            { name: 'Time', of: ({ time }) => duration(time), number: true },
          ],
        }),
    value?.more === true
      ? h('p', { class: 'notice' }, 'Only the first rows are shown; "tollgate report usage" prints all.')
      : null,
  );
}
