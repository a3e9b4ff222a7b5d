import assert from 'node:assert/strict';
import { createSocket, type Socket } from 'node:dgram';
import type { TestContext } from 'node:test';
import { FakeClock } from '../../../base/clock.ts';
import {
  attribute,
  ClientTable,
  codes,
  encodeRequest,
  type RadiusClientEntry,
  RadiusServer,
  type RadiusServerOptions,
  type Reply,
  type ServerEvent,
} from '../index.ts';

export const secret = 'a secret';
export const accepted: Reply = { code: codes['Accounting-Response'], attributes: [] };

/** A server of ours, and somebody who sends to it from one port. */
interface Setup {
  readonly events: ServerEvent[];
  readonly drops: () => string[];
  readonly ports: Record<string, number>;
  readonly clock: FakeClock;
  readonly seen: (test: (event: ServerEvent) => boolean) => Promise<void>;
  readonly nas: Socket;
  readonly send: (octets: Uint8Array, role?: 'auth' | 'acct' | 'dynamic-author') => void;
  readonly reply: () => Promise<Buffer>;
  /** Replies that arrived and were not asked for. */
  readonly inbox: Buffer[];
}

/** A server on every kind of port, with one client; both end with the test. */
export async function setUp(
  t: TestContext,
  options: Partial<RadiusServerOptions>,
  client: Partial<RadiusClientEntry> = {},
): Promise<Setup> {
  const events: ServerEvent[] = [];
  let wake = (): void => {};
  const clock = new FakeClock();
  const server = new RadiusServer({
    listen: (['auth', 'acct', 'dynamic-author'] as const).map((role) => ({ role, port: 0 })),
    clients: new ClientTable([{ address: '127.0.0.0/8', secret, ...client }]),
    observe: (event) => {
      events.push(event);
      wake();
    },
    clock,
    ...(options.handleBatch ? {} : { handle: () => accepted }),
    ...options,
  });
  const started = await server.start();
  assert.ok(started.ok);
  const ports = Object.fromEntries(started.value.map(({ role, port }) => [role, port]));
  const nas = createSocket('udp4');
  await new Promise<void>((resolve) => nas.bind(0, '127.0.0.1', resolve));
  const inbox: Buffer[] = [];
  let arrived = (): void => {};
  nas.on('message', (octets) => {
    inbox.push(octets);
    arrived();
  });
  t.after(async () => {
    await server.close();
    await new Promise<void>((resolve) => nas.close(() => resolve()));
  });
  return {
    events,
    drops: () => events.flatMap((event) => (event.kind === 'dropped' ? [event.reason] : [])),
    ports,
    clock,
    nas,
    inbox,
    seen: async (test) => {
      while (!events.some(test)) await new Promise<void>((resolve) => (wake = resolve));
    },
    send: (octets, role = 'acct') => nas.send(octets, ports[role] ?? 0, '127.0.0.1'),
    reply: async () => {
      while (inbox.length === 0) await new Promise<void>((resolve) => (arrived = resolve));
      const first = inbox.shift();
      assert.ok(first);
      return first;
    },
  };
}

/** A checked request that can be told from others by its session. */
export function request(
  code: number,
  identifier: number,
  more: { secret?: string; messageAuthenticator?: boolean } = {},
  id = 'a',
) {
  const attributes = [attribute('Acct-Session-Id', id), attribute('Proxy-State', Buffer.from(`p${identifier}`))];
  const made = encodeRequest({ code, identifier, secret, attributes, ...more });
  assert.ok(made.ok);
  return made.value;
}
export const accounting = (identifier: number, more: { secret?: string } = {}, id = 'a') =>
  request(codes['Accounting-Request'], identifier, more, id);

export const isDrop =
  (reason: string) =>
  (event: ServerEvent): boolean =>
    event.kind === 'dropped' && event.reason === reason;
