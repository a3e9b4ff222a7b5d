import assert from 'node:assert/strict';
import type { DetailRecord } from '../rigs/freeradius.ts';
import type { TsharkAccounting } from '../rigs/tshark.ts';
import type { Attribute, Expected, RadiusRecord, TacacsRecord } from './examples.ts';

/** Names of the examples' old dictionary, by those of today; `undefined`: the server's own, not of the record. */
const names: Readonly<Record<string, string | undefined>> = {
  'Client-Port-DNIS': 'Called-Station-Id',
  'Caller-ID': 'Calling-Station-Id',
  'User-Id': undefined,
  'NAS-Identifier': undefined,
};
const values: Readonly<Record<string, string>> = {
  'Exec-User': 'NAS-Prompt-User',
  Framed: 'Framed-User',
  Login: 'Login-User',
};

const fits = (expected: Expected, value: string): boolean =>
  typeof expected === 'string' ? (values[expected] ?? expected) === value : expected.test(value);

/** Made by FreeRADIUS itself. */
const serversOwn = new Set(['Acct-Unique-Session-Id']);

/** Every attribute of the example, in its order, with its value or in its form, and not one more. */
export function sameRadius(record: DetailRecord | undefined, example: RadiusRecord | undefined): void {
  assert.ok(record && example, 'there is no record');
  const wanted = example.attributes.flatMap(([name, value]): Attribute[] => {
    const today = name in names ? names[name] : name;
    return today === undefined ? [] : [[today, value]];
  });
  const got = record.attributes.filter(([name]) => !serversOwn.has(name));
  const text = JSON.stringify(got);
  assert.deepEqual(
    got.map(([name]) => name),
    wanted.map(([name]) => name),
    text,
  );
  for (const [at, [name, value]] of got.entries())
    assert.ok(fits(wanted[at]?.[1] ?? '', value), `${name} = ${value}, not ${String(wanted[at]?.[1])}: ${text}`);
}

/** A whole example: as many records, each as it is there, one session id for each service. */
export function sameRadiusRecords(records: readonly DetailRecord[], example: readonly RadiusRecord[]): void {
  assert.equal(records.length, example.length, JSON.stringify(records.map(({ attributes }) => attributes)));
  for (const [at, record] of records.entries()) sameRadius(record, example[at]);
  const sessions = records.map((record) => `${textOf(record, 'Service-Type')} ${textOf(record, 'Acct-Session-Id')}`);
  assert.equal(new Set(sessions).size, records.length / 2, 'Start and Stop are of one session');
}

export const textOf = (record: DetailRecord, name: string): string =>
  record.attributes.find(([known]) => known === name)?.[1] ?? '';

/** What routers send since, beside what the examples have (field by field in `docs/records.md`). */
const newer: Readonly<Record<string, RegExp>> = {
  start_time: /^\d{10}$/,
  timezone: /^CET$/,
  'disc-cause': /^\d{1,2}$/,
  'disc-cause-ext': /^1\d{3}$/,
  'pre-session-time': /^\d+$/,
  'nas-rx-speed': /^\d+$/,
  'nas-tx-speed': /^\d+$/,
};
const flags = { start: 0x02, stop: 0x04, update: 0x0a } as const;

/** Every field and argument of the example, in its order, and nothing beside but what is known to be newer. */
export function sameTacacs(request: TsharkAccounting | undefined, example: TacacsRecord | undefined): void {
  assert.ok(request && example, 'there is no record');
  const { port, remAddr, user, args } = request;
  assert.deepEqual(
    { flags: request.flags, user, port, remAddr },
    { flags: flags[example.flag], user: example.user, port: example.port, remAddr: example.remAddr },
    args.join(' '),
  );
  const pairs = args.map((arg): readonly [string, string] => {
    const at = arg.indexOf('=');
    return [arg.slice(0, at), arg.slice(at + 1)];
  });
  for (const [name, value] of pairs) if (name in newer) assert.match(value, newer[name] ?? /^$/, name);
  const classic = pairs.filter(([name]) => !(name in newer));
  assert.deepEqual(
    classic.map(([name]) => name),
    example.args.map(([name]) => name),
    args.join(' '),
  );
  for (const [at, [name, value]] of classic.entries()) {
    const expected = example.args[at]?.[1] ?? '';
    const right = typeof expected === 'string' ? expected === value : expected.test(value);
    assert.ok(right, `${name}=${value}, not ${String(expected)}`);
  }
}

/** A whole example; `task`: all records have one task. */
export function sameTacacsRecords(
  requests: readonly TsharkAccounting[],
  example: readonly TacacsRecord[],
  { task = true }: { readonly task?: boolean } = {},
): void {
  assert.equal(requests.length, example.length, requests.map(({ args }) => args.join(' ')).join('\n'));
  for (const [at, request] of requests.entries()) sameTacacs(request, example[at]);
  const tasks = new Set(requests.map(({ args }) => args[0]));
  assert.equal(tasks.size, task ? 1 : requests.length, 'task ids');
}

/** Arguments of a request by name, without those that occur twice. */
export const argument = ({ args }: TsharkAccounting, name: string): string | undefined =>
  args.find((arg) => arg.startsWith(`${name}=`))?.slice(name.length + 1);
