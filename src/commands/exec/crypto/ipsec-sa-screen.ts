import type { CryptoSessionView, FlowView, IpsecSaView } from '../../../sources/ipsec/snapshot.ts';
import { groupNumber, plaintextMtu, transformText, vectorOctets } from './algorithm-names.ts';
import { network, printed } from './layout.ts';
import { volumeLeft } from './volume.ts';

/** What `show crypto ipsec sa` is told beside the sessions. */
export interface IpsecSaScreen {
  readonly detail: boolean;
  /** Kilobytes after which SAs of a session are rekeyed; undefined: volume ends none. */
  readonly volume: (session: CryptoSessionView) => number | undefined;
  /** Packets late that one may come; 0: none is checked. */
  readonly window: number;
}

/** What of a session and a flow the lines about one SA need. */
interface About {
  readonly session: CryptoSessionView;
  readonly screen: IpsecSaScreen;
}

/** `show crypto ipsec sa`: flows by interface, crypto map and peer, with the SAs of each direction. */
export function showIpsecSas(sessions: readonly CryptoSessionView[], screen: IpsecSaScreen): string {
  const interfaces = new Map<string, CryptoSessionView[]>();
  for (const session of sessions) {
    const name = session.interface ?? '(none)';
    interfaces.set(name, [...(interfaces.get(name) ?? []), session]);
  }
  const lines: string[] = [];
  for (const [name, those] of interfaces) {
    lines.push('', `interface: ${name}`);
    let before: string | undefined;
    for (const session of those) {
      const tag = `    Crypto map tag: ${session.map ?? '(none)'}, local addr ${printed(session.local.address)}`;
      if (tag !== before) lines.push(tag);
      before = tag;
      for (const flow of session.flows) lines.push('', ...flowLines(flow, { session, screen }));
    }
  }
  return lines.join('\n');
}

const ident = (text: string, protocol: number, port: string | undefined): string => {
  const { address, mask } = network(text);
  return `(${address}/${mask}/${protocol}/${port ?? 0})`;
};

/** Both directions, of protocols that are there. */
function flowLines(flow: FlowView, about: About): readonly string[] {
  const { session } = about;
  const { local, remote } = session;
  const { counters, protocol } = flow;
  const sas = flow.sas.filter(({ status }) => status === 'active');
  const newest = sas.at(-1);
  const spiOut = newest === undefined ? 0 : Number.parseInt(newest.spiOut, 16);
  const mtu = newest === undefined ? 1500 : plaintextMtu(newest);
  const on = session.interface ?? '(none)';
  return [
    `   protected vrf: ${session.insideVrf ?? '(none)'}`,
    `   local  ident (addr/mask/prot/port): ${ident(flow.local, protocol, flow.localPort)}`,
    `   remote ident (addr/mask/prot/port): ${ident(flow.remote, protocol, flow.remotePort)}`,
    `   current_peer ${printed(remote.address)} port ${remote.port}`,
    '     PERMIT, flags={origin_is_acl,}',
    `    #pkts encaps: ${counters.packetsOut}, #pkts encrypt: ${counters.packetsOut}, #pkts digest: ${counters.packetsOut}`,
    `    #pkts decaps: ${counters.packetsIn}, #pkts decrypt: ${counters.packetsIn}, #pkts verify: ${counters.packetsIn}`,
    '    #pkts compressed: 0, #pkts decompressed: 0',
    '    #pkts not compressed: 0, #pkts compr. failed: 0',
    '    #pkts not decompressed: 0, #pkts decompress failed: 0',
    ...(about.screen.detail ? failures : ['    #send errors 0, #recv errors 0']),
    '',
    `     local crypto endpt.: ${printed(local.address)}, remote crypto endpt.: ${printed(remote.address)}`,
    `     plaintext mtu ${mtu}, path mtu 1500, ip mtu 1500, ip mtu idb ${on}`,
    `     current outbound spi: ${spiText(spiOut)}`,
    `     PFS (Y/N): ${newest?.dhGroup === undefined ? 'N, DH group: none' : `Y, DH group: group${groupNumber(newest.dhGroup)}`}`,
    '',
    ...directions(sas, about),
  ];
}

/** charon does not count them. */
const failures = [
  '    #pkts no sa (send) 0, #pkts invalid sa (rcv) 0',
  '    #pkts encaps failed (send) 0, #pkts decaps failed (rcv) 0',
  '    #pkts invalid prot (recv) 0, #pkts verify failed: 0',
  '    #pkts invalid identity (recv) 0, #pkts invalid len (rcv) 0',
  '    #pkts replay rollover (send): 0, #pkts replay rollover (rcv) 0',
  '    ##pkts replay failed (rcv): 0',
  '    #pkts tagged (send): 0, #pkts untagged (rcv): 0',
  '    #pkts not tagged (send): 0, #pkts not untagged (rcv): 0',
  '    #pkts internal err (send): 0, #pkts internal err (recv) 0',
];

const spiText = (spi: number): string => `0x${spi.toString(16).toUpperCase()}(${spi})`;

function directions(sas: readonly IpsecSaView[], about: About): readonly string[] {
  const of = (protocol: 'ESP' | 'AH', direction: 'in' | 'out'): readonly string[] =>
    sas.filter((sa) => sa.protocol === protocol).flatMap((sa) => saLines(sa, direction, about));
  return (['in', 'out'] as const).flatMap((direction) => [
    `     ${direction}bound esp sas:`,
    ...of('ESP', direction),
    '',
    `     ${direction}bound ah sas:`,
    ...of('AH', direction),
    '',
    `     ${direction}bound pcp sas:`,
    ...(direction === 'in' ? [''] : []),
  ]);
}

/** `Tunnel UDP-Encaps` and the like. */
const settings = ({ mode, udp }: IpsecSaView): string =>
  `${mode === 'tunnel' ? 'Tunnel' : 'Transport'}${udp ? ' UDP-Encaps' : ''}`;

function saLines(sa: IpsecSaView, direction: 'in' | 'out', { session, screen }: About): readonly string[] {
  const spi = Number.parseInt(direction === 'in' ? sa.spiIn : sa.spiOut, 16);
  const volume = screen.volume(session);
  // 0 where volume ends no SA.
  const kilobytes = volume === undefined ? 0 : volumeLeft(sa, direction, volume);
  const vector = vectorOctets(sa);
  const id = 2 * sa.id - (direction === 'in' ? 1 : 0);
  const window = screen.detail && screen.window > 0 ? `  replay window size: ${screen.window}` : '';
  return [
    `      spi: ${spiText(spi)}`,
    `        transform: ${transformText(sa)} ,`,
    `        in use settings ={${settings(sa)}, }`,
    `        conn id: ${id}, flow_id: SW:${id}, sibling_flags 80000040, crypto map: ${session.map ?? '(none)'}`,
    `        sa timing: remaining key lifetime (k/sec): (${kilobytes}/${sa.lifetime ?? 0})`,
    `        IV size: ${vector} bytes`,
    `        replay detection support: ${screen.window > 0 ? 'Y' : 'N'}${window}`,
    '        Status: ACTIVE(ACTIVE)',
  ];
}
