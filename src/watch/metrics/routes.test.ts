import assert from 'node:assert/strict';
import { test } from 'node:test';
import fastify from 'fastify';
import { InterimLateness } from './interim-lateness.ts';
import { MetricsRegistry } from './registry.ts';
import { type MetricsRoutesDeps, metricsRoutes } from './routes.ts';

const server = async (deps: Partial<MetricsRoutesDeps> = {}) => {
  const metrics = new MetricsRegistry();
  let reads = 0;
  metrics.gauge('waiting', 'Waiting.', ['destination'], async () => [[{ destination: 'a"b\\c' }, ++reads]]);
  metrics.total('made_total', 'Made.', [], () => [[{}, 41]]);
  metrics.distribution('latency_seconds', 'Latency.', ['server'], () => [
    [{ server: 'isp' }, { bounds: [0.002, 0.005], counts: [3, 0, 2], sum: 1.5 }],
  ]);
  const lateness = new InterimLateness();
  for (const milliseconds of [10, 300, 60_001]) lateness.observe(milliseconds);
  metrics.distribution('tollgate_interim_lateness_seconds', 'How late.', [], () => [[{}, lateness.distribution()]]);
  const app = fastify();
  const rest = { enabled: () => true, guarded: () => false, notReady: () => [] };
  await app.register(metricsRoutes({ registry: async () => metrics.registry, ...rest, ...deps }));
  return app;
};

test('metrics are read anew at each scrape, with labels escaped and buckets added up', async () => {
  const app = await server();
  const scrape = () => app.inject({ url: '/metrics', remoteAddress: '127.0.0.1' });
  await scrape();
  const { body, headers } = await scrape();
  assert.match(String(headers['content-type']), /^text\/plain; version=0\.0\.4/);
  assert.match(body, /^waiting\{destination="a\\"b\\\\c"\} 2$/m);
  assert.match(body, /^made_total 41$/m);
  assert.deepEqual(body.match(/^latency_seconds.*$/gm), [
    'latency_seconds_bucket{server="isp",le="0.002"} 3',
    'latency_seconds_bucket{server="isp",le="0.005"} 3',
    'latency_seconds_bucket{server="isp",le="+Inf"} 5',
    'latency_seconds_sum{server="isp"} 1.5',
    'latency_seconds_count{server="isp"} 5',
  ]);
  const late = body.match(/(?<=^tollgate_interim_lateness_seconds_(bucket\{le="|count|sum)).*$/gm);
  const counts = [
    '0.01"} 1',
    '0.05"} 1',
    '0.1"} 1',
    '0.25"} 1',
    '0.5"} 2',
    '1"} 2',
    '2.5"} 2',
    '5"} 2',
    '10"} 2',
    '60"} 2',
  ];
  assert.deepEqual(late, [...counts, '+Inf"} 3', ' 60.311', ' 3']);
});

test('metrics are for this machine, or for whom an access list lets in, or off', async () => {
  const status = async (deps: Partial<MetricsRoutesDeps>, remoteAddress: string) =>
    (await (await server(deps)).inject({ url: '/metrics', remoteAddress })).statusCode;
  assert.equal(await status({}, '::1'), 200);
  assert.equal(await status({}, '::ffff:127.0.0.1'), 200);
  assert.equal(await status({}, '192.0.2.1'), 403);
  assert.equal(await status({}, '::ffff:192.0.2.1'), 403);
  assert.equal(await status({ guarded: () => true }, '192.0.2.1'), 200);
  assert.equal(await status({ enabled: () => false }, '127.0.0.1'), 404);
});

test('health is of the process, readiness of its work', async () => {
  const reasons = ['the disk takes no records: full'];
  const app = await server({ notReady: () => reasons });
  assert.equal((await app.inject('/health')).statusCode, 200);
  const waiting = await app.inject('/ready');
  assert.equal(waiting.statusCode, 503);
  assert.deepEqual(waiting.json(), { ready: false, reasons: ['the disk takes no records: full'] });
  reasons.length = 0;
  assert.equal((await app.inject('/ready')).statusCode, 200);
});
