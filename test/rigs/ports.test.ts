import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { test } from 'node:test';
import { freeTcpPort } from '../e2e/waiting.ts';
import { freePorts } from './freeradius.ts';
import { takePorts } from './ports.ts';

const free = () => Promise.resolve(true);

test('no port is given twice, to no other process either while this one lives', async () => {
  const first = await takePorts(2, free);
  const ports = new URL('./ports.ts', import.meta.url).href;
  // Whoever draws the same numbers must draw again.
  const other = spawnSync(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { createRequire, syncBuiltinESMExports } from 'node:module';
const crypto = createRequire('/')('node:crypto');
const drawn = [${first - 1}, ${first}, ${first + 1}, ${first + 3}];
crypto.randomInt = () => drawn.shift() ?? process.exit(1);
syncBuiltinESMExports();
const { takePorts } = await import(${JSON.stringify(ports)});
console.log(await takePorts(2, () => Promise.resolve(true)));`,
    ],
    { encoding: 'utf8', timeout: 20_000 },
  );
  assert.equal(other.stdout.trim(), String(first + 3), other.stderr);
});

test('a port that somebody listens on is passed over, and each lies below those of clients', async () => {
  const asked: number[] = [];
  const got = await takePorts(1, (port) => Promise.resolve(asked.push(port) === 3));
  assert.deepEqual([asked.length, asked[2]], [3, got]);
  for (const port of [await freeTcpPort(), (await freePorts()).acct]) assert.ok(port >= 15_000 && port <= 32_000);
});
