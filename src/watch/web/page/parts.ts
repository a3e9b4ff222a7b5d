import { type ComponentChildren, h, type JSX } from 'preact';
import type { ApiError } from './api.ts';

/** Nothing to show: what that means, and what to do. */
export const Empty = ({ title, children }: { title: string; children?: ComponentChildren }): JSX.Element =>
  h('div', { class: 'empty' }, h('p', { class: 'empty-title' }, title), h('p', null, children));

/** Something failed. */
export const Trouble = ({ error, again }: { error: ApiError; again?: () => void }): JSX.Element =>
  h(
    'div',
    { class: 'trouble', role: 'alert' },
    h('p', { class: 'empty-title' }, error.message),
    error.fix === undefined ? null : h('p', null, error.fix),
    again === undefined ? null : h('button', { type: 'button', onClick: again }, 'Try again'),
  );

export const Loading = (): JSX.Element => h('p', { class: 'loading', role: 'status' }, 'Loading…');

/** A number with its name above it. */
export const Figure = ({ name, value, tone }: { name: string; value: string; tone?: string }): JSX.Element =>
  h(
    'div',
    { class: `figure ${tone ?? ''}` },
    h('span', { class: 'figure-name' }, name),
    h('span', { class: 'figure-value' }, value),
  );

export const Badge = ({ tone, children }: { tone: string; children?: ComponentChildren }): JSX.Element =>
  h('span', { class: `badge ${tone}` }, children);

/** A view's name, and what belongs beside it. */
export const Heading = ({ title, children }: { title: string; children?: ComponentChildren }): JSX.Element =>
  h('div', { class: 'heading' }, h('h1', null, title), h('div', { class: 'heading-tools' }, children));

export interface Column<T> {
  readonly name: string;
  readonly of: (row: T) => ComponentChildren;
  readonly number?: boolean;
  /** Takes the room that is left, and may break. */
  readonly wide?: boolean;
}

/** A plain table; on a phone every row becomes a card. */
export function Table<T>({
  label,
  columns,
  rows,
  tone,
}: {
  label: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  tone?: (row: T) => string;
}): JSX.Element {
  const classOf = ({ number, wide }: Column<T>): string =>
    `${number === true ? 'number' : ''} ${wide === true ? 'wide' : ''}`;
  return h(
    'table',
    { 'aria-label': label, class: 'plain' },
    h(
      'thead',
      null,
      h(
        'tr',
        null,
        columns.map((column) => h('th', { scope: 'col', class: classOf(column) }, column.name)),
      ),
    ),
    h(
      'tbody',
      null,
      rows.map((row, index) =>
        h(
          'tr',
          { key: index, class: tone?.(row) ?? '' },
          columns.map((column) => h('td', { 'data-name': column.name, class: classOf(column) }, column.of(row))),
        ),
      ),
    ),
  );
}

/** A field in which one types what is looked for. `/` leads to it from anywhere on the page. */
export const Search = ({
  label,
  hint,
  value,
  onValue,
}: {
  label: string;
  hint: string;
  value: string;
  onValue: (value: string) => void;
}): JSX.Element =>
  h('input', {
    type: 'search',
    class: 'search',
    id: 'search',
    'aria-label': label,
    placeholder: hint,
    autocomplete: 'off',
    spellcheck: false,
    value,
    onInput: ({ currentTarget }: { currentTarget: HTMLInputElement }) => onValue(currentTarget.value),
  });

/** One of a few: buttons that stand together. */
export function Choice<T extends string>({
  label,
  of,
  value,
  onValue,
}: {
  label: string;
  of: readonly (readonly [value: T, text: string])[];
  value: T;
  onValue: (value: T) => void;
}): JSX.Element {
  return h(
    'div',
    { class: 'choice', role: 'group', 'aria-label': label },
    of.map(([one, text]) =>
      h('button', { type: 'button', key: one, 'aria-pressed': one === value, onClick: () => onValue(one) }, text),
    ),
  );
}
