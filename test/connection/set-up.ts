import type { TestContext } from 'node:test';
import { configurationWith } from '../e2e/configuration.ts';
import { type EmbeddedServer, embeddedServer } from '../e2e/embedded-server.ts';
import { logIn, type Person } from '../e2e/person.ts';
import { eventually, freeTcpPort } from '../e2e/waiting.ts';
import { type Daemon, daemonFor, temporaryDirectory } from '../rigs/daemon.ts';
import type { JsonRecord } from '../rigs/records.ts';

/** A gateway, a security server that takes its records by TACACS+, and bob, who goes on to other hosts. */
export interface Gateway {
  readonly directory: string;
  readonly daemon: Daemon;
  readonly taps: EmbeddedServer;
  /** Starts the daemon again after a kill. */
  restart(): Promise<void>;
  /** Bob logs in; his terminal has 24 rows and 500 columns. */
  bob(): Promise<Person>;
  /** The records of connections, in the order of arrival, once there are `count`. */
  connections(count: number): Promise<readonly JsonRecord[]>;
}

/**
 * @param lines of the configuration
 * @param vty of the vty lines
 */
export async function gateway(t: TestContext, lines = '', vty = ''): Promise<Gateway> {
  const directory = temporaryDirectory(t);
  const taps = await embeddedServer(t, directory);
  const port = await freeTcpPort();
  const own = `tacacs server taps
 address ipv4 127.0.0.1
 port ${taps.ports.tacacs}
 key ${taps.key}
username bob privilege 15 password 0 builder
aaa authentication login default local
aaa authorization exec default local
aaa accounting connection default start-stop group tacacs+
aaa accounting exec default start-stop group tacacs+
${lines}`;
  const text = configurationWith(port, own).replace(/^line vty 0 15\n/m, `line vty 0 15\n${vty}`);
  const daemon = await daemonFor(t, directory, text);
  return {
    directory,
    daemon,
    taps,
    async restart() {
      await daemonFor(t, directory, text);
    },
    async bob() {
      const person = await logIn(t, { port, user: 'bob', password: 'builder', directory });
      await person.says('terminal length 24');
      return person;
    },
    connections: (count) =>
      eventually(`${count} records of connections`, async () => {
        const found = (await taps.records()).filter(({ type }) => type === 'connection');
        return found.length >= count ? found : undefined;
      }),
  };
}

/** The values of a TACACS+ record by name. */
export const valuesOf = (record: JsonRecord | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (record?.arguments ?? []).map((text): [string, string] => {
      const at = text.search(/[=*]/);
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );

/** The escape sequence that leaves a connection open: Ctrl-Shift-6, x. */
export const escapeSequence = '\x1ex';

/** Leaves a connection open and waits for the prompt. */
export async function suspend(person: Person): Promise<void> {
  person.types(escapeSequence);
  await person.sees(/\ne2e#$/);
}
