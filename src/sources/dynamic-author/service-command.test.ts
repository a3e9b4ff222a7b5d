import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attribute } from '../../protocols/radius/index.ts';
import { serviceCommand } from './service-command.ts';

const pairs = (...texts: readonly string[]) =>
  serviceCommand({ attributes: texts.map((text) => attribute('Cisco-AVPair', text)) });
const code = (text: string) => serviceCommand({ attributes: [attribute('Cisco-Command-Code', text)] });

test('commands about services, in every form', () => {
  assert.deepEqual(serviceCommand({ attributes: [] }), { ok: true, command: undefined });
  assert.deepEqual(
    pairs(
      'subscriber:command=activate-service',
      'subscriber:service-name=GOLD',
      'subscriber:service-name=VIDEO',
      'subscriber:accounting-list=ISG',
    ),
    { ok: true, command: { command: 'activate', services: ['GOLD', 'VIDEO'], list: 'ISG' } },
  );
  const off = { ok: true, command: { command: 'deactivate', services: ['GOLD'] } };
  assert.deepEqual(pairs('subscriber:command=deactivate-service', 'subscriber:service-name=GOLD'), off);
  assert.deepEqual(pairs('subscriber:sd=GOLD(1,2)'), off);
  assert.deepEqual(code('\u000cGOLD'), off);
  const on = { ok: true, command: { command: 'activate', services: ['GOLD'] } };
  assert.deepEqual(pairs('subscriber:sa=GOLD(in=1)'), on);
  assert.deepEqual(code('\u000bGOLD;user;password'), on);
  assert.deepEqual(pairs('subscriber:command=account-logoff'), { ok: true, command: { command: 'logoff' } });
  for (const said of [pairs('subscriber:command=session-query'), pairs('subscriber:command=account-status-query')])
    assert.deepEqual(said, { ok: true, command: { command: 'query' } });
  assert.deepEqual(code('\u0004 &'), { ok: true, command: { command: 'query' } });
});

test('what cannot be carried out', () => {
  const unsupported = { ok: false, error: 'unsupported' };
  assert.deepEqual(pairs('subscriber:command=account-logon'), unsupported);
  assert.deepEqual(pairs('subscriber:service-name=GOLD'), unsupported);
  assert.deepEqual(pairs('ip:inacl#1=permit ip any any'), unsupported);
  assert.deepEqual(code('\u0001user'), unsupported);
  assert.deepEqual(pairs('subscriber:command=activate-service'), { ok: false, error: 'missing-name' });
  assert.deepEqual(pairs('subscriber:sa=A', 'subscriber:sd=B'), { ok: false, error: 'contradiction' });
});
