import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bench, radiusServer } from '../testing/bench.ts';
import { radius, record, stored } from '../testing/radius-accounting.ts';

test('least-outstanding gives each batch to the server with the least to do', async () => {
  const at = bench({
    radiusServers: [radiusServer(1812), radiusServer(2812)],
    radius: { loadBalance: { batchSize: 2, ignorePreferredServer: false } },
  });
  await at.clock.advance(1);
  for (let index = 0; index < 6; index++) radius(at).account(1, record(), () => {});
  assert.deepEqual(
    at.sent().map(({ port }) => port),
    [1813, 1813, 2813, 2813, 1813, 1813],
  );
});

test('least-outstanding: the records of a session stay with the server that answered for it, while it can be used', async () => {
  const ports = async (ignorePreferredServer: boolean): Promise<number[]> => {
    const at = bench({
      radiusServers: [radiusServer(1812), radiusServer(2812)],
      radius: { loadBalance: { batchSize: 1, ignorePreferredServer }, timeout: 1, retransmit: 0 },
    });
    at.behaviours.set(1813, stored);
    at.behaviours.set(2813, stored);
    await at.clock.advance(1);
    const record_ = async (session: number) => {
      radius(at).account(session, record(), () => {});
      await at.clock.advance(20);
    };
    // The first of each session: both are under way at once, so that each server gets one.
    radius(at).account(7, record(), () => {});
    radius(at).account(8, record(), () => {});
    await at.clock.advance(20);
    for (const session of [8, 8, 7]) await record_(session);
    at.behaviours.delete(2813);
    radius(at).account(8, record(), () => {});
    await at.clock.advance(2000);
    at.behaviours.set(2813, stored);
    await record_(8);
    return at.sent().map(({ port }) => port);
  };
  assert.deepEqual(await ports(false), [1813, 2813, 2813, 2813, 1813, 2813, 1813, 1813]);
  assert.deepEqual((await ports(true)).slice(0, 5), [1813, 2813, 1813, 1813, 1813]);
});
