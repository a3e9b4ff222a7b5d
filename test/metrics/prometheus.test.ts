/** A real Prometheus scrapes a daemon with sessions; every question of the dashboard finds data there. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { eventually, freeTcpPort } from '../e2e/waiting.ts';
import { end, startDaemon, temporaryDirectory } from '../rigs/daemon.ts';
import { serverFor } from '../rigs/server.ts';

const examples = resolve(import.meta.dirname, '..', '..', 'examples');

interface Answer {
  readonly status: string;
  readonly data: { readonly result: readonly unknown[] };
}

test('Prometheus loads the rules, scrapes the gateway, and has an answer to every panel; so with a security server', async (t) => {
  const directory = temporaryDirectory(t);
  const daemon = await startDaemon(
    temporaryDirectory(t),
    `aaa new-model
aaa accounting exec default start-stop group radius
radius server nobody
 address ipv4 127.0.0.1 auth-port 9 acct-port 9
 key k
 timeout 1
 retransmit 0
crypto isakmp profile P
 match identity address 192.0.2.9 255.255.255.255
crypto map LAB 10 ipsec-isakmp
 set peer 192.0.2.9
interface lo
 crypto map LAB
ip http server
ip http port 0
line con 0
 privilege level 15
`,
  );
  t.after(() => daemon.stop());
  const web = /HTTP on 127\.0\.0\.1 port (\d+)/.exec(daemon.output())?.[1];
  await daemon.run('show version');
  const [port, books] = [await freeTcpPort(), await freeTcpPort()];
  const serverFile = join(directory, 'server.json');
  writeFileSync(serverFile, JSON.stringify({ store: 'books', http: { port: books }, clients: [], users: [] }));
  await serverFor(t, serverFile);
  const file = join(directory, 'prometheus.yml');
  writeFileSync(
    file,
    `global: { scrape_interval: 1s, evaluation_interval: 1s }
rule_files: [${JSON.stringify(resolve(examples, 'prometheus-rules.yml'))}]
scrape_configs:
  - job_name: tollgate
    static_configs: [{ targets: ['127.0.0.1:${web}', '127.0.0.1:${books}'] }]
`,
  );
  const child = spawn(
    'prometheus',
    [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(directory, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=warn',
    ],
    { stdio: 'ignore' },
  );
  t.after(() => end(child));
  const api = async (path: string): Promise<unknown> => {
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/${path}`).catch(() => undefined);
    return answer?.ok === true ? await answer.json() : undefined;
  };
  const ask = (expression: string) =>
    api(`query?query=${encodeURIComponent(expression)}`) as Promise<Answer | undefined>;
  await eventually('the rules', async () =>
    JSON.stringify((await api('rules')) ?? '').includes('TollgateRecordsStuck') ? true : undefined,
  );
  await eventually('two scrapes', async () => {
    await daemon.run('show version');
    return Number(
      JSON.stringify((await ask('count_over_time(tollgate_build_info[1m])')) ?? '').match(/"(\d+)"\]/)?.[1],
    ) >= 3
      ? true
      : undefined;
  });

  const dashboard = JSON.parse(readFileSync(resolve(examples, 'grafana-dashboard.json'), 'utf8'));
  // Variables of the dashboard are filled from labels that are there.
  for (const { type, query } of dashboard.templating.list)
    if (type === 'query') {
      const text: string = typeof query === 'string' ? query : query.query;
      const [, metric = '', label = ''] = /^label_values\(([^,]+), *(\w+)\)$/.exec(text) ?? [];
      const found = (await ask(`group by (${label}) (${metric})`))?.data.result ?? [];
      assert.ok(found.length > 0, text);
    }
  const empty: string[] = [];
  for (const { title, targets } of dashboard.panels)
    for (const { expr } of targets) {
      const filled: string = expr.replaceAll('$__rate_interval', '1m').replaceAll('$instance', '.*');
      const answer = await ask(filled);
      assert.equal(answer?.status, 'success', `${title}: ${filled}`);
      if (answer.data.result.length === 0) empty.push(`${title}: ${filled}`);
    }
  assert.deepEqual(empty, []);
});
