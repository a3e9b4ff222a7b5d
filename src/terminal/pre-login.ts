import type { ExecEnd } from '../sources/exec/index.ts';
import type { Seat } from './lines/line-table.ts';
import type { Reception } from './reception.ts';
import type { Visitor } from './session/visitor.ts';

/**
 * A caller who holds a line but has no session yet (SSH before its shell). Listed like a session, and can be sent away.
 * @returns strikes the caller off; gives the line back unless a session has it now
 */
export function registerCaller(
  reception: Reception,
  seat: Seat,
  caller: {
    readonly address: string;
    readonly arrived: number;
    readonly user: () => string | undefined;
    readonly hangUp: () => void;
  },
): (keepSeat: boolean) => void {
  const left = Promise.withResolvers<void>();
  const visitor: Visitor = {
    state: () => ({
      line: seat.line,
      kind: seat.kind,
      relative: seat.relative,
      user: caller.user(),
      location: caller.address,
      transport: 'ssh',
      since: caller.arrived,
      idle: 0,
      privilege: 0,
      key: undefined,
    }),
    end: (_why: ExecEnd) => caller.hangUp(),
    notice() {},
    left: left.promise,
  };
  const unregister = reception.register(visitor);
  return (keepSeat) => {
    unregister();
    if (!keepSeat) seat.release();
    left.resolve();
  };
}
