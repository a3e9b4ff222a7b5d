import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toyShell } from '../../test/ios/toy-shell.ts';
import type { AcceptedCommand } from './index.ts';

test('hooks are told the whole command, masked too, once, and in order: authorise, account, run', async () => {
  const events: string[] = [];
  const seen: AcceptedCommand[] = [];
  const { shell, io, printed } = toyShell({
    level: 15,
    authorize: async (command) => {
      events.push(`authorize ${command.text}`);
      return command.words[0] !== 'clear';
    },
    accepted: async (command) => {
      events.push(`account ${command.maskedText}`);
      seen.push(command);
    },
  });
  await shell.execute('sh us', { ...io, print: () => void events.push('run') });
  await shell.execute('cle cou', io);
  await shell.execute('tes aaa bob sesame le', io);
  await shell.execute('exi', io);
  assert.deepEqual(events, [
    'authorize show users',
    'account show users',
    'run',
    'authorize clear counters',
    'authorize test aaa bob sesame legacy',
    'account test aaa bob * legacy',
    'authorize exit',
    'account exit',
  ]);
  assert.ok(printed.includes('Command authorization failed.\n\n'));
  assert.equal(shell.closed, true);
  assert.deepEqual(
    seen.map(({ kind, mode, level, words }) => [kind, mode, level, words.length]),
    [
      ['exec', 'exec', 1, 2],
      ['exec', 'exec', 15, 5],
      ['exec', 'exec', 0, 1],
    ],
  );
  assert.deepEqual(seen[1]?.maskedWords, ['test', 'aaa', 'bob', '*', 'legacy']);
});

test('configuration commands are accounted in their own mode, with no and do', async () => {
  const seen: AcceptedCommand[] = [];
  const { shell, io, config } = toyShell({ level: 15, accepted: async (command) => void seen.push(command) });
  for (const line of [
    'conf t',
    'rad ser one',
    'key open sesame',
    'no aaa new',
    'do sh us',
    'usern x sec 0 top secret',
    'end',
  ])
    await shell.execute(line, io);
  assert.deepEqual(
    seen.map(({ mode, maskedText, level, negated, viaDo }) => [mode, maskedText, level, negated, viaDo]),
    [
      ['exec', 'configure terminal', 15, undefined, false],
      ['config', 'radius server one', 15, undefined, false],
      ['config-radius-server', 'key *', 15, undefined, false],
      ['config', 'no aaa new-model', 15, 'no', false],
      ['exec', 'show users', 1, undefined, true],
      ['config', 'username x secret 0 *', 15, undefined, false],
      ['config', 'end', 0, undefined, false],
    ],
  );
  assert.equal(config().servers[0]?.key, 'emases_nepo');
});

test('a command that is refused or not understood is not accounted, and nothing changes', async () => {
  const seen: string[] = [];
  const { shell, io, config, printed } = toyShell({ level: 15, accepted: async ({ text }) => void seen.push(text) });
  await shell.execute('configure terminal', io);
  const before = config();
  assert.deepEqual(await shell.execute('hostname', io), { kind: 'refused', text: '% Incomplete command.' });
  assert.deepEqual(await shell.execute('username nobody', io), { kind: 'refused', text: '% This name is reserved' });
  assert.deepEqual(await shell.execute('no line vty 0', io), {
    kind: 'refused',
    text: "% Invalid input detected at '^' marker.",
  });
  assert.deepEqual(await shell.execute('   ', io), { kind: 'empty' });
  assert.equal(config(), before);
  assert.deepEqual(seen, ['configure terminal', 'username nobody']);
  assert.ok(printed.includes('% This name is reserved'));
});

test('when the accounting hook fails the command is not run', async () => {
  const { shell, io, log } = toyShell({ level: 15, accepted: async () => Promise.reject(new Error('disk full')) }, [
    '',
  ]);
  await assert.rejects(shell.execute('clear counters', io), /disk full/);
  assert.deepEqual(log, []);
});
