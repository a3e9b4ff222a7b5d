import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import { SyslogSender } from './sender.ts';

async function receiver(t: TestContext) {
  const socket = createSocket('udp4');
  const received: string[] = [];
  const from: string[] = [];
  socket.on('message', (message, peer) => {
    received.push(message.toString());
    from.push(peer.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  t.after(() => socket.close());
  const arrived = async (count: number): Promise<void> => {
    while (received.length < count) await once(socket, 'message');
  };
  return { port: socket.address().port, received, from, arrived };
}

test('messages arrive as they are, in order', async (t) => {
  const host = await receiver(t);
  const sender = new SyslogSender({ host: '127.0.0.1', port: host.port });
  const lines = Array.from({ length: 100 }, (_, i) => `<189>${i}: ä`);
  for (const line of lines) assert.equal(sender.send(line), true);
  await host.arrived(100);
  assert.deepEqual(host.received, lines);
  await sender.close();
  assert.deepEqual(sender.counters, { made: 100, sent: 100, failed: 0, dropped: 0, waiting: 0 });
});

test('a full queue drops and counts, without blocking', async (t) => {
  const host = await receiver(t);
  const sender = new SyslogSender({ host: '127.0.0.1', port: host.port, queue: 10 });
  const kept = Array.from({ length: 25 }, (_, i) => sender.send(`m${i}`)).filter(Boolean).length;
  assert.equal(kept, 10);
  const { dropped, waiting } = sender.counters;
  assert.deepEqual({ dropped, waiting }, { dropped: 15, waiting: 10 });
  await sender.close();
  assert.deepEqual(sender.counters, { made: 25, sent: 10, failed: 0, dropped: 15, waiting: 0 });
  assert.equal(sender.send('late'), false);
  await host.arrived(10);
  assert.deepEqual(
    host.received,
    Array.from({ length: 10 }, (_, i) => `m${i}`),
  );
});

test('long messages are cut between characters; the source address is the one given', async (t) => {
  const host = await receiver(t);
  const sender = new SyslogSender({ host: '127.0.0.1', port: host.port, localAddress: '127.0.0.9', maxLength: 10 });
  sender.send('ää'.repeat(10));
  sender.send(`x${'ä'.repeat(10)}`);
  await host.arrived(2);
  assert.deepEqual(host.received, ['äääää', 'xääää']);
  assert.deepEqual(host.from, ['127.0.0.9', '127.0.0.9']);
  await sender.close();
});

test('a host without a listener, a name that is none, an address that is not ours: nothing throws, all is counted', async (t) => {
  const host = await receiver(t);
  const unheard = new SyslogSender({ host: '127.0.0.1', port: 9 });
  unheard.send('x');
  await unheard.close();
  assert.equal(unheard.counters.sent + unheard.counters.failed, 1);
  const nowhere = new SyslogSender({ host: 'no such host', port: 9 });
  nowhere.send('x');
  await nowhere.close();
  assert.deepEqual(nowhere.counters, { made: 1, sent: 0, failed: 1, dropped: 0, waiting: 0 });
  const stranger = new SyslogSender({ host: '127.0.0.1', port: host.port, localAddress: '192.0.2.1' });
  stranger.send('x');
  await stranger.close();
  assert.deepEqual(stranger.counters, { made: 1, sent: 1, failed: 0, dropped: 0, waiting: 0 });
});
