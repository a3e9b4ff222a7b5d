/** Crypto sessions as screens are given them, for tests; times count from {@link now}. */
import type { Counters } from '../../../../accounting/record.ts';
import type {
  Cleared,
  CryptoControl,
  CryptoReader,
  CryptoSessionView,
  FlowView,
  IkeSaView,
  IpsecSaView,
  IsakmpPeerView,
} from '../../../../sources/ipsec/snapshot.ts';
import { selects } from '../../../../sources/ipsec/snapshot.ts';

/** Noon of a day in 2001. */
export const now = Date.UTC(2001, 5, 27, 12);

export const counters = (packetsIn: number, packetsOut = packetsIn, size = 100): Counters => ({
  bytesIn: BigInt(packetsIn * size),
  bytesOut: BigInt(packetsOut * size),
  packetsIn: BigInt(packetsIn),
  packetsOut: BigInt(packetsOut),
});

export const ikeView = (of: Partial<IkeSaView> = {}): IkeSaView => ({
  connId: 3,
  version: 1,
  status: 'active',
  aggressive: false,
  local: { address: '10.1.1.4', port: 500 },
  remote: { address: '10.1.1.3', port: 500 },
  localId: '10.1.1.4',
  remoteId: '10.1.1.3',
  initiator: false,
  initiatorSpi: '6f86196ab2c574e3',
  responderSpi: '74ad695cf23c4805',
  encryption: 'AES_CBC',
  keySize: 128,
  integrity: 'HMAC_SHA1_96',
  prf: 'PRF_HMAC_SHA1',
  dhGroup: 'MODP_2048',
  authentication: 'psk',
  capabilities: [],
  established: now - 6_996_000,
  lifetime: 79_404,
  frontVrf: undefined,
  insideVrf: undefined,
  ...of,
});

export const saView = (of: Partial<IpsecSaView> = {}): IpsecSaView => ({
  id: 1,
  status: 'active',
  protocol: 'ESP',
  mode: 'tunnel',
  spiIn: '18906f9d',
  spiOut: '48bac7d3',
  udp: false,
  encryption: 'AES_CBC',
  keySize: 128,
  integrity: 'HMAC_SHA1_96',
  dhGroup: undefined,
  counters: counters(4),
  installed: now - 651_000,
  rekey: 2600,
  lifetime: 2949,
  ...of,
});

export const flowView = (of: Partial<FlowView> = {}): FlowView => ({
  protocol: 0,
  local: '10.10.10.0/24',
  remote: '10.30.30.0/24',
  localPort: undefined,
  remotePort: undefined,
  origin: 'crypto map',
  activeSas: 2,
  counters: counters(4),
  sas: [saView()],
  ...of,
});

export const sessionView = (of: Partial<CryptoSessionView> = {}): CryptoSessionView => ({
  id: 3,
  accountingId: 3,
  status: 'UP-ACTIVE',
  interface: 'FastEthernet0/1',
  local: { address: '10.1.1.4', port: 500 },
  remote: { address: '10.1.1.3', port: 500 },
  version: 1,
  username: undefined,
  profile: undefined,
  ikev2Profile: false,
  group: undefined,
  map: 'test',
  sequence: 10,
  assignedAddress: undefined,
  phase1Id: '10.1.1.3',
  description: undefined,
  frontVrf: undefined,
  insideVrf: undefined,
  up: now - 1_662_000,
  accountingList: undefined,
  counters: counters(4),
  ikeSas: [ikeView()],
  flows: [flowView()],
  ...of,
});

/** A remote client of a group, and a site with IKEv2 in routing tables, of which one flow has no SAs. */
export const client = sessionView({
  id: 4,
  interface: 'FastEthernet1/1',
  local: { address: '172.28.100.1', port: 4500 },
  remote: { address: '172.31.100.2', port: 4500 },
  ...{ username: 'joe@cclient', profile: 'groupA', group: 'cclient', assignedAddress: '10.13.13.1' },
  phase1Id: 'cclient',
  up: now - 316_800_000,
  ikeSas: [
    ikeView({
      connId: 17,
      aggressive: true,
      local: { address: '172.28.100.1', port: 4500 },
      remote: { address: '172.31.100.2', port: 4500 },
      insideVrf: 'cisco',
      capabilities: ['C', 'D', 'N', 'X'],
    }),
  ],
  insideVrf: 'cisco',
  flows: [
    flowView({
      local: '0.0.0.0/0',
      remote: '10.13.13.1/32',
      origin: 'dynamic crypto map',
      sas: [saView({ id: 7, udp: true })],
    }),
  ],
});

const ends = { local: { address: '192.0.2.2', port: 500 }, remote: { address: '192.0.2.1', port: 500 } };
export const site = sessionView({
  ...{ id: 1, interface: 'GigabitEthernet3', ...ends, version: 2, profile: 'ASM-PROFILE', ikev2Profile: true },
  ...{ phase1Id: 'host.example', map: 'vpn', frontVrf: 'myf', insideVrf: 'myi', description: 'SJC24-2-VPN-Gateway' },
  ikeSas: [
    ikeView({
      ...{ connId: 1, version: 2, ...ends, initiator: true, frontVrf: 'myf', insideVrf: 'myi' },
      ...{ encryption: 'AES_CBC', keySize: 256, integrity: 'HMAC_SHA2_256_128', prf: 'PRF_HMAC_SHA2_256' },
      ...{ established: now - 38_157_000, lifetime: 48_243, localId: 'gw.example', remoteId: 'host.example' },
    }),
  ],
  flows: [
    flowView({
      ...{ local: '20.20.20.0/24', remote: '10.10.10.0/24', activeSas: 2, counters: counters(12, 9) },
      sas: [
        saView({ id: 1, status: 'old', spiIn: '00000aaa', spiOut: '00000bbb' }),
        saView({
          ...{ id: 2, spiIn: '658f7c11', spiOut: '397c36ee', keySize: 256, integrity: 'HMAC_SHA2_256_128' },
          ...{ dhGroup: 'ECP_256', lifetime: 1937 },
        }),
      ],
    }),
    flowView({ local: '40.40.40.0/24', remote: '30.30.30.0/24', activeSas: 0, counters: counters(0), sas: [] }),
  ],
});

/** A configured peer that nobody has spoken to, and one that does not answer. */
export const silent = sessionView({
  ...{
    id: 0,
    status: 'DOWN',
    up: undefined,
    phase1Id: undefined,
    ikeSas: [],
    remote: { address: '10.1.1.9', port: 500 },
  },
  flows: [flowView({ activeSas: 0, counters: counters(0), sas: [] })],
});
export const negotiating = sessionView({
  ...{ id: 0, status: 'DOWN-NEGOTIATING', up: undefined, phase1Id: undefined, flows: silent.flows },
  remote: { address: '10.1.1.8', port: 500 },
  ikeSas: [
    ikeView({
      ...{ status: 'negotiating', remote: { address: '10.1.1.8', port: 500 }, initiator: true, connId: 18 },
      ...{ responderSpi: '0000000000000000', lifetime: undefined, established: undefined },
    }),
  ],
});

/** What a fake was asked to clear. */
export type Asked = readonly [what: string, ...given: readonly unknown[]];

/** Sessions that can be shown, and cleared for show. */
export class FakeCrypto implements CryptoReader, CryptoControl {
  readonly asked: Asked[] = [];
  readonly #sessions: readonly CryptoSessionView[];
  readonly #peers: readonly IsakmpPeerView[];
  readonly #failed: string | undefined;

  constructor(
    sessions: readonly CryptoSessionView[],
    more: { readonly peers?: readonly IsakmpPeerView[]; readonly failed?: string } = {},
  ) {
    this.#sessions = sessions;
    this.#peers = more.peers ?? [];
    this.#failed = more.failed;
  }

  sessions = (): readonly CryptoSessionView[] => this.#sessions;
  ikeSas = (): readonly IkeSaView[] =>
    this.#sessions.flatMap(({ ikeSas }) => ikeSas).sort((a, b) => a.connId - b.connId);
  peers = (): readonly IsakmpPeerView[] => this.#peers;
  totals = () => {
    const byStatus = { 'UP-ACTIVE': 0, 'UP-IDLE': 0, 'UP-NO-IKE': 0, 'DOWN-NEGOTIATING': 0, DOWN: 0 };
    for (const { status } of this.#sessions) byStatus[status] += 1;
    return { byStatus, started: 17, ended: 15 };
  };
  charon = () => ({ socket: '/run/charon.vici', connected: true, version: '5.9.8', since: now });
  refresh = (): Promise<void> => Promise.resolve();

  clear: CryptoControl['clear'] = (selector, dryRun) => {
    this.asked.push(['clear', selector, dryRun]);
    const meant = this.#sessions.filter((one) => one.up !== undefined && selects(selector, one));
    return this.#cleared(meant);
  };
  clearIke: CryptoControl['clearIke'] = (connId) => {
    this.asked.push(['clearIke', connId]);
    return this.#cleared([]);
  };
  clearSa: CryptoControl['clearSa'] = (selector) => {
    this.asked.push(['clearSa', selector]);
    return this.#cleared([]);
  };
  clearCounters: CryptoControl['clearCounters'] = (selector) => void this.asked.push(['clearCounters', selector]);

  #cleared(sessions: readonly CryptoSessionView[]): Promise<Cleared> {
    const count = (of: (one: CryptoSessionView) => number): number => sessions.reduce((sum, one) => sum + of(one), 0);
    return Promise.resolve({
      sessions: sessions.length,
      ikeSas: count(({ ikeSas }) => ikeSas.length),
      ipsecSas: count(({ flows }) => flows.reduce((sum, { activeSas }) => sum + activeSas / 2, 0)),
      ...(this.#failed === undefined ? {} : { failed: this.#failed }),
    });
  }
}
