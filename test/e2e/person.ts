import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import type { TestContext } from 'node:test';

/** Someone at the OpenSSH client, with a terminal. */
export interface Person {
  /** Types a line and waits for the next prompt: what came between, without the echo. */
  says(line: string): Promise<string>;
  /** Types without waiting. */
  types(text: string): void;
  /** Waits for a text after what was seen last. */
  sees(text: string | RegExp): Promise<string>;
  /** Resolves with the client's exit status when the connection is over. */
  readonly gone: Promise<number | null>;
  /** Says `exit` and waits until the client has ended. */
  leaves(): Promise<number | null>;
  readonly child: ChildProcess;
}

export interface Login {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Directory for the askpass program. */
  readonly directory: string;
  /** A command to run in place of a shell. */
  readonly command?: string;
  /** Words of a command that runs the client: in another network, say. */
  readonly within?: readonly string[];
}

/** A prompt of any mode: `host>`, `host#`, `host(config-line)#`. */
const prompt = /(?:^|\n)[\w.-]+(?:\([\w-]+\))?[>#]$/;

/** OpenSSH's words for a login with a password that nobody has to type. */
export function openSsh(t: TestContext, login: Login): ChildProcess & { readonly stdout: NodeJS.ReadableStream } {
  const { port, user, password, directory, command, within = [] } = login;
  const askpass = join(directory, `askpass-${user}`);
  if (!existsSync(askpass)) {
    writeFileSync(askpass, `#!/bin/sh\necho '${password}'\n`);
    chmodSync(askpass, 0o700);
  }
  const options = ['StrictHostKeyChecking=no', `UserKnownHostsFile=${join(directory, 'known_hosts')}`];
  const more = [
    ...options,
    'LogLevel=ERROR',
    'PubkeyAuthentication=no',
    'NumberOfPasswordPrompts=1',
    'PreferredAuthentications=keyboard-interactive',
  ];
  const words = ['-F', 'none', '-p', String(port), '-l', user, ...more.flatMap((option) => ['-o', option])];
  const terminal = command === undefined ? '-tt' : '-T';
  const [file = '', ...rest] = [...within, 'ssh', terminal, ...words, '127.0.0.1', ...(command ? [command] : [])];
  const child = spawn(file, rest, {
    env: { PATH: process.env.PATH, HOME: directory, SSH_ASKPASS: askpass, SSH_ASKPASS_REQUIRE: 'force' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => {});
  t.after(() => child.kill('SIGKILL'));
  return child;
}

/** Logs in and waits for the first prompt. Rejects when the client ends before. */
export async function logIn(t: TestContext, login: Login): Promise<Person> {
  const child = openSsh(t, login);
  let out = '';
  let seen = 0;
  let said = '';
  let wake = (): void => {};
  const hear = (chunk: unknown): void => {
    out += String(chunk).replaceAll('\r', '');
    wake();
  };
  child.stdout.on('data', hear);
  child.stderr?.on('data', (chunk) => (said += String(chunk)));
  let over = false;
  const gone = once(child, 'close').then(([status]): number | null => {
    over = true;
    wake();
    return typeof status === 'number' ? status : null;
  });
  const sees = async (wanted: string | RegExp): Promise<string> => {
    for (;;) {
      const rest = out.slice(seen);
      const at = typeof wanted === 'string' ? rest.indexOf(wanted) : rest.search(wanted);
      if (at >= 0) {
        const length = typeof wanted === 'string' ? wanted.length : (wanted.exec(rest)?.[0].length ?? 0);
        seen += at + length;
        return rest.slice(0, at);
      }
      if (over) throw new Error(`ssh ended before ${String(wanted)} came: ${rest}${said}`);
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  const person: Person = {
    child,
    gone,
    sees,
    types: (text) => void child.stdin?.write(text),
    async says(line) {
      child.stdin?.write(`${line}\r`);
      await sees(`${line}\n`);
      return sees(prompt);
    },
    leaves() {
      child.stdin?.write('exit\r');
      return gone;
    },
  };
  await sees(prompt);
  return person;
}
