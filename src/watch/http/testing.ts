/** For tests of the HTTP servers only. */
import type { TestContext } from 'node:test';
import type { EventLog } from '../../base/event-log.ts';
import { HttpServers, type HttpServersDeps } from './index.ts';

/** Servers with two rooms, `/one/hello` and `/two/hello`, and a log that is kept; closed with the test. */
export function serversFor(t: TestContext, deps: Partial<HttpServersDeps> = {}) {
  const messages: string[] = [];
  const log: EventLog = {
    message: (facility, severity, mnemonic, text) => messages.push(`%${facility}-${severity}-${mnemonic}: ${text}`),
    debugging: () => false,
    debug() {},
  };
  const rooms = [
    { prefix: '/one', routes: async (app) => void app.get('/hello', async () => 'first') },
    { prefix: '/two', routes: async (app) => void app.get('/hello', async () => 'second') },
  ] satisfies HttpServersDeps['rooms'];
  const servers = new HttpServers({ log, rooms, ...deps });
  t.after(() => servers.stop());
  return { servers, messages };
}
