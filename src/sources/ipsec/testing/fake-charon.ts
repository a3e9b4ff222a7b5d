import { type Err, type Ok, ok } from '../../../base/result.ts';
import type { ChildSa, IkeSa, SaEvent, ViciFailure } from '../../../protocols/vici/index.ts';
import type { CharonCommands } from '../crypto-source.ts';

export const childSa = (id: number, of: Partial<ChildSa> = {}): ChildSa => ({
  name: 'lan',
  uniqueId: id,
  reqId: 1,
  state: 'INSTALLED',
  mode: 'TUNNEL',
  protocol: 'ESP',
  encap: false,
  spiIn: `c000000${id}`,
  spiOut: `d000000${id}`,
  encryption: 'AES_CBC',
  encryptionKeySize: 128,
  integrity: 'HMAC_SHA2_256_128',
  esn: false,
  bytesIn: 0n,
  packetsIn: 0n,
  bytesOut: 0n,
  packetsOut: 0n,
  installTime: 0,
  rekeyTime: 3300,
  lifeTime: 3600,
  localTs: ['10.1.0.0/24'],
  remoteTs: ['10.99.0.1/32'],
  ...of,
});

export const ikeSa = (id: number, of: Partial<IkeSa> = {}): IkeSa => ({
  name: 'crypto/test/10',
  uniqueId: id,
  version: 2,
  state: 'ESTABLISHED',
  local: { host: '10.9.0.1', port: 4500, id: 'gw.lab' },
  remote: { host: '10.9.0.2', port: 4500, id: 'SALES' },
  remoteEapId: 'joe@cclient',
  initiator: false,
  initiatorSpi: `a00000000000000${id}`,
  responderSpi: `b00000000000000${id}`,
  natLocal: false,
  natRemote: false,
  natFake: false,
  natAny: false,
  encryption: 'AES_CBC',
  encryptionKeySize: 128,
  integrity: 'HMAC_SHA2_256_128',
  prf: 'PRF_HMAC_SHA2_256',
  dhGroup: 'MODP_2048',
  ppk: false,
  established: 1,
  rekeyTime: 80_000,
  localVips: [],
  remoteVips: ['10.99.0.1'],
  tasksQueued: [],
  tasksActive: [],
  tasksPassive: [],
  children: [],
  ...of,
});

type Answer<T> = Promise<Ok<T> | Err<ViciFailure>>;

/** A charon that has the SAs that it is given and notes what it is told. */
export class FakeCharon implements CharonCommands {
  sas: readonly IkeSa[] = [];
  readonly orders: string[] = [];
  /** What it says when it is told something. */
  onOrder: (order: string) => void = () => {};

  listSas(options: { readonly ikeId?: number } = {}): Answer<readonly IkeSa[]> {
    this.#note(options.ikeId === undefined ? 'list' : `list ${options.ikeId}`);
    return Promise.resolve(ok(this.sas.filter(({ uniqueId }) => (options.ikeId ?? uniqueId) === uniqueId)));
  }

  terminate(which: object, options: { readonly force?: boolean } = {}) {
    this.#note(`terminate ${Object.values(which).join(' ')}${options.force === true ? ' force' : ''}`);
    return Promise.resolve(ok({ matches: 1, terminated: 1 }));
  }

  rekey(which: object) {
    this.#note(`rekey ${Object.values(which).join(' ')}`);
    return Promise.resolve(ok({ matches: 1 }));
  }

  listConnections(): Answer<readonly []> {
    return Promise.resolve(ok([]));
  }

  version() {
    const system = { system: 'Linux', release: '6.1', machine: 'x86_64' };
    return Promise.resolve(ok({ daemon: 'charon', version: '5.9.8', ...system }));
  }

  #note(order: string): void {
    this.orders.push(order);
    this.onOrder(order);
  }
}

/** The events of a peer that comes and goes. */
export const events = {
  up: (ike: IkeSa, ...children: ChildSa[]): SaEvent[] => [
    { type: 'ike-updown', up: true, sa: ike },
    { type: 'child-updown', up: true, sa: ike, children },
  ],
  down: (ike: IkeSa, ...children: ChildSa[]): SaEvent[] => [
    { type: 'ike-updown', up: false, sa: { ...ike, state: 'DELETING' } },
    { type: 'child-updown', up: false, sa: { ...ike, state: 'DELETING' }, children },
  ],
  rekey: (ike: IkeSa, old: ChildSa, fresh: ChildSa): SaEvent => ({
    type: 'child-rekey',
    sa: ike,
    rekeys: [{ name: 'lan', old, new: fresh }],
  }),
};
