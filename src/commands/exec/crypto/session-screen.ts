import type { CryptoSessionView, FlowView, IkeSaView, IpsecSaView } from '../../../sources/ipsec/snapshot.ts';
import { endpoint, flowText, ofIpv6, printed, remaining, uptime } from './layout.ts';
import { volumeLeft } from './volume.ts';

/**
 * - `classic`: that of IOS before IKEv2, as its guide to monitoring tunnels prints it
 * - `current`: that of IOS with IKEv2, which public readers of IOS screens expect
 */
export type SessionLayout = 'classic' | 'current';

/** What `show crypto session` is told beside the sessions. */
export interface SessionScreen {
  readonly layout: SessionLayout;
  readonly detail: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Kilobytes after which SAs of a session are rekeyed; undefined: volume ends none. */
  readonly volume: (session: CryptoSessionView) => number | undefined;
}

const legend = `Code: C - IKE Configuration mode, D - Dead Peer Detection     
K - Keepalives, N - NAT-traversal, T - cTCP encapsulation     
X - IKE Extended Authentication, F - IKE Fragmentation
R - IKE Auto Reconnect, U - IKE Dynamic Route Update
S - SIP VPN`;

/** How far lines of each kind are indented, and what stands at their ends. */
const spacing = {
  classic: { about: '  ', capabilities: '    ', counts: '    ', end: '', status: 0 },
  current: { about: '      ', capabilities: '          ', counts: '        ', end: ' ', status: 14 },
} as const;

/** `show crypto session [detail]` */
export function showSessions(sessions: readonly CryptoSessionView[], screen: SessionScreen): string {
  const { layout, detail } = screen;
  const blocks = sessions.map((session) => sessionBlock(session, screen).join('\n'));
  const heading = 'Crypto session current status';
  if (layout === 'current') return [heading, ...(detail ? [legend] : []), ...blocks].join('\n\n');
  const text = blocks.join('\n\n');
  return detail && text !== '' ? text : [heading, text].join('\n').trimEnd();
}

function sessionBlock(session: CryptoSessionView, screen: SessionScreen): readonly string[] {
  const { layout, detail, now } = screen;
  const { end, status } = spacing[layout];
  const { interface: on, username, profile, group, assignedAddress, up } = session;
  const optional = (title: string, value: string | undefined): readonly string[] =>
    value === undefined ? [] : [`${title}: ${value}`];
  return [
    `Interface: ${on ?? '(none)'}`,
    ...optional('Username', username),
    ...optional('Profile', profile),
    ...optional('Group', group),
    ...optional('Assigned address', assignedAddress === undefined ? undefined : printed(assignedAddress)),
    ...(layout === 'current' && detail ? optional('Uptime', up === undefined ? undefined : uptime(now - up)) : []),
    `Session status: ${session.status.padEnd(status)}`,
    ...peerLines(session, screen),
    ...session.ikeSas.flatMap((ike) => ikeLines(ike, session.id, screen)),
    ...session.flows.flatMap((flow) => flowLines(flow, screen, screen.volume(session))),
  ].map((line) => (end === '' ? line.trimEnd() : line));
}

function peerLines(session: CryptoSessionView, { layout, detail }: SessionScreen): readonly string[] {
  const { remote, frontVrf, insideVrf, description, phase1Id } = session;
  const { about, end } = spacing[layout];
  if (!detail) return [layout === 'classic' ? `Peer: ${endpoint(remote)}` : `Peer: ${portText(remote)}${end}`];
  const vrfs = `fvrf: ${frontVrf ?? '(none)'} ivrf: ${insideVrf ?? '(none)'}`;
  const described = `${about}Desc: ${description ?? '(none)'}`;
  const identified = `${about}Phase1_id: ${phase1Id ?? '(none)'}`;
  return [
    `Peer: ${portText(remote)} ${vrfs}`,
    ...(layout === 'classic' ? [described, identified] : [identified, described]),
  ];
}

const portText = ({ address, port }: CryptoSessionView['remote']): string => `${printed(address)} port ${port}`;

function ikeLines(ike: IkeSaView, sessionId: number, { layout, detail }: SessionScreen): readonly string[] {
  const { capabilities: indent, end } = spacing[layout];
  const active = ike.status === 'active';
  const title = layout === 'classic' && ike.version === 1 ? 'IKE SA' : `IKEv${ike.version} SA`;
  // The two ends of IPv6 do not fit into one line.
  const between = ofIpv6(ike.local) ? `\n${' '.repeat(10)}` : ' ';
  const ends = `local ${endpoint(ike.local)}${between}remote ${endpoint(ike.remote)}`;
  const letters = ike.capabilities.join('') || '(none)';
  const [connId, lifetime] = active ? [ike.connId, remaining(ike.lifetime)] : [0, '0'];
  return [
    ...(layout === 'current' ? [`  Session ID: ${sessionId}  `] : []),
    `  ${title}: ${ends} ${active ? 'Active' : 'Inactive'}${end}`,
    ...(detail ? [`${indent}Capabilities:${letters} connid:${connId} lifetime:${lifetime}`] : []),
  ];
}

function flowLines(flow: FlowView, screen: SessionScreen, volume: number | undefined): readonly string[] {
  const { counts, end } = spacing[screen.layout];
  const { packetsIn, packetsOut } = flow.counters;
  const newest = flow.sas.findLast(({ status }) => status === 'active');
  const life = (direction: 'in' | 'out'): string => lifeText(newest, direction, volume);
  return [
    `  IPSEC FLOW: ${flowText(flow)}${end}`,
    `${counts}Active SAs: ${flow.activeSas}, origin: ${flow.origin}`,
    ...(screen.detail
      ? [
          `${counts}Inbound:  #pkts dec'ed ${packetsIn} drop 0 life (KB/Sec) ${life('in')}`,
          `${counts}Outbound: #pkts enc'ed ${packetsOut} drop 0 life (KB/Sec) ${life('out')}`,
        ]
      : []),
  ];
}

/** Kilobytes and seconds that are left. */
function lifeText(sa: IpsecSaView | undefined, direction: 'in' | 'out', volume: number | undefined): string {
  if (sa === undefined) return '0/0';
  const left = volume === undefined ? 'KB Vol Rekey Disabled' : volumeLeft(sa, direction, volume);
  return `${left}/${sa.lifetime ?? 0}`;
}
