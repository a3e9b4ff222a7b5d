import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../base/clock.ts';
import type { EventLog } from '../../base/event-log.ts';
import type { Random } from '../../base/random.ts';
import { type Assets, loadAssets } from './assets.ts';
import { Attempts } from './attempts.ts';
import type { Me } from './contract.ts';
import { cookieName, readCookie, setCookie } from './cookie.ts';
import { dataRoutes } from './data-routes.ts';
import { fail } from './failure.ts';
import { LiveStream } from './live-stream.ts';
import { SignedIn } from './signed-in.ts';
import { disconnectLevel, type Signed, tabsOf, type WebView } from './view.ts';

export interface WebDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: EventLog;
  readonly view: WebView;
  /** Milliseconds without a request or an open page after which somebody has to sign in again; default half an hour. */
  readonly idleTime?: () => number;
}

/** Passwords checked at a time, and streams of live sessions: each costs something. */
const mostChecks = 8;
const mostStreams = 200;
const halfHour = 30 * 60_000;
/** Nobody has a longer user name or password. */
const longestText = 256;

/**
 * A state change is taken from the page itself only: its Origin must be this very server (RFC 6454 §7), which no other
 * page can forge, and the body must be JSON, which no form can send.
 */
export function fromOwnPage({ headers, protocol }: FastifyRequest): boolean {
  const { origin, host } = headers;
  if (origin === undefined || host === undefined || origin !== `${protocol}://${host}`) return false;
  return headers['content-type'] === undefined || /^application\/json\b/.test(headers['content-type']);
}

/**
 * The web page as a fastify plugin: static files for everybody, data for those who are signed in. It knows nothing of
 * where it listens; TLS is seen from the request.
 */
export function webPage({
  clock,
  random,
  log,
  view,
  idleTime = () => halfHour,
}: WebDeps): (app: FastifyInstance) => Promise<void> {
  const signedIn = new SignedIn(clock, random, idleTime);
  const attempts = new Attempts(clock);
  const live = new LiveStream(view.live, clock);
  let assets: Assets | undefined;
  let checking = 0;

  const nameOf = (request: FastifyRequest): string =>
    cookieName(request.socket.localPort ?? 0, request.protocol === 'https');
  const tokenOf = (request: FastifyRequest): string | undefined => readCookie(request.headers.cookie, nameOf(request));
  const me = ({ user, privilege }: Signed): Me => ({
    user,
    privilege,
    host: view.host(),
    product: view.product,
    tabs: tabsOf(view),
    disconnect: view.disconnect !== undefined && privilege >= disconnectLevel,
  });

  async function signIn(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { user, password } = textsOf(request.body);
    if (user === undefined || password === undefined) return fail(reply, 400, 'User name and password are needed.');
    const caller = request.ip;
    const wait = checking >= mostChecks ? 2 : attempts.take(caller, user);
    if (wait !== undefined) {
      if (checking < mostChecks)
        log.message('WEB', 4, 'LOGIN_LIMITED', `Too many sign-ins [user: ${printable(user)}] [Source: ${caller}]`);
      return fail(
        reply.header('retry-after', String(wait)),
        429,
        'Too many wrong passwords.',
        `Wait ${wait} seconds and try again.`,
      );
    }
    checking += 1;
    const outcome = await view.signIn({ user, password, caller }).finally(() => (checking -= 1));
    if (outcome.outcome === 'unavailable') return fail(reply, 503, outcome.message);
    if (outcome.outcome === 'rejected') {
      log.message('WEB', 4, 'LOGIN_FAILED', `Sign-in failed [user: ${printable(user)}] [Source: ${caller}]`);
      return fail(reply, 401, 'User name or password is wrong.', 'Check both and try again.');
    }
    attempts.forgive(caller, user);
    log.message('WEB', 5, 'LOGIN_SUCCESS', `Sign-in [user: ${printable(outcome.user)}] [Source: ${caller}]`);
    signedIn.remove(tokenOf(request));
    const signed: Signed = { user: outcome.user, privilege: outcome.privilege, caller };
    const cookie = setCookie(nameOf(request), signedIn.add(signed), request.protocol === 'https');
    return reply.header('set-cookie', cookie).send(me(signed));
  }

  function stream(request: FastifyRequest, reply: FastifyReply, token: string): void {
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    const gone = live.add({
      send: (text) => void raw.write(text),
      ready: () => raw.writableLength === 0,
      allowed: () => signedIn.find(token) !== undefined,
      end: () => raw.end(),
    });
    request.socket.setNoDelay(true);
    // Whatever ends the connection ends this.
    raw.on('close', () => void gone.then((leave) => leave()));
    raw.on('error', () => {});
  }

  return async (app) => {
    app.addHook('onRequest', async (request, reply) => {
      reply.header('x-content-type-options', 'nosniff').header('referrer-policy', 'no-referrer');
      const changes = request.method !== 'GET' && request.method !== 'HEAD';
      if (changes && !fromOwnPage(request)) return fail(reply, 403, 'This request does not come from the page itself.');
      return undefined;
    });

    app.get('/', (request, reply) => send('', request, reply));
    app.get<{ Params: { '*': string } }>('/page/*', (request, reply) =>
      send(`page/${request.params['*']}`, request, reply),
    );
    app.get<{ Params: { '*': string } }>('/vendor/*', (request, reply) =>
      send(`vendor/${request.params['*']}`, request, reply),
    );
    // Browsers ask for it whatever the page says.
    app.get('/favicon.ico', (_, reply) => reply.code(204).send());

    app.post('/api/sign-in', { bodyLimit: 4096 }, signIn);
    app.post('/api/sign-out', (request, reply) => {
      signedIn.remove(tokenOf(request));
      return reply
        .header('set-cookie', setCookie(nameOf(request), '', request.protocol === 'https'))
        .code(204)
        .send();
    });

    const signed = (request: FastifyRequest): Signed | undefined => signedIn.find(tokenOf(request));
    // Whether anybody is signed in can be asked by everybody: 204 says that nobody is.
    app.get('/api/me', (request, reply) => {
      const who = signed(request);
      reply.header('cache-control', 'no-store');
      return who === undefined ? reply.code(204).send() : reply.send(me(who));
    });
    await app.register(async (inner) => {
      inner.addHook('onRequest', async (request, reply) => {
        reply.header('cache-control', 'no-store');
        if (signed(request) === undefined) return fail(reply, 401, 'Nobody is signed in.', 'Sign in.');
        return undefined;
      });
      inner.get('/api/live', (request, reply) => {
        if (live.size >= mostStreams)
          return fail(reply, 503, 'Too many pages are open.', 'Close one and load this one again.');
        stream(request, reply, tokenOf(request) ?? '');
        return reply;
      });
      dataRoutes(inner, { view, log, clock, signed });
    });
  };

  function send(path: string, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    assets ??= loadAssets();
    const file = assets.files.get(path);
    if (file === undefined) return fail(reply, 404, 'There is no such file.');
    if (path === '') reply.header('content-security-policy', assets.policy);
    reply.header('etag', file.etag).header('cache-control', 'no-cache').type(file.type);
    return request.headers['if-none-match'] === file.etag ? reply.code(304).send() : reply.send(file.body);
  }
}

const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '?').slice(0, 64);

function textsOf(body: unknown): { readonly user?: string; readonly password?: string } {
  if (typeof body !== 'object' || body === null) return {};
  const { user, password } = body as Record<string, unknown>;
  const fits = (text: unknown): text is string => typeof text === 'string' && text.length <= longestText;
  return { ...(fits(user) && user !== '' ? { user } : {}), ...(fits(password) ? { password } : {}) };
}
