import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { md5Crypt } from '../../src/aaa/secrets/md5-crypt.ts';
import { freeTcpPort } from '../e2e/waiting.ts';

/** Hosts to connect to: Debian's servers on loopback, and one that counts. */

/** What a host did with a connection. */
export interface Counts {
  received: number;
  sent: number;
}

/**
 * Listens as inetd does: each connection is the standard input and output of a program of its own.
 * @param address another address of 127/8 for a port that must be what it is
 */
export async function inetd(
  t: TestContext,
  words: readonly string[],
  port = 0,
  address = '127.0.0.1',
): Promise<number> {
  const children = new Set<ChildProcess>();
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    const [program = '', ...rest] = words;
    const child = spawn(program, rest, { stdio: [socket, socket, 'ignore'] });
    children.add(child);
    child.on('exit', () => children.delete(child));
    // The child has its own descriptor of it.
    socket.on('error', () => {}).destroy();
  });
  t.after(() => {
    for (const child of children) child.kill('SIGKILL');
  });
  return listen(t, server, port, address);
}

async function listen(t: TestContext, server: Server, port = 0, address = '127.0.0.1'): Promise<number> {
  server.listen(port, address);
  await once(server, 'listening');
  t.after(() => server.close());
  const at = server.address();
  if (at === null || typeof at === 'string') throw new Error('no port');
  return at.port;
}

/** telnetd whose login program is `script`, a text for /bin/sh. */
export async function telnetd(t: TestContext, directory: string, script: string): Promise<number> {
  return inetd(t, ['/usr/sbin/telnetd', '-h', '-E', program(directory, 'telnet-login', script)]);
}

/** A program of one shell script. */
export function program(directory: string, name: string, script: string): string {
  const path = join(directory, name);
  mkdirSync(directory, { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  // Accounts of the hosts go there, too.
  chmodSync(directory, 0o711);
  return path;
}

/** An account that only one host knows. */
export interface Account {
  readonly name: string;
  readonly password: string;
  /** Shell, an absolute path. */
  readonly shell: string;
}

/**
 * Words of a command that runs the one after it in a mount namespace where `account` exists, and where PAM asks for nothing but
 * its password (of `rlogin` and `login`: for nothing). The machine's own accounts are not touched. Needs root.
 */
export function amongAccounts(directory: string, account: Account): readonly string[] {
  const own = (name: string, text: string): string => {
    writeFileSync(join(directory, name), text);
    return join(directory, name);
  };
  // An id that no Debian system gives.
  const id = 64_998;
  const { name, password, shell } = account;
  const passwd = own('passwd', `${readFileSync('/etc/passwd', 'utf8')}${name}:x:${id}:${id}::/:${shell}\n`);
  const shadow = own(
    'shadow',
    `${readFileSync('/etc/shadow', 'utf8')}${name}:${md5Crypt(password, 'saltsalt')}:19000::::::\n`,
  );
  const pam = join(directory, 'pam.d');
  mkdirSync(pam, { recursive: true });
  const all = (auth: string): string =>
    ['auth', 'account', 'session', 'password']
      .map((type) => `${type} required ${type === 'auth' ? auth : 'pam_permit.so'}\n`)
      .join('');
  writeFileSync(join(pam, 'sshd'), all('pam_unix.so nodelay'));
  for (const service of ['rlogin', 'login', 'other']) writeFileSync(join(pam, service), all('pam_permit.so'));
  const mounts = [
    [passwd, '/etc/passwd'],
    [shadow, '/etc/shadow'],
    [pam, '/etc/pam.d'],
  ].map(([from, to]) => `mount --bind '${from}' ${to}`);
  return ['unshare', '--mount', 'sh', '-c', `${mounts.join(' && ')} && exec "$0" "$@"`];
}

/** An sshd of a test. */
export interface Sshd {
  readonly port: number;
  /** SHA256 fingerprint of its key. */
  fingerprint(): string;
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Makes another host key; for the next start. */
  newKey(): void;
}

/** sshd with a configuration and a host key of its own, and one account. */
export async function sshd(t: TestContext, directory: string, account: Account, lines = ''): Promise<Sshd> {
  const port = await freeTcpPort();
  const key = join(directory, 'ssh_host_ed25519_key');
  const config = join(directory, 'sshd_config');
  mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const newKey = (): void => {
    rmSync(key, { force: true });
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  };
  newKey();
  writeFileSync(
    config,
    `${lines}
Port ${port}
ListenAddress 127.0.0.1
HostKey ${key}
PidFile none
UsePAM yes
PrintMotd no
PrintLastLog no
`,
  );
  let running: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    const [command = '', ...words] = [...amongAccounts(directory, account), '/usr/sbin/sshd', '-D', '-e', '-f', config];
    const child = spawn(command, words, { stdio: ['ignore', 'ignore', 'pipe'] });
    running = child;
    let said = '';
    await new Promise<void>((ready, fail) => {
      child.stderr.on('data', (chunk) => {
        said += String(chunk);
        if (said.includes('Server listening')) ready();
      });
      child.once('exit', () => fail(new Error(`sshd ended: ${said}`)));
    });
  };
  const stop = async (): Promise<void> => {
    const child = running;
    running = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
  };
  await start();
  t.after(stop);
  return {
    port,
    fingerprint: () => execFileSync('ssh-keygen', ['-lf', `${key}.pub`], { encoding: 'utf8' }).split(' ')[1] ?? '',
    start,
    stop,
    newKey,
  };
}

/** A host of a few lines that speaks no protocol, and counts every byte. */
export async function countingHost(
  t: TestContext,
  serve: (socket: Socket, send: (bytes: Uint8Array | string) => void) => void,
): Promise<{ readonly port: number; readonly counts: Counts; readonly sockets: Set<Socket> }> {
  const counts: Counts = { received: 0, sent: 0 };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (bytes) => {
      counts.received += bytes.length;
    });
    serve(socket, (bytes) => {
      const sent = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
      counts.sent += sent.length;
      socket.write(sent);
    });
  });
  const port = await listen(t, server);
  t.after(() => {
    for (const socket of sockets) socket.destroy();
  });
  return { port, counts, sockets };
}
