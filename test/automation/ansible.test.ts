/** Ansible's cisco.ios, which expects an IOS device, configures the daemon over SSH. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { enableSecret, password, startDevice, user } from './device.ts';

/** What a module says of its task; those that the test reads. */
interface Told {
  readonly changed?: boolean;
  readonly failed?: boolean;
  readonly stdout?: readonly string[];
  readonly module_stderr?: string;
  readonly ansible_facts?: Readonly<Record<string, unknown>>;
}

/** The JSON that Ansible's callback of that name prints. */
interface Report {
  readonly plays: readonly {
    readonly tasks: readonly {
      readonly task: { readonly name: string };
      readonly hosts: { readonly gw: Told };
    }[];
  }[];
}

const playbook = join(import.meta.dirname, 'ansible.yml');

test('Ansible: facts, commands, configuration once and again, a banner, a refused line', async (t) => {
  const { directory, ssh } = await startDevice(t);
  const inventory = join(directory, 'inventory.ini');
  const variables = {
    ansible_host: '127.0.0.1',
    ansible_port: ssh,
    ansible_user: user,
    ansible_password: password,
    ansible_connection: 'ansible.netcommon.network_cli',
    ansible_network_cli_ssh_type: 'paramiko',
    ansible_network_os: 'cisco.ios.ios',
    ansible_become: 'yes',
    ansible_become_method: 'enable',
    ansible_become_password: enableSecret,
  };
  const words = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  writeFileSync(inventory, `gw ${words.join(' ')}\n`);
  const { stdout } = await promisify(execFile)('/usr/bin/ansible-playbook', ['-i', inventory, playbook], {
    timeout: 180_000,
    maxBuffer: 1 << 24,
    cwd: directory,
    env: {
      ...process.env,
      LC_ALL: 'C.UTF-8',
      HOME: directory,
      ANSIBLE_HOME: directory,
      ANSIBLE_HOST_KEY_CHECKING: 'False',
      ANSIBLE_STDOUT_CALLBACK: 'json',
    },
  });
  const report: Report = JSON.parse(stdout.slice(stdout.indexOf('{')));
  const told = (name: string): Told => {
    const found = report.plays.flatMap(({ tasks }) => tasks).find(({ task }) => task.name === name);
    assert.ok(found, `no task ${name} in ${stdout}`);
    return found.hosts.gw;
  };

  const facts = told('facts').ansible_facts ?? {};
  assert.equal(facts.ansible_net_system, 'ios');
  assert.equal(facts.ansible_net_hostname, 'e2e');
  assert.match(String(facts.ansible_net_version), /^\d+\.\d+/);
  assert.match(String(facts.ansible_net_config), /\nhostname e2e\n.*\nend$/s);
  assert.match(told('commands').stdout?.[1] ?? '', /^\* +2 vty 0 +guest /m);
  assert.equal(told('configured').changed, true);
  assert.equal(told('configured again').changed, false);
  assert.equal(told('banner').changed, true);
  assert.equal(told('user').changed, true);
  assert.equal(told('hostname').changed, true);
  assert.equal(told('refused').failed, true);
  assert.match(told('refused').module_stderr ?? '', /% Invalid input detected at '\^' marker\./);
  const [running = '', startup = ''] = told('after').stdout ?? [];
  assert.match(running, /^hostname gate$/m);
  assert.match(running, /^radius server later\n address ipv4 192\.0\.2\.9 auth-port 1812 acct-port 1813$/m);
  assert.match(running, /^banner login \^C\nno trespassing\n {2}of any kind\n\^C$/m);
  assert.match(running, /^username carol privilege 15 secret 9 \$9\$/m);
  assert.match(startup, /^radius server later$/m);
  assert.doesNotMatch(startup, /^hostname gate$/m);
});
