/** RANCID, which keeps the configurations of IOS devices, collects the daemon's, over SSH and over Telnet. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { describe, type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { enableSecret, password, startDevice, user } from './device.ts';

const programs = '/usr/lib/rancid/bin';
type Method = 'ssh' | 'telnet';

/** Runs one of RANCID's programs against a fresh daemon: what it printed, and the directory where it leaves files. */
async function collect(t: TestContext, method: Method, words: readonly string[]): Promise<readonly [string, string]> {
  const device = await startDevice(t);
  const directory = join(device.directory, 'rancid');
  mkdirSync(directory);
  const ssh = join(directory, 'ssh');
  const lines = ['#!/bin/sh', 'exec /usr/bin/ssh -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null "$@"', ''];
  writeFileSync(ssh, lines.join('\n'));
  chmodSync(ssh, 0o700);
  const logins = join(directory, 'cloginrc');
  const secrets = `add user * ${user}\nadd password * ${password} ${enableSecret}\nadd sshcmd * {${ssh}}\n`;
  writeFileSync(logins, `${secrets}add method * {${method}:${device[method]}}\n`, { mode: 0o600 });
  const [program = '', ...rest] = words;
  const { stdout } = await promisify(execFile)(join(programs, program), [...rest, '127.0.0.1'], {
    timeout: 120_000,
    cwd: directory,
    env: {
      ...process.env,
      HOME: directory,
      CLOGINRC: logins,
      PATH: `${programs}:${process.env.PATH}`,
      TERM: 'network',
    },
  });
  return [stdout, directory];
}

describe('RANCID', { concurrency: true }, () => {
  for (const method of ['ssh', 'telnet'] as const)
    test(`rancid over ${method}: the whole configuration, without the password`, async (t) => {
      const [, directory] = await collect(t, method, ['rancid', '-t', 'cisco']);
      const kept = readFileSync(join(directory, '127.0.0.1.new'), 'utf8');
      assert.match(kept, /^!RANCID-CONTENT-TYPE: cisco$/m);
      assert.match(kept, /^hostname e2e$/m);
      assert.match(kept, /^!username guest password <removed>$/m);
      assert.match(kept, /^line vty 0 4$/m);
      assert.match(kept, /^end$/m);
      assert.doesNotMatch(kept, /--More--|%|\p{Cc}(?<!\n)/u);
    });

  test('clogin: enable, a page and more, one command after the other', async (t) => {
    const [printed] = await collect(t, 'telnet', ['clogin', '-c', 'show running-config;show clock']);
    const text = printed.replaceAll('\r', '');
    assert.match(text, /^e2e>enable$/m);
    assert.match(text, /^e2e#show running-config\nBuilding configuration\.\.\.$/m);
    assert.match(text, /^end\n\n?e2e# ?show clock\n[*.]?\d\d:\d\d:\d\d\.\d{3} /m);
    assert.doesNotMatch(text, /--More--/);
  });
});
