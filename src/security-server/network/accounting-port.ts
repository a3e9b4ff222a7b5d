import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { Clock } from '../../base/clock.ts';
import { signReply } from '../../protocols/radius/authenticator.ts';
import {
  attributeTable,
  type ClientTable,
  checkForm,
  codes,
  type DropReason,
  encodeReply,
  headerLength,
  type Secret,
  verifyRequest,
} from '../../protocols/radius/index.ts';
import type { Inbox } from '../inbox/inbox.ts';

/**
 * The RADIUS accounting port. It does as little as can be done before an answer: check the authenticator, keep the
 * packet, answer when it is on stable storage. It keeps no cache of duplicates: a packet that comes again is kept and
 * answered again, and the books take it for the copy that it is.
 *
 * While one batch is being committed, the next one collects; so batches grow with the load and no packet waits for a
 * timer.
 */
export interface AccountingPortOptions {
  readonly clients: ClientTable;
  readonly inbox: Inbox;
  readonly clock: Clock;
  readonly dropped: (reason: DropReason, source: string) => void;
  /** A batch could not be kept; it is not answered, so its senders will send it again. */
  readonly failed: (error: unknown, records: number) => void;
  readonly kept: () => void;
}

interface Arrival {
  readonly protocol: 'radius';
  readonly received: number;
  readonly address: string;
  readonly port: number;
  readonly data: Uint8Array;
  readonly secret: Uint8Array;
}

const proxyState = attributeTable['Proxy-State'].type;
/** Packets that may wait for the disk; beyond that they are dropped, and the clients send them again. */
const maxWaiting = 65_536;

export class AccountingPort {
  readonly #options: AccountingPortOptions;
  readonly #socket: Socket;
  #arrivals: Arrival[] = [];
  #committing = false;
  #scheduled = false;
  #closed = false;

  private constructor(socket: Socket, options: AccountingPortOptions) {
    this.#socket = socket;
    this.#options = options;
    socket.on('message', (octets, from) => this.#received(octets, from));
  }

  /** Binds the port; 0 takes a free one. Rejects when it cannot be had. */
  static async open(address: string, port: number, options: AccountingPortOptions): Promise<AccountingPort> {
    const socket = createSocket({
      type: isIPv6(address) ? 'udp6' : 'udp4',
      // Answers go to addresses; without this each would wait a turn for the resolver.
      lookup: (host, { family }, callback) => callback(null, host, family === 6 || family === 'IPv6' ? 6 : 4),
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind({ address, port, exclusive: true }, () => {
        socket.off('error', reject);
        resolve();
      });
    });
    try {
      socket.setRecvBufferSize(receiveBuffer);
    } catch {
      // The kernel's limit is lower; it stays at its default.
    }
    socket.on('error', () => {});
    return new AccountingPort(socket, options);
  }

  get port(): number {
    return this.#socket.address().port;
  }

  /** Answers what is being committed, then closes. */
  async close(): Promise<void> {
    this.#closed = true;
    while (this.#committing) await new Promise((resolve) => setImmediate(resolve));
    await new Promise<void>((resolve) => this.#socket.close(() => resolve()));
  }

  #received(datagram: Uint8Array, from: RemoteInfo): void {
    if (this.#closed) return;
    const refusal = this.#take(datagram, from);
    if (refusal !== undefined) this.#options.dropped(refusal, from.address);
  }

  /** Why the packet is dropped, or `undefined` when it was taken. */
  #take(datagram: Uint8Array, { address, port }: RemoteInfo): DropReason | undefined {
    const { clients, clock } = this.#options;
    const client = clients.find(address);
    if (client === undefined) return 'unknown-client';
    const length = checkForm(datagram);
    if (typeof length !== 'number') return 'malformed';
    const data = length === datagram.length ? datagram : datagram.subarray(0, length);
    const code = data[0];
    if (code !== codes['Accounting-Request'] && code !== codes['Status-Server']) return 'unexpected-code';
    const { secret } = client;
    const verdict = verifyRequest(data, secret);
    if (verdict !== 'ok') return verdict;
    if (code === codes['Status-Server']) {
      this.#send(answerWith(data, secret, [], true), port, address);
      return undefined;
    }
    if (this.#arrivals.length >= maxWaiting) return 'too-many-outstanding';
    this.#arrivals.push({ protocol: 'radius', received: clock.now(), address, port, data, secret });
    this.#schedule();
    return undefined;
  }

  /** The turn of the event loop ends first: libuv reads up to 32 datagrams in one. */
  #schedule(): void {
    if (this.#scheduled || this.#committing) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      void this.#commit();
    });
  }

  async #commit(): Promise<void> {
    const arrivals = this.#arrivals;
    this.#arrivals = [];
    this.#committing = true;
    let error: unknown;
    try {
      await this.#options.inbox.keep(arrivals);
    } catch (reason) {
      error = reason ?? new Error('unknown');
    }
    this.#committing = false;
    if (this.#arrivals.length > 0 && !this.#closed) this.#schedule();
    if (error !== undefined) {
      this.#options.failed(error, arrivals.length);
      return;
    }
    this.#options.kept();
    for (const { data, secret, port, address } of arrivals) this.#send(answer(data, secret), port, address);
  }

  #send(octets: Uint8Array | undefined, port: number, address: string): void {
    if (octets !== undefined) this.#socket.send(octets, port, address);
  }
}

/** Wanted size of the kernel's buffer, octets. */
const receiveBuffer = 4 << 20;

/** The Accounting-Response (RFC 2866 §4.2) to a well-formed request. */
function answer(request: Uint8Array, secret: Uint8Array): Uint8Array | undefined {
  if (hasProxyState(request)) return answerWith(request, secret, proxyStates(request), false);
  const reply = Buffer.allocUnsafe(headerLength);
  reply[0] = codes['Accounting-Response'];
  reply[1] = request[1] ?? 0;
  reply[2] = 0;
  reply[3] = headerLength;
  reply.set(request.subarray(4, headerLength), 4);
  signReply(reply, secret);
  return reply;
}

function answerWith(
  request: Uint8Array,
  secret: Secret,
  states: readonly Uint8Array[],
  messageAuthenticator: boolean,
): Uint8Array | undefined {
  const reply = encodeReply({
    code: codes['Accounting-Response'],
    identifier: request[1] ?? 0,
    requestAuthenticator: request.subarray(4, headerLength),
    attributes: states.map((value) => ({ type: proxyState, value })),
    secret,
    messageAuthenticator,
  });
  return reply.ok ? reply.value : undefined;
}

function hasProxyState(packet: Uint8Array): boolean {
  for (let at = headerLength; at < packet.length; at += packet[at + 1] ?? 2) if (packet[at] === proxyState) return true;
  return false;
}

/** Values of the Proxy-State attributes, which an answer repeats in order (RFC 2865 §5.33). */
function proxyStates(packet: Uint8Array): Uint8Array[] {
  const values: Uint8Array[] = [];
  for (let at = headerLength; at < packet.length; at += packet[at + 1] ?? 2)
    if (packet[at] === proxyState) values.push(packet.subarray(at + 2, at + (packet[at + 1] ?? 2)));
  return values;
}
