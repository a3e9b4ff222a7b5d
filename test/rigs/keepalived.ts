import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import type { Namespace } from './namespaces.ts';

export interface KeepalivedOptions {
  readonly within: Namespace;
  /** Where its configuration and its process ids are; exists. */
  readonly directory: string;
  readonly fifo: string;
  /** Interface of the virtual router `VI_1`, in the sync group `G1`. */
  readonly interface: string;
  readonly priority: number;
  /** With prefix length. */
  readonly virtualAddress: string;
}

/** A keepalived with one virtual router, `VI_1` (group 51, advertisements each 0.2 s). */
export interface Keepalived {
  /** Also after {@link kill}: without the virtual address that a killed one leaves behind. */
  start(): Promise<void>;
  /** SIGTERM: it says that it stops, to us and to its peer. */
  stop(): Promise<void>;
  /** SIGKILL of all its processes: nobody is told anything. */
  kill(): Promise<void>;
  /** SIGHUP. */
  reload(): void;
  /** What it has printed. */
  output(): string;
}

const configuration = ({ fifo, priority, virtualAddress, ...options }: KeepalivedOptions): string => `global_defs {
  router_id tollgate_${priority}
  vrrp_notify_fifo ${fifo}
  vrrp_startup_delay 0
}
vrrp_sync_group G1 {
  group {
    VI_1
  }
}
vrrp_instance VI_1 {
  state BACKUP
  interface ${options.interface}
  virtual_router_id 51
  priority ${priority}
  advert_int 0.2
  version 3
  virtual_ipaddress {
    ${virtualAddress}
  }
}
`;

/** One that is not running yet. It ends with its namespace. */
export function keepalived(options: KeepalivedOptions): Keepalived {
  const { within, directory, virtualAddress } = options;
  const path = (name: string): string => join(directory, `keepalived${name}`);
  writeFileSync(path('.conf'), configuration(options));
  let child: ChildProcess | undefined;
  let output = '';
  const pids = (): number[] =>
    ['.vrrp.pid', '.pid'].flatMap((name) => (existsSync(path(name)) ? Number(readFileSync(path(name), 'utf8')) : []));
  const gone = async (signal: NodeJS.Signals): Promise<void> => {
    const running = child;
    child = undefined;
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
    const exited = once(running, 'exit');
    for (const pid of signal === 'SIGKILL' ? pids() : []) process.kill(pid, signal);
    running.kill(signal);
    await exited;
  };
  return {
    async start() {
      for (const name of ['.vrrp.pid', '.pid']) rmSync(path(name), { force: true });
      if (within.ip('address', 'show', 'dev', options.interface).includes(` ${virtualAddress} `))
        within.ip('address', 'delete', virtualAddress, 'dev', options.interface);
      const words = ['-n', '-l', '-P', '-D', '-f', path('.conf'), '-p', path('.pid'), '-r', path('.vrrp.pid')];
      const [program = '', ...rest] = [...within.command, 'keepalived', ...words];
      const started = spawn(program, rest, { stdio: ['ignore', 'pipe', 'pipe'] });
      child = started;
      await new Promise<void>((ready, fail) => {
        const hear = (chunk: Buffer): void => {
          output += chunk.toString();
          if (existsSync(path('.vrrp.pid'))) ready();
        };
        started.stdout.on('data', hear);
        started.stderr.on('data', hear);
        started.once('error', fail);
        started.once('exit', (code) => fail(new Error(`keepalived ended with ${code}:\n${output}`)));
      });
    },
    stop: () => gone('SIGTERM'),
    kill: () => gone('SIGKILL'),
    reload: () => void child?.kill('SIGHUP'),
    output: () => output,
  };
}
