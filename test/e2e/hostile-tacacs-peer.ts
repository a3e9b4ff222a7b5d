/** A TACACS+ peer with bad manners, written by hand (RFC 8907 §4.1, §4.5, §7.2) and not with the codec under test. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import type { TestContext } from 'node:test';
import type { Random } from '../../src/base/random.ts';

/** XORs a body with the pad of its packet; the same hides and reveals. */
function obfuscated(head: Buffer, body: Buffer, key: string): Buffer {
  const seed = Buffer.concat([head.subarray(4, 8), Buffer.from(key), head.subarray(0, 1), head.subarray(2, 3)]);
  let pad = Buffer.alloc(0);
  let last = Buffer.alloc(0);
  while (pad.length < body.length) {
    last = createHash('md5').update(seed).update(last).digest();
    pad = Buffer.concat([pad, last]);
  }
  return Buffer.from(body.map((octet, i) => octet ^ (pad[i] ?? 0)));
}

interface Reply {
  readonly status?: number;
  readonly key?: string;
  readonly type?: number;
  readonly seqNo?: number;
  readonly version?: number;
  /** Added to the session id of the request. */
  readonly session?: number;
  /** In clear, with the flag that says so. */
  readonly clear?: boolean;
  /** Length in the header, in place of the right one. */
  readonly length?: number;
  /** The three lengths of the body's fields, in place of none. */
  readonly claims?: number;
}

/** The REPLY of an honest server to an accounting REQUEST, with whatever is asked for changed. */
export function reply(request: Buffer, ownKey: string, changed: Reply = {}): Buffer {
  const { status = 1, key = ownKey, type = 3, seqNo = 2, version = 0xc0, session = 0, clear = false } = changed;
  const body = Buffer.from([0, changed.claims ?? 0, 0, 0, status]);
  const head = Buffer.from(request.subarray(0, 12));
  head[0] = version;
  head[1] = type;
  head[2] = seqNo;
  head[3] = clear ? 1 : 0;
  head.writeUInt32BE((head.readUInt32BE(4) + session) >>> 0, 4);
  head.writeUInt32BE(changed.length ?? body.length, 8);
  return Buffer.concat([head, clear ? body : obfuscated(head, body, key)]);
}

export interface Trick {
  readonly name: string;
  /** What is written in answer to a request; nothing at all when absent. */
  readonly make?: (request: Buffer, about: { readonly key: string; readonly random: Random }) => Buffer;
  /** Whether the connection is closed after that; it stays open otherwise. */
  readonly close?: boolean;
}

/** None of these acknowledges a record. */
export const tricks: readonly Trick[] = [
  { name: 'wrong key', make: (r) => reply(r, 'another key') },
  { name: 'in clear', make: (r, { key }) => reply(r, key, { clear: true }) },
  { name: 'ERROR', make: (r, { key }) => reply(r, key, { status: 2 }) },
  { name: 'FOLLOW', make: (r, { key }) => reply(r, key, { status: 0x21 }) },
  { name: 'a status that does not exist', make: (r, { key }) => reply(r, key, { status: 0 }) },
  { name: 'another session', make: (r, { key }) => reply(r, key, { session: 1 }) },
  { name: 'a reply to authentication', make: (r, { key }) => reply(r, key, { type: 1 }) },
  { name: 'sequence number of a request', make: (r, { key }) => reply(r, key, { seqNo: 1 }) },
  { name: 'sequence number later on', make: (r, { key }) => reply(r, key, { seqNo: 4 }) },
  { name: 'another protocol', make: (r, { key }) => reply(r, key, { version: 0x10 }) },
  { name: 'fields longer than the body', make: (r, { key }) => reply(r, key, { claims: 200 }) },
  { name: 'a body that never ends', make: (r, { key }) => reply(r, key, { length: 6 }) },
  { name: 'an enormous body', make: (r, { key }) => reply(r, key, { length: 0xffff_ffff }) },
  { name: 'no body', make: (r, { key }) => reply(r, key, { length: 0 }).subarray(0, 12) },
  { name: 'half a reply, then the end', make: (r, { key }) => reply(r, key).subarray(0, 15), close: true },
  { name: 'the request itself', make: (r) => r },
  { name: 'random octets', make: (_, { random }) => Buffer.from(random.bytes(300)) },
  { name: 'the end at once', make: () => Buffer.alloc(0), close: true },
  { name: 'silence' },
];

/** A server for one trick on a port of its own. */
export interface TrickServer {
  readonly port: number;
  /** Requests that it got whole. */
  requests: number;
  /** Answers as it should. */
  honest: boolean;
}

export async function trickServer(t: TestContext, trick: Trick, key: string, random: Random): Promise<TrickServer> {
  const open = new Set<Socket>();
  const state = { port: 0, requests: 0, honest: false };
  const server = createServer((socket) => {
    open.add(socket);
    let held = Buffer.alloc(0);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => {});
    socket.on('data', (octets: Buffer) => {
      held = Buffer.concat([held, octets]);
      if (held.length < 12 || held.length < 12 + held.readUInt32BE(8)) return;
      state.requests += 1;
      const request = held;
      held = Buffer.alloc(0);
      if (state.honest) socket.end(reply(request, key));
      else {
        if (trick.make !== undefined) socket.write(trick.make(request, { key, random }));
        if (trick.close === true) socket.end();
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  state.port = address === null || typeof address === 'string' ? 0 : address.port;
  t.after(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return state;
}
