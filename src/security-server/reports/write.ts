import type { Output } from '../print.ts';
import { type Column, ReportTable } from './formats.ts';
import type {
  Gap,
  GapKind,
  Page,
  ReportedCommand,
  ReportedSession,
  Reports,
  SessionFilter,
  SessionOrder,
  UsageKey,
  UsageRow,
} from './types.ts';

export const reportKinds = ['usage', 'sessions', 'commands', 'gaps'] as const;
export type ReportKind = (typeof reportKinds)[number];
/** `table` for people; `csv` by RFC 4180, `json` one object a line. Times in ISO 8601, UTC; octets without unit. */
export const reportFormats = ['table', 'csv', 'json'] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** What is wanted, as it comes from a command line. */
export interface ReportWanted {
  readonly kind: ReportKind;
  readonly format: ReportFormat;
  readonly by?: UsageKey | undefined;
  readonly sort?: SessionOrder | undefined;
  readonly state?: SessionFilter['state'] | undefined;
  readonly gap?: GapKind | undefined;
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  readonly user?: string;
  readonly nas?: string;
  readonly type?: string;
  readonly group?: string;
  readonly peer?: string;
  readonly match?: string;
  /** Lines; default: all. */
  readonly limit?: number | undefined;
}

const iso = (time: number | undefined): string =>
  time === undefined ? '' : new Date(time).toISOString().replace('.000Z', 'Z');

const usageColumns = (by: UsageKey): readonly Column<UsageRow>[] => [
  { name: by, value: ({ key }) => key },
  { name: 'sessions', value: ({ sessions }) => sessions },
  { name: 'seconds', title: 'time', value: ({ time }) => time, unit: 'seconds' },
  { name: 'bytes_in', value: ({ bytesIn }) => bytesIn, unit: 'octets' },
  { name: 'bytes_out', value: ({ bytesOut }) => bytesOut, unit: 'octets' },
  { name: 'packets_in', value: ({ packetsIn }) => packetsIn },
  { name: 'packets_out', value: ({ packetsOut }) => packetsOut },
];

const sessionColumns: readonly Column<ReportedSession>[] = [
  { name: 'started', value: ({ start }) => iso(start), width: 20 },
  { name: 'user', value: ({ user }) => user, width: 12 },
  { name: 'type', value: ({ type }) => type, width: 10 },
  { name: 'nas', value: ({ nas }) => nas, width: 15 },
  { name: 'port', value: ({ port }) => port, width: 8 },
  { name: 'peer', value: ({ peer }) => peer, width: 15 },
  { name: 'session', value: ({ session }) => session, width: 8 },
  { name: 'state', value: ({ state }) => state, width: 7 },
  { name: 'seconds', title: 'time', value: ({ duration }) => duration, unit: 'seconds', width: 9 },
  { name: 'bytes_in', value: ({ bytesIn }) => bytesIn, unit: 'octets', width: 9 },
  { name: 'bytes_out', value: ({ bytesOut }) => bytesOut, unit: 'octets', width: 9 },
  { name: 'cause', value: ({ cause }) => cause },
  { name: 'group', value: ({ group }) => group, detail: true },
  { name: 'address', value: ({ address }) => address, detail: true },
  { name: 'ended', value: ({ end }) => iso(end), detail: true },
  { name: 'id', value: ({ id }) => id, detail: true },
];

const commandColumns: readonly Column<ReportedCommand>[] = [
  { name: 'time', value: ({ time }) => iso(time), width: 20 },
  { name: 'user', value: ({ user }) => user, width: 12 },
  { name: 'nas', value: ({ nas }) => nas, width: 15 },
  { name: 'port', value: ({ port }) => port, width: 8 },
  { name: 'peer', value: ({ peer }) => peer, width: 15 },
  { name: 'privilege', title: 'priv', value: ({ privilege }) => privilege, width: 4 },
  { name: 'command', value: ({ command }) => command.replace(/ <cr>$/, '') },
];

const gapColumns: readonly Column<Gap>[] = [
  { name: 'kind', value: ({ kind }) => kind, width: 12 },
  { name: 'started', value: ({ session }) => iso(session.start), width: 20 },
  { name: 'last', title: 'last record', value: ({ session }) => iso(session.last), width: 20 },
  { name: 'user', value: ({ session }) => session.user, width: 12 },
  { name: 'nas', value: ({ session }) => session.nas, width: 15 },
  { name: 'session', value: ({ session }) => session.session, width: 8 },
  { name: 'text', title: '', value: ({ text }) => text },
];

/** Rows that are asked for at a time. */
const pageSize = 5000;

/** @param printing called before each print */
export async function writeReport(
  reports: Reports,
  wanted: ReportWanted,
  out: Output,
  printing: () => void = () => {},
): Promise<void> {
  const { kind, by = 'user', limit = Number.POSITIVE_INFINITY } = wanted;
  const names = given({ user: wanted.user, nas: wanted.nas, since: wanted.since, until: wanted.until });
  const print = async (text: string): Promise<void> => {
    if (text === '') return;
    printing();
    if (out.write(text) === false) await new Promise<void>((resolve) => out.once?.('drain', resolve));
  };
  switch (kind) {
    case 'usage': {
      const most = Math.min(limit, 10_000_000);
      const { rows } = await reports.usage({ by, ...names, ...given({ type: wanted.type }), limit: most });
      const table = new ReportTable(usageColumns(by), wanted.format, rows);
      await print(table.head + table.lines(rows));
      return;
    }
    case 'sessions': {
      const more = given({ type: wanted.type, group: wanted.group, peer: wanted.peer, state: wanted.state });
      const query = {
        filter: { ...names, ...more, ...given({ text: wanted.match }) },
        ...given({ sort: wanted.sort }),
      };
      return pages(sessionColumns, wanted.format, limit, print, (paging) => reports.sessions({ ...query, ...paging }));
    }
    case 'commands': {
      const query = { ...names, ...given({ match: wanted.match }) };
      return pages(commandColumns, wanted.format, limit, print, (paging) => reports.commands({ ...query, ...paging }));
    }
    case 'gaps': {
      const query = { ...names, ...given({ kind: wanted.gap }) };
      return pages(gapColumns, wanted.format, limit, print, (paging) => reports.gaps({ ...query, ...paging }));
    }
  }
}

async function pages<Row>(
  columns: readonly Column<Row>[],
  format: ReportFormat,
  limit: number,
  print: (text: string) => Promise<void>,
  ask: (paging: { readonly limit: number; readonly after?: string }) => Promise<Page<Row>>,
): Promise<void> {
  const table = new ReportTable(columns, format);
  let left = limit;
  let after: string | undefined;
  for (let first = true; first || (after !== undefined && left > 0); first = false) {
    const page = await ask({ limit: Math.min(pageSize, left), ...given({ after }) });
    const rows = page.rows.slice(0, left);
    await print((first ? table.head : '') + table.lines(rows));
    left -= rows.length;
    after = page.next;
  }
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };
/** Without what is undefined. */
const given = <T extends object>(fields: T): Given<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<T>;
