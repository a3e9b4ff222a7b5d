/**
 * A box with one of the documentation's configuration examples, in a network of its own where the servers have the addresses
 * of the example.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { radclient } from '../radius-proxy/radclient.ts';
import { type Daemon, daemonFor, temporaryDirectory } from '../rigs/daemon.ts';
import { type FreeRadius, startFreeRadius } from '../rigs/freeradius.ts';
import { makeNamespaces, type Namespace } from '../rigs/namespaces.ts';
import { type JsonRecord, readRecords } from '../rigs/records.ts';
import { serverFor } from '../rigs/server.ts';
import { textOf } from './compare.ts';

/** A TACACS+ server at an address of the example. */
export interface TacacsServer {
  records(): Promise<readonly JsonRecord[]>;
  stop(): Promise<void>;
}

export interface Place {
  readonly network: Namespace;
  readonly directory: string;
  /** FreeRADIUS at an address, ports 1812 and 1813; `users` is its file. */
  radius(address: string, secret: string, users?: string): Promise<FreeRadius>;
  tacacs(address: string, key: string): Promise<TacacsServer>;
  daemon(configuration: string): Promise<Daemon>;
}

export function makePlace(t: TestContext): Place {
  const directory = temporaryDirectory(t);
  const { nas: network } = makeNamespaces(t, ['nas']);
  const settle = (address: string) => network.ip('address', 'add', `${address}/32`, 'dev', 'lo');
  return {
    network,
    directory,
    async radius(address, secret, users) {
      settle(address);
      const server = await startFreeRadius({
        secret,
        ...(users === undefined ? {} : { users }),
        ports: { auth: 1812, acct: 1813 },
        elsewhere: { command: network.command, address, clients: '0.0.0.0/0' },
      });
      t.after(() => server.remove());
      return server;
    },
    async tacacs(address, key) {
      settle(address);
      const own = join(directory, address);
      mkdirSync(own);
      const store = join(own, 'store');
      const file = join(own, 'server.json');
      const clients = [{ address: '0.0.0.0/0', tacacsKey: key }];
      writeFileSync(file, JSON.stringify({ listen: address, tacacs: { port: 49 }, store, clients, users: [] }));
      const stop = await serverFor(t, file, network.command);
      return { records: () => readRecords(store), stop };
    },
    daemon: (configuration) => daemonFor(t, directory, configuration, network.command),
  };
}

/** An example as it loads: the fixture that is tested against the parser, too, without its last word. */
export const example = (name: string): string =>
  readFileSync(new URL(`../../src/commands/config/fixtures/${name}.cfg`, import.meta.url), 'utf8').replace(
    /^end$/m,
    '',
  );

/** The console needs no login and is not accounted for. */
export const console = `aaa authentication login CONSOLE none
aaa accounting exec UNSEEN none
line con 0
 login authentication CONSOLE
 privilege level 15
 accounting exec UNSEEN
 exec-timeout 0 0
`;

/** Access software beside the box, which tells of its calls by RADIUS. */
export const proxy = `aaa server radius proxy
 listen 127.0.0.1
 authentication port 18120
 accounting port 18130
 client 127.0.0.1
  key software-secret
`;

const secret = 'software-secret';

/** A call that the software tells of. */
export function caller({ network }: Place, session: string, called: string) {
  const about = [
    ['User-Name', 'alice'],
    ['NAS-IP-Address', '192.0.2.9'],
    ['NAS-Port', 3],
    ['NAS-Port-Type', 'Async'],
    ['Service-Type', 'Framed-User'],
    ['Framed-Protocol', 'PPP'],
    ['Calling-Station-Id', '562'],
    ['Called-Station-Id', called],
  ] as const;
  const options = { within: network.command, timeout: 10 };
  const say = async (more: readonly (readonly [string, string | number])[]): Promise<void> => {
    const told = await radclient(
      'acct',
      { port: 18130, secret },
      [...about, ['Acct-Session-Id', session], ...more],
      options,
    );
    if (told.answer !== 'Accounting-Response') throw new Error(`no answer: ${told.output}`);
  };
  return {
    logIn: (password: string) =>
      radclient('auth', { port: 18120, secret }, [...about, ['User-Password', password]], options),
    begin: () => say([['Acct-Status-Type', 'Start']]),
    end: () =>
      say([
        ['Acct-Status-Type', 'Stop'],
        ['Acct-Session-Time', 7],
        ['Acct-Input-Octets', 100],
        ['Acct-Terminate-Cause', 'User-Request'],
      ]),
  };
}

/** `Start 4327528`: what happened and the called number, as FreeRADIUS heard it. */
export const heard = (server: FreeRadius): readonly string[] =>
  server.readDetail().map((record) => `${textOf(record, 'Acct-Status-Type')} ${textOf(record, 'Called-Station-Id')}`);

/** The same from the books of a TACACS+ server. */
export const written = async (server: TacacsServer): Promise<readonly string[]> =>
  (await server.records()).map(({ kind, attributes, ...record }) => {
    const remote = Object.values({ ...attributes, ...record }).find(
      (value) => typeof value === 'string' && value.includes('/'),
    );
    return `${kind === 'start' ? 'Start' : 'Stop'} ${String(remote).split('/')[1]}`;
  });
