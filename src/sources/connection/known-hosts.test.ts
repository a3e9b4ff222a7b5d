import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fingerprint, hostName, KnownHosts, parseHostKey } from './known-hosts.ts';

const blob = (type: string, rest: string): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(type.length);
  return Buffer.concat([length, Buffer.from(type + rest)]);
};
const key = (rest: string) => ({ type: 'ssh-ed25519', blob: blob('ssh-ed25519', rest) });

function setUp(text?: string) {
  const file = { text };
  const hosts = new KnownHosts({
    read: () => file.text,
    write: (next) => {
      file.text = next;
    },
  });
  return { file, hosts };
}

test('a key is kept, found, replaced and forgotten; lines of others stay', () => {
  const { file, hosts } = setUp('# kept by hand\n[a]:2222 ssh-rsa ???\n');
  assert.equal(hosts.find('a'), undefined);
  hosts.keep('a', key('one'));
  hosts.keep('b', key('two'));
  hosts.keep('a', key('three'));
  assert.deepEqual(hosts.find('a'), key('three'));
  assert.deepEqual(
    hosts.list().map(({ name }) => name),
    ['b', 'a'],
  );
  assert.equal(hosts.forget('b'), true);
  assert.equal(hosts.forget('b'), false);
  const a = blob('ssh-ed25519', 'three').toString('base64');
  assert.equal(file.text, `# kept by hand\n[a]:2222 ssh-rsa ???\na ssh-ed25519 ${a}\n`);
});

test('names as OpenSSH writes them, fingerprints as it prints them', () => {
  assert.deepEqual([hostName('Sun', 22), hostName('10.1.1.1', 2222)], ['sun', '[10.1.1.1]:2222']);
  assert.equal(fingerprint(Buffer.from('abc')), 'SHA256:ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0');
});

test('what is no key is none', () => {
  for (const bad of [Buffer.alloc(0), Buffer.from([0, 0, 0, 9, 1]), Buffer.from([0, 0, 0, 0]), Buffer.alloc(99, 0xff)])
    assert.equal(parseHostKey(bad), undefined);
  fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => void parseHostKey(Buffer.from(bytes))));
});
