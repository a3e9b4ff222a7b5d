import type { Clock } from '../../../base/clock.ts';
import type { RowIndex } from '../objects.ts';

/** Makes rows anew for each answer: those of one answer are asked for within one turn of the event loop. */
export function perAnswer<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    if (made === undefined) {
      made = { value: make() };
      queueMicrotask(() => {
        made = undefined;
      });
    }
    return made.value;
  };
}

/** Makes rows anew after so many milliseconds: for those that take long to make. */
export function atMost<R>(clock: Clock, age: number, make: () => RowIndex<R>): () => RowIndex<R> {
  let made: { readonly rows: RowIndex<R>; readonly at: number } | undefined;
  return () => {
    const now = clock.monotonic();
    if (made === undefined || now - made.at >= age) made = { rows: make(), at: now };
    return made.rows;
  };
}
