import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { hashPasswordSync } from '../../aaa/index.ts';
import { FakeClock } from '../../base/clock.ts';
import { seededRandom } from '../../base/random.ts';
import { attribute, chapPassword, codes, find, findAll } from '../../protocols/radius/index.ts';
import { answering, authenServices } from '../../protocols/tacacs/index.ts';
import { recordsFile } from '../books/books.ts';
import type { SecurityServerConfig } from '../config.ts';
import { startRig } from '../fixtures/rig.ts';

const people: Pick<SecurityServerConfig, 'users' | 'enable'> = {
  users: [
    {
      name: 'admin',
      password: { kind: 'hash', type: 9, text: hashPasswordSync('s3cret', seededRandom(1)).text },
      privilege: 15,
    },
    {
      name: 'guest',
      password: { kind: 'clear', text: 'guest' },
      privilege: 1,
      radiusClass: 'visitors',
      ciscoAvPairs: ['shell:idletime=5'],
      tacacsArguments: ['idletime=5'],
      commands: [
        { action: 'deny', command: 'show running-config*' },
        { action: 'permit', command: 'show *' },
      ],
    },
  ],
  enable: [{ level: 15, password: { kind: 'clear', text: 'open sesame' } }],
};
const who = (user: string) => ({ user, port: 'tty3', remAddr: '10.68.202.158' });

describe('RADIUS authentication', () => {
  test('PAP against a hash; the reply carries the privilege level', async (t) => {
    const rig = await startRig(t, people);
    const result = await rig.radius('auth', [attribute('User-Name', 'admin'), attribute('User-Password', 's3cret')]);
    assert.ok(result.ok);
    assert.equal(result.value.packet.code, codes['Access-Accept']);
    assert.equal(find(result.value.packet, 'Service-Type'), 6);
    assert.deepEqual(findAll(result.value.packet, 'Cisco-AVPair'), ['shell:priv-lvl=15']);
    for (const [name, password] of [
      ['admin', 'wrong'],
      ['nobody', 's3cret'],
    ] as const) {
      const refused = await rig.radius('auth', [attribute('User-Name', name), attribute('User-Password', password)]);
      assert.ok(refused.ok && refused.value.packet.code === codes['Access-Reject']);
    }
  });

  test('CHAP against a readable password, with and without CHAP-Challenge; never against a hash', async (t) => {
    const rig = await startRig(t, people);
    const challenge = randomBytes(16);
    const login = async (name: string, password: string): Promise<number> => {
      const value = chapPassword(7, password, challenge);
      const result = await rig.radius('auth', [
        attribute('User-Name', name),
        attribute('CHAP-Password', value),
        attribute('CHAP-Challenge', challenge),
      ]);
      assert.ok(result.ok);
      if (result.value.packet.code === codes['Access-Accept'])
        assert.deepEqual(
          [
            findAll(result.value.packet, 'Cisco-AVPair'),
            Buffer.from(find(result.value.packet, 'Class') ?? []).toString(),
          ],
          [['shell:priv-lvl=1', 'shell:idletime=5'], 'visitors'],
        );
      return result.value.packet.code;
    };
    assert.equal(await login('guest', 'guest'), codes['Access-Accept']);
    assert.equal(await login('guest', 'wrong'), codes['Access-Reject']);
    assert.equal(await login('admin', 's3cret'), codes['Access-Reject']);
  });

  test('$enab15$ asks for the enable password', async (t) => {
    const rig = await startRig(t, people);
    const ask = async (name: string, password: string) => {
      const result = await rig.radius('auth', [attribute('User-Name', name), attribute('User-Password', password)]);
      return result.ok && result.value.packet.code;
    };
    assert.equal(await ask('$enab15$', 'open sesame'), codes['Access-Accept']);
    assert.equal(await ask('$enab15$', 'wrong'), codes['Access-Reject']);
    assert.equal(await ask('$enab7$', 'open sesame'), codes['Access-Reject']);
  });

  test('a wrong secret gets no answer, and the operator hears of it once', async (t) => {
    const rig = await startRig(t, people);
    for (let i = 0; i < 3; i++) {
      const result = await rig.radius('acct', [attribute('Acct-Status-Type', 'Start')], {
        secret: 'wrong secret',
        timeoutMs: 200,
      });
      assert.equal(result.ok, false);
    }
    assert.deepEqual(rig.messages, ['4 DROPPED RADIUS packet from 127.0.0.1 dropped: bad-authenticator.']);
  });
});

describe('TACACS+ authentication', () => {
  test('ASCII asks for what it needs, PAP and CHAP bring it along', async (t) => {
    const { tacacs } = await startRig(t, people);
    const outcome = async (promise: Promise<{ readonly outcome: string }>): Promise<string> => (await promise).outcome;
    assert.equal(await outcome(tacacs.authenticateAscii(who(''), answering('admin', 's3cret'))), 'pass');
    assert.equal(await outcome(tacacs.authenticateAscii(who('admin'), answering('', 'wrong'))), 'fail');
    assert.equal(await outcome(tacacs.authenticatePap(who('admin'), 's3cret')), 'pass');
    assert.equal(await outcome(tacacs.authenticatePap(who('nobody'), 's3cret')), 'fail');
    const challenge = randomBytes(24);
    const chap = (password: string) =>
      outcome(
        tacacs.authenticateChap(who('guest'), {
          id: 9,
          challenge,
          response: chapPassword(9, password, challenge).subarray(1),
        }),
      );
    assert.equal(await chap('guest'), 'pass');
    assert.equal(await chap('wrong'), 'fail');
  });

  test('enable has passwords of its own, per level', async (t) => {
    const { tacacs } = await startRig(t, people);
    const enable = async (level: number, password: string) => {
      const identity = { ...who('guest'), privLvl: level, authenService: authenServices.enable };
      return (await tacacs.authenticateAscii(identity, answering('', password))).outcome;
    };
    assert.equal(await enable(15, 'open sesame'), 'pass');
    assert.equal(await enable(15, 'guest'), 'fail');
    assert.equal(await enable(7, 'open sesame'), 'fail');
  });
});

describe('TACACS+ authorization', () => {
  const header = { authenMethod: 6, privLvl: 1, authenType: 1, authenService: 1 };

  test('an EXEC session gets its level and arguments', async (t) => {
    const { tacacs } = await startRig(t, people);
    const result = await tacacs.authorize({ ...header, ...who('guest'), args: ['service=shell', 'cmd='] });
    assert.ok(result.outcome === 'pass');
    assert.deepEqual([result.mode, result.args], ['add', ['priv-lvl=1', 'idletime=5']]);
    const unknown = await tacacs.authorize({ ...header, ...who('nobody'), args: ['service=shell', 'cmd='] });
    assert.equal(unknown.outcome, 'fail');
  });

  test('commands are held against the rules: first match decides, no match denies', async (t) => {
    const { tacacs } = await startRig(t, people);
    const may = async (user: string, ...words: string[]) => {
      const [cmd = '', ...rest] = words;
      const args = ['service=shell', `cmd=${cmd}`, ...rest.map((word) => `cmd-arg=${word}`), 'cmd-arg=<cr>'];
      return (await tacacs.authorize({ ...header, ...who(user), args })).outcome;
    };
    assert.equal(await may('guest', 'show', 'version'), 'pass');
    assert.equal(await may('guest', 'show', 'running-config'), 'fail');
    assert.equal(await may('guest', 'configure', 'terminal'), 'fail');
    assert.equal(await may('admin', 'configure', 'terminal'), 'pass');
  });
});

describe('accounting', () => {
  test('records of both protocols are in the books when they are answered, and print in the order of arrival', async (t) => {
    const rig = await startRig(t);
    assert.ok((await rig.start('00000001')).ok);
    const args = ['task_id=5', 'service=shell', 'priv-lvl=15', 'cmd=configure terminal <cr>'];
    assert.equal((await rig.account('stop', args)).outcome, 'pass');
    const records = (await rig.print())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      records.map(({ id, protocol, type, kind, session, command }) => [id, protocol, type, kind, session, command]),
      [
        [1, 'radius', 'network', 'start', '00000001', undefined],
        [2, 'tacacs+', 'commands', 'stop', '5', 'configure terminal <cr>'],
      ],
    );
    assert.deepEqual(records[1].arguments, args);
  });

  test('filters leave the rest out', async (t) => {
    const rig = await startRig(t);
    const now = Date.now();
    await rig.start('00000001', now - 7200_000);
    await rig.start('00000002', now);
    await rig.account('stop', ['task_id=5', 'service=shell', 'cmd=show clock <cr>']);
    const ids = async (filter: Parameters<typeof rig.print>[0]): Promise<number[]> =>
      (await rig.print(filter))
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line).id);
    assert.deepEqual(await ids({ filter: { type: 'commands' } }), [3]);
    assert.deepEqual(await ids({ filter: { session: '00000002' } }), [2]);
    assert.deepEqual(await ids({ filter: { since: now - 3600_000 } }), [2, 3]);
    assert.deepEqual(await ids({ filter: { user: 'username1', type: 'network' } }), [1, 2]);
    assert.deepEqual(await ids({ filter: { user: 'nobody' } }), []);
    assert.match(
      await rig.print({ sessions: true, format: 'table', filter: { session: '00000002' } }),
      /00000002 +open/,
    );
  });

  test('Proxy-State comes back in the answer, in order', async (t) => {
    const rig = await startRig(t);
    const states = [Buffer.from('one'), Buffer.from('two')];
    const result = await rig.radius('acct', [
      attribute('Acct-Status-Type', 'Start'),
      attribute('Acct-Session-Id', '1'),
      ...states.map((state) => attribute('Proxy-State', state)),
    ]);
    assert.ok(result.ok);
    assert.deepEqual(
      findAll(result.value.packet, 'Proxy-State').map((state) => Buffer.from(state)),
      states,
    );
  });

  test('a follower sees every record, each once, and ends when told to', async (t) => {
    const rig = await startRig(t);
    const seen: string[] = [];
    const end = new AbortController();
    await rig.start('00000000');
    const out = {
      write(text: string) {
        seen.push(
          ...text
            .trim()
            .split('\n')
            .map((line) => JSON.parse(line).session),
        );
        if (seen.length === 41) end.abort();
      },
    };
    const following = rig.services.assembled().then(async () => {
      const { printRecords } = await import('../print.ts');
      await printRecords({ store: rig.config.store, format: 'json', filter: {}, follow: true }, out, end.signal);
    });
    for (let i = 1; i <= 40; i++) assert.ok((await rig.start(String(i).padStart(8, '0'))).ok);
    await following;
    assert.deepEqual(
      seen,
      Array.from({ length: 41 }, (_, i) => String(i).padStart(8, '0')),
    );
  });

  test('a full disk: no answer, no half record, the operator is told; with room again all goes on', async (t) => {
    const rig = await startRig(t, {}, new FakeClock(Date.now()));
    const acknowledged: string[] = [];
    const keep = async (task: number): Promise<boolean> => {
      const args = [`task_id=${task}`, 'service=shell', `cmd=${'x'.repeat(240)}`, `note=${'x'.repeat(240)}`];
      const { outcome } = await rig.account('stop', args);
      if (outcome === 'pass') acknowledged.push(String(task));
      return outcome === 'pass';
    };
    assert.ok(await keep(1));
    rig.services.inbox.limit(1);
    let task = 2;
    while (task < 500 && (await keep(task))) task++;
    assert.ok(task < 500, 'the disk never was full');
    // Booked batches leave the inbox and make room again, so the disk is kept full by force for the next one.
    rig.services.inbox.inject({ kind: 'full', commits: 1_000_000 });
    const unanswered = await rig.start('00000002', Date.now(), { timeoutMs: 300 });
    assert.ok(!unanswered.ok && unanswered.error.kind === 'timeout');
    assert.match(rig.messages.join('\n'), /^2 STORE_FAIL Records cannot be stored and are not acknowledged: full/m);
    rig.services.inbox.limit(100_000);
    rig.services.inbox.inject({ kind: 'full', commits: 0 });
    assert.ok(await keep(task + 1));
    assert.match(rig.messages.at(-1) ?? '', /^5 STORE_OK/);
    await rig.services.assembled();
    const database = new DatabaseSync(recordsFile(rig.config.store), { readOnly: true });
    const sessions = database.prepare('SELECT session FROM record ORDER BY id').all();
    database.close();
    assert.deepEqual(
      sessions.map(({ session }) => session),
      acknowledged,
    );
  });
});
