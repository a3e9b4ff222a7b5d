/** What Prometheus and whoever supervises the box ask: metrics, health, readiness. */
export { type GatewayMetricsDeps, gatewayMetrics, InterimLateness } from './gateway-metrics.ts';
export { type MetricsRoutesDeps, metricsRoutes } from './routes.ts';
export { securityServerMetrics } from './server-metrics.ts';
