import { join } from 'node:path';
import process from 'node:process';
import { systemClock } from '../base/clock.ts';
import {
  gapKinds,
  openReports,
  parseSince,
  type ReportFormat,
  type ReportKind,
  reportFormats,
  reportKinds,
  sessionOrders,
  settleBooks,
  usageKeys,
  writeReport,
} from '../security-server/index.ts';
import { type Arguments, type Program, stateDirectory, text } from './program.ts';
import { showProgress } from './progress-bar.ts';
import { storeName } from './records.ts';

/** Options that not every report has. One that would do nothing is refused: its sums would be taken for others. */
const only: Readonly<Record<string, readonly ReportKind[]>> = {
  by: ['usage'],
  type: ['usage', 'sessions'],
  group: ['sessions'],
  peer: ['sessions'],
  match: ['sessions', 'commands'],
  state: ['sessions'],
  kind: ['gaps'],
  sort: ['sessions'],
};

export const report: Program = {
  name: 'report',
  summary: "usage, sessions, commands and gaps from the security server's books",
  help: `
tollgate report usage|sessions|commands|gaps [OPTION]…

Answers from the books of the security server, whether or not it runs.

  usage     octets and session time, added up (--by)
  sessions  one line a session, the newest first (--sort, --state)
  commands  who typed what, where, at which privilege, the newest first (--match)
  gaps      sessions without Start or Stop, interim silence, counters that went back (--kind)

  --by KEY         usage by ${usageKeys.join(', ')} (default: user)
  --since T        not before T: a date or time (2026-11-22T10:00) or an age (90s, 15m, 1h, 2d)
  --until T        before T; usage counts whole days of UTC, others take dates as local time
  --user U, --nas N, --type T, --group G, --peer P
                   only what matches (group, peer: sessions alone; type: usage and sessions)
  --match TEXT     only commands with TEXT in them (* stands for anything); sessions with TEXT in any name
  --state S        only sessions that are open, stopped, lost or ended
  --kind K         only gaps of one kind: ${gapKinds.join(', ')}
  --sort ORDER     sessions by ${sessionOrders.join(', ')}
  --limit N        at most N lines (default: all)
  --format F       table (default), csv or json (one object a line)
  --store DIR      store of the server (default: DIR/${storeName} in the state directory)
  --state-dir DIR  state directory (default: $TOLLGATE_STATE_DIR or ./.tollgate)
`,
  options: Object.fromEntries(
    [
      ...['by', 'since', 'until', 'user', 'nas', 'type', 'group', 'peer', 'match', 'state', 'kind', 'sort', 'limit'],
      ...['format', 'store', 'state-dir'],
    ].map((name) => [name, { type: 'string' as const }]),
  ),
  positionals: 1,
  wants: 'a report (usage, sessions, commands or gaps)',
  async main(given) {
    const now = systemClock.now();
    const kind = oneOf('report', given.positionals[0] ?? '', reportKinds);
    const format: ReportFormat = oneOf('--format', text(given, 'format') ?? 'table', reportFormats);
    const by = chosen(given, 'by', usageKeys);
    const sort = chosen(given, 'sort', sessionOrders);
    const state = chosen(given, 'state', ['open', 'stopped', 'lost', 'ended'] as const);
    const gap = chosen(given, 'kind', gapKinds);
    for (const [option, kinds] of Object.entries(only))
      if (given.values[option] !== undefined && !kinds.includes(kind))
        throw new Error(`--${option} is for ${kinds.join(' and ')}, not for ${kind}`);
    // Its days are those of UTC, so a date there means that day, wherever the machine stands.
    const dates = kind === 'usage' ? 'utc' : 'local';
    const [since, until] = [time(given, 'since', now, dates), time(given, 'until', now, dates)];
    if (since !== undefined && until !== undefined && since >= until)
      throw new Error(`nothing lies between --since ${text(given, 'since')} and --until ${text(given, 'until')}`);
    const limit = wholeNumber(given, 'limit');
    const texts = Object.fromEntries(
      ['user', 'nas', 'type', 'group', 'peer', 'match'].flatMap((name) => {
        const value = text(given, name);
        return value === undefined ? [] : [[name, value]];
      }),
    );
    process.stdout.on('error', (cause) => {
      // The reader of a pipe went away: nothing is left to do.
      if ('code' in cause && cause.code === 'EPIPE') process.exit(0);
      throw cause;
    });
    const store = text(given, 'store') ?? join(stateDirectory(given), storeName);
    const progress = showProgress(systemClock, process.stderr);
    try {
      await settleBooks(store);
      const reports = openReports(store, systemClock);
      try {
        const wanted = { kind, format, by, sort, state, gap, since, until, limit, ...texts };
        await writeReport(reports, wanted, process.stdout, progress.pause);
      } finally {
        await reports.close();
      }
    } finally {
      progress.end();
    }
    return 0;
  },
};

function oneOf<const T extends string>(name: string, word: string, words: readonly T[]): T {
  const found = words.find((known) => known === word);
  if (found === undefined) throw new Error(`${name} is one of ${words.join(', ')}, not "${word}"`);
  return found;
}

function chosen<const T extends string>(given: Arguments, name: string, words: readonly T[]): T | undefined {
  const word = text(given, name);
  return word === undefined ? undefined : oneOf(`--${name}`, word, words);
}

function time(given: Arguments, name: string, now: number, dates: 'local' | 'utc'): number | undefined {
  const word = text(given, name);
  if (word === undefined) return undefined;
  const read = parseSince(word, now, dates);
  if (!read.ok) throw new Error(`--${name}: ${read.error}`);
  return read.value;
}

function wholeNumber(given: Arguments, name: string): number | undefined {
  const word = text(given, name);
  if (word === undefined) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(word)) throw new Error(`--${name} is a number from 1, not "${word}"`);
  return Number(word);
}
