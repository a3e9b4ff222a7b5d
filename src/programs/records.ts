import { join } from 'node:path';
import process from 'node:process';
import { parseSince, printRecords, recordFormats } from '../security-server/index.ts';
import { type Program, stateDirectory, text, untilSignal } from './program.ts';

/** Directory of the embedded security server's store inside the state directory. */
export const storeName = 'security-server';

export const records: Program = {
  name: 'records',
  summary: 'prints what the security server has stored',
  help: `
tollgate records [--follow] [--user U] [--type T] [--session S] [--since T] [--format F] [--sessions] [--store DIR]

Prints the accounting records of the security server, oldest first, whether or not it runs.

  --follow         go on with records as they arrive
  --user U         only those of user U
  --type T         only one type: exec, commands, network, connection, system, resource
  --session S      only one session: Acct-Session-Id or task_id
  --since T        only those since T: a date or time (2026-11-22T10:00) or an age (90s, 15m, 1h, 2d)
  --format F       table (default), json, detail (as RADIUS servers log) or tacplus (as TACACS+ servers log)
  --sessions       sessions put together from their records, in place of records (table and json)
  --store DIR      store of the server (default: DIR/${storeName} in the state directory)
  --state-dir DIR  state directory (default: $TOLLGATE_STATE_DIR or ./.tollgate)
`,
  options: {
    follow: { type: 'boolean', short: 'f' },
    user: { type: 'string' },
    type: { type: 'string' },
    session: { type: 'string' },
    since: { type: 'string' },
    format: { type: 'string' },
    sessions: { type: 'boolean' },
    store: { type: 'string' },
    'state-dir': { type: 'string' },
  },
  async main(given) {
    const wanted = text(given, 'format') ?? 'table';
    const format = recordFormats.find((known) => known === wanted);
    if (format === undefined) throw new Error(`--format is one of ${recordFormats.join(', ')}, not "${wanted}"`);
    const [user, type, session, since] = ['user', 'type', 'session', 'since'].map((name) => text(given, name));
    const after = since === undefined ? undefined : parseSince(since, Date.now());
    if (after?.ok === false) throw new Error(after.error);
    process.stdout.on('error', (cause) => {
      // The reader of a pipe went away: nothing is left to do.
      if ('code' in cause && cause.code === 'EPIPE') process.exit(0);
      throw cause;
    });
    await printRecords(
      {
        store: text(given, 'store') ?? join(stateDirectory(given), storeName),
        format,
        filter: {
          ...(user === undefined ? {} : { user }),
          ...(type === undefined ? {} : { type }),
          ...(session === undefined ? {} : { session }),
          ...(after === undefined ? {} : { since: after.value }),
        },
        sessions: given.values.sessions === true,
        follow: given.values.follow === true,
      },
      process.stdout,
      untilSignal(),
    );
    return 0;
  },
};
