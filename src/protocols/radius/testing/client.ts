import type { TestContext } from 'node:test';
import { FakeClock } from '../../../base/clock.ts';
import {
  attribute,
  type ClientEvent,
  codes,
  type ExchangeRequest,
  RadiusClient,
  type RadiusClientOptions,
} from '../index.ts';
import type { Peer } from './peer.ts';

export const attributes = [attribute('Acct-Session-Id', '0000000D'), attribute('Acct-Status-Type', 'Start')];

/** A client on a clock that only the test moves, with its events. */
export function start(t: TestContext, options: RadiusClientOptions = {}) {
  const clock = new FakeClock();
  const events: ClientEvent[] = [];
  const seen: { count: number; wake: () => void }[] = [];
  const client = new RadiusClient({
    clock,
    observe: (event) => {
      events.push(event);
      for (const { count, wake } of seen) if (events.length >= count) wake();
    },
    ...options,
  });
  t.after(() => client.close());
  /** Waits until an event of that kind has been seen `count` times. */
  const seenKind = async (kind: ClientEvent['kind'], count = 1): Promise<void> => {
    while (events.filter((event) => event.kind === kind).length < count)
      await new Promise<void>((wake) => seen.push({ count: events.length + 1, wake }));
  };
  return { clock, events, client, seenKind, kinds: () => events.map(({ kind }) => kind) };
}

/** A request that a peer is to answer. */
export const accounting = (peer: Peer, more: Partial<ExchangeRequest> = {}): ExchangeRequest => ({
  server: peer.endpoint,
  code: codes['Accounting-Request'],
  attributes,
  ...more,
});
