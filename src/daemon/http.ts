import type { AaaFacade } from '../aaa/index.ts';
import type { Accounting } from '../accounting/index.ts';
import type { Clock } from '../base/clock.ts';
import type { EventLog } from '../base/event-log.ts';
import type { Configuration } from '../commands/configuration.ts';
import type { CryptoSource } from '../sources/ipsec/index.ts';
import { permits } from '../terminal/lines/access-list.ts';
import { type HttpRoom, HttpServers } from '../watch/http/index.ts';
import { type InterimLateness, metricsRoutes } from '../watch/metrics/index.ts';

export interface HttpParts {
  readonly clock: Clock;
  readonly log: EventLog;
  readonly version: string;
  readonly stateDir: string;
  readonly aaa: AaaFacade;
  readonly accounting: Accounting;
  readonly crypto: CryptoSource;
  readonly lateness: InterimLateness;
  readonly running: () => Configuration;
  /** Whether users can log in. */
  readonly open: () => boolean;
  /** Further rooms, as the web page. */
  readonly rooms?: readonly HttpRoom[];
}

/** The HTTP servers of the gateway and what is served there. */
export function makeHttp({ running, open, rooms = [], log, ...parts }: HttpParts): HttpServers {
  const metrics = metricsRoutes({
    registry: async () => (await import('../watch/metrics/gateway-metrics.ts')).gatewayMetrics(parts),
    enabled: () => running().http.metrics,
    guarded: () => running().http.accessClass !== undefined,
    notReady() {
      const storage = parts.accounting.storage();
      return [
        ...(open() ? [] : ['the daemon is starting']),
        ...(storage.state === 'working' ? [] : [`the disk takes no records: ${storage.reason}`]),
      ];
    },
  });
  return new HttpServers({
    log,
    rooms: [{ prefix: '', routes: metrics }, ...rooms],
    permitted: (list, address) => permits(running().terminal.accessLists, list, address),
  });
}
