import assert from 'node:assert/strict';
import { test } from 'node:test';
import { charonListens } from './charon-listens.ts';

const head =
  '   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops';
const line = (address: string): string =>
  `  241: ${address} 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 41862 2 0000000000000000 0`;

test('sockets of IKE are seen among others', () => {
  const tables =
    (udp: string[], udp6: string[] = []) =>
    (table: 'udp' | 'udp6') =>
      [head, ...(table === 'udp' ? udp : udp6).map(line), ''].join('\n');
  assert.equal(charonListens(tables(['00000000:0044', '0100007F:0035'])), false);
  assert.equal(charonListens(tables(['00000000:01F4'])), true);
  assert.equal(charonListens(tables([], ['00000000000000000000000000000000:1194'])), true);
  assert.equal(
    charonListens(() => ''),
    false,
  );
});
