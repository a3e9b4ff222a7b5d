import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { FakeClock } from '../../base/clock.ts';
import { attribute } from '../../protocols/radius/index.ts';
import { thinner } from '../books/retention.ts';
import { book, bookedInMemory, bookedOnDisk } from '../fixtures/books.ts';
import { network, noon, radiusEntry, system, tacacsEntry } from '../fixtures/records.ts';
import type { InboxEntry } from '../inbox/entry.ts';
import { openReports, type Reports, type SessionOrder } from './index.ts';
import type { querySessions } from './session-queries.ts';
import { queryUsage } from './usage-query.ts';

const minute = 60_000;
const day = 86_400_000;
const gigabytes = (giga: number) => [attribute('Acct-Input-Gigawords', giga)];

/** The reports of books with these entries, at a time a minute after `now`. */
function reportsOn(t: TestContext, entries: readonly InboxEntry[], now = noon): Reports {
  const directory = mkdtempSync(join(tmpdir(), 'tollgate-reports-'));
  bookedOnDisk(directory, entries).close();
  const reports = openReports(directory, new FakeClock(now + minute));
  t.after(async () => {
    await reports.close();
    rmSync(directory, { recursive: true });
  });
  return reports;
}

/** Start, interims every five minutes, and a Stop unless it is to stay open. */
function sessionOf(id: string, user: string, from: number, counts: readonly number[], open = false): InboxEntry[] {
  const at = (i: number) => from + i * 5 * minute;
  return [
    network('Start', { id, user, time: from, received: from }),
    ...counts.map((octetsIn, i) =>
      network(i === counts.length - 1 && !open ? 'Stop' : 'Interim-Update', {
        id,
        user,
        octetsIn,
        time: at(i + 1),
        received: at(i + 1),
        elapsed: (i + 1) * 300,
      }),
    ),
  ];
}

const tunnel = (kind: 'Start' | 'Stop', time: number, more: Parameters<typeof radiusEntry>[0] = []): InboxEntry =>
  radiusEntry([
    attribute('NAS-IP-Address', '172.16.25.15'),
    attribute('User-Name', 'joe'),
    attribute('Acct-Status-Type', kind),
    attribute('Acct-Session-Id', '00000099'),
    attribute('Cisco-AVPair', 'isakmp-group-id=cclient'),
    attribute('Cisco-AVPair', 'isakmp-initator-ip=198.51.100.7'),
    attribute('Event-Timestamp', time / 1000),
    ...more,
  ]);

test('usage is added up by user, group, peer, NAS, type and day; a session over midnight counts in both days', async (t) => {
  const evening = Math.floor(noon / day) * day + day - 7 * minute;
  const reports = reportsOn(t, [
    ...sessionOf('01', 'alice', evening, [1000, 2500, 4000]),
    ...sessionOf('02', 'bob', noon, [7], true),
    tunnel('Start', noon),
    tunnel('Stop', noon + minute, [attribute('Acct-Session-Time', 60), ...gigabytes(1)]),
  ]);
  const brief = async (by: 'user' | 'group' | 'peer' | 'nas' | 'day' | 'type') =>
    (await reports.usage({ by })).rows.map(({ key, sessions, time, bytesIn }) => [key, sessions, time, bytesIn]);
  assert.deepEqual(await brief('user'), [
    ['joe', 1, 60, 2 ** 32],
    ['alice', 1, 900, 4000],
    ['bob', 1, 300, 7],
  ]);
  assert.deepEqual(await brief('day'), [
    ['2001-06-27', 3, 60 + 300 + 300, 2 ** 32 + 7 + 1000],
    ['2001-06-28', 0, 600, 3000],
  ]);
  assert.deepEqual(await brief('group'), [
    ['cclient', 1, 60, 2 ** 32],
    ['', 2, 1200, 4007],
  ]);
  assert.deepEqual(
    (await brief('peer')).map(([key]) => key),
    ['198.51.100.7', ''],
  );
  assert.deepEqual(await brief('nas'), [['172.16.25.15', 3, 1260, 2 ** 32 + 4007]]);
  const june28 = { since: Date.UTC(2001, 5, 28), until: Date.UTC(2001, 5, 29) };
  const { rows } = await reports.usage({ by: 'user', ...june28 });
  assert.deepEqual(
    rows.map(({ key, bytesIn }) => [key, bytesIn]),
    [['alice', 3000]],
  );
});

test('usage is the sum of the sessions, whatever comes in whatever order, retention of days or not', () => {
  const record = fc.record({
    kind: fc.constantFrom('Start', 'Interim-Update', 'Stop'),
    id: fc.constantFrom('1', '2', '3'),
    user: fc.constantFrom('alice', 'bob'),
    hours: fc.integer({ min: 0, max: 2000 }),
    octetsIn: fc.nat(1e9),
    elapsed: fc.nat(1e6),
  });
  fc.assert(
    fc.property(fc.array(record, { maxLength: 40 }), (records) => {
      const entries = records.map(({ kind, id, user, hours, octetsIn, elapsed }) => {
        const time = noon + hours * 3_600_000;
        const more = kind === 'Start' ? {} : { octetsIn, elapsed };
        return network(kind as 'Start', { id: `${id}${user}`, user, time, received: time, ...more });
      });
      const database = bookedInMemory(entries);
      const sums = database.prepare(
        'SELECT user, count(*) AS n, total(bytes_in) AS b, total(duration) AS d FROM session GROUP BY user ORDER BY user',
      );
      const used = () =>
        queryUsage(database, { by: 'user' })
          .rows.toSorted((a, b) => a.key.localeCompare(b.key))
          .map(({ key, sessions, bytesIn, time }) => ({ user: key, n: sessions, b: bytesIn, d: time }));
      const wanted = sums.all().map((row) => ({ ...row }));
      assert.deepEqual(used(), wanted);
      thinner(database)({ daily: noon + 1000 * 3_600_000 });
      assert.deepEqual(used(), wanted);
    }),
    { numRuns: 60 },
  );
});

test('pages of sessions skip none and repeat none in any order; filters and text narrow them', async (t) => {
  const users = ['alice', 'bob', 'al_ce'];
  const entries = Array.from({ length: 31 }, (_, i) =>
    sessionOf(`S${i}`, users[i % 3] ?? '', noon + i * 1000, [(i % 4) * 100], i % 5 === 0),
  ).flat();
  const reports = reportsOn(t, entries);
  for (const sort of ['newest', 'oldest', 'duration', 'octets'] satisfies SessionOrder[]) {
    const seen: number[] = [];
    const sizes: number[] = [];
    for (let after: string | undefined, first = true; first || after !== undefined; first = false) {
      const page = await reports.sessions({ sort, limit: 7, ...(after === undefined ? {} : { after }) });
      seen.push(...page.rows.map(({ id }) => id));
      sizes.push(...page.rows.map(({ bytesIn }) => bytesIn ?? 0));
      after = page.next;
    }
    assert.equal(seen.length, 31);
    assert.equal(new Set(seen).size, 31);
    if (sort === 'octets')
      assert.deepEqual(
        sizes,
        sizes.toSorted((a, b) => b - a),
      );
  }
  const count = async (filter: Parameters<typeof querySessions>[1]['filter']) =>
    (await reports.sessions({ ...(filter === undefined ? {} : { filter }), limit: 1000 })).rows.length;
  assert.equal(await count({ user: 'bob' }), 10);
  assert.equal(await count({ state: 'open' }), 7);
  assert.equal(await count({ state: 'ended' }), 24);
  assert.equal(await count({ text: 'L_C' }), 10, 'an underscore is an underscore');
  assert.equal(await count({ text: 's30' }), 1);
  assert.equal(await count({ until: noon + 10_000 }), 10);
});

test('a session comes with its records in the order of time, whatever order they came in', async (t) => {
  const [start, interim, stop] = sessionOf('01', 'alice', noon, [1000, 2500]);
  assert.ok(start && interim && stop);
  const again = sessionOf('01', 'alice', noon + 40 * day, [1, 2]);
  const reports = reportsOn(t, [stop, interim, start, start, ...again]);
  const { rows } = await reports.sessions({ sort: 'oldest' });
  assert.equal(rows.length, 2);
  const report = await reports.session(rows[0]?.id ?? 0);
  assert.deepEqual(
    report?.records.map(({ kind, bytesIn, copies }) => [kind, bytesIn, copies]),
    [
      ['start', undefined, 2],
      ['interim', 1000, 1],
      ['stop', 2500, 1],
    ],
  );
  assert.deepEqual(
    report?.records[1]?.attributes.find(({ name }) => name === 'User-Name'),
    {
      name: 'User-Name',
      value: 'alice',
    },
  );
  assert.equal((await reports.session(rows[1]?.id ?? 0))?.records.length, 3);
  assert.equal(await reports.session(999), undefined);
});

test('commands are found by who, where and what, with the privilege they were typed at', async (t) => {
  const typed = (task: number, user: string, level: number, command: string) =>
    tacacsEntry(
      'stop',
      [
        `task_id=${task}`,
        `start_time=${noon / 1000 + task}`,
        'service=shell',
        `priv-lvl=${level}`,
        `cmd=${command} <cr>`,
      ],
      { user },
    );
  const reports = reportsOn(t, [
    typed(1, 'alice', 1, 'show version'),
    typed(2, 'alice', 15, 'configure terminal'),
    typed(3, 'bob', 15, 'reload in 100%'),
    typed(3, 'bob', 15, 'reload in 100%'),
  ]);
  const found = async (query: Parameters<Reports['commands']>[0]) =>
    (await reports.commands(query)).rows.map(({ user, privilege, command }) => `${user} ${privilege} ${command}`);
  assert.deepEqual(await found({}), [
    'bob 15 reload in 100% <cr>',
    'alice 15 configure terminal <cr>',
    'alice 1 show version <cr>',
  ]);
  assert.deepEqual(await found({ match: 'CONF*term' }), ['alice 15 configure terminal <cr>']);
  assert.deepEqual(await found({ match: '100%' }), ['bob 15 reload in 100% <cr>']);
  assert.deepEqual(await found({ match: '1%0' }), []);
  assert.deepEqual(await found({ user: 'alice', until: noon + 2000 }), ['alice 1 show version <cr>']);
  const first = await reports.commands({ limit: 2 });
  assert.equal((await reports.commands({ limit: 2, after: first.next ?? '' })).rows.length, 1);
});

test('every kind of gap is found, and nothing else', async (t) => {
  const without = (entries: readonly InboxEntry[], ...left: number[]) => entries.filter((_, i) => !left.includes(i));
  const seven = [1, 2, 3, 4, 5, 6, 7];
  const late = sessionOf('late', 'alice', noon, seven);
  const reports = reportsOn(
    t,
    [
      ...sessionOf('whole', 'alice', noon, seven),
      ...without(sessionOf('headless', 'alice', noon, seven), 0),
      ...without(sessionOf('holed', 'alice', noon, seven), 3, 4, 5),
      ...without(late, 3, 4, 5),
      ...late,
      ...sessionOf('reset', 'alice', noon, [1, 2, 9, 4]),
      network('Start', { id: 'lost', nas: '172.16.25.16', time: noon }),
      system('Accounting-On', noon + minute, '172.16.25.16'),
      ...sessionOf('silent', 'bob', noon, seven, true),
      ...sessionOf('lively', 'bob', noon + 2 * 3_600_000 - 35 * minute, seven, true),
    ],
    noon + 2 * 3_600_000,
  );
  const { rows, next } = await reports.gaps({});
  assert.equal(next, undefined);
  assert.deepEqual(rows.map(({ kind, session }) => `${session.session} ${kind}`).toSorted(), [
    'headless no-start',
    'holed interim-gap',
    'lost no-stop',
    'reset counter-back',
    'silent silent',
  ]);
  assert.match(rows.find(({ kind }) => kind === 'interim-gap')?.text ?? '', /every 5 minutes, but none for 20 minutes/);
  assert.deepEqual(
    (await reports.gaps({ kind: 'silent' })).rows.map(({ session }) => session.session),
    ['silent'],
  );
  const pages: string[] = [];
  for (let after: string | undefined, first = true; first || after !== undefined; first = false) {
    const page = await reports.gaps({ limit: 1, ...(after === undefined ? {} : { after }) });
    pages.push(...page.rows.map(({ session }) => session.session));
    after = page.next;
  }
  assert.deepEqual(pages.toSorted(), ['headless', 'holed', 'lost', 'reset', 'silent']);
});

test('retention takes what is older, leaves open sessions, and says when there is more to do', () => {
  const old = Array.from({ length: 1200 }, (_, i) => sessionOf(`old${i}`, 'alice', noon, [1])).flat();
  const database = bookedInMemory([...old, ...sessionOf('open', 'alice', noon, [1], true)]);
  book(database, sessionOf('new', 'alice', noon + 50 * day, [5]));
  const thin = thinner(database);
  const cutoffs = { records: noon + 10 * day, sessions: noon + 10 * day };
  let steps = 1;
  while (thin(cutoffs).more) steps += 1;
  assert.equal(steps, 2);
  const names = (table: string) =>
    database
      .prepare(`SELECT DISTINCT session FROM ${table} ORDER BY session`)
      .all()
      .map((row) => row.session);
  assert.deepEqual(names('record'), ['new']);
  assert.deepEqual(names('session'), ['new', 'open']);
  assert.equal(queryUsage(database, { by: 'user' }).rows[0]?.bytesIn, 1206);
  thin({ usage: noon + 10 * day });
  assert.equal(queryUsage(database, { by: 'user' }).rows[0]?.bytesIn, 5);
});
