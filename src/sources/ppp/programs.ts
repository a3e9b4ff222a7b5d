import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import process from 'node:process';

/**
 * Starts a program under a shell of its own that outlives this daemon, and writes down its pid and exit status in the
 * directory of its call: so the end is known also to a daemon that is started later.
 */
const keeper = [
  'dir=$1; shift',
  // Without a daemon nobody reads what the program prints.
  '"$@" >>"$dir/output" 2>&1 </dev/null &',
  'echo $! >"$dir/pid.new"; mv "$dir/pid.new" "$dir/pid"',
  'wait $!; echo $? >"$dir/exit.new"; mv "$dir/exit.new" "$dir/exit"',
].join('\n');

/**
 * @param directory of the call; gets `output`, `pid` and, at the end, `exit`
 * @param ended called when the keeper has gone
 */
export function launch(directory: string, program: string, words: readonly string[], ended: () => void): void {
  const child = spawn('/bin/sh', ['-c', keeper, 'tollgate-call', directory, program, ...words], {
    detached: true,
    stdio: 'ignore',
    cwd: '/',
  });
  child.once('exit', ended);
  child.once('error', ended);
  child.unref();
}

/** Whether `pid` is still the program that has `mark` among its arguments. */
export function runs(pid: number, mark: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(mark);
  } catch {
    return false;
  }
}

/** Sends a signal to a program, if it still is that program. */
export function signal(pid: number, mark: string, name: NodeJS.Signals): void {
  if (!runs(pid, mark)) return;
  try {
    process.kill(pid, name);
  } catch {
    // It has just gone.
  }
}
