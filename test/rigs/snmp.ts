import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import type { TestContext } from 'node:test';
import { eventually } from '../e2e/waiting.ts';
import { end } from './daemon.ts';
import { freeUdpPorts } from './ports.ts';

/** What one of Debian's SNMP tools printed, both streams in order, and its exit status. */
export interface ToolOutput {
  readonly text: string;
  readonly status: number | null;
}

/** Nothing of the machine's own SNMP configuration, and no MIB files: identifiers are numbers. */
function environment(directory: string): NodeJS.ProcessEnv {
  const persistent = join(directory, 'snmp');
  // The tools say so when they make them.
  mkdirSync(join(persistent, 'cert_indexes'), { recursive: true });
  return {
    PATH: process.env.PATH,
    HOME: directory,
    MIBS: '',
    SNMPCONFPATH: directory,
    SNMP_PERSISTENT_DIR: persistent,
  };
}

/** At its end it would write into its directory, which has gone. */
const kill = (child: ChildProcess): Promise<void> => end(child, 'SIGKILL');

/** Runs `snmpget`, `snmpwalk`, `snmpbulkwalk`, `snmpset`… with names and values as numbers. */
export const snmp = (directory: string, tool: string, ...words: string[]): Promise<ToolOutput> =>
  snmpWithin([], directory, tool, ...words);

/** The same in a network of its own. @param command that of the namespace */
export async function snmpWithin(
  command: readonly string[],
  directory: string,
  tool: string,
  ...words: string[]
): Promise<ToolOutput> {
  const [program = '', ...all] = [...command, `/usr/bin/${tool}`, ...(tool === 'snmptable' ? [] : ['-On']), ...words];
  const child = spawn(program, all, {
    env: environment(directory),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await once(child, 'close');
  return { text, status: child.exitCode };
}

/** The variables in a tool's output: identifier and value with its type, as printed. */
export const variables = ({ text }: ToolOutput): ReadonlyMap<string, string> =>
  new Map(
    text.split('\n').flatMap((line) => {
      const [, oid, value] = /^\.([\d.]+) = (.*)$/.exec(line) ?? [];
      return oid === undefined || value === undefined ? [] : [[oid, value.trimEnd()] as const];
    }),
  );

/** A UDP port of loopback for this test alone. */
export const freeUdpPort = (): Promise<number> => freeUdpPorts(1);

/** Debian's snmptrapd on a port of loopback. */
export interface TrapReceiver {
  readonly port: number;
  /** What came so far: one line each, `VERSION|TRAP|VARIABLES` with numbers for names. */
  heard(): readonly string[];
}

/**
 * @param lines of snmptrapd.conf: who may send
 * @param command of the namespace that it is to run in, if in one
 */
export async function trapReceiver(
  t: TestContext,
  directory: string,
  lines: string,
  command: readonly string[] = [],
): Promise<TrapReceiver> {
  const port = await freeUdpPort();
  mkdirSync(directory, { recursive: true });
  const file = join(directory, 'snmptrapd.conf');
  writeFileSync(file, `doNotLogTraps no\nformat2 heard|%P|%v\\n\nformat1 heard|%P|%N.%w.%q %v\\n\n${lines}\n`);
  const options = [
    '-f',
    '-On',
    '-Lo',
    '-n',
    '-C',
    '-c',
    file,
    '-x',
    join(directory, 'agentx'),
    `udp:127.0.0.1:${port}`,
  ];
  const [program = '', ...words] = [...command, '/usr/sbin/snmptrapd', ...options];
  const child: ChildProcess = spawn(program, words, {
    env: environment(directory),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.after(() => kill(child));
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await eventually('snmptrapd', () => (/NET-SNMP version/.test(text) ? true : undefined));
  return { port, heard: () => text.split('\n').filter((line) => line.startsWith('heard|')) };
}

/** Debian's snmpd as master agent, on a UDP port of loopback. */
export interface MasterAgent {
  readonly child: ChildProcess;
  /** What it printed. */
  log(): string;
}

/**
 * Starts it and waits until it answers.
 * @param address where it listens for managers: `127.0.0.1:PORT`
 * @param master where it listens for sub-agents: a path, or `tcp:127.0.0.1:PORT`
 * @param lines more of snmpd.conf: who may ask, whom it tells
 */
export async function masterAgent(
  t: TestContext,
  directory: string,
  address: string,
  master: string,
  lines: string,
): Promise<MasterAgent> {
  mkdirSync(directory, { recursive: true });
  const file = join(directory, 'snmpd.conf');
  writeFileSync(file, `agentAddress udp:${address}\nmaster agentx\nagentXSocket ${master}\n${lines}\n`);
  const words = ['-f', '-C', '-c', file, '-Lo', '-r', '-I', '-smux'];
  const child = spawn('/usr/sbin/snmpd', words, { env: environment(directory), stdio: ['ignore', 'pipe', 'pipe'] });
  t.after(() => kill(child));
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await eventually('snmpd', () => {
    if (child.exitCode !== null) throw new Error(`snmpd ended:\n${text}`);
    return /NET-SNMP version/.test(text) ? true : undefined;
  });
  return { child, log: () => text };
}
