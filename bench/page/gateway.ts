import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify from 'fastify';
import type { AaaFacade } from '../../src/aaa/index.ts';
import { type AccountingEngine, type DeliveryTransport, openAccounting } from '../../src/accounting/index.ts';
import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/event-log.ts';
import { systemRandom } from '../../src/base/random.ts';
import { SessionControl } from '../../src/sources/control/index.ts';
import { GatewayView, webPage } from '../../src/watch/web/index.ts';

const transport: DeliveryTransport = {
  protocolOf: () => undefined,
  deliver() {
    throw new Error('no record is made here');
  },
  onAlive: () => () => {},
};

/** A ledger with sessions that nobody accounts for, and the page over it. */
export interface BenchGateway {
  readonly url: string;
  readonly accounting: AccountingEngine;
  /** Octets written to browsers so far. */
  written(): number;
  close(): Promise<void>;
}

const aaa = {
  login: async ({ user }: { readonly user?: string }) =>
    ({ outcome: 'accepted', user, profile: { authentic: 'local', method: 'local', classes: [] } }) as const,
  authorizeExec: async () => ({ outcome: 'permitted', privilege: 15 }) as const,
} satisfies Pick<AaaFacade, 'login' | 'authorizeExec'>;

/** @param more further answers of the server: what it is compared with */
export async function benchGateway(
  more: Readonly<Record<string, (view: GatewayView) => unknown>>,
): Promise<BenchGateway> {
  const stateDir = mkdtempSync(join(tmpdir(), 'tollgate-page-'));
  const basis = { clock: systemClock, random: systemRandom, log: silentLog };
  const accounting = await openAccounting({ ...basis, stateDir, transport });
  const view = new GatewayView({
    ...basis,
    aaa: {
      ...aaa,
      snapshot: () => {
        throw new Error('not asked for');
      },
    },
    accounting,
    control: new SessionControl(accounting),
    crypto: {
      sessions: () => [],
      charon: () => ({ socket: undefined, connected: false, version: undefined, since: undefined }),
    },
    hostname: () => 'bench',
    lists: () => ({ method: 'aaa', login: 'default', exec: 'default', commands: 'default' }),
  });
  const app = fastify({ forceCloseConnections: true });
  const sockets = new Set<{ readonly bytesWritten: number }>();
  app.server.on('connection', (socket) => sockets.add(socket));
  await app.register(webPage({ ...basis, view }));
  for (const [path, answer] of Object.entries(more)) app.get(path, async () => answer(view));
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    accounting,
    written: () => [...sockets].reduce((sum, socket) => sum + socket.bytesWritten, 0),
    async close() {
      view.stop();
      await app.close();
      await accounting.stop(0);
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
}
