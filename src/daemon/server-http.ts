import type { EventLog } from '../base/event-log.ts';
import type { SecurityServerConfig } from '../security-server/index.ts';
import { emptyHttpConfig, type HttpRoom, HttpServers } from '../watch/http/index.ts';
import { metricsRoutes } from '../watch/metrics/index.ts';

/**
 * The HTTP server of the security server, when its file asks for one.
 * @param notReady why it does not do its work
 * @param rooms further ones, as the web page
 */
export async function serverHttp(
  { http, store }: SecurityServerConfig,
  log: EventLog,
  version: string,
  notReady: () => readonly string[],
  rooms: readonly HttpRoom[] = [],
): Promise<HttpServers | undefined> {
  if (http === undefined) return undefined;
  const metrics = metricsRoutes({
    async registry() {
      const { securityServerMetrics } = await import('../watch/metrics/server-metrics.ts');
      return securityServerMetrics(version, store, () => notReady().length === 0);
    },
    enabled: () => true,
    guarded: () => false,
    notReady,
  });
  const servers = new HttpServers({ log, rooms: [{ prefix: '', routes: metrics }, ...rooms] });
  const { listen: address, port, tls } = http;
  await servers.configure(
    tls === undefined
      ? { ...emptyHttpConfig, server: true, address, port }
      : { ...emptyHttpConfig, secureServer: true, address, securePort: port, certificate: tls },
  );
  return servers;
}
