import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { config, group, list, Room } from '../../accounting/fixtures/room.ts';
import type { Counters } from '../../accounting/index.ts';
import type { SaEvent } from '../../protocols/vici/index.ts';
import type { ConnectionOrigin } from './compile/origin.ts';
import { emptyIpsecConfig, type IpsecConfig } from './config.ts';
import { CryptoSource } from './crypto-source.ts';
import { childSa, events, FakeCharon, ikeSa } from './testing/fake-charon.ts';

const origin: ConnectionOrigin = {
  name: 'crypto/test/10',
  version: 2,
  interface: 'FastEthernet0/0',
  map: 'test',
  sequence: 10,
  ikev2Profile: 'acme',
  group: 'cclient',
  accountingList: 'acc',
  frontVrf: 'name10',
  insideVrf: 'cisco',
  flows: [{ child: 'lan', protocol: 0, local: '10.1.0.0/24', remote: 'dynamic' }],
};
const accounting = config([list({ type: 'network', name: 'acc' })]);
const ipsec: IpsecConfig = {
  ...emptyIpsecConfig,
  logSessions: true,
  peers: [{ kind: 'address', peer: '10.9.0.2', vrf: 'name10', description: 'SJC24-2-VPN-Gateway' }],
};

/** A source over a real ledger and a charon that is not one. */
class Lab {
  readonly room: Room;
  readonly fake = new FakeCharon();
  source!: CryptoSource;

  constructor(t: TestContext) {
    this.room = new Room(t);
  }

  async start(of: ConnectionOrigin = origin): Promise<void> {
    const engine = await this.room.open();
    this.source = new CryptoSource({
      clock: this.room.clock,
      log: this.room.log,
      accounting: engine,
      hasList: (name) => name === 'acc',
      login: (connection, user) =>
        connection === origin.name && user === 'joe@cclient'
          ? { authentic: 'radius', classes: ['c0ffee'], interimInterval: 900 }
          : undefined,
      charon: () => ({ client: this.fake, socket: '/run/charon.vici', origins: new Map([[of.name, of]]) }),
    });
    this.source.recover();
    engine.configure(accounting);
    this.source.configure(ipsec);
  }

  link(kind: 'connected' | 'reconnected' = 'connected', key = 'first'): void {
    this.source.link({ kind, charon: { key, since: 'Nov 22 16:10:00 2026' } });
  }

  hear(...said: SaEvent[]): void {
    for (const event of said) this.source.heard(event);
  }

  /** Waits until so many records were acknowledged. */
  async got(count: number): Promise<void> {
    await this.room
      .until(() => this.records().length >= count)
      .catch(() => assert.fail(`${count} records wanted, got ${this.records().join(', ')}`));
  }

  /** Ends as a crash does; what was sent has been acknowledged, so that nothing is sent again. */
  async crash(): Promise<void> {
    await this.room.crashDelivered();
  }

  /** Records as they were acknowledged: kind, cause, octets in and out. */
  records(): string[] {
    return this.room.transport.of('radius').map(({ kind, facts, counters }) => {
      const said = counters === undefined ? '' : ` ${counters.bytesIn}/${counters.bytesOut}`;
      return `${kind}${facts.terminateCause === undefined ? '' : ` ${facts.terminateCause}`}${said}`;
    });
  }

  status(): string[] {
    return this.room.messages.filter((one) => one.startsWith('%CRYPTO'));
  }
}

const counted = (bytesIn: bigint, bytesOut = bytesIn): Partial<Counters> => ({ bytesIn, bytesOut });
const [ike, child] = [ikeSa(1), childSa(1)];

test('a client comes and goes: Start and Stop with all that is known, and a message each', async (t) => {
  const lab = new Lab(t);
  await lab.start();
  lab.link();
  lab.hear(...events.up(ike, child));
  await lab.got(1);
  assert.deepEqual(lab.room.transport.of('radius')[0]?.facts, {
    service: 'ike',
    protocol: 'ipsec',
    connectProgress: 'No Progress',
    portType: 'virtual',
    portNumber: 0,
    isakmpInitiator: '10.9.0.2',
    portName: 'FastEthernet0/0',
    isakmpGroup: 'cclient',
    vrf: 'cisco',
    isakmpPhase1: 'SALES',
    user: 'joe@cclient',
    address: '10.99.0.1',
    authentic: 'radius',
    classes: ['c0ffee'],
  });
  const [view] = lab.source.sessions();
  assert.deepEqual(
    [view?.status, view?.profile, view?.assignedAddress, view?.accountingId, view?.flows[0]?.activeSas],
    ['UP-ACTIVE', 'acme', '10.99.0.1', 1, 2],
  );
  lab.hear(...events.down(ike, childSa(1, counted(700n, 900n))));
  await lab.room.clock.advance(4000);
  await lab.got(2);
  assert.deepEqual(lab.records(), ['start', 'stop user-request 700/900']);
  const rest = 'Peer 10.9.0.2:4500 fvrf=name10 ivrf=cisco Description: SJC24-2-VPN-Gateway Id: SALES';
  assert.deepEqual(lab.status(), [
    `%CRYPTO-5-SESSION_STATUS: Crypto session is UP. ${rest}`,
    `%CRYPTO-5-SESSION_STATUS: Crypto session is DOWN. ${rest}`,
  ]);
});

test('no list, or one that is not there: no records', async (t) => {
  const { accountingList: _, ...without } = origin;
  for (const one of [without, { ...origin, accountingList: 'other' }]) {
    const lab = new Lab(t);
    await lab.start(one);
    lab.link();
    lab.hear(...events.up(ike, child), ...events.down(ike, child));
    await lab.room.clock.advance(4000);
    assert.deepEqual([lab.records(), lab.status().length], [[], 2]);
    assert.deepEqual([...lab.room.engine.sessions()], []);
    await lab.room.stop();
  }
});

test('after a crash of this program sessions go on where charon has them, rekeyed meanwhile or not', async (t) => {
  const lab = new Lab(t);
  await lab.start();
  lab.link();
  const [other, otherChild] = [ikeSa(2, { remoteEapId: 'eve', remoteVips: ['10.99.0.2'] }), childSa(2)];
  lab.hear(...events.up(ike, child), ...events.up(other, otherChild));
  lab.fake.sas = [
    { ...ike, children: [childSa(1, counted(100n)), childSa(7, { ...counted(0n), remoteTs: ['10.3.0.0/24'] })] },
    { ...other, children: [childSa(2, counted(9n))] },
  ];
  await lab.source.refresh();
  // What was read is on disk.
  await lab.room.clock.advance(20_000);
  await lab.source.settled();
  await lab.got(2);
  await lab.crash();

  await lab.start();
  const [one] = [...lab.room.engine.sessions()];
  assert.equal(one?.counters?.bytesIn, 100n);
  // The first child was rekeyed, its IKE SA too; the second session is gone.
  lab.fake.sas = [
    ikeSa(5, { children: [childSa(8, counted(30n)), childSa(7, { ...counted(4n), remoteTs: ['10.3.0.0/24'] })] }),
  ];
  lab.link();
  await lab.source.refresh();
  await lab.room.clock.advance(4000);
  await lab.got(3);
  assert.deepEqual(lab.records().slice(2), ['stop user-request 9/9']);
  lab.hear(...events.down(ikeSa(5), childSa(8, counted(31n)), childSa(7, counted(4n))));
  await lab.room.clock.advance(4000);
  await lab.got(4);
  assert.deepEqual(lab.records().slice(3), ['stop user-request 135/135']);
  assert.deepEqual([...lab.room.engine.sessions()], []);
});

test('charon that died, seen or not, ends its sessions with what was read last', async (t) => {
  const lab = new Lab(t);
  await lab.start();
  lab.link();
  lab.hear(...events.up(ike, child));
  lab.fake.sas = [{ ...ike, children: [childSa(1, counted(55n))] }];
  await lab.source.refresh();
  lab.source.link({ kind: 'lost', reason: 'closed' });
  await lab.room.clock.advance(5001);
  await lab.got(2);
  assert.deepEqual(lab.records(), ['start', 'stop nas-error 55/55']);

  const again = new Lab(t);
  await again.start();
  again.link();
  again.hear(...events.up(ike, child));
  await again.source.settled();
  await again.crash();
  await again.start();
  // Numbers begin anew with another charon: the same ones mean nothing.
  again.fake.sas = [ikeSa(1, { initiatorSpi: 'ffff', children: [childSa(1, { spiIn: 'ffff' })] })];
  again.link('connected', 'second');
  await again.source.refresh();
  await again.got(3);
  assert.deepEqual(again.records(), ['start', 'stop nas-error 0/0', 'start']);
});

test('clear: counts first, then ends; peers that do not answer are not waited for', async (t) => {
  const lab = new Lab(t);
  await lab.start();
  lab.link();
  lab.hear(...events.up(ike, child));
  assert.deepEqual(await lab.source.clear({ username: 'nobody' }), { sessions: 0, ikeSas: 0, ipsecSas: 0 });
  assert.deepEqual(await lab.source.clear({ group: 'cclient' }, true), { sessions: 1, ikeSas: 1, ipsecSas: 1 });
  assert.ok(!lab.fake.orders.some((one) => one.startsWith('terminate')));
  lab.fake.onOrder = (order) => {
    if (order === 'terminate 1 force') queueMicrotask(() => lab.hear(...events.down(ike, childSa(1, counted(5n)))));
  };
  const cleared = lab.source.clear({ remote: { address: '10.9.0.2' } });
  await lab.room.clock.advance(1999);
  assert.equal(lab.records().length, 1);
  await lab.room.clock.advance(1);
  assert.deepEqual(await cleared, { sessions: 1, ikeSas: 1, ipsecSas: 1 });
  await lab.got(2);
  assert.deepEqual(lab.records(), ['start', 'stop admin-reset 5/5']);
  assert.equal(lab.room.transport.of('radius')[1]?.facts.disconnectCause, 1151);
  assert.equal(lab.status().length, 2);
});

test('what a tunnel carried after the last reading counts once in the Stop of one that is cleared', async (t) => {
  const lab = new Lab(t);
  await lab.start();
  lab.link();
  lab.hear(...events.up(ike, child));
  lab.fake.sas = [{ ...ike, children: [childSa(1, counted(384n))] }];
  await lab.source.refresh();
  lab.fake.onOrder = (order) => {
    const last = childSa(1, counted(1024n));
    // IKEv1: the child goes first.
    if (order === 'terminate 1') queueMicrotask(() => lab.hear(...events.down(ike, last).reverse()));
  };
  await lab.source.clear({});
  await lab.got(2);
  assert.deepEqual(lab.records(), ['start', 'stop admin-reset 1024/1024']);
});

test('a server that orders a disconnect is told when it is done', async (t) => {
  const lab = new Lab(t);
  await lab.start();
  lab.link();
  lab.hear(...events.up(ike, child));
  lab.fake.onOrder = (order) => {
    if (order === 'terminate 1') queueMicrotask(() => lab.hear(...events.down(ike, child)));
  };
  const key = [...lab.room.engine.sessions()][0]?.key ?? 0;
  assert.deepEqual(await lab.source.disconnect({ key }, 'radius'), { outcome: 'done' });
  assert.deepEqual(await lab.source.disconnect({ key }, 'radius'), { outcome: 'not-found' });
  await lab.got(2);
  assert.equal(lab.room.transport.of('radius')[1]?.facts.disconnectCause, 1150);
});

test('a rekey is begun from here, before charon would, and counters are read up to it', async (t) => {
  const lab = new Lab(t);
  await lab.start();
  lab.link();
  const soon = childSa(1, { rekeyTime: 60 });
  lab.hear(...events.up(ike, soon));
  lab.fake.sas = [{ ...ike, children: [childSa(1, { rekeyTime: 1, ...counted(10n, 40n) })] }];
  let reads = 0;
  lab.fake.onOrder = (order) => {
    if (order !== 'list 1' || !lab.fake.orders.includes('rekey 1')) return;
    reads += 1;
    // Traffic goes on until the third reading; then the outbound SA goes unread.
    if (reads < 3) lab.fake.sas = [{ ...ike, children: [childSa(1, counted(11n, BigInt(40 + reads)))] }];
    if (reads === 3) lab.hear(events.rekey(ike, childSa(1, { state: 'REKEYED', ...counted(12n, 3n) }), childSa(2)));
  };
  await lab.room.clock.advance(56_900);
  assert.ok(!lab.fake.orders.includes('rekey 1'));
  await lab.room.clock.advance(1000);
  assert.ok(lab.fake.orders.includes('rekey 1'));
  lab.hear(...events.down(ike, childSa(2, counted(100n, 100n))));
  await lab.room.clock.advance(4000);
  await lab.room.until(() => lab.records().some((one) => one.startsWith('stop')));
  assert.equal(lab.records().at(-1), 'stop user-request 112/142');
});

test('before an interim the counters are read', async (t) => {
  const lab = new Lab(t);
  await lab.start();
  lab.room.engine.configure(
    config([list({ type: 'network', name: 'acc', methods: [group('radius')] })], {
      update: { newinfo: false, periodic: 1 },
      jitter: 0,
    }),
  );
  lab.link();
  const local = ikeSa(1, { remoteEapId: 'eve' });
  lab.hear(...events.up(local, child));
  lab.fake.sas = [{ ...local, children: [childSa(1, counted(1n))] }];
  await lab.room.clock.advance(59_500);
  lab.fake.sas = [{ ...local, children: [childSa(1, counted(77n))] }];
  await lab.room.clock.advance(1000);
  await lab.got(2);
  assert.deepEqual(lab.records(), ['start', 'interim 77/77']);
});

test('a dynamic entry shows the flow that the peer asked for, not the wide one beside it; a static entry shows both', async (t) => {
  const wide = { ...origin, flows: [{ child: 'lan', protocol: 0, local: '10.1.0.0/24', remote: '0.0.0.0/0' }] };
  const seen = async (of: ConnectionOrigin): Promise<unknown> => {
    const lab = new Lab(t);
    await lab.start(of);
    lab.link();
    lab.hear(...events.up(ike, child));
    const flows = lab.source.sessions().flatMap((one) => one.flows);
    await lab.room.stop();
    return flows.map(({ remote, activeSas }) => `${remote} ${activeSas}`);
  };
  assert.deepEqual(await seen({ ...wide, dynamicMap: 'remotes', dynamicSequence: 1 }), ['10.99.0.1/32 2']);
  assert.deepEqual(await seen(wide), ['10.99.0.1/32 2', '0.0.0.0/0 0']);
});
