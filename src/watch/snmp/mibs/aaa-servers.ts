import type {
  AaaFacade,
  AccountingCounters,
  HealthSnapshot,
  RadiusServerSnapshot,
  TacacsServerSnapshot,
  TransactionCounters,
} from '../../../aaa/index.ts';
import {
  counter32,
  gauge32,
  integer,
  ipAddress,
  type Oid,
  oid,
  type SnmpValue,
  text,
  truth,
} from '../../../protocols/snmp/index.ts';
import type { Notification } from '../notifier.ts';
import { type Column, type Leaf, SortedRows, scalarLeaf, tableLeaves } from '../objects.ts';
import { perAnswer } from './fresh.ts';

type Row =
  | { readonly protocol: 'radius'; readonly server: RadiusServerSnapshot }
  | { readonly protocol: 'tacacs'; readonly server: TacacsServerSnapshot; readonly priority: number };

const protocols = { tacacs: 1, radius: 2 } as const;
const statistics = oid('1.3.6.1.4.1.9.10.56.1.2.1.1');
const stateChange = oid('1.3.6.1.4.1.9.10.56.2.0.1');

/** TimeInterval: hundredths of a second. */
const interval = (milliseconds: number): SnmpValue => integer(Math.min(0x7fffffff, Math.round(milliseconds / 10)));

/** A column that RADIUS servers have. */
const radius = (number: number, name: string, read: (server: RadiusServerSnapshot) => SnmpValue): Column<Row> => ({
  name,
  number,
  read: (row) => (row.protocol === 'radius' ? read(row.server) : undefined),
});

/** The eight counters that every service has, in this order. `requests` has retransmissions in it. */
const perService = (
  first: number,
  prefix: string,
  of: (server: RadiusServerSnapshot) => TransactionCounters,
): readonly Column<Row>[] =>
  (
    [
      ['Requests', (counters) => counter32(counters.requests)],
      ['RequestTimeouts', (counters) => counter32(counters.timeouts)],
      ['UnexpectedResponses', (counters) => counter32(counters.unexpected)],
      ['ServerErrorResponses', (counters) => counter32(counters.serverError)],
      ['IncorrectResponses', (counters) => counter32(counters.incorrect)],
      ['ResponseTime', (counters) => interval(counters.responseTime)],
      ['TransactionSuccesses', (counters) => counter32(counters.successes)],
      ['TransactionFailures', (counters) => counter32(counters.failures)],
    ] satisfies readonly (readonly [string, (counters: TransactionCounters) => SnmpValue])[]
  ).map(([name, read], at) => radius(first + at, `cas${prefix}${name}`, (server) => read(of(server))));

const acct = (number: number, name: string, key: keyof AccountingCounters): Column<Row> =>
  radius(number, `casAcct${name}`, ({ accounting }) => counter32(accounting[key]));

const health = (number: number, name: string, read: (health: HealthSnapshot) => SnmpValue): Column<Row> =>
  radius(number, name, (server) => read(server.health));

const stateOf = (state: HealthSnapshot['state']): SnmpValue => integer(state === 'up' ? 1 : 2);

const configColumns: readonly Column<Row>[] = [
  { name: 'casAddress', number: 3, read: ({ server }) => ipAddress(server.address) },
  {
    name: 'casAuthenPort',
    number: 4,
    read: (row) => integer(row.protocol === 'radius' ? row.server.authPort : row.server.port),
  },
  { name: 'casAcctPort', number: 5, read: (row) => integer(row.protocol === 'radius' ? row.server.acctPort : 0) },
  // Reads empty, whatever the key is.
  { name: 'casKey', number: 6, read: () => text('') },
  {
    name: 'casPriority',
    number: 7,
    read: (row) => gauge32(row.protocol === 'radius' ? row.server.priority : row.priority),
  },
  { name: 'casConfigRowStatus', number: 8, read: () => integer(1) },
];

const statisticsColumns: readonly Column<Row>[] = [
  ...perService(1, 'Authen', ({ authentication }) => authentication),
  ...perService(9, 'Author', ({ authorization }) => authorization),
  ...perService(17, 'Acct', ({ accounting }) => accounting),
  {
    name: 'casState',
    number: 25,
    read: (row) => stateOf(row.protocol === 'radius' ? row.server.health.state : row.server.alive ? 'up' : 'dead'),
  },
  health(26, 'casCurrentStateDuration', ({ duration }) => interval(duration)),
  health(27, 'casPreviousStateDuration', ({ previousDuration }) => interval(previousDuration)),
  health(28, 'casTotalDeadTime', ({ totalDeadTime }) => interval(totalDeadTime)),
  health(29, 'casDeadCount', ({ deadCount }) => counter32(deadCount)),
  radius(31, 'casAuthenRetrans', ({ authentication }) => counter32(authentication.retransmissions)),
  acct(72, 'RequestFailover', 'failovers'),
  acct(73, 'RequestRetransmission', 'retransmissions'),
  acct(74, 'RequestStart', 'requestStart'),
  acct(75, 'RequestInterim', 'requestInterim'),
  acct(76, 'RequestStop', 'requestStop'),
  acct(77, 'ResponseStart', 'responseStart'),
  acct(78, 'ResponseInterim', 'responseInterim'),
  acct(79, 'ResponseStop', 'responseStop'),
  // Nothing is throttled, and no server is kept in quarantine: yes (1), no (2).
  radius(80, 'casAcctThrottledTransaction', () => counter32(0)),
  radius(81, 'casAcctThrottledTimeout', () => counter32(0)),
  radius(82, 'casAcctThrottledFailure', () => counter32(0)),
  acct(83, 'MalformedResponses', 'malformed'),
  acct(84, 'BadAuthenticators', 'badAuthenticators'),
  radius(115, 'casQuarantined', () => integer(2)),
];

const indexOf = ({ protocol, server }: Row): Oid => [protocols[protocol], server.id];

/** CISCO-AAA-SERVER-MIB: 1.3.6.1.4.1.9.10.56. @param enabled whether state changes are told of */
export function aaaServerMib(aaa: Pick<AaaFacade, 'snapshot'>, enabled: () => boolean): readonly Leaf[] {
  const rows = perAnswer(() => {
    const snapshot = aaa.snapshot();
    const all: readonly Row[] = [
      ...snapshot.radius.map((server) => ({ protocol: 'radius', server }) as const),
      ...snapshot.tacacs.map((server, at) => ({ protocol: 'tacacs', server, priority: at + 1 }) as const),
    ];
    return new SortedRows(all.map((row) => ({ index: indexOf(row), row })));
  });
  const enable = { name: 'casServerStateChangeEnable', oid: oid('1.3.6.1.4.1.9.10.56.1.1.1') };
  return [
    scalarLeaf({ ...enable, read: () => truth(enabled()) }),
    ...tableLeaves({ name: 'casConfigTable', entry: oid('1.3.6.1.4.1.9.10.56.1.1.2.1'), rows, columns: configColumns }),
    ...tableLeaves({ name: 'casStatisticsTable', entry: statistics, rows, columns: statisticsColumns }),
  ];
}

/** casServerStateChange: a server was declared dead, or alive again. */
export function serverStateChange(server: RadiusServerSnapshot, event: 'dead' | 'alive'): Notification {
  const index = indexOf({ protocol: 'radius', server });
  const column = (number: number, value: SnmpValue) => ({ oid: [...statistics, number, ...index], value });
  const { previousDuration, totalDeadTime } = server.health;
  return {
    type: 'aaa_server',
    trap: stateChange,
    varbinds: [
      column(25, stateOf(event === 'dead' ? 'dead' : 'up')),
      column(27, interval(previousDuration)),
      column(28, interval(totalDeadTime)),
    ],
  };
}
