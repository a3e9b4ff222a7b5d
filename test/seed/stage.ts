/**
 * The scene of the documentation's record examples: a network of its own with the addresses that the examples have, a box
 * with modem lines and Telnet, FreeRADIUS and a TACACS+ server that both get every record, tshark that listens, and the
 * host `username1-sun`.
 */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { eventually } from '../e2e/waiting.ts';
import { type Daemon, daemonFor, end, temporaryDirectory } from '../rigs/daemon.ts';
import { type DetailRecord, type FreeRadius, startFreeRadius } from '../rigs/freeradius.ts';
import { makeNamespaces, type Namespace } from '../rigs/namespaces.ts';
import { type JsonRecord, readRecords } from '../rigs/records.ts';
import { serverFor } from '../rigs/server.ts';
import { type Capture, startCapture, type TsharkAccounting } from '../rigs/tshark.ts';
import { type ModemLine, modemLine, type Talk, talk } from './caller.ts';
import { address, dnis, host, user } from './examples.ts';

export const key = 'a-key-that-tshark-knows-too';
const password = 'wonderland';
const servers = { radius: '172.16.25.1', tacacs: '172.16.25.2' };

export interface Stage {
  readonly network: Namespace;
  readonly directory: string;
  readonly daemon: Daemon;
  readonly freeradius: FreeRadius;
  /** Somebody calls a line and logs in. */
  call(line: number, caller: string): Promise<Talk>;
  /** Somebody comes by Telnet, from the host of the examples, and logs in. */
  telnet(): Promise<Talk>;
  /** RADIUS records of a port, in the order of arrival, once there are `count`. */
  radius(port: number, count: number): Promise<readonly DetailRecord[]>;
  /** TACACS+ records on the server's books, once there are `count` of those that are wanted. */
  tacacs(count: number, wanted: (record: JsonRecord) => boolean): Promise<readonly JsonRecord[]>;
  /** Ends the daemon; the accounting requests as tshark decrypts them. */
  captured(): Promise<readonly TsharkAccounting[]>;
}

/** Lines for the box, whatever the example. */
export const box = (lines: string): string => `hostname nas
no logging console
logging buffered 4000000 debugging
clock timezone CET 1
aaa new-model
aaa session-id unique
aaa authentication login default group radius
aaa authentication login CONSOLE none
aaa accounting exec UNSEEN none
aaa accounting commands 1 UNSEEN none
aaa accounting commands 15 UNSEEN none
radius-server attribute 4 ${address}
no radius-server attribute 55 include-in-acct-req
no radius-server vsa send accounting
enable secret open-sesame
ip host username1-sun ${host}
ip telnet port 2323
${lines}
line con 0
 login authentication CONSOLE
 privilege level 15
 accounting exec UNSEEN
 accounting commands 1 UNSEEN
 accounting commands 15 UNSEEN
 exec-timeout 0 0
line tty 1 24
 modem dialin
 length 0
line vty 0 4
 transport input telnet
 length 0
`;

const everything = `radius server one
 address ipv4 ${servers.radius} auth-port 1812 acct-port 1813
 key ${key}
 timeout 3
tacacs server two
 address ipv4 ${servers.tacacs}
 key ${key}
 timeout 3
aaa accounting exec default start-stop broadcast group radius group tacacs+
aaa accounting connection default start-stop broadcast group radius group tacacs+
aaa accounting commands 1 default start-stop group tacacs+
aaa accounting commands 15 default start-stop group tacacs+
`;

/**
 * @param modems lines with a modem
 * @param lines more of the configuration
 */
export async function startStage(t: TestContext, modems: readonly number[], lines = ''): Promise<Stage> {
  const directory = temporaryDirectory(t);
  const { nas: network } = makeNamespaces(t, ['nas']);
  for (const ip of [address, host, ...Object.values(servers)]) network.ip('address', 'add', `${ip}/32`, 'dev', 'lo');
  const freeradius = await startFreeRadius({
    secret: key,
    users: `${user} Cleartext-Password := "${password}"\n      Service-Type = NAS-Prompt-User\n`,
    ports: { auth: 1812, acct: 1813 },
    elsewhere: { command: network.command, address: servers.radius, clients: '172.16.25.0/24' },
  });
  t.after(() => freeradius.remove());
  const store = join(directory, 'store');
  const serverFile = join(directory, 'server.json');
  const clients = [{ address: '172.16.25.0/24', tacacsKey: key }];
  writeFileSync(
    serverFile,
    JSON.stringify({ listen: servers.tacacs, tacacs: { port: 49 }, store, clients, users: [] }),
  );
  await serverFor(t, serverFile, network.command);
  const capture: Capture = await startCapture(49, network.command);
  t.after(() => capture.dispose());

  const cables = new Map<number, ModemLine>();
  for (const line of modems) cables.set(line, await modemLine(join(directory, `modem${line}`)));
  t.after(() => Promise.all([...cables.values()].map((cable) => cable.cut())));
  const devices = modems.map((line) => `line tty ${line}\n device ${join(directory, `modem${line}`)}\n`).join('');
  const daemon = await daemonFor(t, directory, box(`${everything}${lines}`) + devices, network.command);

  const logIn = async (person: Talk): Promise<Talk> => {
    await person.sees(/Username: $/);
    person.types(`${user}\r`);
    await person.sees(/Password: $/);
    person.types(`${password}\r`);
    await person.sees(/nas>$/);
    return person;
  };
  return {
    network,
    directory,
    daemon,
    freeradius,
    async call(line, caller) {
      const cable = cables.get(line);
      if (cable === undefined) throw new Error(`line ${line} has no modem`);
      return logIn(await cable.dial(caller, dnis));
    },
    async telnet() {
      // From where it goes to: the host's own address is the caller's.
      const [file = '', ...words] = [...network.command, 'socat', '-', `TCP4:${address}:2323,bind=${host}`];
      const child = spawn(file, words, { stdio: ['pipe', 'pipe', 'ignore'] });
      t.after(() => end(child));
      return logIn(talk(child.stdout, child.stdin));
    },
    radius: (port, count) =>
      eventually(`${count} RADIUS records of port ${port}`, () => {
        const found = freeradius
          .readDetail()
          .filter(({ attributes }) =>
            attributes.some(([name, value]) => name === 'NAS-Port' && value === String(port)),
          );
        return found.length >= count ? found : undefined;
      }),
    tacacs: (count, wanted) =>
      eventually(`${count} TACACS+ records`, async () => {
        const found = (await readRecords(store)).filter(wanted);
        return found.length >= count ? found : undefined;
      }),
    async captured() {
      await daemon.stop();
      await capture.stop();
      const packets = await capture.decodeTacacs(key);
      const complaints = packets.flatMap((packet) => packet.complaints);
      if (complaints.length > 0) throw new Error(complaints.join('\n'));
      return capture.accountingRequests(key);
    },
  };
}

/** Listens at the host of the examples, as inetd does: each connection is a program's input and output. */
export async function listenAtHost(
  t: TestContext,
  { network }: Pick<Stage, 'network'>,
  port: number,
  command: string,
): Promise<void> {
  const words = ['-d', '-d', `TCP4-LISTEN:${port},bind=${host},reuseaddr,fork`, `EXEC:${command},nofork`];
  const [file = '', ...rest] = [...network.command, 'socat', ...words];
  const child = spawn(file, rest, { stdio: ['ignore', 'ignore', 'pipe'] });
  t.after(() => end(child));
  let said = '';
  child.stderr.on('data', (text: Buffer) => {
    said += text.toString();
  });
  await eventually(`port ${port}`, () => (said.includes('listening on') ? true : undefined));
}
