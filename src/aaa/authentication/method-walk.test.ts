import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { AaaMethod } from '../config.ts';
import { type MethodAnswer, methodText, pickList, walkMethods } from './method-walk.ts';

const error = (cause: 'no-response' | 'not-configured' | 'unknown-user') => ({ answer: 'error', cause }) as const;

/** Walks methods that answer as given; also says how many were asked. */
async function walk(steps: readonly (readonly [AaaMethod['method'], MethodAnswer<string>])[]) {
  const methods = steps.map(([method]): AaaMethod => (method === 'group' ? { method, group: 'g' } : { method }));
  let asked = 0;
  const result = await walkMethods(methods, () => Promise.resolve(steps[asked++]![1]));
  return { result: result.result, asked };
}

test('the next method is asked only on no response', async () => {
  const pass = { answer: 'pass', value: 'x' } as const;
  const fail = { answer: 'fail' } as const;
  assert.deepEqual(
    await walk([
      ['group', fail],
      ['local', pass],
    ]),
    { result: 'fail', asked: 1 },
  );
  assert.deepEqual(
    await walk([
      ['group', error('no-response')],
      ['local', pass],
    ]),
    { result: 'pass', asked: 2 },
  );
  assert.deepEqual(
    await walk([
      ['group', error('not-configured')],
      ['local', fail],
    ]),
    { result: 'fail', asked: 2 },
  );
  assert.deepEqual(await walk([['group', error('no-response')]]), { result: 'exhausted', asked: 1 });
  assert.deepEqual(
    await walk([
      ['group', { answer: 'aborted' }],
      ['none', pass],
    ]),
    { result: 'aborted', asked: 1 },
  );
  assert.deepEqual(await walk([]), { result: 'exhausted', asked: 0 });
});

test('a name unknown here may be known to the next method, but opens no door by itself', async () => {
  const pass = { answer: 'pass', value: 'x' } as const;
  assert.deepEqual(
    await walk([
      ['local', error('unknown-user')],
      ['group', pass],
    ]),
    { result: 'pass', asked: 2 },
  );
  assert.deepEqual(
    await walk([
      ['local', error('unknown-user')],
      ['none', pass],
    ]),
    { result: 'fail', asked: 1 },
  );
  assert.deepEqual(
    await walk([
      ['local', error('unknown-user')],
      ['if-authenticated', pass],
    ]),
    { result: 'fail', asked: 1 },
  );
  assert.deepEqual(
    await walk([
      ['local', error('unknown-user')],
      ['group', error('no-response')],
      ['none', pass],
    ]),
    { result: 'fail', asked: 2 },
    'nor behind a silent group',
  );
  assert.deepEqual(await walk([['local', error('unknown-user')]]), { result: 'fail', asked: 1 });
});

test('whatever the methods say, the first that answers decides and none behind it is asked', async () => {
  const answer = fc.constantFrom<MethodAnswer<string>>(
    { answer: 'pass', value: 'x' },
    { answer: 'fail' },
    error('no-response'),
    error('not-configured'),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(answer, { maxLength: 4 }), async (answers) => {
      const { result, asked } = await walk(answers.map((one) => ['local', one] as const));
      const first = answers.findIndex((one) => one.answer !== 'error');
      assert.equal(asked, first < 0 ? answers.length : first + 1);
      assert.equal(result, first < 0 ? 'exhausted' : answers[first]!.answer);
    }),
  );
});

test('an undefined list is the default list', () => {
  const lists = [{ name: 'admins' }, { name: 'default' }];
  assert.deepEqual(pickList(lists, 'admins'), { name: 'admins' });
  assert.deepEqual(pickList(lists, 'nobody'), { name: 'default' });
  assert.equal(pickList([{ name: 'admins' }], 'default'), undefined);
});

test('methods print as on a router', () => {
  assert.equal(methodText({ method: 'group', group: 'tacacs+' }), 'SERVER_GROUP tacacs+');
  assert.equal(methodText({ method: 'local' }), 'LOCAL');
});
