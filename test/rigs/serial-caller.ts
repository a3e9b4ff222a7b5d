/** Callers on serial lines, in a guest kernel: a cable, somebody who types at its far end, and a real pppd there. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, constants, existsSync, openSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import { shell, until } from './in-guest.ts';

/** A cable between the line and a caller. */
export class Cable {
  readonly #socat: ChildProcess;
  readonly #held: readonly number[];
  readonly #line: string;
  readonly far: string;

  private constructor(socat: ChildProcess, held: readonly number[], line: string, far: string) {
    this.#socat = socat;
    this.#held = held;
    this.#line = line;
    this.far = far;
  }

  /**
   * The line finds its end by its name only when the cable is whole: socat ends when everybody who had an end open has
   * closed it, as a line does that tries it too early. So both ends are held open here.
   */
  static async lay(line: string): Promise<Cable> {
    const ends = [`${line}-near`, `${line}-far`];
    const socat = spawn(
      'socat',
      ends.map((end) => `PTY,link=${end},raw,echo=0`),
    );
    await until('the cable', () => ends.every((end) => existsSync(end)));
    const held = ends.map((end) => openSync(end, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK));
    const [near = '', far = ''] = ends.map((end) => realpathSync(end));
    symlinkSync(near, line);
    return new Cable(socat, held, line, far);
  }

  async cut(): Promise<void> {
    this.#socat.kill('SIGKILL');
    // Or a line would find the next cable by the old name.
    for (const name of [this.#line, `${this.#line}-near`, `${this.#line}-far`]) rmSync(name, { force: true });
    await until('the cut', () => this.#socat.signalCode !== null || this.#socat.exitCode !== null);
    for (const file of this.#held) closeSync(file);
  }
}

/**
 * A person at the far end, before PPP: types Return once, which waits in the cable until the line listens, and each text
 * when its prompt is there; then waits for the line's change of mode. A second Return would answer "Username:" if that is
 * on its way, and bring "Password:".
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
  const seeing = (what: unknown) => () => `${what} in ${JSON.stringify(text)}`;
  terminal.write('\r');
  for (const [sees, types] of commands) {
    await until(seeing(sees), () => sees.test(text)).catch((error: unknown) => {
      // What the line's processes wait for says why.
      console.log(
        shell(
          'ps -eo pid,ppid,stat,wchan:24,args; ls -l /run/line* /dev/pts; ls -l /proc/[0-9]*/fd 2>/dev/null | grep pts || true',
        ),
      );
      throw error;
    });
    text = '';
    terminal.write(types);
  }
  await until(seeing('the mode'), () => /Entering/.test(text));
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
