import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { attribute, codes, type ExchangeRequest, encodeReply } from './index.ts';
import { accounting, start } from './testing/client.ts';
import { type Arrived, Peer, reply } from './testing/peer.ts';

describe('an answer is not taken', () => {
  it('when it is made with another secret, damaged, of a wrong code, or garbage', async (t) => {
    const peer = await Peer.start(t);
    const { client, events, seenKind } = start(t);
    const result = client.exchange(accounting(peer));
    const [request] = await peer.packets(1);
    assert.ok(request);
    await peer.answer(request, { secret: 'another' });
    await seenKind('bad-authenticator');
    const damaged = reply(request.octets, { attributes: [attribute('Reply-Message', 'x')] });
    damaged[22] = (damaged[22] ?? 0) ^ 1;
    await peer.send(damaged, request.from);
    await seenKind('bad-authenticator', 2);
    await peer.answer(request, { code: codes['Access-Accept'] });
    await seenKind('unexpected-code');
    await peer.send(Buffer.from('garbage'), request.from);
    await seenKind('malformed');
    await peer.send(reply(request.octets, { identifier: ((request.octets[1] ?? 0) + 1) & 255 }), request.from);
    await seenKind('unexpected');
    assert.equal(client.outstanding, 1);
    await peer.answer(request);
    assert.ok((await result).ok);
    assert.ok(events.every((event) => event.kind !== 'answered' || event.transmission === 1));
  });

  it('when it comes from another port of the server', async (t) => {
    const peer = await Peer.start(t);
    const elsewhere = await Peer.start(t);
    const { client, clock, kinds } = start(t);
    const result = client.exchange(accounting(peer, { retransmit: 0 }));
    const [request] = await peer.packets(1);
    assert.ok(request);
    // The kernel refuses it: the socket is connected. The sender may be told.
    await peer.send(reply(request.octets), request.from, elsewhere.socket).catch(() => {});
    // An answer that does arrive, after it on the same path, shows that it was not merely late.
    await peer.answer(request, { secret: 'another' });
    while (!kinds().includes('bad-authenticator')) await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(5000);
    assert.deepEqual(await result, { ok: false, error: { kind: 'timeout', transmissions: 1 } });
    assert.deepEqual(kinds(), ['sent', 'bad-authenticator', 'timeout']);
  });

  it('when it is for an Access-Request and has no Message-Authenticator, unless told otherwise', async (t) => {
    const peer = await Peer.start(t);
    const { client, events, seenKind } = start(t);
    const access = (more: Partial<ExchangeRequest> = {}) =>
      client.exchange(accounting(peer, { code: codes['Access-Request'], attributes: [], ...more }));
    const bare = (request: Arrived): Uint8Array => {
      const made = encodeReply({
        code: codes['Access-Accept'],
        identifier: request.octets[1] ?? 0,
        requestAuthenticator: request.octets.subarray(4, 20),
        attributes: [],
        secret: 'a secret',
        messageAuthenticator: false,
      });
      assert.ok(made.ok);
      return made.value;
    };
    const strict = access();
    const [request] = await peer.packets(1);
    assert.ok(request);
    await peer.send(bare(request), request.from);
    await seenKind('bad-authenticator');
    const event = events.find(({ kind }) => kind === 'bad-authenticator');
    assert.equal(event?.kind === 'bad-authenticator' && event.verdict, 'missing-message-authenticator');
    await peer.answer(request, { code: codes['Access-Accept'] });
    assert.ok((await strict).ok);
    const lenient = access({ requireMessageAuthenticator: false });
    const [, second] = await peer.packets(2);
    assert.ok(second);
    await peer.send(bare(second), second.from);
    assert.ok((await lenient).ok);
  });
});
