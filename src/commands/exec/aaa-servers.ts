import type { RadiusServerSnapshot, TacacsServerSnapshot, TransactionCounters } from '../../aaa/index.ts';
import { choice, command, INT, kw, opt, seq } from '../../ios/index.ts';
import { age } from './layout.ts';
import { clear, exec, show } from './mode.ts';

const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);

function transactions(label: string, counters: TransactionCounters, answers: readonly string[]): readonly string[] {
  const indent = '             ';
  return [
    `     ${label}: request ${counters.requests}, timeouts ${counters.timeouts}, failover ${counters.failovers}, retransmission ${counters.retransmissions}`,
    ...answers.map((line) => indent + line),
    `${indent}Response: unexpected ${counters.unexpected}, server error ${counters.serverError}, incorrect ${counters.incorrect}, time ${Math.round(counters.responseTime)}ms`,
    `${indent}Transaction: success ${counters.successes}, failure ${counters.failures}`,
    `${indent}Throttled: transaction 0, timeout 0, failure 0`,
    `${indent}Malformed responses: ${counters.malformed}`,
    `${indent}Bad authenticators: ${counters.badAuthenticators}`,
  ];
}

function ago(minutes: number): string {
  return `${Math.floor(minutes / 60)} hours, ${minutes % 60} minutes ago`;
}

/** IOS has a line for each process that talks to servers; here there is one. A failed response counts as a timeout. */
function inARow(what: string, count: { readonly longest: number; readonly now: number; readonly total: number }) {
  return [
    `     Consecutive ${what}: total ${count.total}`,
    `             AAA Platform : max ${count.longest}, current ${count.now} total ${count.total}`,
  ];
}

/** `show aaa servers`: state and counters of one RADIUS server. */
export function showRadiusServer(server: RadiusServerSnapshot): string {
  const { health, authentication, authorization, accounting, rate } = server;
  const name = server.legacy ? '' : `, hostname ${server.name}`;
  const state = `current ${health.state.toUpperCase()}, duration ${seconds(health.duration)}s, previous duration ${seconds(health.previousDuration)}s`;
  return [
    `RADIUS: id ${server.id}, priority ${server.priority}, host ${server.address ?? server.host}, auth-port ${server.authPort}, acct-port ${server.acctPort}${name}`,
    `     State: ${state}`,
    `     Dead: total time ${seconds(health.totalDeadTime)}s, count ${health.deadCount}`,
    '     Quarantined: No',
    ...transactions('Authen', authentication, [
      `Response: accept ${authentication.accepts}, reject ${authentication.rejects}, challenge ${authentication.challenges}`,
    ]),
    ...transactions('Author', authorization, ['Response: accept 0, reject 0, challenge 0']),
    ...transactions('Account', accounting, [
      `Request: start ${accounting.requestStart}, interim ${accounting.requestInterim}, stop ${accounting.requestStop}`,
      `Response: start ${accounting.responseStart}, interim ${accounting.responseInterim}, stop ${accounting.responseStop}`,
    ]),
    `     Elapsed time since counters last cleared: ${age(server.sinceCleared)}`,
    `     Estimated Outstanding Access Transactions: ${server.outstandingAccess}`,
    `     Estimated Outstanding Accounting Transactions: ${server.outstandingAccounting}`,
    '     Estimated Throttled Access Transactions: 0',
    '     Estimated Throttled Accounting Transactions: 0',
    '     Maximum Throttled Transactions: access 0, accounting 0',
    ...inARow('Response Failures', { longest: 0, now: 0, total: 0 }),
    ...inARow('Timeouts', {
      longest: health.longestTimeouts,
      now: health.consecutiveTimeouts,
      total: authentication.timeouts + authorization.timeouts + accounting.timeouts,
    }),
    '     Requests per minute past 24 hours:',
    `             high - ${ago(rate.high.minutesAgo)}: ${rate.high.requests}`,
    `             low  - ${ago(rate.low.minutesAgo)}: ${rate.low.requests}`,
    `             average: ${Math.round(rate.average)}`,
  ].join('\n');
}

/** `show tacacs`: counters of one TACACS+ server, labels right-aligned. */
function showTacacsServer(server: TacacsServerSnapshot): string {
  const text = (label: string, value: string): string => `${label.padStart(26)}: ${value}`;
  const count = (label: string, value: number): string => `${label.padStart(26)}: ${String(value).padStart(10)}`;
  return [
    `Tacacs+ Server -  ${server.privateOf === undefined ? 'public' : 'private'}  :`,
    text('Server name', server.name),
    text('Server address', server.address ?? 'UNKNOWN'),
    text('Server port', String(server.port)),
    count('Socket opens', server.socketOpens),
    count('Socket closes', server.socketCloses),
    count('Socket aborts', server.socketAborts),
    count('Socket errors', server.socketErrors),
    count('Socket Timeouts', server.socketTimeouts),
    count('Failed Connect Attempts', server.failedConnects),
    count('Total Packets Sent', server.packetsSent),
    count('Total Packets Recv', server.packetsReceived),
    count('Expected Replies', server.expectedReplies),
    text('Server Status', server.alive ? 'Alive' : 'Dead'),
    // IOS misspells these two, and programs that read them expect it so.
    `Continous Authc fail count: ${String(server.authenticationFailures).padStart(10)}`,
    `Continous Authz fail count: ${String(server.authorizationFailures).padStart(10)}`,
  ].join('\n');
}

/** State and counters of servers. */
export const aaaServerCommands = [
  command(
    exec,
    seq({ _show: show, _aaa: kw('aaa', 'Show AAA values'), _servers: kw('servers', 'Show all AAA servers') }),
  )({
    summary: 'Prints state and counters of every RADIUS server; requests count each transmission.',
    run(_value, io, { services }) {
      const { radius } = services.aaa.snapshot();
      if (radius.length > 0) io.print(radius.map(showRadiusServer).join('\n\n'));
    },
  }),
  command(
    exec,
    seq({
      _show: show,
      _tacacs: kw('tacacs', 'Shows tacacs+ server statistics'),
      which: opt(choice(kw('private', 'Servers of one group'), kw('public', 'Servers of all groups'))),
    }),
  )({
    summary: 'Prints state and counters of every TACACS+ server, or of the public or the private ones.',
    run({ which }, io, { services }) {
      const { tacacs } = services.aaa.snapshot();
      const wanted = tacacs.filter(({ privateOf }) => which !== (privateOf === undefined ? 'private' : 'public'));
      if (wanted.length > 0) io.print(wanted.map(showTacacsServer).join('\n\n'));
    },
  }),
  command(
    exec,
    seq({
      _clear: clear,
      _aaa: kw('aaa', 'Clear AAA values'),
      _counters: kw('counters', 'Clear AAA counters'),
      _servers: kw('servers', 'Clear AAA server counters'),
      which: choice(
        seq({ servers: kw('all', 'All servers') }),
        seq({
          _radius: kw('radius', 'RADIUS servers'),
          radius: choice(kw('all', 'All RADIUS servers'), INT(1, 2_147_483_647, 'Server id')),
        }),
      ),
    }),
  )({
    privilege: 15,
    summary: 'Sets counters of servers to zero; a dead server stays dead.',
    run({ which }, _io, { services }) {
      if ('servers' in which) services.aaa.clearCounters({ scope: 'all' });
      else if (which.radius === 'all') services.aaa.clearCounters({ scope: 'radius' });
      else services.aaa.clearCounters({ scope: 'radius', id: which.radius });
    },
  }),
  command(
    exec,
    seq({
      _clear: clear,
      _radius: kw('radius', 'Clear RADIUS information'),
      _statistics: kw('statistics', 'Clear RADIUS statistics'),
    }),
  )({
    privilege: 15,
    summary: 'Sets the counters of all RADIUS servers to zero.',
    run: (_value, _io, { services }) => services.aaa.clearCounters({ scope: 'radius' }),
  }),
];
