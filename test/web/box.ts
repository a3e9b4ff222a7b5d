import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { configurationWith } from '../e2e/configuration.ts';
import { type EmbeddedServer, embeddedServer } from '../e2e/embedded-server.ts';
import { type Login, logIn, type Person } from '../e2e/person.ts';
import { freeTcpPort } from '../e2e/waiting.ts';
import { radclient } from '../radius-proxy/radclient.ts';
import { type Daemon, daemonFor, temporaryDirectory } from '../rigs/daemon.ts';
import { freePorts } from '../rigs/freeradius.ts';

/** A gateway with its page, a security server for its logins and records, and ways in for people and access software. */
export interface WebBox {
  readonly daemon: Daemon;
  readonly server: EmbeddedServer;
  readonly url: string;
  /** Where access software sends its accounting, and the secret. */
  readonly proxy: { readonly port: number; readonly secret: string };
  /** Stops the daemon and starts it anew with the same state. */
  restart(): Promise<void>;
  /** A login by SSH: `ann` (privilege 15) or `guest` (1). */
  person(user: 'ann' | 'guest'): Promise<Person>;
  /** A session of access software: it begins, tells counters or ends. */
  software(user: string, id: string, status: SoftwareStatus, octets?: number): Promise<void>;
}

export const passwords = { ann: 'annspassword', guest: 'guestspassword' } as const;
const secret = 'software-secret';

/** A gateway with its page: one server has its logins and records, and access software reaches its RADIUS proxy. */
export const pageConfiguration = (
  ports: { readonly ssh: number; readonly http: number },
  server: Pick<EmbeddedServer, 'ports' | 'key'>,
  proxy: { readonly auth: number; readonly acct: number; readonly secret: string },
  lines = '',
): string =>
  configurationWith(
    ports.ssh,
    `radius server main
 address ipv4 127.0.0.1 auth-port ${server.ports.auth} acct-port ${server.ports.acct}
 key ${server.key}
 timeout 2
tacacs server main
 address ipv4 127.0.0.1
 port ${server.ports.tacacs}
 key ${server.key}
aaa authentication login default group radius
aaa authorization exec default group radius
aaa accounting exec default start-stop group radius
aaa accounting network default start-stop group radius
aaa accounting commands 1 default start-stop group tacacs+
aaa accounting commands 15 default start-stop group tacacs+
ip http server
ip http port ${ports.http}
aaa server radius proxy
 listen 127.0.0.1
 authentication port ${proxy.auth}
 accounting port ${proxy.acct}
 client 127.0.0.1
  key ${proxy.secret}
${lines}`,
  );

export type SoftwareStatus = 'Start' | 'Interim-Update' | 'Stop';

/** Access software tells of a session. */
export async function tellOfSession(
  proxy: { readonly port: number; readonly secret: string },
  { user, id, status }: { readonly user: string; readonly id: string; readonly status: SoftwareStatus },
  more: Parameters<typeof radclient>[2],
): Promise<void> {
  const { answer, output } = await radclient('acct', proxy, [
    ['Acct-Status-Type', status],
    ['Acct-Session-Id', id],
    ['User-Name', user],
    ['NAS-IP-Address', '127.0.0.1'],
    ['NAS-Port', id.length],
    ...more,
  ]);
  if (answer !== 'Accounting-Response') throw new Error(`access software was not answered:\n${output}`);
}

export async function webBox(t: TestContext, lines = ''): Promise<WebBox> {
  const directory = temporaryDirectory(t);
  const server = await embeddedServer(t, directory);
  const [ssh, http] = [await freeTcpPort(), await freeTcpPort()];
  const proxy = await freePorts();
  const configuration = pageConfiguration({ ssh, http }, server, { ...proxy, secret }, lines);
  const daemon = await daemonFor(t, directory, configuration);
  const login = (user: 'ann' | 'guest'): Login => ({
    port: ssh,
    user,
    password: passwords[user],
    directory: join(directory),
  });
  return {
    daemon,
    server,
    url: `http://127.0.0.1:${http}/`,
    proxy: { port: proxy.acct, secret },
    async restart() {
      await daemon.stop();
      await daemonFor(t, directory, configuration);
    },
    person: (user) => logIn(t, login(user)),
    software: (user, id, status, octets = 0) =>
      tellOfSession({ port: proxy.acct, secret }, { user, id, status }, [
        ['Framed-IP-Address', '10.1.1.1'],
        ['Calling-Station-Id', '555-0100'],
        ...(octets === 0
          ? []
          : ([
              ['Acct-Input-Octets', octets],
              ['Acct-Output-Octets', 4 * octets],
            ] as const)),
      ]),
  };
}
