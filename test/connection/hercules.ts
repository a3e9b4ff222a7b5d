import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { freeTcpPort } from '../e2e/waiting.ts';
import { countingHost } from './hosts.ts';

/**
 * An IBM mainframe: hercules with one 3270 terminal, which shows its logo to who comes. Callers go through a door that counts
 * every byte on their connection.
 */
export async function mainframe(t: TestContext, directory: string) {
  const port = await freeTcpPort();
  const file = join(directory, 'hercules.cnf');
  writeFileSync(
    file,
    `CPUSERIAL 002623\nCPUMODEL 3090\nMAINSIZE 2\nNUMCPU 1\nCNSLPORT 127.0.0.1:${port}\n0700.2 3270\n`,
  );
  const child = spawn('hercules', ['-d', '-f', file], { cwd: directory, stdio: ['pipe', 'pipe', 'pipe'] });
  t.after(() => child.kill('SIGKILL'));
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  while (!said.includes('Waiting for console connection')) {
    if (child.exitCode !== null) throw new Error(`hercules ended: ${said}`);
    await pause(20);
  }
  const door = await countingHost(t, (socket, send) => {
    const inner = connect(port, '127.0.0.1');
    inner.on('error', () => {});
    inner.on('data', send);
    inner.on('end', () => socket.end());
    socket.on('data', (bytes) => inner.write(bytes));
    socket.on('close', () => inner.destroy());
  });
  return {
    port: door.port,
    counts: door.counts,
    /** Pulls the plug. */
    async halt(): Promise<void> {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}
