/**
 * What Prometheus and whoever supervises the box ask: metrics, health, readiness. The metrics themselves
 * (`gateway-metrics.ts`, `server-metrics.ts`) are loaded when they are asked for the first time.
 */
export { InterimLateness } from './interim-lateness.ts';
export { type MetricsRoutesDeps, metricsRoutes } from './routes.ts';
