/**
 * A thousand tunnels at once: what Tollgate shows and clears, against swanctl asking and ordering the same charon in the
 * same run; what it costs; and its books beside those of charon's own eap-radius over the same events.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import process from 'node:process';
import { eventually } from '../test/e2e/waiting.ts';
import { compareBooks } from './ipsec/books.ts';
import { type Lab, makeLab, outer, scoped } from './ipsec/lab.ts';

const sessions = Number(process.env.BENCH_SESSIONS ?? 1000);
const rounds = 5;

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
const span = (values: readonly number[]): string =>
  `${median(values).toFixed(0)} ms (${Math.min(...values).toFixed(0)} to ${Math.max(...values).toFixed(0)})`;

async function timed(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

async function swanctl(lab: Lab, ...words: string[]): Promise<string> {
  const child = spawn('swanctl', [...words, '--uri', `unix://${lab.gateway.socket}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await once(child, 'close');
  return text;
}

/** `tollgate console -c …`, without the time that Node takes to start. */
const tollgate = async (lab: Lab, command: string): Promise<string> => (await lab.daemon?.run(command))?.text ?? '';

function cost(pid: number | undefined): { readonly memory: number; readonly cpu: number } {
  const [, memory] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return { memory: Number(memory) / 1024, cpu: (Number(fields[11]) + Number(fields[12])) * 10 };
}

/** Sets up all tunnels, some at a time; milliseconds. */
async function setUp(lab: Lab): Promise<number> {
  const waiting = Array.from({ length: sessions }, (_, client) => client);
  const time = await timed(() =>
    Promise.all(
      Array.from({ length: 16 }, async () => {
        for (let client = waiting.shift(); client !== undefined; client = waiting.shift())
          for (let turn = 0; !(await lab.up(client)); turn++)
            if (turn === 5) throw new Error(`client ${client} does not get in:\n${lab.clients.log().slice(-2000)}`);
      }),
    ),
  );
  const have = await lab.count();
  if (have !== sessions) throw new Error(`${have} of ${sessions} tunnels are up`);
  return time;
}

const stopped = (lab: Lab, count: number): Promise<number> =>
  eventually(`${count} Stops`, () => (lab.records('Stop').length >= count ? count : undefined), 120);
const gone = (lab: Lab): Promise<true> =>
  eventually('nothing is left', async () => ((await lab.count()) === 0 ? true : undefined), 120);

function against(what: string, ours: readonly number[], theirs: readonly number[]): void {
  const ratio = median(ours) / median(theirs);
  console.log(`  ${what}: Tollgate ${span(ours)}, swanctl ${span(theirs)}, ratio ${ratio.toFixed(2)}`);
}

async function thousand(lab: Lab): Promise<void> {
  const { daemon } = lab;
  const empty = cost(daemon?.pid);
  const took = await setUp(lab);
  await eventually('all Starts', () => (lab.records('Start').length >= sessions ? true : undefined), 60);
  const full = cost(daemon?.pid);
  console.log(`${sessions} tunnels set up in ${(took / 1000).toFixed(1)} s, load ${loadavg()[0]?.toFixed(1)}`);
  console.log(
    `  Tollgate: ${empty.memory.toFixed(0)} MiB before, ${full.memory.toFixed(0)} MiB with them; ${((full.cpu - empty.cpu) / sessions).toFixed(1)} ms of processor time per tunnel, from its set-up to its Start at the server`,
  );
  console.log(`  charon: ${cost(lab.gateway.pid).memory.toFixed(0)} MiB`);
  const idleFor = 20_000;
  const before = cost(daemon?.pid).cpu;
  await new Promise((done) => setTimeout(done, idleFor));
  const idle = cost(daemon?.pid).cpu - before;
  console.log(`  left alone, counters read every 10 s: ${((100 * idle) / idleFor).toFixed(1)} % of a processor`);

  const show = { whole: [] as number[], brief: [] as number[], swanctl: [] as number[] };
  const clear = { ours: [] as number[], theirs: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    show.whole.push(await timed(() => tollgate(lab, 'show crypto session')));
    show.swanctl.push(await timed(() => swanctl(lab, '--list-sas')));
    show.brief.push(await timed(() => tollgate(lab, 'show crypto session brief')));
  }
  against('show crypto session / --list-sas', show.whole, show.swanctl);
  against('show crypto session brief / --list-sas', show.brief, show.swanctl);
  const shown = (await tollgate(lab, 'show crypto session')).match(/^Session status: UP-ACTIVE/gm)?.length;
  if (shown !== sessions) throw new Error(`${shown} of ${sessions} are shown`);

  const sas = await lab.vici.gateway.listSas();
  const ids = new Map((sas.ok ? sas.value : []).map(({ remote, uniqueId }) => [remote.host, uniqueId]));
  for (let round = 0; round < rounds; round++) {
    const [one, other] = [outer(2 * round), outer(2 * round + 1)];
    clear.ours.push(await timed(() => tollgate(lab, `clear crypto session remote ${one}`)));
    clear.theirs.push(await timed(() => swanctl(lab, '--terminate', '--ike-id', String(ids.get(other)))));
  }
  against('clear crypto session remote X / --terminate --ike-id', clear.ours, clear.theirs);
  await stopped(lab, 2 * rounds);

  const rest = sessions - 2 * rounds;
  const start = performance.now();
  await tollgate(lab, 'clear crypto session');
  const answered = performance.now() - start;
  await gone(lab);
  await stopped(lab, sessions);
  const booked = performance.now() - start;
  const stops = lab.records('Stop').length;
  await setUp(lab);
  const name = (await lab.vici.gateway.listSas()).ok ? await nameOf(lab) : '';
  const theirs = await timed(async () => {
    await swanctl(lab, '--terminate', '--ike', name);
    await gone(lab);
  });
  await stopped(lab, stops + sessions);
  against(`clear crypto session, ${rest} tunnels / --terminate --ike, ${sessions}`, [answered], [theirs]);
  console.log(`    the last of ${rest} Stops was at FreeRADIUS after ${booked.toFixed(0)} ms`);

  await setUp(lab);
  const before2 = lab.records('Stop').length;
  const left = await timed(async () => {
    await lab.clients.kill('SIGTERM');
    await gone(lab);
  });
  const begun = performance.now();
  await stopped(lab, before2 + sessions);
  const late = performance.now() - begun;
  console.log(
    `  all clients leave at once: charon is done after ${left.toFixed(0)} ms, the last of ${sessions} Stops is at FreeRADIUS ${late.toFixed(0)} ms later`,
  );
  const end = cost(daemon?.pid);
  console.log(`  Tollgate afterwards: ${end.memory.toFixed(0)} MiB`);
}

async function nameOf(lab: Lab): Promise<string> {
  const sas = await lab.vici.gateway.listSas();
  return sas.ok ? (sas.value[0]?.name ?? '') : '';
}

export async function run(): Promise<void> {
  if (process.getuid?.() !== 0) throw new Error('network namespaces need root');
  await scoped(async (scope) => thousand(await makeLab(scope, { clients: sessions, keeper: 'tollgate' })));
  await compareBooks();
}
