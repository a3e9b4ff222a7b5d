import { hostname } from 'node:os';
import type { AaaFacade } from '../aaa/index.ts';
import type { Accounting } from '../accounting/index.ts';
import type { Clock } from '../base/clock.ts';
import type { EventLog } from '../base/event-log.ts';
import type { Random } from '../base/random.ts';
import { BooksReader, openReports, type SecurityServerConfig, Users } from '../security-server/index.ts';
import type { SessionControl } from '../sources/control/index.ts';
import type { CryptoReader } from '../sources/ipsec/index.ts';
import { defaultSessionIdleTimeout, type HttpConfig, type HttpRoom } from '../watch/http/index.ts';
import {
  disconnectLevel,
  GatewayView,
  gatewayReports,
  serverView,
  type WebLists,
  webPage,
} from '../watch/web/index.ts';

export interface GatewayWebParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: EventLog;
  readonly aaa: AaaFacade;
  readonly accounting: Accounting;
  readonly control: SessionControl;
  readonly crypto: Pick<CryptoReader, 'sessions' | 'charon'>;
  readonly hostname: () => string;
  readonly config: () => HttpConfig;
  /** Store of a security server on this very box, whose records the page shows, too. */
  readonly store?: string;
}

/** What `ip http` says of it; where nothing is said the `default` lists hold, as on a line. */
const listsOf = ({ authentication, loginList, execList, accountingCommands }: HttpConfig): WebLists => ({
  method: authentication ?? 'aaa',
  login: loginList ?? 'default',
  exec: execList ?? 'default',
  commands: accountingCommands?.find(({ level }) => level === disconnectLevel)?.list ?? 'default',
});

/** The gateway's page. Nothing is watched before a server opens that serves it. */
export function gatewayWeb({ store, config, ...parts }: GatewayWebParts): HttpRoom {
  let routes: HttpRoom['routes'] | undefined;
  return {
    prefix: '',
    routes(app) {
      if (routes === undefined) {
        const reports = store === undefined ? {} : { reports: gatewayReports(openReports(store, parts.clock)) };
        const view = new GatewayView({ ...parts, ...reports, lists: () => listsOf(config()) });
        const idleTime = () => 1000 * (config().sessionIdleTimeout ?? defaultSessionIdleTimeout);
        routes = webPage({ ...parts, view, idleTime });
      }
      return routes(app);
    },
  };
}

export interface ServerWebParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: EventLog;
  readonly config: SecurityServerConfig;
}

/** The page of a security server that runs: its users sign in, its store is shown. */
export function serverWeb({ config, ...parts }: ServerWebParts): HttpRoom {
  const users = new Users(config, parts.random);
  const books = new BooksReader(config.store);
  const view = serverView({
    ...parts,
    reports: openReports(config.store, parts.clock),
    booked: () => books.batch,
    hostname,
    async signIn({ user, password }) {
      const known = users.find(user);
      // A user who isn't there costs as much as one with a wrong password: nobody finds out names by the clock.
      const right = await users.verify(known?.password ?? config.users[0]?.password, password);
      if (known === undefined || !right) return { outcome: 'rejected' };
      return { outcome: 'accepted', user, privilege: known.privilege ?? 1 };
    },
  });
  return { prefix: '', routes: webPage({ ...parts, view }) };
}
