import assert from 'node:assert/strict';
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import type { TestContext } from 'node:test';
import { type Attribute, codes, encodeReply } from '../index.ts';

/** A packet that has come. */
export interface Arrived {
  readonly octets: Buffer;
  readonly from: RemoteInfo;
}

/** A server whose every answer the test decides. */
export class Peer {
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

/** The answer that a server would make. */
export function reply(
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
