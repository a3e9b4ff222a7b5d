import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type TestContext, test } from 'node:test';
import { startDaemon, temporaryDirectory } from '../rigs/daemon.ts';

const examples = resolve(import.meta.dirname, '..', '..', 'examples');
const promtool = (words: readonly string[], input = '') => {
  const { status, stdout, stderr } = spawnSync('promtool', words, { input, encoding: 'utf8' });
  assert.equal(status, 0, `promtool ${words.join(' ')}:\n${stdout}${stderr}`);
  // What it would rather have is told at status 0 for some questions.
  return `${stdout}${stderr}`;
};

const configuration = `
aaa new-model
aaa accounting exec default start-stop group radius
radius server nobody
 address ipv4 127.0.0.1 auth-port 9 acct-port 9
 key 0 NotForEverybody
access-list 23 deny any
ip http server
ip http port 0
line con 0
 privilege level 15
`;

async function gateway(t: TestContext, more = '') {
  const daemon = await startDaemon(temporaryDirectory(t), configuration + more);
  t.after(() => daemon.stop());
  const port = /HTTP on 127\.0\.0\.1 port (\d+)/.exec(daemon.output())?.[1];
  assert.ok(port, daemon.output());
  const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`, { headers: { connection: 'close' } });
  return { daemon, get };
}

test('metrics of a running gateway please promtool and hold every name of dashboard and rules', async (t) => {
  const { daemon, get } = await gateway(t);
  await daemon.run('show version');
  const answer = await get('/metrics');
  assert.equal(answer.status, 200);
  const text = await answer.text();
  assert.equal(promtool(['check', 'metrics'], text.replace(/^(# (HELP|TYPE) )?(nodejs|process)_.*\n/gm, '')), '');
  assert.match(text, /^tollgate_records_made_total\{destination="[^"]+"\} [1-9]/m);
  assert.match(text, /^tollgate_records_waiting\{destination="[^"]+"\} [1-9]/m);
  assert.match(text, /^tollgate_books_balanced\{destination="[^"]+"\} 1$/m);
  assert.match(text, /^tollgate_server_up\{server="nobody",protocol="radius"\} 1$/m);
  assert.match(text, /^tollgate_spool_bytes\{file="accounting\.db"\} [1-9]/m);
  assert.match(text, /^nodejs_eventloop_lag_p99_seconds [0-9.e-]+$/m);
  assert.ok(!text.includes('NotForEverybody'));

  const names = new Set(Array.from(text.matchAll(/^# TYPE (\w+)/gm), ([, name]) => name));
  const dashboard = readFileSync(resolve(examples, 'grafana-dashboard.json'), 'utf8');
  const rules = readFileSync(resolve(examples, 'prometheus-rules.yml'), 'utf8');
  const used = Array.from(`${dashboard}${rules}`.matchAll(/\b(?:tollgate|nodejs)_[a-z0-9_]+/g), ([name]) => name);
  const missing = new Set(used.filter((name) => !names.has(name) && !names.has(name.replace(/_bucket$/, ''))));
  // What the security server alone tells: the test below looks for it there.
  assert.deepEqual(
    [...missing].filter((name) => !name.startsWith('tollgate_store_')),
    [],
  );
  assert.ok(new Set(used).size > 20);

  assert.deepEqual(await (await get('/health')).json(), { status: 'ok' });
  assert.deepEqual(await (await get('/ready')).json(), { ready: true, reasons: [] });
  await daemon.run('configure terminal', 'no ip http metrics', 'end');
  assert.equal((await get('/metrics')).status, 404);
  await daemon.run('configure terminal', 'ip http access-class 23', 'end');
  await assert.rejects(get('/health'), 'the access list refuses everybody');
});

test('every panel of the dashboard is what Grafana reads, each question valid PromQL', (t) => {
  const dashboard = JSON.parse(readFileSync(resolve(examples, 'grafana-dashboard.json'), 'utf8'));
  assert.equal(dashboard.title, 'Tollgate');
  assert.ok(dashboard.schemaVersion >= 36);
  const ids = new Set<number>();
  const groups: string[] = [];
  for (const { id, type, title, gridPos, targets, datasource } of dashboard.panels) {
    ids.add(id);
    assert.ok(['stat', 'timeseries'].includes(type));
    assert.ok(title.length > 0);
    assert.ok(gridPos.x + gridPos.w <= 24 && gridPos.h > 0, title);
    // A variable of Grafana's.
    assert.deepEqual(datasource, { type: 'prometheus', uid: `$${'{datasource}'}` });
    for (const { expr } of targets) {
      const filled = expr.replaceAll('$__rate_interval', '5m').replaceAll('$instance', '.*');
      groups.push(`      - record: panel:${groups.length}\n        expr: ${JSON.stringify(filled)}\n`);
    }
  }
  assert.equal(ids.size, dashboard.panels.length);
  const rules = `groups:\n  - name: dashboard\n    rules:\n${groups.join('')}`;
  const file = join(temporaryDirectory(t), 'dashboard.yml');
  writeFileSync(file, rules);
  assert.match(promtool(['check', 'rules', file]), new RegExp(`SUCCESS: ${groups.length} rules found`));
});

test('alert rules fire when they should and not before', () => {
  promtool(['check', 'rules', '--lint-fatal', resolve(examples, 'prometheus-rules.yml')]);
  promtool(['test', 'rules', resolve(import.meta.dirname, 'prometheus-rules.test.yml')]);
});
