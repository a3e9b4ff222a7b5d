import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { argumentValue } from './args.ts';
import { type Ask, answering, type Prompt } from './client-options.ts';
import { keyBytes, sealPacket } from './obfuscation.ts';
import { acctFlags, authenServices, authenTypes, packetTypes } from './tables.ts';
import { key, record, who } from './testing/requests.ts';
import { loginHandlers, raw, serve } from './testing/served.ts';

test('ASCII login: user, password and data are asked for, with the echo off where it matters', async (t) => {
  const { clientTo } = await serve(t, loginHandlers);
  const asked: Prompt[] = [];
  const answers = ['admin', 'secret', '123'];
  const ask: Ask = (prompt) => {
    asked.push(prompt);
    return answers[asked.length - 1];
  };
  const outcome = await clientTo().authenticateAscii({ ...who, user: '' }, ask);
  assert.deepEqual(outcome, { outcome: 'pass', serverMessage: 'Welcome admin', data: new Uint8Array(0) });
  assert.deepEqual(asked, [
    { kind: 'user', text: 'Username: ', noEcho: false },
    { kind: 'password', text: 'Password: ', noEcho: true },
    { kind: 'data', text: 'Token: ', noEcho: true },
  ]);
});

test('ASCII login: refused, given up, and with answers at hand', async (t) => {
  let verdictAfterAbort = false;
  const { clientTo } = await serve(t, {
    async authenticate(dialogue) {
      const password = await dialogue.askPassword();
      verdictAfterAbort = password === undefined;
      return { status: password === 'secret' ? 'pass' : 'fail' };
    },
  });
  const client = clientTo({ singleConnection: true });
  assert.equal((await client.authenticateAscii(who, answering('admin', 'wrong'))).outcome, 'fail');
  assert.equal((await client.authenticateAscii(who, answering('admin', 'secret'))).outcome, 'pass');
  assert.deepEqual(await client.authenticateAscii(who, () => undefined), { outcome: 'abort' });
  assert.equal((await client.authenticateAscii(who, answering('admin', 'secret'))).outcome, 'pass');
  assert.deepEqual(
    await client.authenticateAscii(who, () => {
      throw new Error('the terminal is gone');
    }),
    { outcome: 'abort' },
  );
  assert.equal((await client.authenticateAscii(who, answering('admin', 'wrong'))).outcome, 'fail');
  assert.equal(verdictAfterAbort, false);
});

test('an abort reaches the handler as an unanswered question', async (t) => {
  let heard: ((answer: string | undefined) => void) | undefined;
  const answered = new Promise<string | undefined>((resolve) => {
    heard = resolve;
  });
  const { clientTo } = await serve(t, {
    async authenticate(dialogue) {
      heard?.(await dialogue.askPassword());
      return { status: 'pass' };
    },
  });
  assert.deepEqual(await clientTo().authenticateAscii(who, () => undefined), { outcome: 'abort' });
  assert.equal(await answered, undefined);
});

test('PAP, CHAP and enable carry what the handler needs', async (t) => {
  const { clientTo } = await serve(t, {
    async authenticate({ start }) {
      const data = Buffer.from(start.data);
      if (start.authenType === authenTypes.pap) return { status: data.toString() === 'secret' ? 'pass' : 'fail' };
      if (start.authenType === authenTypes.chap) {
        const [id, challenge, response] = [data.subarray(0, 1), data.subarray(1, -16), data.subarray(-16)];
        const expected = createHash('md5').update(id).update('secret').update(challenge).digest();
        return { status: expected.equals(response) ? 'pass' : 'fail' };
      }
      const enable = start.authenService === authenServices.enable && start.privLvl === 15;
      return { status: enable ? 'pass' : 'restart' };
    },
  });
  const client = clientTo();
  assert.equal((await client.authenticatePap(who, 'secret')).outcome, 'pass');
  assert.equal((await client.authenticatePap(who, 'wrong')).outcome, 'fail');
  const challenge = Buffer.from('00112233445566778899', 'hex');
  const digest = (password: string) =>
    createHash('md5').update(Buffer.of(7)).update(password).update(challenge).digest();
  const chap = (password: string) => client.authenticateChap(who, { id: 7, challenge, response: digest(password) });
  assert.equal((await chap('secret')).outcome, 'pass');
  assert.equal((await chap('wrong')).outcome, 'fail');
  const enable = { ...who, privLvl: 15, authenService: authenServices.enable };
  assert.equal((await client.authenticateAscii(enable, () => undefined)).outcome, 'pass');
  // RESTART: another kind of authentication is wanted, which counts as a refusal.
  assert.equal((await client.authenticateAscii(who, () => undefined)).outcome, 'fail');
});

test('authorization: added, replaced, refused; ERROR and FOLLOW are no answer', async (t) => {
  const { clientTo } = await serve(t, {
    async authorize(request, peer) {
      assert.equal(peer.name, 'nas');
      const cmd = argumentValue(request.args, 'cmd');
      if (cmd === '') return { status: 'pass-add', args: ['priv-lvl=15'] };
      if (cmd === 'show') return { status: 'pass-replace', args: ['cmd=show', 'cmd-arg=version'] };
      if (cmd === 'follow') return { status: 'follow' };
      if (cmd === 'boom') throw new Error('database away');
      return { status: 'fail', message: 'not you' };
    },
  });
  const client = clientTo();
  const { flags: _, ...base } = record(28);
  const ask = (cmd: string) => client.authorize({ ...base, args: ['service=shell', `cmd=${cmd}`] });
  assert.deepEqual(await ask(''), { outcome: 'pass', mode: 'add', args: ['priv-lvl=15'], serverMessage: '' });
  const replaced = await ask('show');
  assert.ok(replaced.outcome === 'pass' && replaced.mode === 'replace' && replaced.args[1] === 'cmd-arg=version');
  assert.deepEqual(await ask('reload'), { outcome: 'fail', serverMessage: 'not you' });
  const follow = await ask('follow');
  assert.ok(follow.outcome === 'error' && follow.reason === 'follow');
  const boom = await ask('boom');
  assert.ok(boom.outcome === 'error' && boom.reason === 'server-error');
  assert.doesNotMatch(boom.detail, /database/);
});

test('accounting: what arrives in one turn is one batch, answered when its promise resolves', async (t) => {
  const batches: number[] = [];
  let release: (() => void) | undefined;
  const stored = new Promise<void>((resolve) => {
    release = resolve;
  });
  const tasks: (string | undefined)[] = [];
  const { clientTo } = await serve(t, {
    async account(batch) {
      batches.push(batch.length);
      for (const { request } of batch) tasks.push(argumentValue(request.args, 'task_id'));
      if (batches.length > 1) await stored;
      return undefined;
    },
  });
  const client = clientTo({ singleConnection: true });
  assert.equal((await client.account(record(28))).outcome, 'pass');
  let answered = 0;
  const outcomes = Array.from({ length: 200 }, async (_, i) => {
    const outcome = await client.account({ ...record(28), args: [`task_id=${i}`] });
    answered++;
    return outcome;
  });
  while (tasks.length < 201) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(answered, 0, 'nothing is acknowledged before it is stored');
  release?.();
  assert.ok((await Promise.all(outcomes)).every(({ outcome }) => outcome === 'pass'));
  assert.deepEqual(tasks, ['28', ...Array.from({ length: 200 }, (_, i) => String(i))]);
  assert.ok(batches.length < 50, `${batches.length} batches for 201 records`);
});

test('accounting: the handler also gets the bytes, which hold what text cannot', async (t) => {
  const bodies: string[] = [];
  const { port } = await serve(t, {
    async account(batch) {
      for (const { body, request } of batch) bodies.push(Buffer.from(body).toString('hex'), request.user);
      return undefined;
    },
  });
  const { socket, closed } = await raw(t, port);
  const body = Buffer.from('020501010101000000ff', 'hex');
  const header = { minorVersion: 0, type: packetTypes.accounting, seqNo: 1, flags: 0, sessionId: 1 };
  socket.write(sealPacket(header, body, keyBytes(key)));
  await closed;
  assert.deepEqual(bodies, ['020501010101000000ff', '\ufffd']);
});

test('accounting: a verdict each, and ERROR when the handler fails or is missing', async (t) => {
  const { clientTo, seen } = await serve(t, {
    async account(batch) {
      if (batch[0]?.request.user === 'boom') throw new Error('disk full');
      return batch.map(({ request }) => ({ status: request.user === 'admin' ? 'success' : 'error', message: 'hm' }));
    },
  });
  const client = clientTo();
  assert.deepEqual(await client.account(record(28)), { outcome: 'pass', serverMessage: 'hm' });
  const refused = await client.account({ ...record(28), user: 'x' });
  assert.ok(refused.outcome === 'error' && refused.reason === 'server-error' && refused.detail.endsWith('hm'));
  const failed = await client.account({ ...record(28), user: 'boom' });
  assert.ok(failed.outcome === 'error' && failed.reason === 'server-error');
  assert.ok(seen('handler-failed'));
  const invalid = await client.account({ ...record(28), flags: acctFlags.start | acctFlags.stop });
  assert.ok(invalid.outcome === 'error' && invalid.reason === 'server-error');
  const bare = await serve(t, {});
  for (const outcome of [
    await bare.clientTo().account(record(28)),
    await bare.clientTo().authorize(record(28)),
    await bare.clientTo().authenticatePap(who, 'x'),
  ])
    assert.ok(outcome.outcome === 'error' && outcome.reason === 'server-error');
});
