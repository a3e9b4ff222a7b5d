import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A running responder. */
export interface Responder {
  readonly pid: number;
  /** UDP port on 127.0.0.1. */
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * Compiles and starts responder.c, an accounting server that checks, answers and keeps nothing.
 * @param directory where the program goes
 * @throws Error when there is no C compiler
 */
export async function startResponder(directory: string, secret: string): Promise<Responder> {
  const program = join(directory, 'responder');
  execFileSync('cc', ['-O2', '-Wall', '-o', program, join(import.meta.dirname, 'responder.c'), '-lm']);
  const child = spawn(program, [secret], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [port] = await once(child.stdout, 'data');
  if (child.pid === undefined) throw new Error('the responder did not start');
  return {
    pid: child.pid,
    port: Number(String(port)),
    async stop() {
      const gone = once(child, 'close');
      child.stdin.end();
      await gone;
    },
  };
}
