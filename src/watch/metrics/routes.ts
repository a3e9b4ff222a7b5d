import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import { isLoopback } from '../http/servers.ts';

export interface MetricsRoutesDeps {
  /** Made when it is first asked for. */
  readonly registry: () => Promise<Registry>;
  /** Whether `/metrics` is served at all. */
  readonly enabled: () => boolean;
  /** Whether an access list already says who may connect; otherwise only this machine gets metrics. */
  readonly guarded: () => boolean;
  /** What is not ready, a sentence each; empty: all is. */
  readonly notReady: () => readonly string[];
}

/**
 * `/metrics` for Prometheus; `/health`: the process answers; `/ready`: it does its work (503 and the reasons when it does
 * not). None of them tells a name of a user.
 */
export function metricsRoutes(deps: MetricsRoutesDeps): (app: FastifyInstance) => Promise<void> {
  let made: Promise<Registry> | undefined;
  return async (app) => {
    app.get('/metrics', async (request, reply) => {
      if (!deps.enabled()) return reply.code(404).send('metrics are off (ip http metrics)\n');
      if (!deps.guarded() && !isLoopback(request.socket.remoteAddress ?? ''))
        return reply.code(403).send('metrics are for this machine; ip http access-class LIST lets others in\n');
      made ??= deps.registry();
      const metrics = await made;
      return reply.header('content-type', metrics.contentType).send(await metrics.metrics());
    });
    app.get('/health', async (_request, reply) => reply.send({ status: 'ok' }));
    app.get('/ready', async (_request, reply) => {
      const reasons = deps.notReady();
      return reply.code(reasons.length === 0 ? 200 : 503).send({ ready: reasons.length === 0, reasons });
    });
  };
}
