import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../../base/clock.ts';
import type { EventLog } from '../../base/event-log.ts';
import { bookedInMemory } from '../fixtures/books.ts';
import { noon, tacacsEntry } from '../fixtures/records.ts';
import { listOldCommands } from './commands.ts';
import { day } from './reports-schema.ts';
import { Retainer } from './retainer.ts';
import type { Cutoffs } from './retention.ts';

test('what is too old goes at the start and every hour, in steps; a failure is told once', async () => {
  const clock = new FakeClock(noon);
  const [asked, messages]: [Cutoffs[], string[]] = [[], []];
  const log: EventLog = {
    message: (_facility, severity, mnemonic, text) => messages.push(`${severity}-${mnemonic}: ${text}`),
    debugging: () => false,
    debug() {},
  };
  let left = 2;
  let failing = false;
  const thin = async (cutoffs: Cutoffs) => {
    if (failing) throw new Error('disk full');
    asked.push(cutoffs);
    return { more: --left > 0 };
  };
  const retainer = new Retainer({ records: 400, daily: 90 }, { clock, log, thin });
  await clock.advance(1000);
  assert.equal(asked.length, 2);
  assert.deepEqual(asked[0], { records: noon - 400 * day, daily: noon - 90 * day });
  await clock.advance(3_600_000);
  assert.equal(asked.length, 3);
  failing = true;
  await clock.advance(3 * 3_600_000);
  assert.deepEqual(messages, ['3-RETENTION_FAIL: Old records cannot be removed: disk full']);
  failing = false;
  await clock.advance(3_600_000);
  assert.equal(asked.length, 4);
  await retainer.close();
  await clock.advance(10 * 3_600_000);
  assert.equal(asked.length, 4);
});

test('commands of books from before there was a list are listed once', () => {
  const typed = ['task_id=1', `start_time=${noon / 1000}`, 'service=shell', 'priv-lvl=15', 'cmd=reload <cr>'];
  const database = bookedInMemory([tacacsEntry('stop', typed)]);
  const list = () =>
    database
      .prepare('SELECT * FROM command')
      .all()
      .map((row) => ({ ...row }));
  const wanted = list();
  assert.equal(wanted.length, 1);
  database.exec('DELETE FROM command; UPDATE progress SET old = 1');
  listOldCommands(database);
  assert.deepEqual(list(), wanted);
  assert.equal(database.prepare('SELECT old FROM progress').get()?.old, 0);
});
