import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccessList, LineConfig } from '../config.ts';
import { permits } from './access-list.ts';
import { LineTable } from './line-table.ts';

const vty = (number: number, more: Partial<LineConfig> = {}): LineConfig => ({ kind: 'vty', number, ...more });
const con: LineConfig = { kind: 'con', number: 0 };

const lists: readonly AccessList[] = [
  {
    name: '10',
    entries: [
      { action: 'deny', address: '192.0.2.66', wildcard: '0.0.0.0' },
      { action: 'permit', address: '192.0.2.0', wildcard: '0.0.0.127' },
      { action: 'permit', address: '198.51.0.7', wildcard: '0.0.255.0' },
    ],
  },
  { name: 'nobody', entries: [{ action: 'deny', address: '0.0.0.0', wildcard: '255.255.255.255' }] },
  { name: 'hollow', entries: [] },
];

test('access list: first match decides, wildcard bits are ignored, no match denies', () => {
  assert.equal(permits(lists, '10', '192.0.2.66'), false);
  assert.equal(permits(lists, '10', '192.0.2.65'), true);
  assert.equal(permits(lists, '10', '192.0.2.128'), false);
  assert.equal(permits(lists, '10', '198.51.200.7'), true, 'a wildcard need not be contiguous');
  assert.equal(permits(lists, '10', '198.51.200.8'), false);
  assert.equal(permits(lists, '10', '::ffff:192.0.2.1'), true);
  assert.equal(permits(lists, '10', '2001:db8::1'), false);
  assert.equal(permits(lists, 'nobody', '10.0.0.1'), false);
});

test('a list without entries, or none at all, refuses nobody', () => {
  assert.equal(permits(lists, 'hollow', '10.0.0.1'), true);
  assert.equal(permits(lists, 'missing', '10.0.0.1'), true);
});

test('absolute numbers: console 0, tty as named, then aux, then vty', () => {
  const table = new LineTable();
  table.configure([con, vty(0), vty(1), { kind: 'aux', number: 0 }]);
  assert.deepEqual(
    table.list().map((l) => `${l.line} ${l.config.kind} ${l.config.number}`),
    ['0 con 0', '1 aux 0', '2 vty 0', '3 vty 1'],
  );
  table.configure([con, { kind: 'tty', number: 1 }, { kind: 'tty', number: 24 }, vty(0)]);
  assert.deepEqual(
    table.list().map((l) => l.line),
    [0, 1, 24, 26],
  );
});

test('the lowest free line is given, and a released one is given again', () => {
  const table = new LineTable();
  table.configure([con, vty(1), vty(0)]);
  const take = () => {
    const got = table.allocate('ssh', '192.0.2.1', lists);
    return got.ok ? got.value : assert.fail(got.error.reason);
  };
  const first = take();
  const second = take();
  assert.deepEqual([first.line, second.line], [2, 3]);
  assert.deepEqual(table.allocate('ssh', '192.0.2.1', lists), { ok: false, error: { reason: 'busy' } });
  first.release();
  first.release();
  assert.equal(take().line, 2);
  assert.equal(table.list().find((l) => l.line === 2)?.uses, 2);
});

test('transport input and access-class choose among the lines', () => {
  const table = new LineTable();
  table.configure([
    con,
    vty(0, { transportInput: 'none' }),
    vty(1, { accessClass: '10' }),
    vty(2, { transportInput: ['telnet'] }),
  ]);
  const lineFor = (transport: 'ssh' | 'telnet', address: string) => {
    const got = table.allocate(transport, address, lists);
    return got.ok ? got.value.line : got.error.reason;
  };
  assert.equal(lineFor('ssh', '203.0.113.1'), 'access-class');
  assert.equal(lineFor('ssh', '192.0.2.5'), 3);
  assert.equal(lineFor('telnet', '203.0.113.1'), 4);
  table.configure([con, vty(0, { transportInput: ['ssh'] })]);
  assert.equal(lineFor('telnet', '192.0.2.5'), 'transport');
  assert.equal(table.listensFor('telnet'), false);
  assert.equal(table.listensFor('ssh'), true);
});

test('a held line follows its configuration and survives its removal', () => {
  const table = new LineTable();
  table.configure([con, vty(0, { execTimeout: 5 })]);
  const got = table.allocate('ssh', '192.0.2.1', []);
  assert.ok(got.ok);
  table.configure([con, vty(0, { execTimeout: 7 })]);
  assert.equal(got.value.config.execTimeout, 7);
  table.configure([con]);
  assert.equal(got.value.config.execTimeout, 7);
  table.configure([con, vty(0)]);
  assert.equal(table.allocate('ssh', '192.0.2.1', []).ok, true, 'a line that was removed and comes again is a new one');
});

test('several people may hold the console', () => {
  const table = new LineTable();
  table.configure([con]);
  assert.deepEqual([table.console().line, table.console().line], [0, 0]);
});
