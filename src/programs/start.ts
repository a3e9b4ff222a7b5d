import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import process from 'node:process';
import { systemRandom } from '../base/random.ts';
import { firstStart } from '../daemon/quick-start.ts';
import { startupName } from '../daemon/running-configuration.ts';
import { standardErrorLog } from '../daemon/standard-error-log.ts';
import { StateDirectory } from '../daemon/state-directory.ts';
import { Daemon } from '../daemon.ts';
import { runSecurityServer } from '../security-server/index.ts';
import { aborted, defaultConsoleSocket, type Program, stateDirectory, untilSignal } from './program.ts';
import { storeName } from './records.ts';
import { readServerConfig, serverConfigName } from './server.ts';
import { packageVersion } from './version.ts';

/** File in the state directory that tells the password of the quick start's user again. */
const passwordName = 'admin-password';
const example = new URL('../../examples/quickstart.cfg', import.meta.url);

export const start: Program = {
  name: 'start',
  summary: 'runs daemon and security server together, ready to log in (the quick start)',
  help: `
tollgate start [--state-dir DIR]

Runs the daemon with the configuration of examples/quickstart.cfg and the embedded security server, all on loopback and on
unprivileged ports. The first start makes the keys and the password of the user admin.

  --state-dir DIR  where everything is kept (default: $TOLLGATE_STATE_DIR or ./.tollgate)
`,
  options: { 'state-dir': { type: 'string' } },
  async main(given) {
    const stop = untilSignal();
    const stateDir = stateDirectory(given);
    const made = await prepare(stateDir);
    const config = readServerConfig(join(stateDir, serverConfigName));
    const server = await runSecurityServer(config, { log: standardErrorLog }).catch(refuse);
    void server.ended.then((failure) => {
      if (!stop.aborted) sayEnded(failure);
    });
    try {
      const daemon = await Daemon.start({
        stateDir,
        consoleSocket: defaultConsoleSocket(stateDir),
        version: packageVersion,
        store: config.store,
        ...(made === undefined ? {} : { configuration: { name: 'examples/quickstart.cfg', text: made, save: true } }),
      });
      process.stdout.write(`${welcome(stateDir, daemon)}\n`);
      await aborted(stop);
      await daemon.stop();
    } finally {
      await server.stop();
    }
    return 0;
  },
};

/** The daemon goes on: users keep their sessions, and records wait on disk. */
function sayEnded(failure: Error | undefined): void {
  const why = failure === undefined ? '' : `: ${failure.message}`;
  const until = 'records are kept until "tollgate start" is run again';
  standardErrorLog.message('SECSRV', 2, 'ENDED', `The security server has ended by itself${why}; ${until}`);
}

/** Its ports are fixed, so that everybody knows them: two quick starts on one machine are in each other's way. */
function refuse(error: unknown): never {
  // From the server's worker, an error has no more than its message.
  if (!(error instanceof Error && error.message.includes('EADDRINUSE'))) throw error;
  throw new Error(`${error.message}: is another quick start running on this machine? (its ports are fixed)`);
}

/** Makes what the first start needs; the configuration to begin with, or `undefined` when all is there. */
async function prepare(stateDir: string): Promise<string | undefined> {
  const state = new StateDirectory(stateDir);
  try {
    if (state.read(startupName) !== undefined && state.read(serverConfigName) !== undefined) return undefined;
    const { password, lines, server } = await firstStart(state, systemRandom, storeName);
    state.write(serverConfigName, server);
    state.write(passwordName, `${password}\n`);
    return `${readFileSync(example, 'utf8').replace(/^end$/m, '')}${lines}\nend\n`;
  } finally {
    state.close();
  }
}

function welcome(stateDir: string, daemon: Daemon): string {
  const { ssh } = daemon.listening();
  const { http } = daemon.http();
  const here = relative(process.cwd(), stateDir) || '.';
  const secret = readFileSync(join(stateDir, passwordName), 'utf8').trim();
  const elsewhere = here === '.tollgate' ? '' : ` --state-dir ${here}`;
  const login = ssh === undefined ? 'no SSH (see the messages above)' : `ssh -p ${ssh.port} admin@${ssh.address}`;
  return [
    `tollgate ready: log in with "${login}", password ${secret} (kept in ${join(here, passwordName)})`,
    ...(http === undefined ? [] : [`  web page: http://${http.address}:${http.port}/ (the same user and password)`]),
    `  console: npx tollgate console${elsewhere}`,
    `  records: npx tollgate records --follow${elsewhere}   (stored in ${join(here, storeName)})`,
  ].join('\n');
}
