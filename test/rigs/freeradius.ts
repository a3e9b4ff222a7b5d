import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { configuration, type FreeRadiusMode, sqlDirectory } from './freeradius-configuration.ts';
import { freeUdpPorts } from './ports.ts';

export type { FreeRadiusMode } from './freeradius-configuration.ts';

export interface FreeRadiusOptions {
  /** Default `detail`. */
  readonly mode?: FreeRadiusMode;
  /** Default `testing123`. */
  readonly secret?: string;
  /** Text of the users file. */
  readonly users?: string;
  /** Worker threads; default 2. */
  readonly threads?: number;
  /** Default: two free ports, kept over stop and start. */
  readonly ports?: { readonly auth: number; readonly acct: number };
  /** Whether Access-Requests must have a Message-Authenticator. Default false. */
  readonly requireMessageAuthenticator?: boolean;
  /**
   * Whether answers to Access-Requests carry a Message-Authenticator. Default true: clients that are safe from
   * forged answers insist on it, and Debian 12's FreeRADIUS sends it only when told to.
   */
  readonly sendMessageAuthenticator?: boolean;
  /**
   * Leaves a record without an answer that changes nothing in the database, as Debian's own configuration does: an
   * Accounting-On while no session is open. Default false.
   */
  readonly silentOnNoop?: boolean;
  /** A network of its own to run in: the words of a command that runs the one after it, the address to listen on there, and who may ask. */
  readonly elsewhere?: { readonly command: readonly string[]; readonly address: string; readonly clients: string };
}

/** One record of a detail file. */
export interface DetailRecord {
  /** When the server wrote it, milliseconds since 1970, to the second. */
  readonly time: number;
  /** In the order of the file: names and values as FreeRADIUS prints them, quotes removed. */
  readonly attributes: readonly (readonly [name: string, value: string])[];
}

/** `0` for an Acct-Delay-Time below 5 s: so much a busy machine makes of a record that nobody held up. */
export const undelayed = (name: string, value: string): string =>
  name === 'Acct-Delay-Time' && /^[0-4]$/.test(value) ? '0' : value;

/** A FreeRADIUS of its own in a temporary directory, on loopback, not as root. */
export interface FreeRadius {
  readonly directory: string;
  readonly secret: string;
  readonly ports: { readonly auth: number; readonly acct: number };
  readonly running: boolean;
  /** Starts it again after {@link stop} or {@link kill}, on the same ports, with its files as they were. */
  start(): Promise<void>;
  /** SIGTERM, and waits for its end. */
  stop(): Promise<void>;
  /** SIGKILL, and waits for its end. */
  kill(): Promise<void>;
  /** SIGSTOP and SIGCONT: a server that is there but silent. */
  pause(): void;
  resume(): void;
  /** The records of the detail file so far. */
  readDetail(): DetailRecord[];
  /** Rows of `radacct` (mode sqlite). */
  readSql(): Record<string, unknown>[];
  /** What the server has printed. */
  readonly log: readonly string[];
  /** Stops it and removes the directory. */
  remove(): Promise<void>;
}

const defaultUsers = `alice Cleartext-Password := "wonderland"
      Service-Type = Framed-User,
      Framed-Protocol = PPP,
      Framed-IP-Address = 10.99.0.2,
      Acct-Interim-Interval = 60
bob   Cleartext-Password := "builder"
      Service-Type = NAS-Prompt-User,
      Cisco-AVPair = "shell:priv-lvl=15",
      Class = "gold"
`;

/** Whether Debian's package is there. */
export const hasFreeRadius = (): boolean => existsSync('/usr/sbin/freeradius');

/** Makes a directory with the configuration and starts the server; resolves when it answers requests. */
export async function startFreeRadius(options: FreeRadiusOptions = {}): Promise<FreeRadius> {
  const { mode = 'detail', secret = 'testing123', users = defaultUsers, threads = 2 } = options;
  const directory = mkdtempSync(join(tmpdir(), 'tollgate-freeradius-'));
  const ports = options.ports ?? (await freePorts());
  for (const name of ['raddb', 'log', 'run']) mkdirSync(join(directory, name));
  writeFileSync(join(directory, 'raddb/dictionary'), '$INCLUDE /usr/share/freeradius/dictionary\n');
  writeFileSync(join(directory, 'raddb/users'), users);
  const requireMac = options.requireMessageAuthenticator ?? false;
  const sendMac = options.sendMessageAuthenticator ?? true;
  const { command = [], address = '127.0.0.1', clients = '127.0.0.0/8' } = options.elsewhere ?? {};
  const silentOnNoop = options.silentOnNoop ?? false;
  const settings = { directory, mode, secret, threads, ports, requireMac, sendMac, silentOnNoop, address, clients };
  writeFileSync(join(directory, 'raddb/radiusd.conf'), configuration(settings));
  const sqlPath = join(directory, 'log/acct.db');
  if (mode === 'sqlite') {
    const database = new DatabaseSync(sqlPath);
    database.exec(readFileSync(join(sqlDirectory, 'schema.sql'), 'utf8'));
    database.exec('PRAGMA journal_mode=WAL');
    database.close();
  }
  const owner = unprivileged();
  if (owner !== undefined) giveTo(directory, owner);

  const log: string[] = [];
  let child: ChildProcess | undefined;

  const start = async (): Promise<void> => {
    if (child !== undefined) throw new Error('FreeRADIUS is running');
    const raddb = join(directory, 'raddb');
    const become =
      owner === undefined ? [] : ['setpriv', `--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups'];
    const server = ['/usr/sbin/freeradius', '-f', '-l', 'stdout', '-d', raddb, '-n', 'radiusd', '-D', raddb];
    const [program = '', ...words] = [...command, ...become, ...server];
    const started = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'] });
    child = started;
    started.once('exit', () => {
      if (child === started) child = undefined;
    });
    await ready(started, log);
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const running = child;
    if (running === undefined) return;
    const ended = new Promise<void>((resolve) => running.once('exit', () => resolve()));
    running.kill('SIGCONT');
    running.kill(signal);
    await ended;
  };
  const remove = async (): Promise<void> => {
    await end('SIGKILL');
    rmSync(directory, { recursive: true, force: true });
  };

  try {
    await start();
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    directory,
    secret,
    ports,
    log,
    get running() {
      return child !== undefined;
    },
    start,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
    readDetail: () => {
      const path = join(directory, 'log/detail');
      return existsSync(path) ? parseDetail(readFileSync(path, 'utf8')) : [];
    },
    readSql: () => {
      const database = new DatabaseSync(sqlPath, { readOnly: true });
      try {
        return database.prepare('SELECT * FROM radacct ORDER BY radacctid').all();
      } finally {
        database.close();
      }
    },
    remove,
  };
}

/** Waits for the line that says the server is up; keeps reading so that its pipe never fills. */
function ready(child: ChildProcess, log: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on('line', (line) => {
        log.push(line);
        if (line.includes('Ready to process requests')) resolve();
      });
    }
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`FreeRADIUS ended with ${code}:\n${log.join('\n')}`)));
  });
}

/** FreeRADIUS refuses nothing as root, but a test peer has no business being root. */
function unprivileged(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string): number => Number(spawnSync('id', [flag, 'freerad'], { encoding: 'utf8' }).stdout);
  return { uid: id('-u'), gid: id('-g') };
}

function giveTo(directory: string, owner: { readonly uid: number; readonly gid: number }): void {
  chmodSync(directory, 0o755);
  const paths = ['', 'raddb', 'log', 'run', 'raddb/dictionary', 'raddb/users', 'raddb/radiusd.conf', 'log/acct.db'];
  for (const path of paths.map((name) => join(directory, name)))
    if (existsSync(path)) chownSync(path, owner.uid, owner.gid);
}

/** Two UDP ports for this test alone, accounting following authentication as most clients assume. */
export async function freePorts(): Promise<{ readonly auth: number; readonly acct: number }> {
  const auth = await freeUdpPorts(2);
  return { auth, acct: auth + 1 };
}

/** Parses a detail file: a date line, then indented `Name = value` lines, then an empty line. */
function parseDetail(text: string): DetailRecord[] {
  const records: DetailRecord[] = [];
  // The last piece is empty, or a record that is being written.
  for (const block of text.split('\n\n').slice(0, -1)) {
    const attributes: (readonly [string, string])[] = [];
    let time = Number.NaN;
    for (const line of block.split('\n')) {
      const found = /^\t([^\s=]+) = (.*)$/.exec(line);
      if (found === null) continue;
      const [, name = '', value = ''] = found;
      if (name === 'Timestamp') time = Number(value) * 1000;
      else attributes.push([name, unquote(value)]);
    }
    if (attributes.length > 0) records.push({ time, attributes });
  }
  return records;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

function unquote(value: string): string {
  if (!value.startsWith('"') || !value.endsWith('"')) return value;
  return value
    .slice(1, -1)
    .replace(/\\(?:([0-7]{3})|(.))/g, (_, octal: string | undefined, other: string) =>
      octal === undefined ? (escapes[other] ?? other) : String.fromCharCode(Number.parseInt(octal, 8)),
    );
}
