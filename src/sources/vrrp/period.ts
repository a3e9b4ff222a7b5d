/**
 * When a VRRS name is on the books: from Accounting-On to Accounting-Off. Pure: (period, event) gives (period, effects).
 *
 * | period  | enters         | leaves                 | waited    |
 * | ------- | -------------- | ---------------------- | --------- |
 * | out     | in: On         | –                      | –         |
 * | in      | –              | out: Off, or leaving   | –         |
 * | leaving | in: no record  | –                      | out: Off  |
 *
 * With `accounting delay` a group that comes back before the Off is due has never left, as far as the books go.
 */
export type Period =
  | { readonly phase: 'out' }
  | { readonly phase: 'in' }
  /** The group has left; its Off is due at `due`. Milliseconds since 1970. */
  | { readonly phase: 'leaving'; readonly since: number; readonly due: number };

export type PeriodEvent =
  /** The group is active. */
  | { readonly kind: 'enters' }
  /** It is not, since `at`; milliseconds since 1970. */
  | { readonly kind: 'leaves'; readonly at: number }
  /** The time of the Off has come. */
  | { readonly kind: 'waited' };

export type PeriodEffect =
  | { readonly effect: 'on' }
  /** Off, with the time of the leaving. */
  | { readonly effect: 'off'; readonly at: number }
  /** Note on disk that the group has left, or (0) that it is back, and set or cancel the timer. */
  | { readonly effect: 'note'; readonly left: number };

export const out: Period = { phase: 'out' };

/** @param delay milliseconds that an Off waits; 0: not at all */
export function step(
  period: Period,
  event: PeriodEvent,
  delay: number,
): { readonly period: Period; readonly effects: readonly PeriodEffect[] } {
  switch (event.kind) {
    case 'enters':
      if (period.phase === 'in') break;
      return {
        period: { phase: 'in' },
        effects: [period.phase === 'out' ? { effect: 'on' } : { effect: 'note', left: 0 }],
      };
    case 'leaves':
      if (period.phase !== 'in') break;
      if (delay === 0) return { period: out, effects: [{ effect: 'off', at: event.at }] };
      return {
        period: { phase: 'leaving', since: event.at, due: event.at + delay },
        effects: [{ effect: 'note', left: event.at }],
      };
    case 'waited':
      if (period.phase !== 'leaving') break;
      return { period: out, effects: [{ effect: 'off', at: period.since }] };
  }
  return { period, effects: [] };
}
