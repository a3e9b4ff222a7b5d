import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { systemRandom } from '../../base/random.ts';
import { describeVaultError, ephemeralVault, openVault } from './master-key.ts';

function directory(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'tollgate-vault-'));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

function opened(path: string) {
  const vault = openVault(path, systemRandom);
  assert.ok(vault.ok, vault.ok ? '' : describeVaultError(vault.error));
  return vault.value;
}

test('what is sealed opens, differs each time, and hides its text', () => {
  const vault = ephemeralVault(systemRandom);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (clear) => {
      const sealed = vault.seal(clear);
      assert.equal(sealed.type, 6);
      assert.match(sealed.text, /^[\w-]+$/);
      assert.deepEqual(vault.open(sealed), { ok: true, value: clear });
      assert.notEqual(vault.seal(clear).text, sealed.text);
    }),
  );
});

test('a seal of another master key, and any damage, is refused', () => {
  const vault = ephemeralVault(systemRandom);
  const sealed = vault.seal('secret42');
  assert.deepEqual(ephemeralVault(systemRandom).open(sealed), { ok: false, error: { kind: 'wrong-master-key' } });
  const octets = Buffer.from(sealed.text, 'base64url');
  for (let index = 0; index < octets.length; index++) {
    const damaged = Buffer.from(octets);
    damaged.writeUInt8(damaged.readUInt8(index) ^ 1, index);
    assert.equal(vault.open({ type: 6, text: damaged.toString('base64url') }).ok, false);
  }
  assert.deepEqual(vault.open({ type: 6, text: 'AAAA' }), {
    ok: false,
    error: { kind: 'bad-type-6', detail: 'too short' },
  });
  assert.equal(vault.open({ type: 6, text: 'not base64!' }).ok, false);
  assert.deepEqual(vault.open({ type: 7, text: '02050D480809' }), { ok: true, value: 'cisco' });
});

test('the key file is made once, for the owner alone, and serves again', (t) => {
  const path = join(directory(t), 'state');
  const sealed = opened(path).seal('secret42');
  const file = join(path, 'master.key');
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.equal(readFileSync(file).length, 32);
  assert.deepEqual(readdirSync(path), ['master.key']);
  assert.deepEqual(opened(path).open(sealed), { ok: true, value: 'secret42' });
});

test('a key file that others can read is refused with its mode', (t) => {
  const path = directory(t);
  opened(path);
  for (const mode of [0o640, 0o604, 0o400]) {
    chmodSync(join(path, 'master.key'), mode);
    const vault = openVault(path, systemRandom);
    assert.deepEqual(vault, { ok: false, error: { kind: 'wrong-permissions', path: join(path, 'master.key'), mode } });
    assert.match(vault.ok ? '' : describeVaultError(vault.error), /has mode 0\d{3}; it must be 0600/);
  }
});

test('a key file of wrong length is refused and left alone', (t) => {
  const path = directory(t);
  const file = join(path, 'master.key');
  for (const length of [0, 31, 33]) {
    writeFileSync(file, Buffer.alloc(length), { mode: 0o600 });
    assert.deepEqual(openVault(path, systemRandom), { ok: false, error: { kind: 'wrong-length', path: file, length } });
    assert.equal(statSync(file).size, length);
  }
});

test('a link in place of the key file is refused', (t) => {
  const path = directory(t);
  writeFileSync(join(path, 'elsewhere'), Buffer.alloc(32), { mode: 0o600 });
  symlinkSync(join(path, 'elsewhere'), join(path, 'master.key'));
  const vault = openVault(path, systemRandom);
  assert.equal(vault.ok ? '' : vault.error.kind, 'unreadable');
});
