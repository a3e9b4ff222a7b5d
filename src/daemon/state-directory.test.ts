import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { StateDirectory, StateInUse } from './state-directory.ts';

test('a state directory is owner-only, held by one daemon, and replaces files whole', (t) => {
  const root = mkdtempSync(join(tmpdir(), 'tollgate-state-'));
  t.after(() => rmSync(root, { recursive: true }));
  const path = join(root, 'deep', 'state');
  const first = new StateDirectory(path);
  assert.equal(statSync(path).mode & 0o777, 0o700);
  assert.throws(() => new StateDirectory(path), StateInUse);

  assert.equal(first.read('startup-config'), undefined);
  first.write('startup-config', 'hostname a\n');
  first.write('startup-config', 'hostname b\n');
  assert.equal(first.read('startup-config'), 'hostname b\n');
  assert.equal(statSync(first.file('startup-config')).mode & 0o777, 0o600);
  first.remove('startup-config');
  assert.equal(first.read('startup-config'), undefined);

  first.close();
  new StateDirectory(path).close();
});
