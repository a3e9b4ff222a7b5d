/**
 * The box's HTTP and HTTPS server. It serves what rooms register: metrics, health, the web page. A room gives a fastify
 * plugin and knows nothing of addresses, ports and certificates.
 */
export { defaultSessionIdleTimeout, emptyHttpConfig, type HttpConfig, type HttpTrustpoint } from './config.ts';
export { type HttpListening, type HttpRoom, HttpServers, type HttpServersDeps } from './servers.ts';
