import type { DeadCriteriaSnapshot, RadiusStatistics, ServerGroupSnapshot } from '../../aaa/index.ts';
import { choice, command, HOST, INT, kw, opt, refuse, seq, WORD } from '../../ios/index.ts';
import { age } from './layout.ts';
import { exec, show } from './mode.ts';

const latencies = ['<= 2ms', '3-5ms', '5-10ms', '10-20ms', '20-50ms', '50-100m', '>100ms'] as const;

const cell = (value: number | string): string => String(value).padStart(11);
/** Labels are right-aligned, but for those of what was answered: IOS has it so. */
const row = (label: string, ...values: readonly (number | string)[]): string =>
  `${label.padStart(27)}:${values.map(cell).join('')}`;

/** `show radius statistics`: authentication, accounting and both, over all servers. */
export function showRadiusStatistics(statistics: RadiusStatistics): string {
  const { access, accounting } = statistics;
  const sum = (label: string, of: (column: typeof access) => number): string =>
    row(label, of(access), of(accounting), of(access) + of(accounting));
  const most = (label: string, of: (column: typeof access) => number): string =>
    row(label, Math.round(of(access)), Math.round(of(accounting)), Math.round(Math.max(of(access), of(accounting))));
  return [
    `${'Auth.'.padStart(38)}${cell('Acct.')}${cell('Both')}`,
    row('Maximum inQ length', 'NA', 'NA', 0),
    row('Maximum waitQ length', 'NA', 'NA', statistics.maximumWaiting),
    row('Maximum doneQ length', 'NA', 'NA', 0),
    sum('Total responses seen', (column) => column.responses),
    sum('Packets with responses', (column) => column.packetsWithResponse),
    sum('Packets without responses', (column) => column.packetsWithoutResponse),
    row('  Access Rejects'.padEnd(27), statistics.rejects),
    row('  Access Accepts'.padEnd(27), statistics.accepts),
    row('Average response delay(ms)', ...averageDelays(statistics)),
    most('Maximum response delay(ms)', (column) => column.maximumDelay),
    sum('Number of Radius timeouts', (column) => column.timeouts),
    row('Duplicate ID detects', 0, 0, 0),
    row('Buffer Allocation Failures', 0, 0, 0),
    most('Maximum Buffer Size (bytes)', (column) => column.maximumBuffer),
    sum('Malformed Responses'.padEnd(27), (column) => column.malformed),
    sum('Bad Authenticators'.padEnd(27), (column) => column.badAuthenticators),
    sum('Unknown Responses'.padEnd(27), (column) => column.unknown),
    ...sourcePorts(statistics.sourcePorts),
    ' Last used Source Port/Identifier:',
    ...statistics.lastUsed.map(({ port, identifier }) => ` ${port}/${identifier}`),
    '',
    `  Elapsed time since counters last cleared: ${age(statistics.sinceCleared)}`,
    'Radius Latency Distribution:',
    ...latencies.map(
      (label, index) => `${label.padEnd(7)}:${cell(access.latency[index] ?? 0)}${cell(accounting.latency[index] ?? 0)}`,
    ),
    '',
    'Current inQ length  : 0',
    'Current doneQ length: 0',
  ].join('\n');
}

/** Over both services, each counts by its answers. */
function averageDelays({ access, accounting }: RadiusStatistics): readonly number[] {
  const answers = access.responses + accounting.responses;
  const total = access.averageDelay * access.responses + accounting.averageDelay * accounting.responses;
  return [access.averageDelay, accounting.averageDelay, answers === 0 ? 0 : total / answers].map(Math.round);
}

/** Without `radius-server source-ports extended` the operating system chooses. */
function sourcePorts({ first, last }: RadiusStatistics['sourcePorts']): readonly string[] {
  if (first === 0) return [' Source Port Range: (ephemeral ports only)', ' 1024 - 65535'];
  return [` Source Port Range: (${last - first + 1} ports only)`, ` ${first} - ${last}`];
}

/** `show radius server-group`: members of a group with their transactions. */
function showServerGroup(group: ServerGroupSnapshot): string {
  return [
    `Server group ${group.name}`,
    `    Sharecount = ${group.shareCount}  sg_unconfigured = FALSE`,
    '    Type = standard  Memlocks = 1',
    ...group.members.flatMap((member) => [
      `    Server(${member.host}:${member.authPort},${member.acctPort},${member.name}) Transactions:`,
      `    Authen: ${member.authentications}   Author: ${member.authorizations}       Acct: ${member.accountings}`,
      `    Server_auto_test_enabled: ${member.autoTest ? 'TRUE' : 'FALSE'}`,
      '     Keywrap enabled: FALSE',
    ]),
  ].join('\n');
}

/** `show aaa dead-criteria radius`: when a server counts as dead. */
function showDeadCriteria(criteria: DeadCriteriaSnapshot): string {
  return [
    `RADIUS: No server group specified. Using ${criteria.group}`,
    'RADIUS Server Dead Criteria:',
    '=============================',
    'Server Details:',
    `    Address   : ${criteria.host}`,
    `    Auth Port : ${criteria.authPort}`,
    `    Acct Port : ${criteria.acctPort}`,
    `Server Group  : ${criteria.group}`,
    'Dead Criteria Details:',
    `    Configured Retransmits   : ${criteria.retransmits}`,
    `    Configured Timeout       : ${criteria.timeout}`,
    `    Estimated Outstanding Access Transactions: ${criteria.outstandingAccess}`,
    `    Estimated Outstanding Accounting Transactions: ${criteria.outstandingAccounting}`,
    `    Dead Detect Time         : ${criteria.detectTime}s`,
    `    Computed Retransmit Tries: ${criteria.tries}`,
    'Statistics Gathered Since Last Successful Transaction',
    '=====================================================',
    `    Max Computed Outstanding Transactions: ${criteria.maximumOutstanding}`,
    `    Max Computed Dead Detect Time: ${criteria.maximumDetectTime}s`,
    `    Max Computed Retransmits : ${criteria.maximumTries}`,
  ].join('\n');
}

const radius = kw('radius', 'Shows radius information');

/** RADIUS servers, seen as a whole, by group and one by one. */
export const radiusCommands = [
  command(
    exec,
    seq({ _show: show, _radius: radius, _statistics: kw('statistics', 'Shows radius statistics') }),
  )({
    summary: 'Prints counters over all RADIUS servers.',
    run: (_value, io, { services }) => io.print(showRadiusStatistics(services.aaa.snapshot().statistics)),
  }),
  command(
    exec,
    seq({
      _show: show,
      _radius: radius,
      _group: kw('server-group', 'Server group statistics'),
      which: choice(kw('all', 'All server groups'), WORD('Server group name')),
    }),
  )({
    summary: 'Prints the members of RADIUS server groups and their transactions.',
    run({ which }, io, { services }) {
      const groups = services.aaa
        .snapshot()
        .groups.filter(({ protocol, name }) => protocol === 'radius' && (which === 'all' || name === which));
      if (groups.length === 0) return refuse(`% No such server group ${which}`);
      return io.print(groups.map(showServerGroup).join('\n\n'));
    },
  }),
  command(
    exec,
    seq({
      _show: show,
      _aaa: kw('aaa', 'Show AAA values'),
      _criteria: kw('dead-criteria', 'Show server dead criteria'),
      _radius: kw('radius', 'RADIUS servers'),
      which: choice(
        seq({
          host: HOST('IP address or name of the server'),
          ports: opt(
            seq({
              _auth: kw('auth-port', 'UDP port of authentication'),
              auth: INT(0, 65_535, 'Port number'),
              _acct: kw('acct-port', 'UDP port of accounting'),
              acct: INT(0, 65_535, 'Port number'),
            }),
          ),
        }),
        seq({ _name: kw('server-name', 'By the name in the configuration'), name: WORD('Server name') }),
      ),
    }),
  )({
    privilege: 15,
    summary: 'Prints when a RADIUS server counts as dead.',
    run({ which }, io, { services: { aaa } }) {
      const named = 'name' in which ? aaa.snapshot().radius.find(({ name }) => name === which.name) : undefined;
      const criteria =
        'host' in which
          ? aaa.deadCriteria(which.host, which.ports?.auth, which.ports?.acct)
          : named && aaa.deadCriteria(named.host, named.authPort, named.acctPort);
      return criteria === undefined ? refuse('% No such server') : io.print(showDeadCriteria(criteria));
    },
  }),
];
