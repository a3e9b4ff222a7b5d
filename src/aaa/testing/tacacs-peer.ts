import type { TestContext } from 'node:test';
import { systemClock } from '../../base/clock.ts';
import { seededRandom } from '../../base/random.ts';
import {
  type AccountingRequest,
  type AuthorizationRequest,
  type TacacsHandlers,
  TacacsServer,
} from '../../protocols/tacacs/index.ts';
import { Aaa } from '../aaa.ts';
import { type AaaConfig, emptyAaaConfig, type TacacsServerConfig } from '../config.ts';
import { KeptLog, testVault } from './bench.ts';

/** A real TACACS+ server on loopback, and what it was asked. */
export interface TacacsPeer {
  readonly port: number;
  readonly authorizations: AuthorizationRequest[];
  readonly records: AccountingRequest[];
  close(): Promise<void>;
}

/** @param handlers replace the default ones, which let alice in with `wonderland`, permit and store everything */
export async function tacacsPeer(
  t: TestContext,
  handlers: TacacsHandlers = {},
  options: { readonly key?: string; readonly port?: number } = {},
): Promise<TacacsPeer> {
  const authorizations: AuthorizationRequest[] = [];
  const records: AccountingRequest[] = [];
  const server = new TacacsServer({
    clients: [{ address: '127.0.0.1', key: options.key ?? 'tacacs-key-16-chars' }],
    handlers: {
      async authenticate({ start, askUser, askPassword }) {
        const user = start.user === '' ? await askUser('Login: ') : start.user;
        const password = start.data.length > 0 ? Buffer.from(start.data).toString() : await askPassword('Pass: ');
        return user === 'alice' && password === 'wonderland'
          ? { status: 'pass', message: 'Hello alice' }
          : { status: 'fail', message: 'Go away' };
      },
      authorize(request) {
        authorizations.push(request);
        return Promise.resolve({ status: 'pass-add', args: ['priv-lvl=15'] });
      },
      account(batch) {
        records.push(...batch.map(({ request }) => request));
        return Promise.resolve(undefined);
      },
      ...handlers,
    },
  });
  const { port } = await server.listen({ host: '127.0.0.1', port: options.port ?? 0 });
  const close = (): Promise<void> => server.close();
  t.after(close);
  return { port, authorizations, records, close };
}

export const tacacsServer = (port: number, more: Partial<TacacsServerConfig> = {}): TacacsServerConfig => ({
  name: `t${port}`,
  address: { family: 'ipv4', host: '127.0.0.1' },
  port,
  key: testVault.seal('tacacs-key-16-chars'),
  timeout: 2,
  ...more,
});

/** An {@link Aaa} on the real network and clock, for loopback. */
export function loopback(t: TestContext, config: Partial<AaaConfig>, log = new KeptLog()): Aaa {
  const aaa = new Aaa(
    { ...emptyAaaConfig, newModel: true, ...config },
    { clock: systemClock, random: seededRandom(11), log, vault: testVault },
  );
  t.after(() => aaa.stop());
  return aaa;
}
