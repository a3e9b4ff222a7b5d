import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FakeClock } from '../../base/clock.ts';
import { type ExchangeResult, exchangeId } from './index.ts';
import { accounting, start } from './testing/client.ts';
import { Peer } from './testing/peer.ts';

/** More packets at once than a receive buffer holds: some are lost and go again as time passes. */
async function finished(results: readonly Promise<ExchangeResult>[], clock: FakeClock): Promise<void> {
  let waiting = true;
  const all = Promise.all(results).then((outcomes) => {
    waiting = false;
    return outcomes;
  });
  while (waiting) await clock.advance(5000);
  assert.ok((await all).every(({ ok }) => ok));
}

describe('source ports', () => {
  it('are as many as the outstanding packets need, 256 on each', async (t) => {
    const peer = await Peer.start(t);
    const { client, clock, events, seenKind } = start(t);
    const count = 600;
    const results = Array.from({ length: count }, () => client.exchange(accounting(peer, { retransmit: 1000 })));
    await seenKind('sent', count);
    const used = new Set(events.flatMap((event) => (event.kind === 'sent' ? [exchangeId(event)] : [])));
    assert.equal(used.size, count, 'no identifier is used twice on a port');
    assert.equal(new Set(Array.from(used, (id) => id.split('/')[0])).size, 3);
    peer.answerAll();
    await finished(results, clock);
    assert.equal(client.outstanding, 0);
  });

  it('are not opened beyond the limit: further exchanges wait for an identifier', async (t) => {
    const peer = await Peer.start(t);
    const { client, clock, events, seenKind } = start(t, { maxPortsPerServer: 1 });
    const results = Array.from({ length: 300 }, () => client.exchange(accounting(peer, { retransmit: 1000 })));
    await seenKind('sent', 256);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(client.outstanding, 256);
    peer.answerAll();
    await finished(results, clock);
    assert.equal(new Set(events.flatMap((event) => (event.kind === 'sent' ? [event.sourcePort] : []))).size, 1);
  });

  it('come from the given range while it lasts, passing over taken ones, then are ephemeral', async (t) => {
    const peer = await Peer.start(t);
    const taken = await Peer.start(t);
    const from = taken.socket.address().port;
    const { client, clock, events, seenKind } = start(t, { sourcePorts: { from, to: from + 1 } });
    const results = Array.from({ length: 300 }, () => client.exchange(accounting(peer, { retransmit: 1000 })));
    await seenKind('sent', 300);
    const ports = new Set(events.flatMap((event) => (event.kind === 'sent' ? [event.sourcePort] : [])));
    assert.equal(ports.size, 2);
    assert.ok(!ports.has(from));
    peer.answerAll();
    await finished(results, clock);
  });

  it('go away when idle, and come again', async (t) => {
    const peer = await Peer.start(t);
    const { client, clock } = start(t, { idleMs: 1000 });
    const server = peer.endpoint;
    const once = async (count: number) => {
      const result = client.exchange(accounting(peer, { server }));
      const request = (await peer.packets(count)).at(-1);
      assert.ok(request);
      await peer.answer(request);
      assert.ok((await result).ok);
      return request.from;
    };
    const first = await once(1);
    await clock.advance(2500);
    assert.equal(clock.waiting, 0, 'no timer is left for a closed port');
    const second = await once(2);
    assert.notEqual(second.port, first.port);
  });

  it('use identifiers in turn, so that the same one comes again as late as possible', async (t) => {
    const peer = await Peer.start(t);
    const { client } = start(t);
    const server = peer.endpoint;
    for (let i = 1; i <= 5; i++) {
      const result = client.exchange(accounting(peer, { server }));
      const request = (await peer.packets(i)).at(-1);
      assert.ok(request);
      await peer.answer(request);
      await result;
    }
    const ids = peer.arrived.map(({ octets }) => octets[1] ?? 0);
    assert.deepEqual(
      ids,
      ids.map((_, i) => ((ids[0] ?? 0) + i) & 255),
    );
  });
});
