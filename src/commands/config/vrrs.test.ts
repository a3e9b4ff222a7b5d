import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadConfiguration, writeConfiguration } from '../../ios/index.ts';
import { configLanguage, emptyConfiguration, testServices } from './testing.ts';

const load = (text: string) => loadConfiguration(text, configLanguage, emptyConfiguration, testServices);

test('redundancy names with their lines are read and written back', () => {
  const text = `aaa accounting vrrs default start-stop group radius
vrrp notify-fifo /run/keepalived/vrrp.fifo
vrrs gateway
 accounting delay 30
 accounting method VRRSLIST
 attribute list EXTRA
 vrrp-instance VI_1
vrrs notify-fifo
 vrrp-instance VI_2
 vrrp-group G1
`;
  const { config, refused, kept } = load(text);
  assert.deepEqual(refused, []);
  assert.deepEqual(
    kept.map(({ text }) => text.trim()),
    ['attribute list EXTRA'],
  );
  assert.deepEqual(config.vrrs, {
    notifyFifo: '/run/keepalived/vrrp.fifo',
    groups: [
      { name: 'gateway', delay: 30, method: 'VRRSLIST', unit: { kind: 'instance', name: 'VI_1' } },
      { name: 'notify-fifo', unit: { kind: 'group', name: 'G1' } },
    ],
  });
  const written = writeConfiguration(config, configLanguage).join('\n');
  for (const line of text.split('\n').filter((one) => !one.includes('VI_2'))) assert.ok(written.includes(line), line);
  assert.ok(!written.includes('VI_2'));
  assert.deepEqual(load(written).config.vrrs, config.vrrs);
});

test('no forms take everything away again; values out of range and relative paths are refused', () => {
  const { config, refused } = load(`vrrp notify-fifo run/fifo
vrrp notify-fifo /run/fifo
no vrrp notify-fifo
vrrs gateway
 accounting delay 31
 accounting delay 0
 accounting delay 3
 no accounting delay
 accounting method L
 no accounting method
 vrrp-instance VI_1
 no vrrp-group
 no vrrp-instance
vrrs other
no vrrs other
`);
  assert.deepEqual(
    refused.map(({ line }) => line),
    [1, 5, 6],
  );
  assert.deepEqual(config.vrrs, { groups: [{ name: 'gateway' }] });
});

test('aaa max-sessions is checked and kept once: it limits nothing on a router either', () => {
  const { config, refused, kept } = load('aaa max-sessions 1024\naaa max-sessions 1023\naaa max-sessions 64000\n');
  assert.deepEqual([refused.map(({ line }) => line), kept.length], [[2], 2]);
  const lines = writeConfiguration(config, configLanguage).filter((line) => line.includes('max-sessions'));
  assert.deepEqual(lines, ['aaa max-sessions 64000']);
});
