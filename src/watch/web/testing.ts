import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import { type Clock, FakeClock } from '../../base/clock.ts';
import type { EventLog } from '../../base/event-log.ts';
import { systemRandom } from '../../base/random.ts';
import type { LiveRow, SessionPage } from './contract.ts';
import { webPage } from './routes.ts';
import type { LiveChanges, WebView } from './view.ts';

export const rowOf = (id: string, user = 'ann', bytesIn = 0): LiveRow =>
  [
    ...[id, id.padStart(8, '0'), 'exec', user, `tty${id}`, '192.0.2.1', '', ''],
    ...[1_000_000, bytesIn, 0],
  ] as unknown as LiveRow;

/** A view with two users, `admin` (15) and `guest` (1), both with the password `right`, and sessions as a test says. */
export class TestView implements WebView {
  readonly product = 'gateway';
  rows: LiveRow[] = [];
  changes: LiveChanges | undefined;
  drains = 0;
  rests = 0;
  readonly disconnected: string[] = [];
  readonly live = {
    table: () => this.rows,
    drain: () => {
      this.drains += 1;
      const { changes } = this;
      this.changes = undefined;
      return changes;
    },
    rest: () => {
      this.rests += 1;
    },
  };

  host(): string {
    return 'box';
  }

  async signIn({ user, password }: { readonly user: string; readonly password: string }) {
    const privilege = { admin: 15, guest: 1 }[user];
    return privilege !== undefined && password === 'right'
      ? ({ outcome: 'accepted', user, privilege } as const)
      : ({ outcome: 'rejected' } as const);
  }

  async session(id: string): Promise<SessionPage | undefined> {
    const row = this.rows.find((one) => one[0] === id);
    const nothing = { facts: [], timeline: [], points: [] } as const;
    return row === undefined ? undefined : { row, state: 'open', now: 0, disconnect: true, ...nothing };
  }

  async disconnect(id: string) {
    this.disconnected.push(id);
    return { outcome: 'done' } as const;
  }
}

/** The page's routes on a port of loopback, with a log that is kept. */
export async function testServer(view: WebView, clock: Clock = new FakeClock(), idleTime?: () => number) {
  const messages: string[] = [];
  const log: EventLog = {
    message: (facility, severity, mnemonic, text) => messages.push(`%${facility}-${severity}-${mnemonic}: ${text}`),
    debugging: () => false,
    debug() {},
  };
  const app = fastify({ forceCloseConnections: true });
  await app.register(webPage({ clock, random: systemRandom, log, view, ...(idleTime && { idleTime }) }));
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  return { app, origin, port, messages };
}
