/** What a security server tells monitoring, also on a disk that takes no more. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { noSmallDisk, smallDisk } from '../e2e/small-disk.ts';
import { eventually, freeTcpPort } from '../e2e/waiting.ts';
import { radclient } from '../radius-proxy/radclient.ts';
import { temporaryDirectory } from '../rigs/daemon.ts';
import { freePorts } from '../rigs/freeradius.ts';
import { serverFor } from '../rigs/server.ts';

const secret = 'of-the-metrics';
const examples = resolve(import.meta.dirname, '..', '..', 'examples');

test('metrics, health and readiness of a security server, and of one whose disk is full', {
  skip: noSmallDisk(),
}, async (t) => {
  const directory = temporaryDirectory(t);
  const disk = await smallDisk(t, directory, 8 << 20);
  const [http, ports] = [await freeTcpPort(), await freePorts()];
  const file = join(directory, 'server.json');
  const config = {
    radius: { authPort: ports.auth, acctPort: ports.acct },
    store: disk.stateDir,
    http: { port: http },
    clients: [{ address: '127.0.0.1', radiusSecret: secret }],
    users: [],
  };
  writeFileSync(file, JSON.stringify(config));
  await serverFor(t, file, disk.within);
  const get = (path: string) => fetch(`http://127.0.0.1:${http}${path}`, { headers: { connection: 'close' } });
  const ready = async () => {
    const answer = await get('/ready');
    return [answer.status, await answer.text()] as const;
  };
  const metric = async (name: string): Promise<string | undefined> =>
    new RegExp(`^${name} (.*)$`, 'm').exec(await (await get('/metrics')).text())?.[1];
  const send = (id: string, retries: number) =>
    radclient(
      'acct',
      { port: ports.acct, secret },
      [
        ['Acct-Status-Type', 'Start'],
        ['Acct-Session-Id', id],
        ['User-Name', 'bob'],
        ['NAS-IP-Address', '192.0.2.7'],
        ['Reply-Message', 'x'.repeat(200)],
      ],
      { timeout: 1, retries },
    );
  assert.deepEqual(await ready(), [200, '{"ready":true,"reasons":[]}']);
  assert.equal((await send('s0', 3)).answer, 'Accounting-Response');
  await eventually('the record in the books', async () =>
    (await metric('tollgate_store_records_total')) === '1' ? true : undefined,
  );
  assert.deepEqual([await metric('tollgate_store_open_sessions'), await metric('tollgate_store_working')], ['1', '1']);
  const text = await (await get('/metrics')).text();
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
    input: text.replace(/^(# (HELP|TYPE) )?(nodejs|process)_.*\n/gm, ''),
    encoding: 'utf8',
  });
  assert.deepEqual([status, `${stdout}${stderr}`], [0, '']);
  // Whatever dashboard and rules ask a security server is told.
  const asked = ['grafana-dashboard.json', 'prometheus-rules.yml'].flatMap((name) =>
    Array.from(readFileSync(join(examples, name), 'utf8').matchAll(/tollgate_store_\w+/g), ([one]) => one),
  );
  const names = [...new Set(asked)].toSorted();
  assert.deepEqual(names, Array.from(text.matchAll(/^# TYPE (tollgate_store_\w+)/gm), ([, one]) => one).toSorted());

  disk.fill();
  // What is free within the files is used first.
  let unanswered = false;
  for (let n = 1; n < 200 && !unanswered; n++) unanswered = (await send(`full${n}`, 1)).answer === undefined;
  assert.ok(unanswered, 'the disk was never full');
  const [code, reasons] = await ready();
  assert.equal(code, 503);
  assert.match(reasons, /"the disk takes no records: .+"/);
  assert.equal(await metric('tollgate_store_working'), '0');
  assert.deepEqual(await (await get('/health')).json(), { status: 'ok' });
  disk.free();
  assert.equal((await send('after', 5)).answer, 'Accounting-Response');
  assert.deepEqual(await ready(), [200, '{"ready":true,"reasons":[]}']);
  assert.equal(await metric('tollgate_store_working'), '1');
});
