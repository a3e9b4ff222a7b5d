import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nasIdentifier } from './nas-identifier.ts';

test('NAS-Identifier by its format', () => {
  const names = { hostname: 'nas', domain: 'example.net' };
  const text = (format: string) => nasIdentifier(format, names, '192.0.2.1');
  assert.equal(text(''), 'nas');
  assert.equal(text('%h.%d at %i, 100%% of it %x'), 'nas.example.net at 192.0.2.1, 100% of it %x');
  assert.equal(nasIdentifier('%h.%d', { hostname: 'nas' }, ''), 'nas.');
});
