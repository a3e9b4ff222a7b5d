import { h, type JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { SessionPage, TimelineEntry } from '../contract.ts';
import { ApiError, post } from './api.ts';
import { Chart } from './chart.ts';
import { duration, fullMoment, octets } from './format.ts';
import { useAnswer, useLive } from './hooks.ts';
import { live } from './live-connection.ts';
import { typeTone } from './live-view.ts';
import { Badge, Empty, Figure, Loading, Trouble } from './parts.ts';

type Points = SessionPage['points'];

/** Octets a second between readings: what flowed, rather than what had flowed. */
function rates(points: Points): readonly (readonly (number | null)[])[] {
  const times: number[] = [];
  const ins: number[] = [];
  const outs: number[] = [];
  for (const [index, [time, bytesIn, bytesOut]] of points.entries()) {
    const before = points[index - 1];
    if (before === undefined || time - before[0] < 500) continue;
    const seconds = (time - before[0]) / 1000;
    if (times.length === 0) {
      times.push(before[0] / 1000);
      ins.push(Math.max(0, bytesIn - before[1]) / seconds);
      outs.push(Math.max(0, bytesOut - before[2]) / seconds);
    }
    times.push(time / 1000);
    ins.push(Math.max(0, bytesIn - before[1]) / seconds);
    outs.push(Math.max(0, bytesOut - before[2]) / seconds);
  }
  return [times, ins, outs];
}

const totals = (points: Points): readonly (readonly (number | null)[])[] => [
  points.map(([time]) => time / 1000),
  points.map(([, bytesIn]) => bytesIn),
  points.map(([, , bytesOut]) => bytesOut),
];

const entry = ({ time, kind, text, bytesIn, bytesOut }: TimelineEntry, index: number): JSX.Element =>
  h(
    'li',
    { key: index },
    h('time', { dateTime: new Date(time).toISOString() }, fullMoment(time)),
    h(Badge, { tone: `kind-${kind.split(' ')[0] ?? ''}` }, kind),
    h(
      'span',
      { class: 'wide' },
      text,
      bytesIn === undefined && bytesOut === undefined
        ? null
        : h('span', { class: 'faint' }, ` ${octets(bytesIn ?? 0)} in, ${octets(bytesOut ?? 0)} out`),
    ),
  );

/** Asks before a session is ended; the dialog keeps the keyboard until it is answered. */
function Disconnect({ page, done }: { page: SessionPage; done: () => void }): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const [error, setError] = useState<ApiError>();
  const [busy, setBusy] = useState(false);
  const { row } = page;
  async function disconnect(): Promise<void> {
    setBusy(true);
    setError(undefined);
    try {
      await post<undefined>(`sessions/${encodeURIComponent(row[0])}/disconnect`);
      dialog.current?.close();
      done();
    } catch (failure) {
      setError(failure instanceof ApiError ? failure : new ApiError(0, { error: String(failure) }));
    } finally {
      setBusy(false);
    }
  }
  return h(
    'span',
    null,
    h('button', { type: 'button', class: 'danger', onClick: () => dialog.current?.showModal() }, 'Disconnect…'),
    h(
      'dialog',
      { ref: dialog, 'aria-labelledby': 'disconnect-title' },
      h('h2', { id: 'disconnect-title' }, `End the session of ${row[3] || 'nobody'}?`),
      h(
        'p',
        null,
        `Session ${row[1]} (${row[2]}${row[4] === '' ? '' : ` on ${row[4]}`}) ends at once. It is on the books as ended by an administrator, and as your command.`,
      ),
      error === undefined ? null : h(Trouble, { error }),
      h(
        'div',
        { class: 'dialog-buttons' },
        h('button', { type: 'button', onClick: () => dialog.current?.close() }, 'Cancel'),
        h(
          'button',
          { type: 'button', class: 'danger', disabled: busy, onClick: () => void disconnect() },
          busy ? 'Ending…' : 'Disconnect',
        ),
      ),
    ),
  );
}

const states = { open: 'open', stopped: 'ended', lost: 'lost' } as const;

/** One session: what is known of it, its records in the order of time, its counters as a drawing. */
export function SessionView({ id }: { id: string }): JSX.Element {
  const { value: page, error, reload } = useAnswer<SessionPage>(`sessions/${encodeURIComponent(id)}`, 10_000);
  useLive();
  const now = live.table.find(id);
  const there = now !== undefined;
  // Counters that the stream told of while one looks.
  const seen = useRef<(readonly [number, number, number])[]>([]);
  const [bytesIn, bytesOut] = [now?.row[9], now?.row[10]];
  const last = useRef<readonly [number, number]>(undefined);
  if (bytesIn !== undefined && bytesOut !== undefined) {
    const before = last.current;
    last.current = [bytesIn, bytesOut];
    // The first is what the page has, from whenever it is: only what moves while one looks has a time.
    if (before !== undefined && (before[0] !== bytesIn || before[1] !== bytesOut))
      seen.current.push([Date.now() + live.table.ahead, bytesIn, bytesOut]);
  }
  // It has just ended: the page knows why.
  useEffect(() => reload(), [there]);
  const heading = useRef<HTMLHeadingElement>(null);
  const state = page?.state;
  useEffect(() => {
    // The button that ended it had the focus, and is gone.
    if (state !== 'open' && document.activeElement === document.body) heading.current?.focus();
  }, [state]);
  const moves = seen.current.length;
  const points = useMemo(() => {
    const known = page?.points ?? [];
    const newest = known.at(-1)?.[0] ?? 0;
    return [...known, ...seen.current.slice(0, moves).filter(([time]) => time > newest)];
  }, [page, moves]);

  if (page === undefined)
    return h(
      'section',
      { class: 'view' },
      h('p', null, h('a', { href: '#/live' }, '← Live sessions')),
      error === undefined ? h(Loading, null) : h(Trouble, { error, again: reload }),
    );
  const row = now?.row ?? page.row;
  const open = page.state === 'open';
  const end = open ? Date.now() + live.table.ahead : (page.end ?? page.now);
  return h(
    'section',
    { class: 'view' },
    h('p', null, h('a', { href: open ? '#/live' : '#/ended' }, open ? '← Live sessions' : '← Ended sessions')),
    h(
      'div',
      { class: 'heading' },
      h(
        'h1',
        { ref: heading, tabIndex: -1 },
        row[3] || 'Nobody',
        ' ',
        h(Badge, { tone: typeTone(row[2]) }, row[2]),
        ' ',
        h(Badge, { tone: `state-${page.state}` }, states[page.state]),
      ),
      h('div', { class: 'heading-tools' }, page.disconnect && open ? h(Disconnect, { page, done: reload }) : null),
    ),
    error === undefined ? null : h(Trouble, { error, again: reload }),
    page.cause === undefined ? null : h('p', { class: 'cause' }, h('strong', null, 'Why it ended: '), page.cause),
    h(
      'div',
      { class: 'figures' },
      h(Figure, { name: 'Session id', value: row[1] }),
      h(Figure, { name: 'Began', value: fullMoment(row[8]) }),
      h(Figure, { name: open ? 'For' : 'Lasted', value: duration((end - row[8]) / 1000) }),
      h(Figure, { name: 'In', value: octets(row[9]) }),
      h(Figure, { name: 'Out', value: octets(row[10]) }),
    ),
    h('h2', null, 'Traffic'),
    points.length < 2 || points.every(([, one, other]) => one + other === 0)
      ? h(
          Empty,
          { title: 'No octets counted' },
          open ? 'They are drawn as soon as there are some.' : 'Either nothing flowed, or nobody counted it.',
        )
      : h(
          'div',
          { class: 'charts' },
          h(
            'figure',
            null,
            h('figcaption', null, 'Octets so far'),
            h(Chart, {
              label: `Octets of the session so far: ${octets(row[9])} in, ${octets(row[10])} out`,
              data: totals(points),
              lines: ['In', 'Out'],
              unit: 'octets',
            }),
          ),
          h(
            'figure',
            null,
            h('figcaption', null, 'Octets a second'),
            h(Chart, {
              label: 'Octets a second over the time of the session',
              data: rates(points),
              lines: ['In', 'Out'],
              unit: 'octets/s',
            }),
          ),
        ),
    h(
      'div',
      { class: 'columns' },
      h('div', null, h('h2', null, 'What happened'), h('ol', { class: 'timeline' }, page.timeline.map(entry))),
      h(
        'div',
        null,
        h('h2', null, 'What is known'),
        h(
          'dl',
          { class: 'facts' },
          page.facts.flatMap(({ name, value }, index) => [
            h('dt', { key: `n${index}` }, name),
            h('dd', { key: `v${index}` }, value),
          ]),
        ),
      ),
    ),
  );
}
