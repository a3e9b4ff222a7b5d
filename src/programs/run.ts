import { resolve } from 'node:path';
import process from 'node:process';
import { Daemon } from '../daemon.ts';
import { readNamed } from './explain.ts';
import { logOptions } from './log-options.ts';
import { aborted, defaultConsoleSocket, type Program, stateDirectory, text, untilSignal } from './program.ts';
import { packageVersion } from './version.ts';

export const run: Program = {
  name: 'run',
  summary: 'runs the daemon',
  help: `
tollgate run [--config FILE] [--state-dir DIR] [--console SOCKET] [--log-format F] [--log-level L]

Runs the daemon in the foreground until SIGTERM or SIGINT. A line of the configuration that is refused is reported and left
out; the rest takes effect.

  --config FILE     configuration to start with (default: startup-config in the state directory, if there is one)
  --state-dir DIR   where the books, keys and startup configuration are kept (default: $TOLLGATE_STATE_DIR or ./.tollgate)
  --console SOCKET  socket of the console (default: DIR/console.sock)
  --log-format F    what standard error shows: text (default), json (one object a line) or syslog (RFC 5424)
  --log-level L     least severe message shown there: a name (warnings) or number (default: as "logging console" says)
`,
  options: {
    config: { type: 'string' },
    'state-dir': { type: 'string' },
    console: { type: 'string' },
    'log-format': { type: 'string' },
    'log-level': { type: 'string' },
  },
  async main(given) {
    const stop = untilSignal();
    const stateDir = stateDirectory(given);
    const file = text(given, 'config');
    const consoleSocket = resolve(text(given, 'console') ?? defaultConsoleSocket(stateDir));
    const log = logOptions(given);
    const daemon = await Daemon.start({
      ...(log === undefined ? {} : { log }),
      stateDir,
      consoleSocket,
      version: packageVersion,
      ...(file === undefined ? {} : { configuration: { name: file, text: readNamed(file) } }),
    });
    const { ssh, telnet } = daemon.listening();
    const { http, https } = daemon.http();
    const doors = [
      ...(ssh === undefined ? [] : [`SSH on ${ssh.address} port ${ssh.port}`]),
      ...(telnet === undefined ? [] : [`Telnet on ${telnet.address} port ${telnet.port}`]),
      ...(http === undefined ? [] : [`HTTP on ${http.address} port ${http.port}`]),
      ...(https === undefined ? [] : [`HTTPS on ${https.address} port ${https.port}`]),
      `console ${consoleSocket}`,
    ];
    process.stdout.write(`tollgate ready: ${doors.join(', ')}\n`);
    await aborted(stop);
    await daemon.stop();
    return 0;
  },
};
