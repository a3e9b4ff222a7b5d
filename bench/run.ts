/** `npm run bench [NAME…]`: runs each benchmark of this folder (all, or those named) in a process of its own. */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { basename, join } from 'node:path';
import process from 'node:process';

const wanted = process.argv.slice(2);
const names = globSync('*.ts', { cwd: import.meta.dirname })
  .map((file) => basename(file, '.ts'))
  .filter((name) => name !== 'run' && (wanted.length === 0 || wanted.includes(name)))
  .sort();
console.log(
  `Node ${process.version}, Linux ${release()}, ${cpus().length} x ${cpus()[0]?.model ?? 'cpu'}, ${Math.round(totalmem() / 2 ** 30)} GiB. Compare ratios within one run only.`,
);
for (const name of names) {
  console.log(`\n== ${name}`);
  const url = JSON.stringify(join(import.meta.dirname, `${name}.ts`));
  const child = spawnSync(process.execPath, ['--expose-gc', '-e', `import(${url}).then((bench) => bench.run())`], {
    stdio: 'inherit',
  });
  if (child.status !== 0) process.exitCode = 1;
}
