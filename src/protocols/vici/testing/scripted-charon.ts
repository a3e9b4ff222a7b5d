import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodePacket, PacketReader, type ViciPacket } from '../packet.ts';
import type { ViciSection } from '../value.ts';

/** One connection as the stand-in sees it. */
export interface Peer {
  send(type: ViciPacket['type'], name?: string, message?: ViciSection): void;
  /** Bytes that need not be a packet. */
  raw(bytes: Uint8Array): void;
  end(): void;
}

/** A stand-in for charon in tests: it does what the test's `answer` does. Listens when {@link listen} has resolved. */
export class ScriptedCharon {
  readonly path: string;
  readonly #directory = mkdtempSync(join(tmpdir(), 'tollgate-vici-'));
  readonly #answer: (packet: ViciPacket, peer: Peer) => void;
  readonly #peers = new Set<Socket>();
  #server: Server | undefined;
  /** Connections so far. */
  connections = 0;

  constructor(answer: (packet: ViciPacket, peer: Peer) => void) {
    this.path = join(this.#directory, 'charon.vici');
    this.#answer = answer;
  }

  listen(): Promise<void> {
    const server = createServer((socket) => this.#serve(socket));
    this.#server = server;
    return new Promise((ready) => server.listen(this.path, ready));
  }

  /** Ends its connections and takes its socket away, as a process that is killed does. */
  die(): Promise<void> {
    for (const peer of this.#peers) peer.destroy();
    return new Promise((gone) => (this.#server === undefined ? gone() : this.#server.close(() => gone())));
  }

  /** Ends its connections only. */
  hangUp(): void {
    for (const peer of this.#peers) peer.destroy();
  }

  async remove(): Promise<void> {
    await this.die();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  #serve(socket: Socket): void {
    this.connections += 1;
    this.#peers.add(socket);
    socket.once('close', () => this.#peers.delete(socket));
    socket.on('error', () => undefined);
    const reader = new PacketReader();
    const peer: Peer = {
      send: (type, name = '', message = {}) => {
        const packet = encodePacket({ type, name, message });
        if (!packet.ok) throw new Error(packet.error.kind);
        socket.write(packet.value);
      },
      raw: (bytes) => void socket.write(bytes),
      end: () => void socket.end(),
    };
    socket.on('data', (bytes: Buffer) => {
      for (const packet of reader.read(bytes)) if (packet.ok) this.#answer(packet.value, peer);
    });
  }
}

/** What `stats` answers. */
export const stats = (since: string): ViciSection => ({
  uptime: { running: '1 minute', since },
  workers: { total: '16', idle: '11' },
  ikesas: { total: '0', 'half-open': '0' },
  plugins: ['vici'],
});
