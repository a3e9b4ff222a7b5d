import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom, systemRandom } from '../../base/random.ts';
import type { PasswordRecord } from '../config.ts';
import { ephemeralVault } from './master-key.ts';
import { md5Crypt } from './md5-crypt.ts';
import { dummyHash, hashPassword, hashPasswordSync, isHashText, verifyPassword } from './password.ts';
import { encodeType7 } from './type7.ts';

const vault = ephemeralVault(systemRandom);
const record = (type: PasswordRecord['type'], text: string): PasswordRecord => ({ keyword: 'secret', type, text });

/** Published examples of each type, all for the same password. */
const known = [
  record(0, 'hashcat'),
  record(5, '$1$mERr$xc7wXqfSdpAX/tj9g2WAy1'),
  record(6, vault.seal('hashcat').text),
  record(7, encodeType7('hashcat', 3)),
  record(8, '$8$TnGX/fE4KGHOVU$pEhnEvxrvaynpi8j4f.EMHr6M.FzU8xnZnBr/tJdFWk'),
  record(9, '$9$2MJBozw/9R3UsU$2lFhcKvpghcyw8deP25GOfyZaagyUOGBymkryvOdfo6'),
];

for (const password of known) {
  test(`type ${password.type} accepts its password and nothing else`, async () => {
    assert.equal(await verifyPassword(password, 'hashcat', vault), true);
    for (const wrong of ['', 'hashcaT', 'hashcat ', 'hashca', password.text])
      if (!(password.type === 0 && wrong === password.text))
        assert.equal(await verifyPassword(password, wrong, vault), wrong === 'hashcat');
  });
}

test('damaged records match nothing', async () => {
  for (const password of [
    record(5, '$1$mERr'),
    record(6, 'AAAA'),
    record(7, 'zz'),
    record(8, '$9$x$y'),
    record(9, '$9$2MJBozw/9R3UsU$'),
    record(9, ''),
  ])
    assert.equal(await verifyPassword(password, '', vault), false);
});

test('md5-crypt agrees with OpenSSL for passwords longer than a digest and for the empty one', () => {
  assert.equal(md5Crypt('a much longer password than sixteen', '12345678'), '$1$12345678$HGJHglfA1jRVtYuvr8yIz0');
  assert.equal(md5Crypt('', 'ab'), '$1$ab$rn6aQS/o7141mj179E/zA.');
});

test('new secrets are type 9 with a salt of 14 characters, and verify', async () => {
  const fresh = await hashPassword('Zürich 42', systemRandom);
  assert.match(fresh.text, /^\$9\$[./0-9A-Za-z]{14}\$[./0-9A-Za-z]{43}$/);
  assert.equal(fresh.type, 9);
  assert.ok(isHashText(fresh.text, 9));
  assert.equal(await verifyPassword(fresh, 'Zürich 42', vault), true);
  assert.equal(await verifyPassword(fresh, 'Zurich 42', vault), false);
  assert.deepEqual(hashPasswordSync('x', seededRandom(1)), await hashPassword('x', seededRandom(1)));
  assert.notEqual((await hashPassword('Zürich 42', systemRandom)).text, fresh.text);
});

test('the forms of hashes are told apart', () => {
  for (const { type, text } of known)
    if (type === 5 || type === 8 || type === 9)
      for (const other of [5, 8, 9] as const) assert.equal(isHashText(text, other), other === type, `${type} ${other}`);
  assert.equal(isHashText('$9$short$2lFhcKvpghcyw8deP25GOfyZaagyUOGBymkryvOdfo6', 9), false);
  assert.equal(isHashText('plain', 5), false);
  assert.ok(isHashText(dummyHash.text, 9), 'the dummy costs as much as a real one');
});
