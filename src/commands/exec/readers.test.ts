import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aaaReaders } from './fixtures/aaa-readers.ts';
import { readers } from './fixtures/readers.ts';
import { screen } from './fixtures/transcript.ts';

const configuration = `aaa new-model
aaa accounting exec default start-stop group radius
access-list 10 permit 10.1.1.0 0.0.0.255
access-list 10 permit host 192.0.2.1
access-list 10 deny any
logging host 192.0.2.99
`;

for (const { command, trims, strict, lines } of [...readers, ...aaaReaders])
  test(`${command} is read by programs made for IOS`, async () => {
    const printed = (await screen(command, { configuration })).map((line) => (trims ? line.trim() : line));
    for (const { pattern, finds } of lines) {
      const found = printed.flatMap((line) => {
        const match = pattern.exec(line);
        return match === null ? [] : [{ ...match.groups }];
      });
      assert.deepEqual(found, finds, String(pattern));
    }
    if (strict === undefined) return;
    const strange = printed.filter((line) => line.trim() !== '' && !lines.some(({ pattern }) => pattern.test(line)));
    assert.deepEqual(strange, []);
  });
