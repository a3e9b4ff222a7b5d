import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { NetworkOutcome, NetworkRequest } from '../../aaa/index.ts';
import { config, list, Room } from '../../accounting/fixtures/room.ts';
import type { Counters } from '../../accounting/record.ts';
import { systemClock } from '../../base/clock.ts';
import { seededRandom, systemRandom } from '../../base/random.ts';
import { type Attribute, attribute, chapPassword, codes, find, RadiusClient } from '../../protocols/radius/index.ts';
import { PppSource } from './ppp-source.ts';
import type { CallRequest } from './ppp-types.ts';

/** Behaves as pppd does: hooks, log, exit codes. Takes its orders from a pipe beside it. */
const fakePppd = `#!/bin/bash
here=\${0%/*}
while [ $# -gt 0 ]; do
  case $1 in
    ipparam) token=$2;; ip-up-script) up=$2;; ip-down-script) down=$2;; logfile) log=$2;;
  esac
  shift
done
trap '"$down" ppp7 tty 9600 10.9.0.1 10.9.0.2 $token; exit 5' TERM
exec 3<>"$here/orders"
while read -r order code <&3; do
  case $order in
    up) "$up" ppp7 tty 9600 10.9.0.1 10.9.0.2 $token;;
    down) BYTES_RCVD=$code BYTES_SENT=7 "$down" ppp7 tty 9600 10.9.0.1 10.9.0.2 $token;;
    log) echo "$code" >>"$log";;
    exit) exit $code;;
  esac
done
`;

const place = {
  ...{ port: 5, portName: 'Async5', device: '/dev/pts/nowhere', speed: 9600, arrived: 0 },
  ...{ callingStation: '562', calledStation: '4327528' },
};
const request: CallRequest = {
  ...{ encapsulation: 'ppp', place, authorization: 'default', accounting: 'default', modem: true },
  ...{ localAddress: '10.9.0.1', peerAddress: '10.9.0.2' },
};
const counters = (n: bigint): Counters => ({ bytesIn: n, bytesOut: n * 2n, packetsIn: 3n, packetsOut: 4n });

class Rig {
  readonly directory = mkdtempSync(join(tmpdir(), 'tollgate-ppp-'));
  readonly room: Room;
  readonly interfaces = new Map<string, Counters>();
  readonly asked: NetworkRequest[] = [];
  outcome: NetworkOutcome = { outcome: 'accepted', authentic: 'radius', attributes: [] };
  source!: PppSource;

  constructor(t: TestContext) {
    this.room = new Room(t);
    writeFileSync(join(this.directory, 'pppd'), fakePppd);
    chmodSync(join(this.directory, 'pppd'), 0o700);
    spawnSync('mkfifo', [join(this.directory, 'orders')]);
    t.after(async () => {
      await this.source.abandon();
      for (const token of this.calls()) {
        const file = join(this.directory, 'ppp', 'calls', token, 'pid');
        await this.until(() => existsSync(file));
        const pid = Number(readFileSync(file, 'utf8'));
        process.kill(pid, 'SIGKILL');
      }
      rmSync(this.directory, { recursive: true, force: true, maxRetries: 5 });
    });
  }

  /** Opens the books of a former life, if there were any, and a source over them. */
  async begin(...[settings = config([list({ type: 'network' })], { sendStopAuthenticationFailure: true })]) {
    const engine = await this.room.open();
    this.source = new PppSource({
      accounting: engine,
      aaa: {
        authenticateNetwork: (asked) => {
          this.asked.push(asked);
          return Promise.resolve(this.outcome);
        },
        confirmServices: async (services) => ({ services, refused: [], unanswered: [] }),
      },
      clock: this.room.clock,
      random: systemRandom,
      log: this.room.log,
      stateDir: this.directory,
      pppd: join(this.directory, 'pppd'),
      interfaces: () => Promise.resolve(this.interfaces),
    });
    const recovered = await this.source.recover();
    engine.configure(settings);
    return recovered;
  }

  async call(more: Partial<CallRequest> = {}) {
    const begun = await this.source.begin({ ...request, ...more });
    assert.ok(begun.ok);
    return begun.value;
  }

  order(text: string): void {
    writeFileSync(join(this.directory, 'orders'), `${text}\n`);
  }

  calls(): string[] {
    return readdirSync(join(this.directory, 'ppp', 'calls')).filter((name) => name.startsWith('call-'));
  }

  /** The facts of the network records at the server. */
  records() {
    return this.room.transport.of('radius').filter(({ type }) => type === 'network');
  }

  async until(what: () => boolean): Promise<void> {
    for (let turn = 0; turn < 2000; turn++) {
      if (what()) return;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error('it never came');
  }
}

test('a call without authentication: Start with the address, Stop with the last counters and the cause of pppd', async (t) => {
  const rig = new Rig(t);
  await rig.begin();
  const call = await rig.call({ user: { name: 'username1', authentic: 'radius', classes: ['c0'] } });
  rig.interfaces.set('ppp7', counters(100n));
  rig.order('up');
  await rig.until(() => call.key !== undefined);
  assert.equal(call.interface, 'ppp7');
  assert.equal(rig.source.on(place.device), call);
  rig.interfaces.set('ppp7', counters(5000n));
  await rig.room.clock.advance(1000);
  rig.interfaces.delete('ppp7');
  rig.order('exit 16');
  assert.deepEqual(await call.ended, { cause: 'lost-carrier', disconnectCause: 1011, connected: true });
  await rig.until(() => rig.records().length === 2);
  const [start, stop] = rig.records();
  assert.deepEqual(start?.facts, {
    ...{ portNumber: 5, portName: 'Async5', portType: 'async', callingStation: '562', calledStation: '4327528' },
    ...{ nasRxSpeed: 9600, nasTxSpeed: 9600, preSessionTime: start?.facts.preSessionTime },
    ...{ user: 'username1', authentic: 'radius', classes: ['c0'] },
    ...{ service: 'ppp', address: '10.9.0.2', connectProgress: 'LAN Ses Up', protocol: 'ip' },
  });
  assert.equal(stop?.kind, 'stop');
  assert.deepEqual(stop?.counters, counters(5000n));
  assert.equal(stop?.facts.terminateCause, 'lost-carrier');
  assert.deepEqual(rig.calls(), []);
  assert.deepEqual(rig.source.calls(), []);
});

test("the hook's own counters and the peer's leave-taking count when the line goes at once", async (t) => {
  const rig = new Rig(t);
  await rig.begin();
  const call = await rig.call();
  rig.order('up');
  await rig.until(() => call.key !== undefined);
  rig.order('down 4000');
  rig.order('log LCP terminated by peer (User request)');
  rig.order('exit 16');
  assert.equal((await call.ended).cause, 'user-request');
  await rig.until(() => rig.records().length === 2);
  assert.deepEqual(rig.records()[1]?.counters, { bytesIn: 4000n, bytesOut: 7n, packetsIn: 0n, packetsOut: 0n });
});

test('this box ends a call: pppd gets its signal, the record the reason', async (t) => {
  const rig = new Rig(t);
  await rig.begin();
  const call = await rig.call();
  rig.order('up');
  await rig.until(() => call.key !== undefined);
  assert.equal(rig.source.disconnect(call.key ?? 0, 'disconnect'), true);
  assert.equal(rig.source.disconnect(4711, 'disconnect'), false);
  assert.deepEqual(await call.ended, { cause: 'admin-reset', disconnectCause: 1150, connected: true });
});

/** Asks as radius.so does. */
async function asPlugin(rig: Rig, code: number, attributes: readonly Attribute[]) {
  const keys = JSON.parse(readFileSync(join(rig.directory, 'ppp', 'gate', 'gate.json'), 'utf8'));
  const client = new RadiusClient({ clock: systemClock, random: seededRandom(1) });
  const port = code === codes['Access-Request'] ? keys.auth : keys.acct;
  try {
    const server = { host: '127.0.0.1', port, secret: keys.secret };
    const answer = await client.exchange({ code, attributes, server });
    assert.ok(answer.ok);
    return answer.value.packet;
  } finally {
    await client.close();
  }
}

test('authentication by the lists: the session begins when the peer may come in, its address is news', async (t) => {
  const rig = new Rig(t);
  rig.outcome = {
    ...{ outcome: 'accepted', authentic: 'radius' },
    attributes: [
      attribute('Service-Type', 'Framed-User'),
      attribute('Session-Timeout', 90),
      attribute('Class', Buffer.from('gold')),
      attribute('Framed-IP-Address', '255.255.255.254'),
    ],
  };
  await rig.begin(config([list({ type: 'network' })], { update: { newinfo: true } }));
  const call = await rig.call({ authentication: { protocols: ['chap'], list: 'dialins' }, authorization: 'network1' });
  const challenge = Buffer.alloc(16, 7);
  const answer = await asPlugin(rig, codes['Access-Request'], [
    attribute('User-Name', 'username1'),
    attribute('CHAP-Password', chapPassword(1, 'wonderland', challenge)),
    attribute('CHAP-Challenge', challenge),
    attribute('NAS-Port', 4242),
    attribute('Calling-Station-Id', call.token),
  ]);
  assert.equal(answer.code, codes['Access-Accept']);
  assert.equal(find(answer, 'Session-Timeout'), undefined, 'this box keeps the time itself');
  assert.equal(find(answer, 'Class'), undefined);
  const [asked] = rig.asked;
  assert.ok(asked !== undefined);
  assert.deepEqual([asked.list, asked.authorization], ['dialins', 'network1']);
  assert.equal(find(asked, 'Calling-Station-Id'), '562');
  assert.equal(find(asked, 'Called-Station-Id'), '4327528');
  assert.equal(find(asked, 'NAS-Port'), 5);
  assert.equal(call.user, 'username1');
  rig.interfaces.set('ppp7', counters(10n));
  rig.order('up');
  await rig.until(() => rig.records().length === 2);
  rig.interfaces.set('ppp7', counters(777n));
  await asPlugin(rig, codes['Accounting-Request'], [
    attribute('Acct-Status-Type', 'Stop'),
    attribute('Acct-Session-Id', 'broken'),
    attribute('Calling-Station-Id', call.token),
  ]);
  rig.interfaces.delete('ppp7');
  rig.order('exit 0');
  await call.ended;
  await rig.until(() => rig.records().length === 3);
  const [start, news, stop] = rig.records();
  assert.equal(start?.facts.address, undefined);
  assert.deepEqual(start?.facts.classes, [Buffer.from('gold').toString('hex')]);
  assert.deepEqual([news?.kind, news?.facts.address, news?.counters], ['interim', '10.9.0.2', undefined]);
  assert.deepEqual([stop?.kind, stop?.counters], ['stop', counters(777n)]);
});

test('a periodic interim says what the interface has counted by then, not what the last reading said', async (t) => {
  const rig = new Rig(t);
  await rig.begin(config([list({ type: 'network' })], { update: { newinfo: false, periodic: 1 }, jitter: 0 }));
  const call = await rig.call();
  await rig.room.clock.advance(500);
  rig.interfaces.set('ppp7', counters(10n));
  rig.order('up');
  await rig.until(() => rig.records().length === 1);
  await rig.room.clock.advance(59_900);
  rig.interfaces.set('ppp7', counters(777n));
  await rig.room.clock.advance(100);
  await rig.until(() => rig.records().length === 2);
  assert.deepEqual([rig.records()[1]?.kind, rig.records()[1]?.counters], ['interim', counters(777n)]);
  rig.order('exit 0');
  await call.ended;
});

test('limits: of the profile, changed while the call lasts, kept over a restart; a service ends with the call', async (t) => {
  const rig = new Rig(t);
  rig.outcome = {
    ...{ outcome: 'accepted', authentic: 'radius' },
    attributes: [
      attribute('Session-Timeout', 60),
      attribute('Idle-Timeout', 30),
      attribute('Cisco-Service-Info', 'NGOLD'),
    ],
  };
  await rig.begin();
  const { token } = await rig.call({ authentication: { protocols: ['pap'], list: 'default' } });
  const asked = [attribute('User-Name', 'username1'), attribute('Calling-Station-Id', token)];
  await asPlugin(rig, codes['Access-Request'], asked);
  rig.interfaces.set('ppp7', counters(1n));
  rig.order('up');
  await rig.until(() => rig.source.calls()[0]?.interface === 'ppp7');
  const call = rig.source.calls()[0];
  call?.limit({ sessionTimeout: 300, idleTimeout: 200 });
  await rig.room.clock.advance(100_000);
  rig.interfaces.set('ppp7', { ...counters(2n), packetsIn: 9n });
  await rig.room.clock.advance(2000);
  await rig.source.abandon();
  await rig.room.crash();
  await rig.begin();
  const again = rig.source.calls()[0];
  assert.ok(again);
  for (let turn = 0; turn < 300 && (again.idle < 150 || turn < 150); turn++) await rig.room.clock.advance(1000);
  assert.deepEqual(
    rig.records().filter(({ kind }) => kind === 'stop'),
    [],
    'neither the old limits nor the new idle one',
  );
  let over = false;
  void again.ended.then(() => (over = true));
  while (!over) {
    await rig.room.clock.advance(1000);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await rig.until(() => rig.records().filter(({ kind }) => kind === 'stop').length === 2);
  const stops = rig.records().filter(({ kind }) => kind === 'stop');
  assert.deepEqual(
    stops.map(({ facts }) => [facts.serviceName, facts.terminateCause, facts.disconnectCause]),
    [
      ['GOLD', 'session-timeout', 1100],
      [undefined, 'session-timeout', 1100],
    ],
  );
});

test('what the profile of the user of a line says goes with PPP: the interval and services', async (t) => {
  const rig = new Rig(t);
  await rig.begin(config([list({ type: 'network' })], { jitter: 0 }));
  const services = [{ name: 'GOLD', interimInterval: 120 }];
  await rig.call({ user: { name: 'username1', authentic: 'radius', classes: [], interimInterval: 90, services } });
  rig.interfaces.set('ppp7', counters(1n));
  rig.order('up');
  await rig.until(() => rig.records().length === 2);
  await rig.room.clock.advance(90_000);
  await rig.until(() => rig.records().length === 3);
  assert.deepEqual(
    rig.records().map(({ kind, facts }) => [kind, facts.serviceName]),
    [
      ['start', undefined],
      ['start', 'GOLD'],
      ['interim', undefined],
    ],
  );
});

test('a user of the line whose PPP comes to nothing: a negotiation that failed, of a user whom a server knows', async (t) => {
  for (const settings of [{ sendStopAuthenticationFailure: true }, { sendStopAuthenticationSuccess: true }, {}]) {
    const rig = new Rig(t);
    await rig.begin(config([list({ type: 'network' })], settings));
    const call = await rig.call({ user: { name: 'username1', authentic: 'radius', classes: [] } });
    rig.order('exit 10');
    await call.ended;
    const waiting = await rig.room.engine.outbox();
    await rig.until(() => rig.records().length >= (Object.keys(settings).length === 0 ? 0 : 1));
    if (Object.keys(settings).length === 0) assert.deepEqual([...waiting, ...rig.records()], []);
    else assert.equal(rig.records()[0]?.facts.authentic, 'radius');
  }
});

test('a peer that is refused leaves a Stop of its own, once', async (t) => {
  const rig = new Rig(t);
  rig.outcome = { outcome: 'rejected', attributes: [attribute('Reply-Message', 'no')] };
  await rig.begin();
  const call = await rig.call({ authentication: { protocols: ['pap'], list: 'default' } });
  const answer = await asPlugin(rig, codes['Access-Request'], [
    attribute('User-Name', 'mallory'),
    attribute('User-Password', 'guess'),
    attribute('Calling-Station-Id', call.token),
  ]);
  assert.equal(answer.code, codes['Access-Reject']);
  assert.equal(Buffer.from(rig.asked[0]?.password ?? []).toString(), 'guess');
  rig.order('exit 11');
  assert.deepEqual(await call.ended, { cause: 'user-error', disconnectCause: 1042, connected: false });
  await rig.until(() => rig.records().length > 0);
  assert.deepEqual(
    rig.records().map(({ kind, facts }) => [kind, facts.user, facts.disconnectCause]),
    [['stop', 'mallory', 1042]],
  );
});

test('a crash of the daemon: pppd lives on and its counters go on; when both die the last durable counters stand', async (t) => {
  const rig = new Rig(t);
  await rig.begin();
  const call = await rig.call();
  rig.interfaces.set('ppp7', counters(100n));
  rig.order('up');
  await rig.until(() => call.key !== undefined);
  await rig.room.clock.advance(10_000);
  await rig.room.engine.books();
  await rig.source.abandon();
  await rig.room.crash();

  assert.deepEqual(await rig.begin(), { closed: 0, adopted: 1 });
  const [again] = rig.source.calls();
  assert.equal(again?.key, call.key);
  assert.equal(again?.interface, 'ppp7');
  rig.interfaces.set('ppp7', counters(900n));
  await rig.room.clock.advance(11_000);
  await rig.room.engine.books();
  await rig.source.abandon();
  await rig.room.crash();
  rig.order('exit 137');
  const [token = ''] = rig.calls();
  await rig.until(() => readdirSync(join(rig.directory, 'ppp', 'calls', token)).includes('exit'));
  rig.interfaces.clear();

  assert.deepEqual(await rig.begin(), { closed: 1, adopted: 0 });
  await rig.until(() => rig.records().some(({ kind }) => kind === 'stop'));
  const stops = rig.records().filter(({ kind }) => kind === 'stop');
  assert.equal(stops.length, 1);
  assert.deepEqual(stops[0]?.counters, counters(900n));
  assert.equal(stops[0]?.facts.terminateCause, 'nas-error');
});

test('a pppd that can not carry calls on this box: the operator is told why', async (t) => {
  const rig = new Rig(t);
  await rig.begin();
  const call = await rig.call();
  rig.order('log this system lacks kernel support for PPP');
  rig.order('exit 4');
  assert.equal((await call.ended).cause, 'nas-error');
  assert.deepEqual(
    rig.room.messages.filter((text) => text.startsWith('%PPP')),
    ['%PPP-3-FAILED: Async5: pppd ended with status 4: this system lacks kernel support for PPP'],
  );
});

test('what can not begin is said', async (t) => {
  const rig = new Rig(t);
  await rig.begin();
  await rig.call();
  const again = await rig.source.begin(request);
  assert.deepEqual(again, { ok: false, error: { reason: 'busy' } });
  const { localAddress: _, ...bare } = request;
  const other = { ...bare, place: { ...place, device: '/dev/pts/elsewhere' } };
  assert.deepEqual(await rig.source.begin({ ...other, encapsulation: 'slip' }), {
    ok: false,
    error: { reason: 'no-address' },
  });
});
