import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import type { TestContext } from 'node:test';
import type { OpenSession, SessionClosing, SessionOpening } from '../../../accounting/accounting.ts';
import type { Counters } from '../../../accounting/record.ts';
import { FakeClock } from '../../../base/clock.ts';
import { silentLog } from '../../../base/event-log.ts';
import type { Connection } from '../connection.ts';
import type { ConnectionRequest } from '../connection-request.ts';
import { ConnectionSource, type ConnectionSourceDeps } from '../connection-source.ts';
import { KnownHosts } from '../known-hosts.ts';
import { LatStation } from '../lat/station.ts';

/** A host on loopback, and a source that connects to it; the books are an array. */

export async function host(t: TestContext, serve: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    serve(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const at = server.address();
  if (at === null || typeof at === 'string') throw new Error('no port');
  return at.port;
}

/** What a disk does with a record. */
const stored = (failing: boolean): Promise<void> => (failing ? new Promise(() => {}) : Promise.resolve());

/** @param failing the disk takes nothing, and that is known */
export function source(more: Partial<ConnectionSourceDeps> = {}, failing = false) {
  const clock = new FakeClock();
  const openings: SessionOpening[] = [];
  const closings: [number, SessionClosing][] = [];
  const counts: [number, Counters][] = [];
  const freshen: (() => Promise<void>)[] = [];
  const open = new Map<number, OpenSession>();
  const accounting: ConnectionSourceDeps['accounting'] = {
    open(opening) {
      openings.push(opening);
      const key = openings.length;
      const { type, source: from, sourceKey, facts, startTime = 0 } = opening;
      const session = {
        key,
        sessionId: key,
        taskId: key,
        type,
        source: from,
        sourceKey,
        startTime,
        facts,
        counters: undefined,
      };
      open.set(key, session);
      return { session, durable: stored(failing) };
    },
    count: (key, counters) => void counts.push([key, counters]),
    close: (key, closing) => {
      closings.push([key, closing]);
      open.delete(key);
      return stored(failing);
    },
    freshen: (_source, read) => void freshen.push(read),
    sessions: () => [...open.values()],
    storedOrHeld: (durable) => (failing ? Promise.resolve() : durable),
  };
  let known = '';
  const deps: ConnectionSourceDeps = {
    clock,
    log: silentLog,
    accounting,
    bootId: 'b2',
    resolve: async (name) => (name === 'moon' ? ['127.0.0.1'] : []),
    knownHosts: new KnownHosts({
      read: () => known,
      write: (text) => {
        known = text;
      },
    }),
    lat: new LatStation({
      clock,
      log: silentLog,
      openEthernet: () => assert.fail('no interfaces here'),
      node: () => 'TEST',
    }),
    emulator: { uid: 0, missing: () => 'none in this test', start: () => assert.fail('not asked for') },
    ...more,
  };
  return { clock, openings, closings, counts, freshen, deps, source: new ConnectionSource(deps) };
}

/** A request for a plain connection; what it tells is in `told`. */
export function request(port: number, more: Partial<ConnectionRequest> = {}) {
  const told: string[] = [];
  const asked: ConnectionRequest = {
    how: { protocol: 'telnet', stream: true },
    host: 'moon',
    port,
    command: `telnet moon ${port} /stream`,
    place: { list: 'OUT', parent: 7, facts: { user: 'ann', portNumber: 2, portName: 'tty2' } },
    window: undefined,
    permits: () => true,
    trying: (address) => void told.push(`trying ${address}`),
    opened: () => void told.push('open'),
    signal: new AbortController().signal,
    whyAborted: async () => 'disconnected',
    ended: () => void told.push('ended'),
    ...more,
  };
  return { told, asked };
}

/** Reads until `length` bytes have come, or the connection is over. */
export async function readBytes(connection: Connection, length: number): Promise<string> {
  let text = '';
  while (text.length < length) {
    const said = await connection.read();
    if (said.kind !== 'data') return `${text}(${said.kind})`;
    text += Buffer.from(said.bytes).toString('latin1');
  }
  return text;
}
