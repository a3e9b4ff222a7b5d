import { type ComponentChildren, h, type JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

export interface GridColumn<T, C extends string> {
  readonly id: C;
  readonly name: string;
  readonly of: (row: T) => ComponentChildren;
  readonly number?: boolean;
  /** What is shown grows while what is sorted by shrinks: how long ago something began. */
  readonly inverse?: boolean;
}

export interface GridProps<T, C extends string> {
  readonly label: string;
  readonly columns: readonly GridColumn<T, C>[];
  readonly rows: readonly T[];
  readonly idOf: (row: T) => string;
  readonly order: { readonly column: C; readonly descending: boolean };
  readonly onOrder: (column: C) => void;
  readonly onOpen: (row: T) => void;
  /** A row on a narrow screen: two lines in place of columns. */
  readonly card: ((row: T) => ComponentChildren) | undefined;
  /** Pixels. */
  readonly rowHeight: number;
  /** Id of the row that one was at before: the table begins there, with the focus. */
  readonly startAt?: string | undefined;
  /** What the rows were chosen by: with another choice the table begins at its top. */
  readonly chosenBy?: string;
}

/** Rows drawn above and below what is to be seen, so that scrolling shows no gap. */
const margin = 8;

/**
 * A table that draws only the rows that are to be seen, however many there are. Arrows, Page Up and Down, Home and End
 * move; Enter opens. The row that one is at is kept by its id, so that it stays the same while others come and go.
 */
export function Grid<T, C extends string>(props: GridProps<T, C>): JSX.Element {
  const { label, columns, rows, idOf, order, onOrder, onOpen, card, rowHeight, startAt, chosenBy } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(600);
  const [current, setCurrent] = useState(startAt);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setHeight(element.clientHeight));
    observer.observe(element);
    if (startAt !== undefined) {
      const index = rows.findIndex((row) => idOf(row) === startAt);
      element.scrollTop = Math.max(0, index * rowHeight - element.clientHeight / 2);
      element.focus({ preventScroll: true });
    }
    return () => observer.disconnect();
  }, []);

  const choice = useRef(chosenBy);
  useLayoutEffect(() => {
    if (choice.current !== chosenBy && scroller.current !== null) scroller.current.scrollTop = 0;
    choice.current = chosenBy;
  }, [chosenBy]);

  const first = Math.max(0, Math.min(Math.floor(top / rowHeight) - margin, rows.length - 1));
  const last = Math.min(rows.length, Math.ceil((top + height) / rowHeight) + margin);
  const at = current === undefined ? -1 : rows.findIndex((row) => idOf(row) === current);

  function go(index: number): void {
    const next = Math.max(0, Math.min(rows.length - 1, index));
    const row = rows[next];
    const element = scroller.current;
    if (row === undefined || element === null) return;
    setCurrent(idOf(row));
    const from = next * rowHeight;
    if (from < element.scrollTop) element.scrollTop = from;
    else if (from + rowHeight > element.scrollTop + element.clientHeight)
      element.scrollTop = from + rowHeight - element.clientHeight;
  }

  function key(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor(height / rowHeight) - 1);
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: rows.length - 1,
    };
    const move = moves[event.key];
    if (move !== undefined) {
      event.preventDefault();
      go(move);
    } else if (event.key === 'Enter') {
      const row = rows[at];
      if (row !== undefined) onOpen(row);
    }
  }

  const sorted = (column: GridColumn<T, C>): 'ascending' | 'descending' | 'none' =>
    column.id !== order.column ? 'none' : order.descending === (column.inverse !== true) ? 'descending' : 'ascending';
  return h(
    'div',
    { class: 'grid', role: 'grid', 'aria-label': label, 'aria-rowcount': rows.length + 1 },
    h(
      'div',
      { role: 'row', class: 'grid-head', 'aria-rowindex': 1 },
      columns.map((column) =>
        h(
          'div',
          { role: 'columnheader', key: column.id, 'aria-sort': sorted(column), class: `cell c-${column.id}` },
          h(
            'button',
            { type: 'button', onClick: () => onOrder(column.id), class: column.number === true ? 'number' : '' },
            column.name,
          ),
        ),
      ),
    ),
    h(
      'div',
      {
        class: 'grid-body',
        ref: scroller,
        tabIndex: 0,
        role: 'rowgroup',
        'aria-label': `${label}: arrows move, Enter opens`,
        'aria-activedescendant': at >= first && at < last ? `row-${current}` : undefined,
        onScroll: ({ currentTarget }: { currentTarget: HTMLDivElement }) => setTop(currentTarget.scrollTop),
        onKeyDown: key,
        onFocus: () => at < 0 && go(Math.ceil((scroller.current?.scrollTop ?? 0) / rowHeight)),
      },
      h(
        'div',
        { class: 'grid-space', style: { height: `${rows.length * rowHeight}px` } },
        rows.slice(first, last).map((row, offset) => {
          const id = idOf(row);
          return h(
            'div',
            {
              role: 'row',
              key: id,
              id: `row-${id}`,
              'aria-rowindex': first + offset + 2,
              'aria-selected': id === current,
              class: card === undefined ? 'grid-row' : 'grid-row grid-card',
              style: { height: `${rowHeight}px`, transform: `translateY(${(first + offset) * rowHeight}px)` },
              onClick: () => onOpen(row),
            },
            card === undefined
              ? columns.map((column) =>
                  h(
                    'div',
                    {
                      role: 'gridcell',
                      key: column.id,
                      class: `cell c-${column.id} ${column.number === true ? 'number' : ''}`,
                    },
                    column.of(row),
                  ),
                )
              : h('div', { role: 'gridcell', class: 'card' }, card(row)),
          );
        }),
      ),
    ),
  );
}
