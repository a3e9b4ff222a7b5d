import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { longestLine, NoticeReader, parseNotice, type VrrpNotice, vrrpStates } from './notice.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);
/** What a reader makes of chunks: notices, and the kinds of its faults. */
const read = (reader: NoticeReader, ...chunks: Uint8Array[]) =>
  chunks.flatMap((chunk) => reader.read(chunk)).map((one) => (one.ok ? one.value : one.error.kind));

test('lines as keepalived 2.2 writes them', () => {
  const value = (line: string) => {
    const parsed = parseNotice(line);
    assert.ok(parsed.ok, line);
    return parsed.value;
  };
  assert.deepEqual(value('INSTANCE "VI_1" MASTER 150'), {
    kind: 'instance',
    name: 'VI_1',
    state: 'MASTER',
    priority: 150,
  });
  assert.deepEqual(value('GROUP "G 1" FAULT 0'), { kind: 'group', name: 'G 1', state: 'FAULT', priority: 0 });
  for (const state of ['BACKUP', 'STOP', 'DELETED']) assert.equal(value(`INSTANCE "ä" ${state} 255`)?.state, state);
  for (const line of [
    'INSTANCE "VI_1" MASTER_RX_LOWER_PRI 150',
    'INSTANCE "VI_1" BACKUP_PRIORITY 90',
    'VS [192.168.201.15]:tcp:80 UP',
    'RS [1.2.3.4]:tcp:80 [192.168.201.15]:tcp:80 DOWN',
  ])
    assert.equal(value(line), undefined, line);
});

test('what is no notice is a fault, not a guess', () => {
  for (const line of [
    'INSTANCE VI_1 MASTER 150',
    'INSTANCE "VI_1" master 150',
    'INSTANCE "VI_1" MASTER',
    'INSTANCE "VI_1" MASTER 1500',
    'INSTANCE "VI_1" MASTERS 150',
    'INSTANCE "" MASTER 150',
    'INSTANCE "a\u0007b" MASTER 150',
    ' INSTANCE "VI_1" MASTER 150',
    'INSTANCE "VI_1" MASTER 150 ',
    'VI_1 is master',
  ]) {
    const parsed = parseNotice(line);
    assert.ok(!parsed.ok, line);
    assert.deepEqual(parsed.error, { kind: 'not-a-notice', text: line });
  }
});

test('lines are found however the pipe cuts them, in characters of several octets too', () => {
  const parts = {
    kind: fc.constantFrom('instance' as const, 'group' as const),
    name: fc.stringMatching(/^[A-Za-z_äß€ ]{1,20}$/),
    state: fc.constantFrom(...vrrpStates),
    priority: fc.integer({ min: 0, max: 255 }),
  };
  const notice = fc.record(parts, { noNullPrototype: true });
  const text = ({ kind, name, state, priority }: VrrpNotice) =>
    `${kind.toUpperCase()} "${name}" ${state} ${priority}\n`;
  fc.assert(
    fc.property(fc.array(notice, { maxLength: 8 }), fc.array(fc.nat(400), { maxLength: 10 }), (notices, cuts) => {
      const all = bytes(notices.map(text).join(''));
      const at = [0, ...cuts.map((cut) => Math.min(cut, all.length)).sort((a, b) => a - b), all.length];
      const chunks = at.slice(1).map((end, index) => all.subarray(at[index], end));
      const reader = new NoticeReader();
      assert.deepEqual(read(reader, ...chunks), notices);
      assert.deepEqual(reader.end(), []);
    }),
  );
});

test('garbage in the pipe never hides the next good line, and never costs memory', () => {
  const good = bytes('\nINSTANCE "VI_1" BACKUP 100\n');
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 }), (garbage) => {
      const reader = new NoticeReader();
      for (const chunk of garbage) for (const one of reader.read(chunk)) assert.ok(!one.ok || one.value.name !== '');
      const last = reader.read(good).at(-1);
      assert.deepEqual(last, { ok: true, value: { kind: 'instance', name: 'VI_1', state: 'BACKUP', priority: 100 } });
    }),
  );
  const reader = new NoticeReader();
  const endless = Buffer.alloc(longestLine, 'x');
  assert.deepEqual(read(reader, endless, endless, endless, endless), ['too-long']);
  assert.deepEqual(read(reader, bytes('end\nINSTANCE "A" STOP 1\n')), [
    { kind: 'instance', name: 'A', state: 'STOP', priority: 1 },
  ]);
});

test('a line that its writer never ended is told when the writer goes, and is no part of the next one', () => {
  const reader = new NoticeReader();
  assert.deepEqual(read(reader, bytes('INSTANCE "A" MAS')), []);
  assert.deepEqual(reader.end(), [{ ok: false, error: { kind: 'cut-off', text: 'INSTANCE "A" MAS' } }]);
  assert.deepEqual(read(reader, bytes('INSTANCE "A" BACKUP 1\n')), [
    { kind: 'instance', name: 'A', state: 'BACKUP', priority: 1 },
  ]);
});
