import type { RadiusRuntime } from '../servers/radius-runtime.ts';
import type { RadiusServer } from '../servers/radius-server.ts';
import type { LatencyDistribution, RadiusStatistics, RadiusStatisticsColumn } from '../servers/snapshot.ts';

/** `show radius statistics`: the counters of all servers in one. @param now monotonic milliseconds */
export function radiusStatistics(
  servers: readonly RadiusServer[],
  runtime: RadiusRuntime,
  now: number,
): RadiusStatistics {
  const sum = (count: (server: RadiusServer) => number): number =>
    servers.reduce((total, server) => total + count(server), 0);
  const largest = (count: (server: RadiusServer) => number): number => Math.max(0, ...servers.map(count));
  return {
    access: column(servers, 'authentication'),
    accounting: column(servers, 'accounting'),
    accepts: sum(({ statistics }) => statistics.authentication.accepts),
    rejects: sum(({ statistics }) => statistics.authentication.rejects),
    maximumWaiting: largest(({ statistics }) => statistics.maximumOutstanding),
    sourcePorts: runtime.extended ? { first: 21_645, last: 21_844 } : { first: 0, last: 0 },
    lastUsed: (['authentication', 'accounting'] as const).flatMap((service) => runtime.lastUsed.get(service) ?? []),
    sinceCleared: Math.max(0, ...servers.map(({ statistics }) => now - statistics.clearedAt)),
  };
}

function column(servers: readonly RadiusServer[], service: 'authentication' | 'accounting'): RadiusStatisticsColumn {
  const all = servers.map(({ statistics }) => ({
    counters: statistics[service],
    latency: service === 'accounting' ? statistics.accountingLatency : statistics.accessLatency,
    buffer: statistics.maximumBuffer[service === 'accounting' ? 'accounting' : 'access'],
  }));
  const sum = (count: (one: (typeof all)[number]) => number): number =>
    all.reduce((total, one) => total + count(one), 0);
  const answers = sum(({ latency }) => latency.answers);
  return {
    responses: answers,
    packetsWithResponse: sum(({ counters }) => counters.successes),
    packetsWithoutResponse: sum(({ counters }) => counters.failures),
    averageDelay: answers === 0 ? 0 : Math.round(sum(({ latency }) => latency.sum) / answers),
    maximumDelay: Math.round(Math.max(0, ...all.map(({ latency }) => latency.maximum))),
    timeouts: sum(({ counters }) => counters.timeouts),
    malformed: sum(({ counters }) => counters.malformed),
    badAuthenticators: sum(({ counters }) => counters.badAuthenticators),
    unknown: sum(({ counters }) => counters.unexpected),
    maximumBuffer: Math.max(0, ...all.map(({ buffer }) => buffer)),
    latency: all.reduce<LatencyDistribution>(
      (total, { latency }) => add(total, latency.distribution),
      [0, 0, 0, 0, 0, 0, 0],
    ),
  };
}

const add = ([a, b, c, d, e, f, g]: LatencyDistribution, other: LatencyDistribution): LatencyDistribution => [
  a + other[0],
  b + other[1],
  c + other[2],
  d + other[3],
  e + other[4],
  f + other[5],
  g + other[6],
];
