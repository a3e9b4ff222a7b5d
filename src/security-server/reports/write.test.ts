import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReportedSession, Reports, SessionsQuery } from './types.ts';
import { type ReportWanted, writeReport } from './write.ts';

const session: ReportedSession = {
  id: 1,
  protocol: 'radius',
  nas: '192.0.2.1',
  session: '0000000B',
  type: 'network',
  user: '=cmd("x"),\x1b[2J',
  group: '',
  port: 'Async1',
  peer: '',
  address: '10.0.0.1',
  state: 'stopped',
  start: Date.UTC(2001, 5, 27),
  last: Date.UTC(2001, 5, 28),
  end: Date.UTC(2001, 5, 28),
  duration: 93_784,
  bytesIn: 1536,
  bytesOut: 2 ** 40,
  packetsIn: undefined,
  packetsOut: undefined,
  starts: 1,
  interims: 0,
  stops: 1,
  copies: 0,
  cause: 'Idle-Timeout',
};

/** Reports that have `count` sessions, in pages of two. */
function reportsOf(count: number, asked: SessionsQuery[] = []): Reports {
  const none = () => Promise.reject(new Error('not asked'));
  return {
    sessions: async (query) => {
      asked.push(query);
      const from = Number(query.after ?? 0);
      const rows = Array.from({ length: Math.min(2, count - from) }, (_, i) => ({ ...session, id: from + i + 1 }));
      return { rows, next: from + 2 < count ? String(from + 2) : undefined };
    },
    session: none,
    usage: none,
    commands: none,
    gaps: none,
    close: async () => {},
  };
}

async function written(wanted: Partial<ReportWanted>, reports = reportsOf(5)): Promise<string> {
  let text = '';
  await writeReport(reports, { kind: 'sessions', format: 'table', ...wanted }, { write: (more) => (text += more) });
  return text;
}

test('a table shows numbers as people read them, and no control characters', async () => {
  const lines = (await written({ limit: 1 })).split('\n');
  assert.match(
    lines[0] ?? '',
    /^started +user +type +nas +port +peer +session +state +time +bytes_in +bytes_out +cause$/,
  );
  assert.match(
    lines[1] ?? '',
    /^2001-06-27T00:00:00Z +=cmd\("x"\),\?\[2J .* 1d 02:03:04 +1.50 KiB +1.00 TiB +Idle-Timeout$/,
  );
  assert.equal(lines.length, 3);
});

test('CSV quotes what must be quoted and makes no formulas', async () => {
  const lines = (await written({ format: 'csv', limit: 1 })).split('\n');
  assert.match(lines[0] ?? '', /^started,user,type,.*,cause,group,address,ended,id$/);
  assert.ok(lines[1]?.startsWith(`2001-06-27T00:00:00Z,"'=cmd(""x""),\x1b[2J",network,192.0.2.1,`), lines[1]);
  assert.ok(lines[1]?.includes(',93784,1536,1099511627776,Idle-Timeout,'), lines[1]);
});

test('JSON has one object a line, and all pages', async () => {
  const lines = (await written({ format: 'json' })).trim().split('\n');
  assert.deepEqual(
    lines.map((line) => JSON.parse(line).id),
    [1, 2, 3, 4, 5],
  );
});

test('what is wanted goes to the question, and no more is asked than wanted', async () => {
  const asked: SessionsQuery[] = [];
  const text = await written(
    { user: 'alice', state: 'open', sort: 'octets', match: 'x', limit: 3 },
    reportsOf(9, asked),
  );
  assert.equal(text.trim().split('\n').length, 4);
  assert.deepEqual(asked, [
    { filter: { user: 'alice', state: 'open', text: 'x' }, sort: 'octets', limit: 3 },
    { filter: { user: 'alice', state: 'open', text: 'x' }, sort: 'octets', limit: 1, after: '2' },
  ]);
});
