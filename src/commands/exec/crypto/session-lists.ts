import type { CryptoSessionView, CryptoTotals, SessionStatus } from '../../../sources/ipsec/snapshot.ts';
import { columns } from '../layout.ts';
import { printed, shortInterface, uptime } from './layout.ts';

/** Shorter screens about sessions. */

const letters: Readonly<Record<SessionStatus, string>> = {
  'UP-ACTIVE': 'UA',
  'UP-IDLE': 'UI',
  'UP-NO-IKE': 'UK',
  'DOWN-NEGOTIATING': 'DN',
  DOWN: 'D',
};

const heading = 'Peer            I/F          Username        Group/Phase1_id          Uptime   Status';

/** `show crypto session brief`: one line for each session, those of a routing table together. @param now milliseconds since 1970 */
export function showBrief(sessions: readonly CryptoSessionView[], now: number): string {
  const tables = new Map<string | undefined, CryptoSessionView[]>([[undefined, []]]);
  for (const one of sessions) tables.set(one.insideVrf, [...(tables.get(one.insideVrf) ?? []), one]);
  const lines = ['Status: A- Active, U - Up, D - Down, I - Idle, S - Standby, N - Negotiating ', '        K - No IKE'];
  for (const [vrf, those] of tables) {
    if (vrf === undefined && those.length === 0 && tables.size > 1) continue;
    lines.push(`ivrf = ${vrf ?? '(none)'}`, heading, ...those.map((one) => briefLine(one, now)));
  }
  return lines.join('\n');
}

function briefLine(session: CryptoSessionView, now: number): string {
  const { remote, interface: on = '', username = '', group, phase1Id = '', up, status } = session;
  const cells = [
    printed(remote.address).padEnd(15),
    shortInterface(on).padEnd(12),
    username.padEnd(15),
    (group ?? phase1Id).padEnd(24),
    (up === undefined ? '' : uptime(now - up)).padEnd(8),
    letters[status],
  ];
  return cells.join(' ');
}

const byGroup = (sessions: readonly CryptoSessionView[]): ReadonlyMap<string, readonly CryptoSessionView[]> => {
  const groups = new Map<string, CryptoSessionView[]>();
  for (const one of sessions)
    if (one.group !== undefined && one.up !== undefined) groups.set(one.group, [...(groups.get(one.group) ?? []), one]);
  return groups;
};

/** `show crypto session summary`: how many there are of each status, and the users of each group. */
export function showSummary(sessions: readonly CryptoSessionView[], totals: CryptoTotals): string {
  const { byStatus, started, ended } = totals;
  const up = byStatus['UP-ACTIVE'] + byStatus['UP-IDLE'] + byStatus['UP-NO-IKE'];
  const down = byStatus['DOWN-NEGOTIATING'] + byStatus.DOWN;
  const lines = [
    `Crypto sessions: ${up} up, ${down} down; ${started} came up, ${ended} ended since start`,
    ...Object.entries(byStatus).map(([status, count]) => `  ${status.padEnd(16)} ${count}`),
  ];
  for (const [group, those] of byGroup(sessions)) {
    const users = new Map<string, number>();
    for (const { username = '(none)' } of those) users.set(username, (users.get(username) ?? 0) + 1);
    lines.push(`Group ${group} has ${those.length} connection${those.length === 1 ? '' : 's'}`, '    User (Logins)');
    for (const [user, count] of users) lines.push(`    ${user} (${count})`);
  }
  return lines.join('\n');
}

/** `show crypto session groups`: how many clients of each group are connected. */
export const showGroups = (sessions: readonly CryptoSessionView[]): string =>
  columns([['Group', 'Connections'], ...[...byGroup(sessions)].map(([group, those]) => [group, String(those.length)])]);
