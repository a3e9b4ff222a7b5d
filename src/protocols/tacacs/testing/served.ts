import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { TestContext } from 'node:test';
import { TacacsClient } from '../client.ts';
import type { TacacsClientOptions } from '../client-options.ts';
import { obfuscate } from '../obfuscation.ts';
import { TacacsServer } from '../server.ts';
import type { TacacsHandlers, TacacsServerEvent, TacacsServerOptions } from '../server-options.ts';
import { PacketSplitter, type RawPacket } from '../stream.ts';
import { key } from './requests.ts';

/** A server of ours, and clients to it. They end with the test. */
export async function serve(t: TestContext, handlers: TacacsHandlers, options: Partial<TacacsServerOptions> = {}) {
  const events: TacacsServerEvent[] = [];
  const server = new TacacsServer({
    clients: [{ address: '127.0.0.1', key, name: 'nas' }],
    handlers,
    observe: (event) => events.push(event),
    ...options,
  });
  const { port } = await server.listen({ host: '127.0.0.1', port: 0 });
  t.after(() => server.close());
  const clientTo = (over: Partial<TacacsClientOptions> = {}): TacacsClient => {
    const client = new TacacsClient({ host: '127.0.0.1', port, key, ...over });
    t.after(() => client.close());
    return client;
  };
  return { server, port, events, clientTo, seen: (name: string) => events.some(({ event }) => event === name) };
}

/** A login that asks for the user, where it is not known, for a password and for a token. */
export const loginHandlers: TacacsHandlers = {
  async authenticate(dialogue) {
    const user = dialogue.start.user === '' ? await dialogue.askUser() : dialogue.start.user;
    if (user === undefined) return { status: 'fail' };
    const password = await dialogue.askPassword();
    if (password !== 'secret') return { status: 'fail', message: 'Bad password' };
    const code = await dialogue.askData('Token: ', true);
    return code === '123' ? { status: 'pass', message: `Welcome ${user}` } : { status: 'fail', message: 'Bad token' };
  },
};

/** A bare connection: sends what it is told, collects packets until the server closes. */
export async function raw(t: TestContext, port: number) {
  const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
  t.after(() => socket.destroy());
  socket.on('error', () => {});
  await once(socket, 'connect');
  const splitter = new PacketSplitter(200_000);
  const packets: RawPacket[] = [];
  socket.on('data', (chunk) => {
    const got = splitter.push(chunk);
    assert.ok(got.ok);
    for (const packet of got.value) {
      obfuscate(packet.header, Buffer.from(key), packet.body);
      packets.push(packet);
    }
  });
  const closed = once(socket, 'close');
  socket.on('end', () => socket.end());
  return { socket, packets, closed };
}
