import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { FakeClock } from '../../base/clock.ts';
import { rowOf, TestView, testServer } from './testing.ts';

async function setUp(t: TestContext, idleTime?: () => number) {
  const view = new TestView();
  const clock = new FakeClock();
  const server = await testServer(view, clock, idleTime);
  t.after(() => server.app.close());
  const { origin } = server;
  const post = (path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) =>
    fetch(origin + path, {
      method: 'POST',
      headers: { origin, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const signIn = (user: string, password: string) => post('/api/sign-in', { user, password });
  const cookieOf = (response: Response): string => response.headers.get('set-cookie')?.split(';')[0] ?? '';
  const get = (path: string, cookie = '') => fetch(origin + path, { headers: { cookie } });
  return { ...server, view, clock, post, signIn, cookieOf, get };
}

test('the right password gives a cookie that scripts and other sites do not get, and then the data', async (t) => {
  const { signIn, cookieOf, get, port, messages } = await setUp(t);
  const response = await signIn('admin', 'right');
  assert.equal(response.status, 200);
  const cookie = response.headers.get('set-cookie') ?? '';
  assert.match(cookie, new RegExp(`^tollgate-${port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`));
  assert.deepEqual(await response.json(), {
    ...{ user: 'admin', privilege: 15, host: 'box', product: 'gateway', tabs: ['live'], disconnect: true },
  });
  assert.equal((await get('/api/me', cookieOf(response))).status, 200);
  assert.match(messages.join('\n'), /%WEB-5-LOGIN_SUCCESS: Sign-in \[user: admin\]/);
});

test('without a cookie, with a wrong one and after signing out there is no data', async (t) => {
  const { signIn, cookieOf, get, post, view } = await setUp(t);
  view.rows = [rowOf('1')];
  for (const path of ['/api/sessions/1', '/api/live', '/api/books'])
    assert.notEqual((await get(path)).status, 200, path);
  assert.equal((await get('/api/sessions/1')).status, 401);
  assert.equal((await get('/api/me')).status, 204);
  const cookie = cookieOf(await signIn('admin', 'right'));
  assert.equal((await get('/api/sessions/1', `${cookie}x`)).status, 401);
  assert.equal((await get('/api/sessions/1', cookie)).status, 200);
  const out = await post('/api/sign-out', undefined, { cookie });
  assert.match(out.headers.get('set-cookie') ?? '', /Max-Age=0/);
  assert.equal((await get('/api/sessions/1', cookie)).status, 401);
});

test('who does nothing for half an hour, or is signed in for twelve, signs in again', async (t) => {
  const { signIn, cookieOf, get, clock, view } = await setUp(t);
  view.rows = [rowOf('1')];
  const idle = cookieOf(await signIn('admin', 'right'));
  await clock.advance(29 * 60_000);
  assert.equal((await get('/api/sessions/1', idle)).status, 200);
  await clock.advance(31 * 60_000);
  assert.equal((await get('/api/sessions/1', idle)).status, 401);
  const busy = cookieOf(await signIn('admin', 'right'));
  for (let step = 0; step < 48; step++) {
    assert.equal((await get('/api/sessions/1', busy)).status, 200, `step ${step}`);
    await clock.advance(15 * 60_000);
  }
  assert.equal((await get('/api/sessions/1', busy)).status, 401);
});

test('another time of doing nothing holds for who is signed in already', async (t) => {
  let idleTime = 30 * 60_000;
  const { signIn, cookieOf, get, clock } = await setUp(t, () => idleTime);
  const cookie = cookieOf(await signIn('admin', 'right'));
  await clock.advance(20_000);
  assert.equal((await get('/api/me', cookie)).status, 200);
  idleTime = 20_000;
  await clock.advance(20_000);
  assert.equal((await get('/api/me', cookie)).status, 204);
});

test('five wrong passwords, then a wait that the right one keeps to, too; another address is not held up by a name alone', async (t) => {
  const { signIn, clock, messages } = await setUp(t);
  for (let n = 0; n < 5; n++) assert.equal((await signIn('admin', 'wrong')).status, 401);
  const limited = await signIn('admin', 'right');
  assert.equal(limited.status, 429);
  assert.equal(limited.headers.get('retry-after'), '12');
  assert.match(await limited.text(), /Wait 12 seconds/);
  assert.match(messages.join('\n'), /%WEB-4-LOGIN_LIMITED: Too many sign-ins \[user: admin\]/);
  await clock.advance(12_000);
  assert.equal((await signIn('admin', 'right')).status, 200);
});

test('a name that is guessed from one address is limited beside the address', async (t) => {
  const { signIn } = await setUp(t);
  for (let n = 0; n < 5; n++) assert.equal((await signIn(`user${n}`, 'wrong')).status, 401);
  assert.equal((await signIn('admin', 'right')).status, 429);
});

test('a change that does not come from the page itself is refused, whatever the cookie says', async (t) => {
  const { signIn, cookieOf, post, view, port, origin } = await setUp(t);
  view.rows = [rowOf('7')];
  const cookie = cookieOf(await signIn('admin', 'right'));
  const path = '/api/sessions/7/disconnect';
  for (const headers of [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: `http://127.0.0.1:${port + 1}` },
    { origin: `https://127.0.0.1:${port}` },
  ])
    assert.equal((await post(path, undefined, { cookie, ...headers })).status, 403, headers.origin);
  assert.equal((await fetch(origin + path, { method: 'POST', headers: { cookie } })).status, 403, 'no origin');
  const form = { cookie, origin, 'content-type': 'application/x-www-form-urlencoded' };
  assert.equal((await fetch(origin + path, { method: 'POST', headers: form, body: 'a=b' })).status, 403, 'a form');
  assert.deepEqual(view.disconnected, []);
  assert.equal((await post(path, undefined, { cookie })).status, 204);
  assert.deepEqual(view.disconnected, ['7']);
});

test('who has not privilege level 15 ends no session', async (t) => {
  const { signIn, cookieOf, post, get, view } = await setUp(t);
  view.rows = [rowOf('7')];
  const cookie = cookieOf(await signIn('guest', 'right'));
  assert.equal((await post('/api/sessions/7/disconnect', undefined, { cookie })).status, 403);
  assert.deepEqual(view.disconnected, []);
  const page: unknown = await (await get('/api/sessions/7', cookie)).json();
  assert.ok(typeof page === 'object' && page !== null && 'disconnect' in page && page.disconnect === false);
});

test('odd input is refused in words: no body, a long name, control characters in the log', async (t) => {
  const { post, signIn, origin, messages } = await setUp(t);
  assert.equal((await post('/api/sign-in', {})).status, 400);
  assert.equal((await post('/api/sign-in', { user: 'a'.repeat(300), password: 'b' })).status, 400);
  assert.equal((await post('/api/sign-in', 'x'.repeat(5000))).status, 413);
  const broken = { origin, 'content-type': 'application/json' };
  assert.equal((await fetch(`${origin}/api/sign-in`, { method: 'POST', headers: broken, body: '{' })).status, 400);
  await signIn('a\nb\u202e', 'wrong');
  assert.match(messages.join('\n'), /\[user: a\?b\?\]/);
});

test('the page is served with a policy that lets nothing in from elsewhere, and by its content only once', async (t) => {
  const { get, origin } = await setUp(t);
  const page = await get('/');
  const policy = page.headers.get('content-security-policy') ?? '';
  assert.match(policy, /default-src 'none'/);
  assert.ok(!policy.includes('unsafe'));
  const html = await page.text();
  assert.ok(!/https?:\/\/(?!www\.w3\.org)/.test(html));
  const scripts = [...html.matchAll(/(?:src|href)="(\.\/[^"]+)"/g)].map(([, path = '']) => path);
  assert.ok(scripts.length > 15);
  for (const path of scripts) {
    const answer = await fetch(new URL(path, `${origin}/`));
    assert.equal(answer.status, 200, path);
    const etag = answer.headers.get('etag') ?? '';
    const again = await fetch(new URL(path, `${origin}/`), { headers: { 'if-none-match': etag } });
    assert.equal(again.status, 304, path);
  }
  for (const path of ['/page/tsconfig.json', '/page/../routes.ts', '/page/%2e%2e/routes.ts', '/vendor/x'])
    assert.equal((await get(path)).status, 404, path);
});
