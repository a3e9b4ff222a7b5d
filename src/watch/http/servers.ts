import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { TlsOptions } from 'node:tls';
import type { FastifyInstance } from 'fastify';
import type { EventLog } from '../../base/event-log.ts';
import type { Result } from '../../base/result.ts';
import { defaultMaxConnections, emptyHttpConfig, type HttpConfig, type HttpTrustpoint } from './config.ts';
import { type TlsFiles, tlsFiles, tlsOptions } from './tls.ts';

/** Routes of one room. */
export interface HttpRoom {
  /** In front of all its paths, as `/metrics`; empty: none. */
  readonly prefix: string;
  /** A fastify plugin; called once for each server that opens. */
  readonly routes: (app: FastifyInstance) => Promise<void>;
}

export interface HttpServersDeps {
  readonly log: EventLog;
  readonly rooms: readonly HttpRoom[];
  /** Whether `ip http access-class LIST` lets an address in; asked at each connection. */
  readonly permitted?: (list: string, address: string) => boolean;
}

/** Where the servers really listen. */
export interface HttpListening {
  readonly http?: { readonly address: string; readonly port: number };
  readonly https?: { readonly address: string; readonly port: number };
}

/** Longest that a request may take to come in, milliseconds: a slow sender holds no connection for ever. */
const requestTimeout = 30_000;
/** Largest body that is read; the pages send a few hundred octets. */
const bodyLimit = 64 * 1024;

type Door = 'http' | 'https';

/** The HTTP and the HTTPS server of one box: opened, moved and closed as the configuration says. */
export class HttpServers {
  readonly #deps: HttpServersDeps;
  readonly #open = new Map<Door, { readonly app: FastifyInstance; readonly key: string }>();
  #config: HttpConfig = emptyHttpConfig;
  #tls: Result<TlsFiles, string> = tlsFiles(emptyHttpConfig, []);
  #turn: Promise<void> = Promise.resolve();

  constructor(deps: HttpServersDeps) {
    this.#deps = deps;
  }

  /** Resolves when the servers are as `config` says; what cannot be opened is reported, and nothing else stops. */
  configure(config: HttpConfig, trustpoints: readonly HttpTrustpoint[] = []): Promise<void> {
    this.#turn = this.#turn.then(async () => {
      this.#config = config;
      this.#tls = tlsFiles(config, trustpoints);
      await this.#set('http', config.server ? JSON.stringify([config.address, config.port]) : undefined);
      const secure = JSON.stringify([config.address, config.securePort, config.tlsVersion, this.#tls]);
      await this.#set('https', config.secureServer ? secure : undefined);
      for (const { app } of this.#open.values()) limit(app.server, config);
    });
    return this.#turn;
  }

  listening(): HttpListening {
    const at = (door: Door) => {
      const address = this.#open.get(door)?.app.server.address();
      return isAddress(address) ? { address: address.address, port: address.port } : undefined;
    };
    const [http, https] = [at('http'), at('https')];
    return { ...(http === undefined ? {} : { http }), ...(https === undefined ? {} : { https }) };
  }

  /** Closes both; connections that are open are cut. */
  stop(): Promise<void> {
    return this.configure({ ...this.#config, server: false, secureServer: false });
  }

  /** @param key everything that the socket depends on; undefined: closed */
  async #set(door: Door, key: string | undefined): Promise<void> {
    const now = this.#open.get(door);
    if (now?.key === key) return;
    this.#open.delete(door);
    await now?.app.close();
    if (key === undefined) return;
    const port = door === 'http' ? this.#config.port : this.#config.securePort;
    let app: FastifyInstance | undefined;
    try {
      app = await this.#make(door);
      await app.listen({ host: this.#config.address, port });
      this.#open.set(door, { app, key });
    } catch (error) {
      await app?.close();
      const reason = error instanceof Error ? error.message : String(error);
      const where = `${this.#config.address} TCP port ${port}`;
      this.#deps.log.message('HTTP', 3, 'NOT_LISTENING', `${door.toUpperCase()} server on ${where}: ${reason}`);
    }
  }

  async #make(door: Door): Promise<FastifyInstance> {
    // Read before fastify: a certificate that is missing must be told, not wait for the first handshake.
    const tls = door === 'http' ? undefined : this.#tlsOptions();
    const serverFactory = (handle: RequestListener): Server => {
      const server =
        tls === undefined
          ? createServer({ requestTimeout }, handle)
          : createSecureServer({ requestTimeout, ...tls }, handle);
      limit(server, this.#config);
      guard(server, (socket) => this.#admits(socket));
      return server;
    };
    // Most boxes serve no page: only those that do load what serves it.
    const { default: fastify } = await import('fastify');
    const app = fastify({ logger: false, bodyLimit, forceCloseConnections: true, serverFactory });
    app.addHook('onSend', async (_request, reply) => {
      reply.header('x-content-type-options', 'nosniff').header('referrer-policy', 'no-referrer');
      if (door === 'https') reply.header('strict-transport-security', 'max-age=31536000');
    });
    for (const { prefix, routes } of this.#deps.rooms) app.register((room) => routes(room), { prefix });
    await app.ready();
    return app;
  }

  #tlsOptions(): TlsOptions {
    if (!this.#tls.ok) throw new Error(this.#tls.error);
    return tlsOptions(this.#tls.value, this.#config);
  }

  #admits(socket: Socket): boolean {
    const { accessClass } = this.#config;
    if (accessClass === undefined) return true;
    return this.#deps.permitted?.(accessClass, plainAddress(socket.remoteAddress ?? '')) ?? false;
  }
}

function limit(server: Server, { maxConnections = defaultMaxConnections }: HttpConfig): void {
  server.maxConnections = maxConnections;
}

function guard(server: Server, admits: (socket: Socket) => boolean): void {
  // Before any TLS handshake: `connection` is told of the bare socket, by the HTTPS server too.
  server.prependListener('connection', (socket) => {
    if (!admits(socket)) socket.destroy();
  });
}

/** An IPv4 address that came through an IPv6 socket, as IPv4. */
export const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/, '');

/** Whether a request comes from this machine. */
export const isLoopback = (address: string): boolean => /^(127\.|::1$)/.test(plainAddress(address));

const isAddress = (address: AddressInfo | string | null | undefined): address is AddressInfo =>
  typeof address === 'object' && address !== null;
