import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import ssh2 from 'ssh2';
import { hostKeys } from './host-keys.ts';

function stateDirectory(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'tollgate-keys-'));
  t.after(() => rmSync(path, { recursive: true }));
  return path;
}

const good = ssh2.utils.generateKeyPairSync('rsa', { bits: 1024 }).private;
/** As one with a leading zero comes out: a byte too short. */
const short = good.replace(/\n[^\n]{4}([^\n]*\n-----END)/, '\n$1');

test('keys are made once, for their owner only, and are the same from then on', async (t) => {
  const directory = stateDirectory(t);
  let made = 0;
  const make = () => {
    made += 1;
    return Promise.resolve(good);
  };
  const keys = await hostKeys(directory, make);
  assert.equal(made, 2);
  assert.deepEqual(await hostKeys(directory, make), keys);
  assert.equal(made, 2);
  const file = join(directory, 'ssh_host_ed25519_key');
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.equal(readFileSync(file, 'utf8'), keys[0]);
});

test('a key that cannot be read again is never stored: another is made', async (t) => {
  const directory = stateDirectory(t);
  assert.ok(ssh2.utils.parseKey(short) instanceof Error);
  const attempts: string[] = [];
  const keys = await hostKeys(directory, ({ type }) => {
    attempts.push(type);
    return Promise.resolve(type === 'ed25519' && attempts.filter((one) => one === type).length < 3 ? short : good);
  });
  assert.deepEqual(attempts.sort(), ['ed25519', 'ed25519', 'ed25519', 'rsa']);
  assert.deepEqual(keys, [good, good]);
  assert.equal(readFileSync(join(directory, 'ssh_host_ed25519_key'), 'utf8'), good);
});

test('a maker that never makes a good one, and a damaged file, are errors', async (t) => {
  const directory = stateDirectory(t);
  await assert.rejects(
    hostKeys(directory, () => Promise.resolve(short)),
    /Malformed/,
  );
  writeFileSync(join(directory, 'ssh_host_rsa_key'), short);
  await assert.rejects(
    hostKeys(directory, () => Promise.resolve(good)),
    /ssh_host_rsa_key: /,
  );
});
