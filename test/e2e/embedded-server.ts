import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { silentLog } from '../../src/base/event-log.ts';
import { runSecurityServer, type SecurityServer, type SecurityServerConfig } from '../../src/security-server/index.ts';
import { type JsonRecord, readRecords } from '../rigs/records.ts';

/** Our own security server, that a test can stop and start again on the same ports and the same store. */
export interface EmbeddedServer {
  readonly ports: { readonly auth: number; readonly acct: number; readonly tacacs: number };
  readonly key: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Everything on its books, in the order of arrival. */
  records(): Promise<readonly JsonRecord[]>;
}

const key = 'a-key-that-tshark-knows-too';

const configOf = (
  store: string,
  ports: EmbeddedServer['ports'],
  users: SecurityServerConfig['users'],
): SecurityServerConfig => ({
  listen: '127.0.0.1',
  radius: { authPort: ports.auth, acctPort: ports.acct },
  tacacs: { port: ports.tacacs },
  store,
  clients: [{ address: '127.0.0.0/8', radiusSecret: key, tacacsKey: key }],
  users: [
    { name: 'ann', password: { kind: 'clear', text: 'annspassword' }, privilege: 15, radiusClass: 'staff' },
    { name: 'guest', password: { kind: 'clear', text: 'guestspassword' }, privilege: 1 },
    ...users,
  ],
  enable: [{ level: 15, password: { kind: 'clear', text: 'enablepassword' } }],
});

/** Starts one on free ports; users `ann` (privilege 15) and `guest` (1), passwords `annspassword`, `guestspassword`, and more. */
export async function embeddedServer(
  t: Pick<TestContext, 'after'>,
  directory: string,
  name = 'store',
  users: SecurityServerConfig['users'] = [],
): Promise<EmbeddedServer> {
  const store = join(directory, name);
  let running: SecurityServer | undefined = await runSecurityServer(
    configOf(store, { auth: 0, acct: 0, tacacs: 0 }, users),
    {
      log: silentLog,
    },
  );
  const { radiusAuth = 0, radiusAcct = 0, tacacs = 0 } = running.ports;
  const ports = { auth: radiusAuth, acct: radiusAcct, tacacs };
  const stop = async (): Promise<void> => {
    const ending = running;
    running = undefined;
    await ending?.stop();
  };
  t.after(stop);
  return {
    ports,
    key,
    async start() {
      running = await runSecurityServer(configOf(store, ports, users), { log: silentLog });
    },
    stop,
    async records() {
      await running?.assembled();
      return readRecords(store);
    },
  };
}
