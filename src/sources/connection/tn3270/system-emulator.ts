import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import type { WindowSize } from '../connection-types.ts';
import type { Emulator, EmulatorProcess, EmulatorRequest } from './emulator-remote.ts';

/** Of Debian's `nobody`, whose rights are enough for an emulator. */
const nobody = 65_534;

/**
 * What c3270 must not do for a user of the gateway: its own prompt runs programs (also a shell), its menus write files. All that
 * remains is keys. (`Connect` has to stay: c3270 uses it to begin.)
 */
const suppressed = [
  ...['Reconnect', 'Escape', 'Execute', 'Exit', 'Prompt', 'Menu', 'Help', 'Show', 'Set', 'Toggle'],
  ...['Macro', 'Script', 'Source', 'Transfer', 'PrintText', 'Printer', 'ScreenTrace', 'Trace', 'SaveInput', 'Snap'],
  ...['Keymap', 'TemporaryKeymap', 'TemporaryComposeMap', 'Paste', 'PasteString', 'ReadBuffer', 'Suspend', 'Cookie'],
];

/** Models of the IBM 3279 whose screens have 80 columns, largest first. */
const models = [
  { model: 4, rows: 43 },
  { model: 3, rows: 32 },
] as const;
const smallest = { rows: 24, columns: 80 } as const;

/** The largest model whose screen fits a window; 2 (24 rows) when none does. */
export const modelFor = (window: WindowSize | undefined): number =>
  models.find(({ rows }) => rows <= (window?.rows ?? 0) && (window?.columns ?? 0) >= smallest.columns)?.model ?? 2;

/** The shell's command for the terminal of an emulator: sets its size, and becomes c3270. All of it is ours. */
export function emulatorCommand({ port, window }: EmulatorRequest): string {
  const { rows, columns } = window ?? smallest;
  const size = `rows ${Math.max(rows, smallest.rows)} cols ${Math.max(columns, smallest.columns)}`;
  const resources = [`c3270.suppressActions: ${suppressed.join(' ')}`, 'c3270.menuBar: false', 'c3270.mouse: false'];
  const options = resources.map((resource) => `-xrm '${resource}'`).join(' ');
  return `stty ${size}; exec c3270 -secure -model 3279-${modelFor(window)} ${options} 127.0.0.1:${port}`;
}

const path = '/usr/local/bin:/usr/bin:/bin';

/** Whether a program is where programs are. */
function installed(program: string): boolean {
  return path.split(':').some((directory) => {
    try {
      accessSync(join(directory, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** c3270 as Debian has it, on a pseudo terminal made by script(1) of util-linux: Node has none. */
export function systemEmulator(): Emulator {
  const root = process.getuid?.() === 0;
  const own = root ? { uid: nobody, gid: nobody } : {};
  return {
    uid: root ? nobody : (process.getuid?.() ?? nobody),
    missing() {
      const absent = ['c3270', 'script'].find((program) => !installed(program));
      return absent && `TN3270 connections need the program ${absent}, which is not installed`;
    },
    start(request): EmulatorProcess {
      const words = ['-q', '-e', '-E', 'never', '-c', emulatorCommand(request), '/dev/null'];
      const child = spawn('script', words, {
        ...own,
        cwd: '/',
        env: { PATH: path, HOME: '/nonexistent', SHELL: '/bin/sh', TERM: request.terminalType },
        stdio: ['pipe', 'pipe', 'ignore'],
      });
      const gone = new Promise<void>((resolve) => {
        child.once('close', () => resolve());
        child.once('error', () => resolve());
      });
      return {
        keyboard: child.stdin,
        screen: child.stdout,
        gone,
        end: () => void child.kill('SIGTERM'),
        kill: () => void child.kill('SIGKILL'),
      };
    },
  };
}
