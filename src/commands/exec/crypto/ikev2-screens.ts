import type { CryptoSessionView, FlowView, IkeSaView, IpsecSaView } from '../../../sources/ipsec/snapshot.ts';
import { groupNumber, ikev2Cipher, ikev2Hash, ikev2Prf } from './algorithm-names.ts';
import { endpoint, ofIpv6, printed } from './layout.ts';

/** Screens about IKEv2. */

/** Seconds between tests whether a peer is alive, and after how many a silent one is asked again; 0: it is not asked. */
export interface DeadPeerTimes {
  readonly seconds: number;
  readonly retry: number;
}

/** What the screens are told beside SAs. */
export interface Ikev2Screen {
  readonly detail: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Of the session that an SA belongs to. */
  readonly deadPeers: (session: CryptoSessionView | undefined) => DeadPeerTimes;
  /** Seconds that its IKE SAs are configured to live; undefined: not known. */
  readonly lifetime: (session: CryptoSessionView | undefined) => number | undefined;
}

const head = 'Tunnel-id Local                 Remote                fvrf/ivrf            Status ';
const longHead = 'Tunnel-id    fvrf/ivrf              Status';
const statuses = { active: 'READY', negotiating: 'IN-NEG', deleted: 'DELETE' } as const;
const descriptions = {
  active: 'Negotiation done',
  negotiating: 'Initiator waiting',
  deleted: 'Deleting IKE SA',
} as const;

const proof: Readonly<Record<IkeSaView['authentication'], string>> = {
  psk: 'PSK',
  'rsa-sig': 'RSA',
  eap: 'EAP',
  unknown: 'Unknown',
};

function algorithms(sa: IkeSaView): string {
  const { encryption, keySize, prf, integrity, dhGroup, authentication } = sa;
  // This end has no EAP to prove itself with: it has a certificate.
  const own = authentication === 'eap' ? 'RSA' : proof[authentication];
  return [
    `      Encr: ${ikev2Cipher(encryption) || 'Unknown'}`,
    `keysize: ${keySize}`,
    `PRF: ${ikev2Prf(prf)}`,
    `Hash: ${ikev2Hash(integrity)}`,
    `DH Grp:${groupNumber(dhGroup)}`,
    `Auth sign: ${own}`,
    `Auth verify: ${proof[authentication]}`,
  ].join(', ');
}

/** One IKE SA: its row, and what is indented below. */
function saLines(sa: IkeSaView, session: CryptoSessionView | undefined, screen: Ikev2Screen): readonly string[] {
  const { connId, local, remote, frontVrf = 'none', insideVrf = 'none', status, established } = sa;
  const vrfs = `${frontVrf}/${insideVrf}`;
  const state = statuses[status];
  const row = ofIpv6(local)
    ? [
        longHead,
        `${String(connId).padEnd(10)} ${vrfs.padEnd(20)} ${state}`,
        `Local  ${endpoint(local)}`,
        `Remote  ${endpoint(remote)}`,
      ]
    : [
        head,
        `${String(connId).padEnd(9)} ${endpoint(local).padEnd(21)} ${endpoint(remote).padEnd(21)} ${vrfs.padEnd(20)} ${state.padEnd(7)}`,
      ];
  const age = established === undefined ? 0 : Math.max(0, Math.floor((screen.now - established) / 1000));
  const life = screen.lifetime(session) ?? (sa.lifetime === undefined ? 0 : age + sa.lifetime);
  return [
    ...row,
    algorithms(sa),
    `      Life/Active Time: ${life}/${age} sec`,
    ...(screen.detail ? detailLines(sa, session, screen.deadPeers(session)) : []),
  ];
}

/** charon does not tell its message numbers, so that they are 0; its window is 1 (RFC 7296 §2.3). */
function detailLines(sa: IkeSaView, session: CryptoSessionView | undefined, dpd: DeadPeerTimes): readonly string[] {
  const { initiator, initiatorSpi, responderSpi } = sa;
  const [ours, theirs] = initiator ? [initiatorSpi, responderSpi] : [responderSpi, initiatorSpi];
  const user = session?.username;
  const behind = sa.local.port !== 500 || sa.remote.port !== 500;
  return [
    `CE id: 0, Session-id: ${session?.id ?? 0}`,
    `Status Description: ${descriptions[sa.status]}`,
    `Local spi: ${ours.toUpperCase()}       Remote spi: ${theirs.toUpperCase()}`,
    `Local id: ${sa.localId}`,
    `Remote id: ${sa.remoteId}`,
    ...(user === undefined ? [] : [`Remote EAP id: ${user}`]),
    'Local req msg id:  0              Remote req msg id:  0         ',
    'Local next msg id: 0              Remote next msg id: 0         ',
    'Local req queued:  0              Remote req queued:  0         ',
    'Local window:      1              Remote window:      1         ',
    `DPD configured for ${dpd.seconds} seconds, retry ${dpd.retry}`,
    'Fragmentation not  configured.',
    'Dynamic Route Update: disabled',
    `Extended Authentication ${sa.authentication === 'eap' ? 'configured' : 'not configured'}.`,
    sa.capabilities.includes('N') || behind ? 'NAT-T is detected' : 'NAT-T is not detected  ',
    'Cisco Trust Security SGT is disabled',
    ...(session?.assignedAddress === undefined ? [] : [`Assigned host addr: ${printed(session.assignedAddress)}`]),
    `Initiator of SA : ${initiator ? 'Yes' : 'No'}`,
  ].map((line) => `      ${line}`);
}

const sessionWith = (sessions: readonly CryptoSessionView[], sa: IkeSaView): CryptoSessionView | undefined =>
  sessions.find(({ ikeSas }) => ikeSas.some(({ connId }) => connId === sa.connId));

/** `show crypto ikev2 sa [detailed]` */
export function showIkev2Sas(
  sas: readonly IkeSaView[],
  sessions: readonly CryptoSessionView[],
  screen: Ikev2Screen,
): string {
  const part = (title: string, ipv6: boolean): readonly string[] => [
    ` ${title} Crypto IKEv2  SA `,
    '',
    ...sas
      .filter((sa) => ofIpv6(sa.local) === ipv6)
      .flatMap((sa) => [...saLines(sa, sessionWith(sessions, sa), screen), '']),
  ];
  return [...part('IPv4', false), ...part('IPv6', true)].join('\n');
}

/** First and last address of a network, as IOS has them in selectors. */
export function bounds(network: string): readonly [first: string, last: string] {
  const [from, to] = network.split('..');
  if (to !== undefined) return [printed(from ?? ''), printed(to)];
  const [address = '', length] = network.split('/');
  if (length === undefined) return [printed(address), printed(address)];
  const ones = Number(length);
  if (address.includes(':')) return [printed(address), printed(lastOfIpv6(address, ones))];
  const value = address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
  const last = value + 2 ** (32 - ones) - 1;
  const text = (number: number): string => [24, 16, 8, 0].map((shift) => (number / 2 ** shift) & 255).join('.');
  return [text(value), text(last)];
}

/** RFC 4291 §2.2: eight groups, one run of zeros left out. */
function lastOfIpv6(address: string, ones: number): string {
  const [front = '', back] = address.split('::');
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const [left, right] = [groups(front), groups(back ?? '')];
  const zeros = back === undefined ? [] : Array<string>(8 - left.length - right.length).fill('0');
  const all = [...left, ...zeros, ...right].map((group) => Number.parseInt(group, 16));
  return all
    .map((group, index) => {
      const own = Math.min(16, Math.max(0, ones - index * 16));
      return (group | (0xffff >>> own)).toString(16);
    })
    .join(':');
}

/** All selectors of a pair of SAs: what it was negotiated for, not what of it is one flow. */
function selectorText(flows: readonly FlowView[]): readonly string[] {
  const range = (network: string, port: string | undefined): string => {
    const [first, last] = bounds(network);
    const [low = '0', high = low] = port === undefined ? ['0', '65535'] : port.split('-');
    return `${first}/${low} - ${last}/${high}`;
  };
  const locals = new Set(flows.map(({ local, localPort }) => range(local, localPort)));
  const remotes = new Set(flows.map(({ remote, remotePort }) => range(remote, remotePort)));
  return [
    ...[...locals].map((text, index) => `${index === 0 ? 'Child sa: ' : ' '.repeat(10)}local selector  ${text}`),
    ...[...remotes].map((text) => `          remote selector ${text}`),
  ];
}

const spi = (hex: string): string => `0x${hex.replace(/^0+(?=.)/, '').toUpperCase()}`;

function childLines(flows: readonly FlowView[], sa: IpsecSaView, detail: boolean): readonly string[] {
  const pair = `${spi(sa.spiIn)}/${spi(sa.spiOut)}`;
  const esp = sa.protocol === 'ESP';
  const lines = [...selectorText(flows), `          ESP spi in/out: ${esp ? pair : '0x0/0x0'}  `];
  if (!detail) return lines;
  const hash = ikev2Hash(sa.integrity);
  return [
    ...lines,
    `          AH spi in/out: ${esp ? '0x0/0x0' : pair}  `,
    '          CPI in/out: 0x0/0x0  ',
    `          Encr: ${ikev2Cipher(sa.encryption) || 'None'}, keysize: ${sa.keySize}, esp_hmac: ${esp ? hash : 'None'}`,
    `          ah_hmac: ${esp ? 'None' : hash}, comp: IPCOMP_NONE, mode ${sa.mode}`,
  ];
}

/** `show crypto ikev2 session [detailed]` */
export function showIkev2Sessions(sessions: readonly CryptoSessionView[], screen: Ikev2Screen): string {
  const block = (session: CryptoSessionView): readonly string[] => {
    const { id, status, ikeSas, flows } = session;
    const children = new Map<number, { readonly sa: IpsecSaView; readonly flows: FlowView[] }>();
    for (const flow of flows)
      for (const sa of flow.sas) {
        if (sa.status !== 'active') continue;
        const child = children.get(sa.id);
        if (child === undefined) children.set(sa.id, { sa, flows: [flow] });
        else child.flows.push(flow);
      }
    return [
      `Session-id:${id}, Status:${status}, IKE count:${ikeSas.length}, CHILD count:${children.size}`,
      '',
      ...ikeSas.flatMap((sa) => saLines(sa, session, screen)),
      ...[...children.values()].flatMap((child) => [...childLines(child.flows, child.sa, screen.detail), '']),
      ...(children.size === 0 ? [''] : []),
    ];
  };
  const shown = sessions.filter(({ version, ikeSas, up }) => version === 2 && (ikeSas.length > 0 || up !== undefined));
  const part = (title: string, ipv6: boolean): readonly string[] => [
    ` ${title} Crypto IKEv2 Session `,
    '',
    ...shown.filter(({ remote }) => ofIpv6(remote) === ipv6).flatMap(block),
  ];
  return [...part('IPv4', false), ...part('IPv6', true)].join('\n');
}
