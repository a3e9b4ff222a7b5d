import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commands, options } from '../../protocols/telnet/index.ts';
import { plainDialect, rloginDialect, telnetDialect } from './dialects.ts';

const { iac, will, do: doIt, sb, se } = commands;
const bytes = (...values: number[]): Buffer => Buffer.from(values);
const text = (chunks: readonly Uint8Array[]): string => Buffer.concat(chunks).toString('latin1');

test('Telnet with a host that echoes: nothing is shown here, Enter is CR NUL, IAC is doubled', () => {
  const telnet = telnetDialect('vt100', undefined);
  assert.equal(telnet.start().length, 0);
  const { show, send } = telnet.receive(Buffer.concat([bytes(iac, will, options.echo), Buffer.from('login: ')]));
  assert.equal(text(show), 'login: ');
  assert.deepEqual(Buffer.from(send), bytes(iac, doIt, options.echo));
  const typed = telnet.typed(bytes(97, 13, 255));
  assert.deepEqual([text(typed.show), [...typed.send]], ['', [97, 13, 0, 255, 255]]);
});

test('Telnet with a host that does not: what is typed is shown, Enter is CR LF', () => {
  const telnet = telnetDialect('vt100', undefined);
  const typed = telnet.typed(Buffer.from('GET /\r'));
  assert.deepEqual([text(typed.show), text([typed.send])], ['GET /\r\n', 'GET /\r\n']);
  assert.equal(text([telnet.typed(Buffer.from('a\r\nb')).send]), 'a\r\nb');
});

test('Telnet tells window and terminal when it is asked, and sends commands', () => {
  const telnet = telnetDialect('vt100', { columns: 80, rows: 24 });
  const { send } = telnet.receive(bytes(iac, doIt, options.naws));
  assert.deepEqual(Buffer.from(send), bytes(iac, will, options.naws, iac, sb, options.naws, 0, 80, 0, 24, iac, se));
  assert.deepEqual(
    Buffer.from(telnet.resize({ columns: 100, rows: 50 })),
    bytes(iac, sb, options.naws, 0, 100, 0, 50, iac, se),
  );
  assert.deepEqual(Buffer.from(telnet.signal('brk')), bytes(iac, commands.brk));
});

test('rlogin: the opening, the acknowledgement taken off, the window told', () => {
  const opening = { localUser: 'ann', remoteUser: 'bob', terminalType: 'vt100', speed: 9600 };
  const rlogin = rloginDialect(opening, { columns: 80, rows: 24 });
  assert.equal(text([rlogin.start()]), '\0ann\0bob\0vt100/9600\0');
  const { show, send } = rlogin.receive(Buffer.from('\0'));
  assert.deepEqual([show.length, Buffer.from(send).toString('hex')], [0, 'ffff73730018005000000000']);
  assert.equal(text([rlogin.typed(Buffer.from('a\xff\r', 'latin1')).send]), 'a\xff\r');
  assert.equal(rlogin.signal('brk').length, 0);
});

test('/stream: bytes as they are, both ways', () => {
  const plain = plainDialect();
  assert.equal(text(plain.receive(bytes(iac, will, 1)).show), '\xff\xfb\x01');
  assert.deepEqual([...plain.typed(bytes(255, 13)).send], [255, 13]);
  assert.deepEqual(
    [plain.start(), plain.signal('ip'), plain.resize({ columns: 1, rows: 1 })].map((b) => b.length),
    [0, 0, 0],
  );
});
