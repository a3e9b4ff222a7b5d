import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { describe, it } from 'node:test';
import { attribute, codes, decodePacket, find, verifyRequest } from './index.ts';
import { accounting, attributes, start } from './testing/client.ts';
import { Peer } from './testing/peer.ts';

describe('an exchange', () => {
  it('sends a checked request and takes its answer', async (t) => {
    const peer = await Peer.start(t);
    const { client, events } = start(t);
    const result = client.exchange(accounting(peer));
    const [request] = await peer.packets(1);
    assert.ok(request);
    assert.equal(verifyRequest(request.octets, Buffer.from('a secret')), 'ok');
    const packet = decodePacket(request.octets);
    assert.ok(packet.ok);
    assert.equal(find(packet.value, 'Acct-Session-Id'), '0000000D');
    await peer.answer(request, { attributes: [attribute('Reply-Message', 'noted')] });
    const answered = await result;
    assert.ok(answered.ok);
    assert.equal(find(answered.value.packet, 'Reply-Message'), 'noted');
    assert.equal(answered.value.transmissions, 1);
    assert.equal(answered.value.sourcePort, request.from.port);
    assert.equal(answered.value.identifier, request.octets[1]);
    assert.deepEqual(
      events.map((event) => event.kind),
      ['sent', 'answered'],
    );
    assert.equal(client.outstanding, 0);
  });

  it('sends the same packet again when it is lost, then gives up', async (t) => {
    const peer = await Peer.start(t);
    const { client, clock, events, kinds } = start(t);
    const result = client.exchange(accounting(peer, { timeoutMs: 3000, retransmit: 2 }));
    for (const count of [1, 2, 3]) {
      await peer.packets(count);
      await clock.advance(2999);
      assert.equal(peer.arrived.length, count);
      await clock.advance(1);
    }
    assert.deepEqual(await result, { ok: false, error: { kind: 'timeout', transmissions: 3 } });
    const [first, second, third] = peer.arrived.map(({ octets }) => octets.toString('hex'));
    assert.equal(second, first);
    assert.equal(third, first);
    assert.deepEqual(kinds(), ['sent', 'timeout', 'sent', 'timeout', 'sent', 'timeout']);
    assert.deepEqual(
      events.flatMap((event) =>
        event.kind === 'sent' ? [[event.transmission, event.retransmission, event.fresh]] : [],
      ),
      [
        [1, false, true],
        [2, true, false],
        [3, true, false],
      ],
    );
    assert.deepEqual(
      events.flatMap((event) => (event.kind === 'timeout' ? [event.last] : [])),
      [false, false, true],
    );
    assert.equal(client.outstanding, 0);
  });

  it('takes a new identifier and authenticator when the attributes change', async (t) => {
    const peer = await Peer.start(t);
    const { client, clock, events } = start(t);
    const result = client.exchange(
      accounting(peer, { attributes: (n) => [...attributes, attribute('Acct-Delay-Time', n < 3 ? 5 * (n - 1) : 5)] }),
    );
    for (const count of [1, 2, 3]) {
      await peer.packets(count);
      if (count < 3) await clock.advance(5000);
    }
    const [first, second, third] = peer.arrived;
    assert.ok(first && second && third);
    assert.notEqual(second.octets[1], first.octets[1]);
    assert.notDeepEqual(second.octets.subarray(4, 20), first.octets.subarray(4, 20));
    assert.equal(third.octets.toString('hex'), second.octets.toString('hex'), 'equal attributes: the same packet');
    assert.deepEqual(
      events.flatMap((event) => (event.kind === 'sent' ? [event.fresh] : [])),
      [true, true, false],
    );
    assert.equal(client.outstanding, 2);
    await peer.answer(third);
    assert.ok((await result).ok);
    assert.equal(client.outstanding, 0);
  });

  it('takes a late answer to an earlier transmission, and reports the second answer as unexpected', async (t) => {
    const peer = await Peer.start(t);
    const { client, clock, events, seenKind } = start(t);
    const result = client.exchange(
      accounting(peer, { attributes: (n) => [...attributes, attribute('Acct-Delay-Time', n)] }),
    );
    await peer.packets(1);
    await clock.advance(5000);
    await peer.packets(2);
    const [first, second] = peer.arrived;
    assert.ok(first && second);
    await clock.advance(1000);
    await peer.answer(first);
    const answered = await result;
    assert.ok(answered.ok);
    assert.equal(answered.value.identifier, first.octets[1]);
    assert.equal(answered.value.rttMs, 6000);
    assert.equal(answered.value.transmissions, 2);
    await peer.answer(second);
    await seenKind('unexpected');
    assert.equal(events.at(-1)?.kind, 'unexpected');
  });

  it('follows a schedule of any intervals', async (t) => {
    const peer = await Peer.start(t);
    const { client, clock } = start(t);
    const result = client.exchange(accounting(peer, { schedule: [100, 400] }));
    await peer.packets(1);
    await clock.advance(100);
    await peer.packets(2);
    await clock.advance(399);
    assert.equal(client.outstanding, 1);
    await clock.advance(1);
    assert.deepEqual(await result, { ok: false, error: { kind: 'timeout', transmissions: 2 } });
  });

  it('can be cancelled by its handle, by a signal, and by closing the client', async (t) => {
    const peer = await Peer.start(t);
    const { client } = start(t);
    const controller = new AbortController();
    const bySignal = client.exchange(accounting(peer, { signal: controller.signal }));
    const byClose = client.exchange(accounting(peer));
    const byHandle = new Promise((resolve) => {
      const handle = client.start(accounting(peer), resolve);
      void peer.packets(3).then(() => handle.cancel());
    });
    await peer.packets(3);
    controller.abort();
    assert.deepEqual(await bySignal, { ok: false, error: { kind: 'aborted', transmissions: 1 } });
    assert.deepEqual(await byHandle, { ok: false, error: { kind: 'aborted', transmissions: 1 } });
    await client.close();
    assert.deepEqual(await byClose, { ok: false, error: { kind: 'closed', transmissions: 1 } });
    const before = client.exchange(accounting(peer, { signal: controller.signal }));
    assert.deepEqual(await before, { ok: false, error: { kind: 'closed', transmissions: 0 } });
  });

  it('says when the attributes do not fit, after start has returned', async (t) => {
    const peer = await Peer.start(t);
    const { client } = start(t);
    const tooLong = [attribute('User-Name', 'x'.repeat(254))];
    // The first one opens the port; with the port open the failure is found at once.
    assert.equal((await client.exchange(accounting(peer, { attributes: tooLong }))).ok, false);
    let returned = false;
    const result = await new Promise((resolve) => {
      client.start(accounting(peer, { attributes: tooLong }), (outcome) => {
        assert.ok(returned);
        resolve(outcome);
      });
      returned = true;
    });
    const error = {
      kind: 'unencodable',
      error: { kind: 'attribute-too-long', type: 1, octets: 254 },
      transmissions: 0,
    };
    assert.deepEqual(result, { ok: false, error });
    assert.equal(client.outstanding, 0);
  });

  it('fails when no source port can be had', async (t) => {
    const peer = await Peer.start(t);
    const { client } = start(t);
    const server = { ...peer.endpoint, localAddress: '192.0.2.1' };
    const result = await client.exchange(accounting(peer, { server }));
    assert.deepEqual(result, { ok: false, error: { kind: 'no-source-port', code: 'EADDRNOTAVAIL', transmissions: 0 } });
  });
});

describe('probe', () => {
  it('sends Status-Server with nothing but a Message-Authenticator and takes either answer', async (t) => {
    const peer = await Peer.start(t);
    const { client } = start(t);
    for (const [i, code] of [codes['Access-Accept'], codes['Accounting-Response']].entries()) {
      const result = client.probe(peer.endpoint);
      const request = (await peer.packets(i + 1)).at(-1);
      assert.ok(request);
      assert.equal(request.octets[0], codes['Status-Server']);
      assert.equal(request.octets.length, 38);
      assert.equal(verifyRequest(request.octets, Buffer.from('a secret')), 'ok');
      await peer.answer(request, { code });
      assert.ok((await result).ok);
    }
  });
});

describe('a server that is not there', () => {
  it('is reported and tried until the schedule ends', async (t) => {
    const peer = await Peer.start(t);
    const { client, clock, events, seenKind } = start(t);
    const gone = createSocket('udp4');
    await new Promise<void>((resolve) => gone.bind(0, '127.0.0.1', resolve));
    const server = { ...peer.endpoint, port: gone.address().port };
    await new Promise<void>((resolve) => gone.close(() => resolve()));
    const result = client.exchange(accounting(peer, { server, retransmit: 1 }));
    await seenKind('network-error');
    const event = events.find(({ kind }) => kind === 'network-error');
    assert.equal(event?.kind === 'network-error' && event.code, 'ECONNREFUSED');
    await clock.advance(5000);
    await clock.advance(5000);
    assert.deepEqual(await result, { ok: false, error: { kind: 'timeout', transmissions: 2 } });
  });
});
