import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { TestContext } from 'node:test';
import { keyBytes, obfuscate, sealPacket } from '../obfuscation.ts';
import type { TacacsHeader } from '../packet.ts';
import { PacketSplitter } from '../stream.ts';

/** A packet that a {@link scriptedServer} received, with ways to answer it. */
export interface ScriptedPacket {
  readonly header: TacacsHeader;
  /** In clear. */
  readonly body: Buffer;
  /** Connections are numbered from 1. */
  readonly connection: number;
  readonly socket: Socket;
  /** Sends a reply to it; `over` replaces header fields, `key` the key (null: in clear). */
  reply(body: Uint8Array, over?: Partial<TacacsHeader>, key?: string | null): void;
}

/** A server that does exactly what `script` says with each packet, right or wrong. It ends with the test. */
export async function scriptedServer(
  t: TestContext,
  key: string | undefined,
  script: (packet: ScriptedPacket) => void,
): Promise<{ readonly port: number; readonly connections: () => number; readonly sockets: readonly Socket[] }> {
  let connections = 0;
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    const connection = ++connections;
    sockets.push(socket);
    const splitter = new PacketSplitter(100_000);
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      const packets = splitter.push(chunk);
      if (!packets.ok) {
        socket.destroy();
        return;
      }
      for (const { header, body } of packets.value) {
        const secret = keyBytes(key);
        if (secret !== undefined) obfuscate(header, secret, body);
        const reply: ScriptedPacket['reply'] = (answer, over = {}, otherKey = key ?? null) => {
          const fields = { ...header, seqNo: header.seqNo + 1, flags: 0, ...over };
          socket.write(sealPacket(fields, answer, keyBytes(otherKey ?? undefined)));
        };
        script({ header, body, connection, socket, reply });
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, connections: () => connections, sockets };
}
