import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { configurationWith } from '../e2e/configuration.ts';
import { eventually } from '../e2e/waiting.ts';
import { type Daemon, daemonFor, end, temporaryDirectory } from '../rigs/daemon.ts';
import { type DetailRecord, startFreeRadius } from '../rigs/freeradius.ts';
import type { Namespace } from '../rigs/namespaces.ts';
import { type JsonRecord, readRecords } from '../rigs/records.ts';
import { serverFor } from '../rigs/server.ts';

/** Where access software of the box finds Tollgate, on 127.0.0.1. OpenVPN's plugin reads four digits of a port. */
export const proxy = { auth: 1645, acct: 1646, secret: 'of-the-software' } as const;
const key = 'a-secret';

/** What both servers have of a session. */
export interface Books {
  readonly radius: readonly DetailRecord[];
  readonly tacacs: readonly JsonRecord[];
}

/** A box with access software in a network of its own: FreeRADIUS decides; it and our TACACS+ server keep the books. */
export interface SoftwareBox {
  readonly directory: string;
  readonly daemon: Daemon;
  /** SIGKILL of Tollgate, and its next life. */
  killAndRestart(): Promise<Daemon>;
  /** Resolves when both servers have as many records. */
  books(count: number): Promise<Books>;
}

/** @param lines more of the configuration, and further ones of the proxy's section */
export async function softwareBox(
  t: TestContext,
  nas: Namespace,
  { users, lines = '', section = '' }: { readonly users: string; readonly lines?: string; readonly section?: string },
): Promise<SoftwareBox> {
  const directory = temporaryDirectory(t);
  const freeradius = await startFreeRadius({
    ...{ secret: key, users, ports: { auth: 1812, acct: 1813 } },
    elsewhere: { command: nas.command, address: '127.0.0.1', clients: '127.0.0.0/8' },
  });
  t.after(() => freeradius.remove());
  const store = join(directory, 'store');
  const serverFile = join(directory, 'server.json');
  const clients = [{ address: '127.0.0.0/8', tacacsKey: key }];
  writeFileSync(serverFile, JSON.stringify({ listen: '127.0.0.1', tacacs: { port: 49 }, store, clients, users: [] }));
  await serverFor(t, serverFile, nas.command);
  const configuration = configurationWith(
    2222,
    `radius server main
 address ipv4 127.0.0.1 auth-port 1812 acct-port 1813
 key ${key}
tacacs server books
 address ipv4 127.0.0.1
 key ${key}
aaa authentication ppp default group radius
aaa accounting network default start-stop broadcast group radius group tacacs+
${lines}aaa server radius proxy
 listen 127.0.0.1
 authentication port ${proxy.auth}
 accounting port ${proxy.acct}
${section} client 127.0.0.1
  key ${proxy.secret}
`,
  );
  const daemon = await daemonFor(t, directory, configuration, nas.command);
  return {
    directory,
    daemon,
    async killAndRestart() {
      await daemon.kill();
      return daemonFor(t, directory, configuration, nas.command);
    },
    books: (count) =>
      eventually(`${count} records`, async () => {
        const both = { radius: freeradius.readDetail(), tacacs: await readRecords(store) };
        return both.radius.length >= count && both.tacacs.length >= count ? both : undefined;
      }),
  };
}

/** A program in a network, and what it has said on both its streams. */
export interface Running {
  readonly child: ChildProcess;
  said(): string;
  /** Resolves when it has said so; throws with what it said instead. */
  says(wanted: RegExp): Promise<void>;
}

/** Starts a program in a network; it ends with the test. @param input what it reads */
export function startWithin(t: TestContext, { command }: Namespace, words: readonly string[], input = ''): Running {
  const [file = '', ...rest] = [...command, ...words];
  const child = spawn(file, rest, { stdio: ['pipe', 'pipe', 'pipe'] });
  t.after(() => end(child));
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  return {
    child,
    said: () => said,
    says: (wanted) =>
      eventually(`${wanted} of ${words[0]}`, () => (wanted.test(said) ? true : undefined)).then(
        () => {},
        (error: unknown) => Promise.reject(new Error(`${String(error)}:\n${said}`)),
      ),
  };
}
