/** Callers on serial lines, in a guest kernel: a cable, somebody who types at its far end, and a real pppd there. */
import { type ChildProcess, spawn } from 'node:child_process';
import { constants, existsSync, openSync, realpathSync, rmSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import { until } from './in-guest.ts';

/** A cable between the line and a caller. */
export class Cable {
  readonly #socat: ChildProcess;
  readonly far: string;

  readonly #ends: readonly string[];

  private constructor(socat: ChildProcess, far: string, ends: readonly string[]) {
    this.#socat = socat;
    this.#ends = ends;
    this.far = far;
  }

  static async lay(line: string): Promise<Cable> {
    const ends = [line, `${line}-far`];
    const socat = spawn(
      'socat',
      ends.map((end) => `PTY,link=${end},raw,echo=0`),
    );
    const far = await until(
      'the cable',
      () => existsSync(line) && existsSync(`${line}-far`) && realpathSync(`${line}-far`),
    );
    return new Cable(socat, far, ends);
  }

  async cut(): Promise<void> {
    this.#socat.kill('SIGKILL');
    // Or a line would find the next cable by the old name.
    for (const end of this.#ends) rmSync(end, { force: true });
    await until('the cut', () => this.#socat.signalCode !== null || this.#socat.exitCode !== null);
  }
}

/**
 * A person at the far end, before PPP: types each text when its prompt is there, and waits for the line's change of mode.
 * Returns what hangs up; the far end is pppd's until then.
 */
export async function logIn(
  cable: Cable,
  commands: readonly (readonly [sees: RegExp, types: string])[],
): Promise<() => void> {
  const file = openSync(cable.far, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
  const terminal = new ReadStream(file);
  terminal.setRawMode(true);
  let text = '';
  terminal.on('data', (bytes: Buffer) => (text += bytes.toString('latin1')));
  terminal.on('error', () => {});
  const wake = setInterval(() => text === '' && terminal.write('\r'), 500);
  for (const [sees, types] of commands) {
    await until(`${sees} in ${JSON.stringify(text)}`, () => sees.test(text));
    clearInterval(wake);
    text = '';
    terminal.write(types);
  }
  await until(`the mode in ${JSON.stringify(text)}`, () => /Entering/.test(text));
  terminal.pause();
  return () => terminal.destroy();
}

/** pppd of a caller, in the network namespace `cl`; its words go to /tmp/caller.log. */
export function callerPppd(cable: Cable, ...words: string[]): ChildProcess {
  const options = ['local', 'noauth', 'nodetach', 'noipv6', 'nodefaultroute', 'novj', 'noccp', ...words];
  return spawn('ip', [
    'netns',
    'exec',
    'cl',
    'pppd',
    cable.far,
    '115200',
    ...options,
    'debug',
    'logfile',
    '/tmp/caller.log',
  ]);
}
