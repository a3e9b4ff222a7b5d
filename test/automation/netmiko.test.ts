/** Netmiko, which expects an IOS device, drives the daemon over SSH and Telnet. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { enableSecret, password, startDevice, user } from './device.ts';

/** What the script saw, by its names. */
interface Seen extends Readonly<Record<string, unknown>> {
  readonly enabled: readonly [prompt: string, enabled: boolean];
  readonly after: readonly [prompt: string, configuring: boolean];
}

const script = join(import.meta.dirname, 'drive-with-netmiko.py');

/** Runs the script against a fresh daemon. */
async function drive(t: TestContext, type: string): Promise<Seen> {
  const device = await startDevice(t);
  const port = type === 'cisco_ios' ? device.ssh : device.telnet;
  const words = [script, type, String(port), user, password, enableSecret];
  const { stdout } = await promisify(execFile)('/usr/bin/python3', words, { timeout: 120_000 });
  return JSON.parse(stdout);
}

const marker = "% Invalid input detected at '^' marker.";

// Netmiko mostly sleeps: both at the same time.
describe('Netmiko', { concurrency: true }, () => {
  for (const type of ['cisco_ios', 'cisco_ios_telnet'])
    test(`as ${type}: prompts, enable, pages, configuration, errors`, async (t) => {
      const seen = await drive(t, type);
      const text = (name: string): string => String(seen[name]);
      assert.equal(seen.prompt, 'e2e>');
      // Level 1 has commands that go on with r, but none with ru: there is the caret.
      assert.equal(text('refused').trimEnd(), `${' '.repeat('e2e>show r'.length)}^\n${marker}`);
      assert.deepEqual(seen.enabled, ['e2e#', true]);

      assert.match(text('version'), /^Tollgate Software.*, Version \d/m);
      assert.match(text('version'), /^e2e uptime is /m);
      assert.match(text('users'), /^ *Line +User +Host\(s\) +Idle +Location$/m);
      assert.match(text('users'), /^\* +2 vty 0 +guest +idle +00:00:\d\d 127\.0\.0\.1$/m);

      // Longer than a page and wider than a terminal: nothing is paged, wrapped or lost.
      assert.match(text('running'), /^Current configuration : \d+ bytes$/m);
      assert.match(text('running'), /^enable secret 9 \$9\$[./0-9A-Za-z$]{50,}$/m);
      assert.match(text('running'), /^username guest password \d \S+$/m);
      assert.match(text('running'), /^end$/m);
      assert.doesNotMatch(text('running'), /guestspassword|sesame|--More--|\p{Cc}(?<!\n)/u);

      assert.match(text('config'), /^gate\(config\)#radius server later$/m);
      assert.match(text('config'), /^gate\(config-radius-server\)# address ipv4 192\.0\.2\.1 .*$/m);
      assert.match(
        text('config'),
        /^gate\(config-line\)#do show clock\n[*.]?\d\d:\d\d:\d\d\.\d{3} \S+ \w{3} \w{3} \d+ \d{4}$/m,
      );
      assert.doesNotMatch(text('config'), /%/);
      assert.deepEqual(seen.after, ['gate#', false]);

      assert.match(text('saved'), /^Building configuration\.\.\.\n\[OK\]$/m);
      assert.match(text('startup'), /^Using \d+ out of \d+ bytes/m);
      assert.match(text('startup'), /^hostname gate$/m);
      assert.match(text('startup'), /^line vty 0 4\n exec-timeout 30 0$/m);
      const section = 'radius server later\n address ipv4 192.0.2.1 auth-port 1812 acct-port 1813';
      assert.equal(text('section').trimEnd(), section);

      assert.equal(text('invalid').trimEnd(), `${' '.repeat('gate#show '.length)}^\n${marker}`);
      assert.equal(text('ambiguous').trimEnd(), '% Ambiguous command:  "te"');
      assert.equal(text('incomplete').trimEnd(), '% Incomplete command.');
      assert.match(text('unknown'), /^% Unknown command or computer name, or unable to find computer address$/m);
      const place = ' '.repeat('gate(config)#radius '.length);
      assert.ok(
        text('invalid_config').includes(`gate(config)#radius zzz\n${place}^\n${marker}\n`),
        text('invalid_config'),
      );
      assert.doesNotMatch(text('removed'), /%/);
      assert.equal(text('gone').trimEnd(), 'hostname tollgate');
      assert.equal(seen.disabled, 'tollgate>');
    });
});
