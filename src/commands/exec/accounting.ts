import type { ActiveAction, DestinationBooks, StorageState, WaitingEntry } from '../../accounting/accounting.ts';
import type { RecordType } from '../../accounting/config.ts';
import { hexSessionId } from '../../accounting/record.ts';
import { command, INT, kw, opt, seq } from '../../ios/index.ts';
import { columns, hms } from './layout.ts';
import { exec, show } from './mode.ts';

/** What `show accounting` calls each type. */
const titles: Record<RecordType, string> = {
  exec: 'EXEC',
  commands: 'Command',
  network: 'Network',
  connection: 'Connection',
  system: 'System',
  resource: 'Resource',
  vrrs: 'VRRS',
  'auth-proxy': 'Auth-proxy',
  dot1x: 'Dot1x',
  identity: 'Identity',
  onep: 'Onep',
};

/** `show accounting`: what is going on and accounted for, by port and user. */
function showAccounting(actions: readonly ActiveAction[]): string {
  const heads = new Map<string, ActiveAction[]>();
  for (const action of actions) {
    const { port, user, privilege } = action;
    const head = `Active Accounted actions on ${port || 'system'}, User ${user ?? '(not logged in)'} Priv ${privilege}`;
    heads.set(head, [...(heads.get(head) ?? []), action]);
  }
  return [...heads]
    .map(([head, on]) => {
      const tasks = on.flatMap(({ taskId, type, elapsed, avPairs }) => [
        ` Task ID ${taskId}, ${titles[type]} Accounting record, ${hms(elapsed * 1000)} Elapsed`,
        ` ${avPairs.join(' ')}`,
      ]);
      return [head, ...tasks].join('\n');
    })
    .join('\n\n');
}

/** `show accounting ledger`: whether the books balance, by destination. */
function showLedger(books: readonly DestinationBooks[], storage: StorageState, now: number): string {
  const rows = books.map(({ destination, made, acknowledged, waiting, superseded, oldest }) => [
    destination,
    ...[made, acknowledged, waiting, superseded].map(String),
    oldest === undefined ? '-' : hms(now - oldest),
    made === acknowledged + waiting + superseded ? 'yes' : 'NO',
  ]);
  const head = ['Destination', 'Made', 'Acknowledged', 'Waiting', 'Superseded', 'Oldest', 'Balanced'];
  const state =
    storage.state === 'working'
      ? 'Storage: working'
      : `Storage: FAILING (${storage.reason}); ${storage.held} events kept in memory, ${storage.droppedInterims} interim records dropped`;
  return `${columns([head, ...rows], [1, 2, 3, 4, 5])}\n\n${state}`;
}

/** `show accounting outbox`: records that wait for a server. */
function showOutbox(entries: readonly WaitingEntry[], now: number): string {
  const rows = entries.map(({ destination, type, kind, sessionId, user, time, attempts, lastError }) => [
    destination,
    titles[type],
    kind,
    hexSessionId(sessionId),
    user ?? '',
    hms(now - time),
    String(attempts),
    lastError ?? '',
  ]);
  return columns([['Destination', 'Type', 'Record', 'Session', 'User', 'Age', 'Tries', 'Last error'], ...rows], [5, 6]);
}

/** Sessions and records, and whether the books balance. */
export const accountingCommands = [
  command(
    exec,
    seq({ _show: show, _accounting: kw('accounting', 'Accounting data for active sessions') }),
  )({
    privilege: 15,
    summary: 'Lists what is going on and accounted for.',
    run(_value, io, { services }) {
      const actions = services.accounting.actions();
      if (actions.length > 0) io.print(showAccounting(actions));
    },
  }),
  command(
    exec,
    seq({
      _show: show,
      _accounting: kw('accounting', 'Accounting data for active sessions'),
      _ledger: kw('ledger', 'Books of every destination'),
    }),
  )({
    privilege: 15,
    extension: true,
    summary:
      'Prints how many records were made for each destination, acknowledged by it, wait for it, or were superseded.',
    async run(_value, io, { services: { accounting, clock } }) {
      io.print(showLedger(await accounting.books(), accounting.storage(), clock.now()));
    },
  }),
  command(
    exec,
    seq({
      _show: show,
      _accounting: kw('accounting', 'Accounting data for active sessions'),
      _outbox: kw('outbox', 'Records that wait for a server'),
      limit: opt(INT(1, 1_000_000, 'How many at the most')),
    }),
  )({
    privilege: 15,
    extension: true,
    summary: 'Lists records that wait for a server, with the reason of the last failure; 100 unless told.',
    async run({ limit = 100 }, io, { services: { accounting, clock } }) {
      io.print(showOutbox(await accounting.outbox(limit), clock.now()));
    },
  }),
];
