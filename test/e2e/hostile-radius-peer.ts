/**
 * A RADIUS peer with bad manners. Written by hand, without the codec that it is meant to test: MD5 over code, identifier,
 * length, request authenticator, attributes and secret (RFC 2865 §3), HMAC-MD5 for Message-Authenticator (RFC 3579 §3.2).
 */
import { createHash, createHmac } from 'node:crypto';
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { TestContext } from 'node:test';
import type { Random } from '../../src/base/random.ts';

interface Reply {
  readonly code?: number;
  readonly identifier?: number;
  readonly secret?: string;
  readonly attributes?: Buffer;
  /** What the digest is made with; the request's own by default. */
  readonly authenticator?: Buffer;
  /** `missing` and `wrong`, for answers to Access-Requests; `right` by default there. */
  readonly messageAuthenticator?: 'right' | 'wrong' | 'missing';
}

const accessRequest = 1;
/** What would make someone an administrator: Service-Type Administrative, `shell:priv-lvl=15`. */
const wished = Buffer.concat([
  Buffer.from([6, 6, 0, 0, 0, 6]),
  Buffer.from([26, 25, 0, 0, 0, 9, 1, 19]),
  Buffer.from('shell:priv-lvl=15'),
]);

/** The answer of an honest server, with whatever is asked for changed. */
export function answer(request: Buffer, ownSecret: string, changed: Reply = {}): Buffer {
  const access = request[0] === accessRequest;
  const { code = access ? 2 : 5, identifier = request[1] ?? 0, secret = ownSecret } = changed;
  const { authenticator = request.subarray(4, 20), messageAuthenticator = access ? 'right' : 'missing' } = changed;
  const mac =
    messageAuthenticator === 'missing' ? Buffer.alloc(0) : Buffer.concat([Buffer.from([80, 18]), Buffer.alloc(16)]);
  const attributes = Buffer.concat([mac, changed.attributes ?? (access ? wished : Buffer.alloc(0))]);
  const packet = Buffer.concat([Buffer.from([code, identifier, 0, 0]), authenticator, attributes]);
  packet.writeUInt16BE(packet.length, 2);
  if (messageAuthenticator !== 'missing') createHmac('md5', secret).update(packet).digest().copy(packet, 22);
  if (messageAuthenticator === 'wrong') packet[22] = (packet[22] ?? 0) ^ 1;
  createHash('md5').update(packet).update(secret).digest().copy(packet, 4);
  return packet;
}

const header = (octets: readonly number[], length: number): Buffer =>
  Buffer.concat([Buffer.from(octets), Buffer.alloc(Math.max(0, length - octets.length))]);

/** One forgery: what is sent in answer to a request, and from where. */
interface Forgery {
  readonly name: string;
  /** `port`: another port; `address`: another address, right port. */
  readonly from?: 'port' | 'address';
  readonly make: (request: Buffer, about: { secret: string; random: Random; earlier: Buffer }) => Buffer;
}

/** None of these is an answer. `earlier` is the honest answer to another request. */
const forgeries: readonly Forgery[] = [
  { name: 'wrong secret', make: (r) => answer(r, 'another secret') },
  { name: 'empty secret', make: (r) => answer(r, '') },
  { name: 'no digest', make: (r, { secret }) => Buffer.concat([answer(r, secret).subarray(0, 4), Buffer.alloc(16)]) },
  { name: 'one bit wrong', make: (r, { secret }) => flip(answer(r, secret), 19) },
  { name: 'from another port', from: 'port', make: (r, { secret }) => answer(r, secret) },
  { name: 'from another address', from: 'address', make: (r, { secret }) => answer(r, secret) },
  { name: 'the answer to another request', make: (_, { earlier }) => earlier },
  { name: 'that with our identifier', make: (r, { earlier }) => Buffer.from(earlier).fill(r[1] ?? 0, 1, 2) },
  {
    name: 'signed for another request',
    make: (r, { secret, earlier }) => answer(r, secret, { authenticator: earlier.subarray(4, 20) }),
  },
  {
    name: 'another identifier',
    make: (r, { secret }) => answer(r, secret, { identifier: ((r[1] ?? 0) + 1) % 256 }),
  },
  { name: 'an Access-Accept, or an Accounting-Response to an Access-Request', make: otherService },
  { name: 'an answer for proxies', make: (r, { secret }) => answer(r, secret, { code: 41 }) },
  { name: 'the request itself', make: (r) => r },
  { name: 'nothing', make: () => Buffer.alloc(0) },
  { name: 'one octet', make: () => Buffer.from([5]) },
  { name: 'half a header', make: (r, { secret }) => answer(r, secret).subarray(0, 10) },
  { name: 'length too large', make: (r) => header([5, r[1] ?? 0, 0x10, 0x01], 20) },
  { name: 'length too small', make: (r) => header([5, r[1] ?? 0, 0, 3], 20) },
  {
    name: 'an attribute without length',
    make: (r, { secret }) => answer(r, secret, { attributes: Buffer.from([1, 0]) }),
  },
  {
    name: 'an attribute past the end',
    make: (r, { secret }) => answer(r, secret, { attributes: Buffer.from([1, 99, 0]) }),
  },
  {
    name: 'random octets',
    make: (_, { random }) => Buffer.from(random.bytes(1 + Math.floor(random.fraction() * 5000))),
  },
  {
    name: 'random octets with our identifier',
    make: (r, { random }) => Buffer.concat([header([5, r[1] ?? 0, 0, 60], 4), random.bytes(56)]),
  },
];

/** What only an Access-Request can be answered with: a Message-Authenticator is required there (RFC 3579, BlastRADIUS). */
const accessForgeries: readonly Forgery[] = [
  { name: 'no Message-Authenticator', make: (r, { secret }) => answer(r, secret, { messageAuthenticator: 'missing' }) },
  {
    name: 'wrong Message-Authenticator',
    make: (r, { secret }) => answer(r, secret, { messageAuthenticator: 'wrong' }),
  },
];

function otherService(request: Buffer, { secret }: { secret: string }): Buffer {
  return answer(request, secret, { code: request[0] === accessRequest ? 5 : 2 });
}

function flip(packet: Buffer, at: number): Buffer {
  packet[at] = (packet[at] ?? 0) ^ 1;
  return packet;
}

export interface HostilePeer {
  readonly port: number;
  /** Requests so far. */
  readonly requests: readonly Buffer[];
  /** From now on every request is answered as it should be, or by every forgery. */
  honest: boolean;
  close(): Promise<void>;
}

/** A server on 127.0.0.1 that answers each request with all forgeries at once, unless it is honest. */
export async function hostilePeer(t: TestContext, port: number, secret: string, random: Random): Promise<HostilePeer> {
  const [server, otherPort, otherAddress] = await Promise.all([
    bound(port, '127.0.0.1'),
    bound(0, '127.0.0.1'),
    bound(port, '127.0.0.2'),
  ]);
  const from = { port: otherPort, address: otherAddress };
  const requests: Buffer[] = [];
  // The honest answer to a request that nobody sent, until one has been sent.
  const nobody = { 1: Buffer.from(header([1, 200, 0, 20], 20)), 4: Buffer.from(header([4, 200, 0, 20], 20)) };
  const earlier = new Map([1, 4].map((code) => [code, answer(code === 1 ? nobody[1] : nobody[4], secret)]));
  const peer = { port, requests, honest: true, close };
  server.on('message', (request: Buffer, { port: theirs }: RemoteInfo) => {
    requests.push(request);
    const code = request[0] ?? 0;
    if (peer.honest) {
      const good = answer(request, secret);
      earlier.set(code, good);
      server.send(good, theirs, '127.0.0.1');
      return;
    }
    const about = { secret, random, earlier: earlier.get(code) ?? Buffer.alloc(20) };
    for (const forgery of [...forgeries, ...(code === accessRequest ? accessForgeries : [])]) {
      const socket = forgery.from === undefined ? server : from[forgery.from];
      socket.send(forgery.make(request, about), theirs, '127.0.0.1');
    }
  });
  const sockets = [server, otherPort, otherAddress];
  let closed = false;
  async function close(): Promise<void> {
    if (closed) return;
    closed = true;
    await Promise.all(sockets.map((socket) => new Promise<void>((resolve) => socket.close(() => resolve()))));
  }
  t.after(close);
  return peer;
}

async function bound(port: number, address: string): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind(port, address);
  await once(socket, 'listening');
  return socket;
}
