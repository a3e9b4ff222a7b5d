/**
 * Runs the test suite: `node scripts/test.ts [PATH…]`, all tests when no path is given. One line per file as it ends, the
 * output of the files that failed, and a closing count. Files run two at a time; of those in `test/`, which start real
 * servers and guests and mostly wait for them, the slow folders come first, so that none of them is left over at the end.
 * Those that mostly wait go beside the others from the beginning, one at a time; when they are over, the others go three at
 * a time.
 */
import { spawn } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import process from 'node:process';

interface Outcome {
  readonly file: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly seconds: number;
  readonly output: string;
}

const root = resolve(import.meta.dirname, '..');
const compileCache = join(tmpdir(), 'node-compile-cache');
const fileLimitSeconds = 480;
const slowFolders = ['test/crash/', 'test/ppp/', 'test/l2tp/', 'test/ipsec/', 'test/seed/'];
/** Guest kernels share the host's files, and each wants a processor: one at a time. */
const needsGuest = (file: string): boolean => readFileSync(resolve(root, file), 'utf8').includes('rigs/uml');
/** Minutes of lifetimes, rekeys, silent peers and interims, in which no processor is wanted. */
const idle = ['ends', 'lifetime', 'examples', 'records', 'site', 'life', 'lists', 'silent-server'].map(
  (name) => `test/ipsec/${name}.test.ts`,
);
const isIdle = (file: string): boolean => idle.includes(file);
const isSlow = (file: string): boolean => slowFolders.some((folder) => file.startsWith(folder));
const asked = process.argv
  .slice(2)
  .flatMap((path) => (path.endsWith('.test.ts') ? [path] : globSync(`${path}/**/*.test.ts`)));
const files = asked.length > 0 ? asked : globSync(['src/**/*.test.ts', 'test/**/*.test.ts'], { cwd: root });
const relativeFiles = files.map((file) => relative(root, resolve(root, file))).sort();
const outcomes: Outcome[] = [];

console.log(`${relativeFiles.length} test files`);
const ofSource = relativeFiles.filter((file) => file.startsWith('src/'));
const withServers = relativeFiles.filter((file) => !file.startsWith('src/') && !isIdle(file));
const main = [...ofSource, ...withServers.filter(isSlow), ...withServers.filter((file) => !isSlow(file))];
const waiting = relativeFiles.filter(isIdle);
let guest = false;
await Promise.all([lane(main), lane(main), lane(waiting, main)]);

const total = (key: 'passed' | 'failed' | 'skipped'): number =>
  outcomes.reduce((sum, outcome) => sum + outcome[key], 0);
for (const { file, output } of outcomes.filter((outcome) => outcome.failed > 0))
  console.log(`\n=== ${file}\n${output}`);
console.log(`\n${total('passed')} passed, ${total('failed')} failed, ${total('skipped')} skipped`);
process.exitCode = total('failed') > 0 || total('passed') === 0 ? 1 : 0;

/** Runs files one after the other, those of the first queue first. */
async function lane(...queues: readonly string[][]): Promise<void> {
  const next = (): string | undefined => {
    for (const queue of queues) {
      const at = queue.findIndex((file) => !guest || !needsGuest(file));
      if (at >= 0) return queue.splice(at, 1)[0];
    }
    return undefined;
  };
  for (let file = next(); file !== undefined; file = next()) {
    const mine = needsGuest(file);
    if (mine) guest = true;
    const outcome = await run(file);
    if (mine) guest = false;
    outcomes.push(outcome);
    const state = outcome.failed > 0 ? 'FAILED' : 'ok';
    const skipped = outcome.skipped > 0 ? `, ${outcome.skipped} skipped` : '';
    console.log(
      `[${outcomes.length}/${relativeFiles.length}] ${state} ${file}: ${outcome.passed} passed, ${outcome.failed} failed${skipped} (${outcome.seconds.toFixed(1)} s)`,
    );
  }
}

/** Runs one file in a process of its own and counts its tests from the TAP summary. */
function run(file: string): Promise<Outcome> {
  const started = performance.now();
  return new Promise((done) => {
    const child = spawn(process.execPath, ['--test', '--test-reporter=tap', file], {
      cwd: root,
      // Hundreds of processes load the same modules: where the program keeps them compiled, the tests do, too.
      env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
    const limit = setTimeout(() => {
      output += `\nended: longer than ${fileLimitSeconds} s`;
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    }, fileLimitSeconds * 1000);
    child.on('close', (code) => {
      clearTimeout(limit);
      const count = (label: string): number => Number(new RegExp(`^# ${label} (\\d+)$`, 'm').exec(output)?.[1] ?? 0);
      const failed = count('fail') + count('cancelled');
      done({
        file,
        passed: count('pass'),
        failed: failed === 0 && (code !== 0 || count('pass') + count('skipped') === 0) ? 1 : failed,
        skipped: count('skipped') + count('todo'),
        seconds: (performance.now() - started) / 1000,
        output,
      });
    });
  });
}
