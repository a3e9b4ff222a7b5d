import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { verifyReply } from './index.ts';
import { accepted, accounting, isDrop, secret, setUp } from './testing/served.ts';

describe('a server that handles batches', () => {
  it('hands a turn of requests to the batch handler at once, and answers after it', async (t) => {
    const batches: number[] = [];
    let release = (): void => {};
    const committed = new Promise<void>((resolve) => (release = resolve));
    const { send, reply, seen, inbox, events } = await setUp(t, {
      handleBatch: async (requests) => {
        batches.push(requests.length);
        await committed;
        return requests.map((one) => (one.packet.identifier === 3 ? undefined : accepted));
      },
    });
    const sent = Array.from({ length: 10 }, (_, i) => accounting(i));
    for (const octets of sent) send(octets);
    await seen(() => events.filter(({ kind }) => kind === 'request').length === 10);
    while (batches.reduce((sum, size) => sum + size, 0) < 10) await new Promise((resolve) => setImmediate(resolve));
    assert.ok(batches.length < 10, `requests came in batches: ${batches}`);
    assert.deepEqual(inbox, []);
    release();
    const answers = new Map<number, Buffer>();
    for (let i = 0; i < 9; i++) {
      const answer = await reply();
      answers.set(answer[1] ?? 0, answer);
    }
    for (const [identifier, answer] of answers)
      assert.equal(verifyReply(answer, sent[identifier] ?? Buffer.of(), Buffer.from(secret)), 'ok');
    assert.ok(!answers.has(3));
    assert.equal(answers.size, 9);
  });

  it('gathers larger batches while the allowed number is with the handler', async (t) => {
    const batches: number[] = [];
    const releases: (() => void)[] = [];
    const { send, reply, seen, events } = await setUp(t, {
      maxBatchesInFlight: 1,
      maxBatch: 4,
      handleBatch: async (requests) => {
        batches.push(requests.length);
        await new Promise<void>((resolve) => releases.push(resolve));
        if (batches.length === 1) throw new Error('the first one fails');
        return requests.map(() => accepted);
      },
    });
    send(accounting(0));
    while (batches.length === 0) await new Promise((resolve) => setImmediate(resolve));
    for (let i = 1; i <= 6; i++) send(accounting(i));
    await seen(() => events.filter(({ kind }) => kind === 'request').length === 7);
    assert.deepEqual(batches, [1]);
    releases[0]?.();
    await seen(isDrop('handler-failed'));
    while (batches.length < 2) await new Promise((resolve) => setImmediate(resolve));
    releases[1]?.();
    while (batches.length < 3) await new Promise((resolve) => setImmediate(resolve));
    releases[2]?.();
    for (let i = 0; i < 6; i++) await reply();
    assert.deepEqual(batches, [1, 4, 2]);
  });
});
