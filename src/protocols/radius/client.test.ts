import assert from 'node:assert/strict';
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { describe, it, type TestContext } from 'node:test';
import { FakeClock } from '../../base/clock.ts';
import {
  type Attribute,
  attribute,
  type ClientEvent,
  codes,
  decodePacket,
  type ExchangeRequest,
  type ExchangeResult,
  encodeReply,
  encodeRequest,
  exchangeId,
  find,
  RadiusClient,
  type RadiusClientOptions,
  verifyRequest,
} from './index.ts';

interface Arrived {
  readonly octets: Buffer;
  readonly from: RemoteInfo;
}

/** A server whose every answer the test decides. */
class Peer {
  readonly socket: Socket;
  readonly arrived: Arrived[] = [];
  #waiting: (() => void)[] = [];

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('message', (octets, from) => {
      this.arrived.push({ octets, from });
      for (const wake of this.#waiting.splice(0)) wake();
    });
  }

  static async start(t: TestContext): Promise<Peer> {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    const peer = new Peer(socket);
    t.after(() => new Promise<void>((resolve) => socket.close(() => resolve())));
    return peer;
  }

  get endpoint() {
    return { host: '127.0.0.1', port: this.socket.address().port, secret: 'a secret' };
  }

  /** Waits until so many packets have arrived in all. */
  async packets(count: number): Promise<Arrived[]> {
    while (this.arrived.length < count) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return this.arrived;
  }

  /** Answers everything from now on, and what has arrived. */
  answerAll(): void {
    for (const request of this.arrived) void this.answer(request);
    this.socket.on('message', (octets, from) => void this.answer({ octets, from }));
  }

  send(octets: Uint8Array, to: RemoteInfo, socket = this.socket): Promise<void> {
    return new Promise((resolve, reject) =>
      socket.send(octets, to.port, to.address, (error) => (error ? reject(error) : resolve())),
    );
  }

  /** Answers a packet as a server would. */
  answer(request: Arrived, options: { secret?: string; code?: number; attributes?: readonly Attribute[] } = {}) {
    return this.send(reply(request.octets, options), request.from);
  }
}

function reply(
  request: Uint8Array,
  options: { secret?: string; code?: number; attributes?: readonly Attribute[]; identifier?: number } = {},
): Uint8Array {
  const made = encodeReply({
    code: options.code ?? codes['Accounting-Response'],
    identifier: options.identifier ?? request[1] ?? 0,
    requestAuthenticator: request.subarray(4, 20),
    attributes: options.attributes ?? [],
    secret: options.secret ?? 'a secret',
  });
  assert.ok(made.ok);
  return made.value;
}

const attributes = [attribute('Acct-Session-Id', '0000000D'), attribute('Acct-Status-Type', 'Start')];

/** A client on a clock that only the test moves, with its events. */
function start(t: TestContext, options: RadiusClientOptions = {}) {
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

const accounting = (peer: Peer, more: Partial<ExchangeRequest> = {}): ExchangeRequest => ({
  server: peer.endpoint,
  code: codes['Accounting-Request'],
  attributes,
  ...more,
});

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

it('encodes what it is given with a name for the secret of any length', () => {
  const made = encodeRequest({ code: 4, identifier: 0, attributes: [], secret: 's'.repeat(10_000) });
  assert.ok(made.ok);
  assert.equal(verifyRequest(made.value, Buffer.from('s'.repeat(10_000))), 'ok');
});
