import assert from 'node:assert/strict';
import process from 'node:process';
import { test } from 'node:test';
import { zoneAt, zoneReader } from './time-zone.ts';

const summer = Date.UTC(2026, 6, 1);

test('the zone that the configuration names, east and west of UTC', () => {
  assert.deepEqual(zoneAt({ name: 'CET', hours: 1, minutes: 0 }, summer), { name: 'CET', offset: 60 });
  assert.deepEqual(zoneAt({ name: 'IST', hours: 5, minutes: 30 }, summer), { name: 'IST', offset: 330 });
  assert.deepEqual(zoneAt({ name: 'NST', hours: -3, minutes: 30 }, summer), { name: 'NST', offset: -210 });
  assert.deepEqual(zoneAt({ name: 'X', hours: 0, minutes: 20 }, summer), { name: 'X', offset: 20 });
});

test('a reader follows the configuration and the seasons', (t) => {
  t.after(() => {
    process.env.TZ = 'UTC';
  });
  process.env.TZ = 'Europe/Berlin';
  let configured: { name: string; hours: number; minutes: number } | undefined;
  const zone = zoneReader(() => configured);
  const change = Date.UTC(2026, 9, 25, 1);
  assert.deepEqual(
    [zone(change - 1), zone(change)].map(({ name, offset }) => [name, offset]),
    [
      ['CEST', 120],
      ['CET', 60],
    ],
  );
  configured = { name: 'XYZ', hours: -2, minutes: 0 };
  assert.deepEqual(zone(change), { name: 'XYZ', offset: -120 });
});

test("the machine's zone has a name of one word wherever there is one", (t) => {
  t.after(() => {
    process.env.TZ = 'UTC';
  });
  const zone = (name: string): readonly [string, number] => {
    process.env.TZ = name;
    const found = zoneAt(undefined, summer);
    return [found.name, found.offset];
  };
  assert.deepEqual(['America/New_York', 'Europe/Berlin', 'Asia/Kolkata', 'Australia/Sydney', 'UTC'].map(zone), [
    ['EDT', -240],
    ['CEST', 120],
    ['IST', 330],
    ['AEST', 600],
    ['UTC', 0],
  ]);
});
