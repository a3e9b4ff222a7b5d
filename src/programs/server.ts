import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { systemClock } from '../base/clock.ts';
import { systemRandom } from '../base/random.ts';
import { serverHttp } from '../daemon/server-http.ts';
import { logToStandardError } from '../daemon/standard-error-log.ts';
import { readText } from '../daemon/state-directory.ts';
import { serverWeb } from '../daemon/web.ts';
import { parseServerConfig, runSecurityServer, type SecurityServerConfig } from '../security-server/index.ts';
import { logOptions } from './log-options.ts';
import { aborted, type Program, stateDirectory, text, untilSignal } from './program.ts';
import { packageVersion } from './version.ts';

/** Name of the security server's configuration file in the state directory. */
export const serverConfigName = 'security-server.json';

/**
 * Reads a security server's configuration file; a relative `store` is relative to the file.
 * @throws Error with a message for the user that names every wrong field
 */
export function readServerConfig(path: string): SecurityServerConfig {
  const json = readText(path);
  if (json === undefined) throw new Error(`there is no ${path}`);
  const parsed = parseServerConfig(json);
  if (!parsed.ok)
    throw new Error(
      `${path} is not a valid configuration:\n${parsed.error.map(({ field, reason }) => `  ${field || 'file'}: ${reason}`).join('\n')}`,
    );
  return { ...parsed.value, store: resolve(dirname(path), parsed.value.store) };
}

export const server: Program = {
  name: 'server',
  summary: 'runs the security server alone',
  help: `
tollgate server [--config FILE] [--state-dir DIR] [--log-format F] [--log-level L]

Runs the security server: RADIUS authentication and accounting, TACACS+, and a durable store of records.

  --config FILE    its configuration (default: DIR/${serverConfigName}; docs/security-server.md)
  --state-dir DIR  state directory (default: $TOLLGATE_STATE_DIR or ./.tollgate)
  --log-format F   what standard error shows: text (default), json (one object a line) or syslog (RFC 5424)
  --log-level L    least severe message shown there: a name (warnings) or number (default: all)
`,
  options: {
    config: { type: 'string' },
    'state-dir': { type: 'string' },
    'log-format': { type: 'string' },
    'log-level': { type: 'string' },
  },
  async main(given) {
    const path = resolve(text(given, 'config') ?? join(stateDirectory(given), serverConfigName));
    const config = readServerConfig(path);
    const stop = untilSignal();
    const log = logToStandardError(logOptions(given));
    const running = await runSecurityServer(config, { log });
    const http = await serverHttp(
      config,
      log,
      packageVersion,
      running.notReady,
      config.http === undefined ? [] : [serverWeb({ clock: systemClock, random: systemRandom, log, config })],
    );
    const { radiusAuth, radiusAcct, tacacs } = running.ports;
    const ports = [
      ...(radiusAuth === undefined ? [] : [`RADIUS authentication ${radiusAuth}`]),
      ...(radiusAcct === undefined ? [] : [`RADIUS accounting ${radiusAcct}`]),
      ...(tacacs === undefined ? [] : [`TACACS+ ${tacacs}`]),
      ...Object.entries(http?.listening() ?? {}).map(([name, { port }]) => `${name.toUpperCase()} ${port}`),
    ];
    process.stdout.write(
      `security server ready on ${config.listen}: ${ports.join(', ')}; records in ${config.store}\n`,
    );
    // A server without its thread answers nobody: whoever started it is told, and starts it again.
    const failure = await Promise.race([aborted(stop), running.ended]);
    await http?.stop();
    await running.stop();
    if (stop.aborted) return 0;
    throw failure ?? new Error('the server has ended by itself');
  },
};
