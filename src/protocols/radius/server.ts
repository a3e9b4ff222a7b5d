import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { type Clock, systemClock } from '../../base/clock.ts';
import { type Random, systemRandom } from '../../base/random.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { Attribute } from './attribute.ts';
import { attributeTable } from './attributes/index.ts';
import { verifyRequest } from './authenticator.ts';
import { Batcher } from './batcher.ts';
import type { KnownClient } from './client-table.ts';
import { codes } from './codes.ts';
import { checkForm, decodePacket } from './decode.ts';
import { type CachedRequest, DuplicateCache } from './duplicate-cache.ts';
import { encodeReply } from './encode.ts';
import type {
  DropReason,
  ListenOptions,
  PortRole,
  RadiusServerOptions,
  Reply,
  RequestHandler,
  ServerEvent,
  ServerRequest,
} from './service.ts';
import { errorCode, growReceiveBuffer } from './source-port.ts';

export interface ListenFailure {
  readonly kind: 'cannot-listen';
  readonly address: string;
  readonly port: number;
  /** The system's, as `EADDRINUSE`. */
  readonly code: string;
}

/** A bound port. */
export interface Listening {
  readonly role: PortRole;
  readonly address: string;
  readonly port: number;
}

/** RFC 5080 §2.2.2: a cache longer than this could answer a new request with an old answer. */
const maxDuplicateLifetime = 30_000;

const codesOfRole: Readonly<Record<PortRole, readonly number[]>> = {
  auth: [codes['Access-Request'], codes['Status-Server']],
  acct: [codes['Accounting-Request'], codes['Status-Server']],
  'dynamic-author': [codes['CoA-Request'], codes['Disconnect-Request']],
};

/** What answers Status-Server on a port (RFC 5997 §3). */
const statusReply = (role: PortRole): number =>
  role === 'auth' ? codes['Access-Accept'] : codes['Accounting-Response'];

const proxyState = attributeTable['Proxy-State'].type;

interface Port {
  readonly role: PortRole;
  readonly socket: Socket;
  readonly cache: DuplicateCache;
}

/** Receives requests over UDP and answers them. */
export class RadiusServer implements AsyncDisposable {
  readonly #options: RadiusServerOptions;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #handle: RequestHandler | undefined;
  readonly #batcher: Batcher | undefined;
  readonly #ports: Port[] = [];
  #closed = false;

  constructor(options: RadiusServerOptions & { readonly clock?: Clock; readonly random?: Random }) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? systemRandom;
    this.#handle = options.handle;
    const { handleBatch, maxBatchesInFlight = Number.POSITIVE_INFINITY, maxBatch = 1024 } = options;
    if (handleBatch !== undefined) this.#batcher = new Batcher(handleBatch, maxBatchesInFlight, maxBatch);
    if ((this.#handle === undefined) === (this.#batcher === undefined))
      throw new TypeError('a RADIUS server has either handle or handleBatch');
  }

  /** Binds the ports; all or none. */
  async start(): Promise<Result<readonly Listening[], ListenFailure>> {
    const listening: Listening[] = [];
    for (const listen of this.#options.listen) {
      const bound = await this.#bind(listen);
      if (!bound.ok) {
        await this.#closePorts();
        return bound;
      }
      listening.push(bound.value);
    }
    return ok(listening);
  }

  /** Closes the ports at once; what the handler answers later is not sent. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#closePorts();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #closePorts(): Promise<void> {
    await Promise.all(
      this.#ports.splice(0).map(({ socket }) => new Promise<void>((resolve) => socket.close(() => resolve()))),
    );
  }

  #bind(listen: ListenOptions): Promise<Result<Listening, ListenFailure>> {
    const { role, address = '127.0.0.1', port, reusePort = false, receiveBuffer = 4 << 20 } = listen;
    const socket = createSocket({
      type: isIPv6(address) ? 'udp6' : 'udp4',
      reusePort,
      // Answers go to addresses, never to names: without this each one waits a turn for the resolver.
      lookup: (host, options, callback) =>
        callback(null, host, typeof options.family === 'number' ? options.family : 4),
    });
    return new Promise((resolve) => {
      const fail = (error: Error): void => {
        socket.close();
        resolve(err({ kind: 'cannot-listen', address, port, code: errorCode(error) }));
      };
      socket.once('error', fail);
      socket.bind({ address, port, exclusive: true }, () => {
        socket.off('error', fail);
        socket.on('error', (error) => this.#emit({ kind: 'socket-error', role, error }));
        growReceiveBuffer(socket, receiveBuffer);
        const lifetime = Math.min(this.#options.duplicateLifetimeMs ?? maxDuplicateLifetime, maxDuplicateLifetime);
        const bound: Port = { role, socket, cache: new DuplicateCache(this.#clock, lifetime) };
        this.#ports.push(bound);
        socket.on('message', (octets, from) => this.#receive(bound, octets, from));
        resolve(ok({ role, address, port: socket.address().port }));
      });
    });
  }

  #emit(event: ServerEvent): void {
    this.#options.observe?.(event);
  }

  #drop(
    port: Port,
    source: RemoteInfo,
    octets: Uint8Array,
    reason: DropReason,
    known?: KnownClient,
    error?: unknown,
  ): void {
    const client = known?.entry;
    this.#options.observe?.({
      kind: 'dropped',
      role: port.role,
      source: { address: source.address, port: source.port },
      reason,
      octets,
      ...(client === undefined ? {} : { client }),
      ...(error === undefined ? {} : { error }),
    });
  }

  #receive(port: Port, datagram: Uint8Array, from: RemoteInfo): void {
    const client = this.#options.clients.find(from.address);
    if (client === undefined) {
      this.#drop(port, from, datagram, 'unknown-client');
      return;
    }
    const length = checkForm(datagram);
    if (typeof length !== 'number') {
      this.#drop(port, from, datagram, 'malformed', client, length);
      return;
    }
    const octets = length === datagram.length ? datagram : datagram.subarray(0, length);
    const code = octets[0] ?? 0;
    if (!codesOfRole[port.role].includes(code)) {
      this.#drop(port, from, octets, 'unexpected-code', client);
      return;
    }
    const verdict = verifyRequest(octets, client.secret, {
      requireMessageAuthenticator:
        code === codes['Access-Request'] && client.entry.requireMessageAuthenticator !== false,
    });
    if (verdict !== 'ok') {
      this.#drop(port, from, octets, verdict, client);
      return;
    }
    if (code === codes['Status-Server']) {
      this.#status(port, octets, from, client);
      return;
    }

    const source = `${from.address} ${from.port}`;
    const { earlier, noted } = port.cache.note(source, octets);
    if (earlier !== undefined) {
      if (earlier.reply === undefined) {
        this.#drop(port, from, octets, 'duplicate-in-progress', client);
        return;
      }
      this.#send(port, earlier.reply, from);
      const { address, port: fromPort } = from;
      this.#emit({
        kind: 'answered-again',
        role: port.role,
        source: { address, port: fromPort },
        client: client.entry,
        octets: earlier.reply,
      });
      return;
    }
    if (client.outstanding >= (client.entry.maxOutstanding ?? Number.POSITIVE_INFINITY)) {
      port.cache.forget(source, noted);
      this.#drop(port, from, octets, 'too-many-outstanding', client);
      return;
    }
    const decoded = decodePacket(octets);
    if (!decoded.ok) {
      this.#drop(port, from, octets, 'malformed', client, decoded.error);
      return;
    }
    client.outstanding++;
    this.#dispatch(port, from, client, source, noted, {
      packet: decoded.value,
      client: client.entry,
      role: port.role,
      source: { address: from.address, port: from.port },
      receivedAt: this.#clock.now(),
      octets,
    });
  }

  #dispatch(
    port: Port,
    from: RemoteInfo,
    client: KnownClient,
    source: string,
    noted: CachedRequest,
    request: ServerRequest,
  ): void {
    if (this.#options.observe) this.#emit({ kind: 'request', role: port.role, source: request.source, request });
    const unanswered = (reason: DropReason, error?: unknown): void => {
      port.cache.forget(source, noted);
      this.#drop(port, from, request.octets, reason, client, error);
    };
    const answer = (reply: Reply | undefined): void => {
      client.outstanding--;
      if (this.#closed) return;
      if (reply === undefined) {
        unanswered('declined');
        return;
      }
      const encoded = encodeReply(
        {
          code: reply.code,
          identifier: request.packet.identifier,
          requestAuthenticator: request.packet.authenticator,
          attributes: withProxyState(reply.attributes, request.packet.attributes),
          secret: client.secret,
        },
        this.#random,
      );
      if (!encoded.ok) {
        unanswered('unencodable-reply', encoded.error);
        return;
      }
      noted.reply = encoded.value;
      this.#send(port, encoded.value, from);
      if (this.#options.observe)
        this.#emit({ kind: 'answered', role: port.role, source: request.source, request, octets: encoded.value });
    };
    const fail = (error: unknown): void => {
      client.outstanding--;
      if (!this.#closed) unanswered('handler-failed', error);
    };
    if (this.#batcher !== undefined) this.#batcher.add({ request, answer, fail });
    else if (this.#handle !== undefined) runOne(this.#handle, request, answer, fail);
  }

  #status(port: Port, octets: Uint8Array, from: RemoteInfo, client: KnownClient): void {
    const encoded = encodeReply(
      {
        code: statusReply(port.role),
        identifier: octets[1] ?? 0,
        requestAuthenticator: octets.subarray(4, 20),
        attributes: [],
        secret: client.secret,
        messageAuthenticator: true,
      },
      this.#random,
    );
    if (encoded.ok) this.#send(port, encoded.value, from);
    const { address, port: fromPort } = from;
    this.#emit({ kind: 'status', role: port.role, source: { address, port: fromPort }, client: client.entry });
  }

  #send(port: Port, octets: Uint8Array, to: RemoteInfo): void {
    port.socket.send(octets, to.port, to.address, (error) => {
      if (error && !this.#closed) this.#emit({ kind: 'socket-error', role: port.role, error });
    });
  }
}

function runOne(
  handle: RequestHandler,
  request: ServerRequest,
  answer: (reply: Reply | undefined) => void,
  fail: (error: unknown) => void,
): void {
  let reply: ReturnType<RequestHandler>;
  try {
    reply = handle(request);
  } catch (error) {
    fail(error);
    return;
  }
  if (reply instanceof Promise) reply.then(answer, fail);
  else answer(reply);
}

/** The reply's attributes, followed by the request's Proxy-State in their order (RFC 2865 §5.33). */
function withProxyState(reply: readonly Attribute[], request: readonly Attribute[]): readonly Attribute[] {
  return request.some(({ type }) => type === proxyState)
    ? [...reply, ...request.filter(({ type }) => type === proxyState)]
    : reply;
}
