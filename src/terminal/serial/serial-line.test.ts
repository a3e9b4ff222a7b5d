import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { FakeClock } from '../../base/clock.ts';
import { err, ok } from '../../base/result.ts';
import { emptyTerminalConfig, type LineConfig } from '../config.ts';
import { Terminals } from '../terminals.ts';
import { FakeDevice } from '../testing/fake-device.ts';
import { fakeDeps } from '../testing/set-up.ts';
import type { BeforeStop, CallLeg, CallWish } from './calls.ts';

class FakeLeg implements CallLeg {
  readonly endings: string[] = [];
  readonly done = Promise.withResolvers<{ carrierLost: boolean }>();
  readonly ended = this.done.promise;
  readonly connected = new Promise<void>(() => {});
  readonly nested: boolean;
  readonly #before: BeforeStop | undefined;
  constructor(nested = false, before?: BeforeStop) {
    this.nested = nested;
    this.#before = before;
  }
  end(why: string): void {
    this.endings.push(why);
    void this.over(false);
  }
  /** PPP is over: as with the real one, what it waits for comes before its end. */
  async over(carrierLost: boolean): Promise<void> {
    if (!this.nested) await this.#before?.({ carrierLost });
    this.done.resolve({ carrierLost });
  }
}

async function setUp(
  t: TestContext,
  line: Partial<LineConfig> = {},
  more: { dedicated?: boolean; nested?: boolean; started?: Promise<void> } = {},
) {
  const clock = new FakeClock();
  const devices: FakeDevice[] = [];
  const wishes: CallWish[] = [];
  const story: string[] = [];
  const legs: FakeLeg[] = [];
  /** What was on the books last when PPP was over. */
  const atEnd: (string | undefined)[] = [];
  const deps = {
    ...fakeDeps(clock),
    serial: {
      open: (path: string) => {
        if (path !== '/dev/modem') return Promise.resolve(err('no such device'));
        const stream = new FakeDevice();
        devices.push(stream);
        return Promise.resolve(ok({ stream, path: '/dev/ttyS1' }));
      },
      calls: {
        busy: () => false,
        dedicated: () => more.dedicated === true,
        setUp: ({ line }: { line: number }) => {
          story.push(`set up ${line}`);
          return {
            key: 77,
            authenticated: () => void story.push('authenticated'),
            disconnect: ({ lost }: { lost: boolean }) => void story.push(lost ? 'lost' : 'hung up'),
          };
        },
        begin: (wish: CallWish, before?: BeforeStop) => {
          wishes.push(wish);
          const leg = new FakeLeg(more.nested, before);
          void leg.ended.then(() => atEnd.push(deps.accounting.story.at(-1)));
          legs.push(leg);
          return Promise.resolve(more.started).then(() => ok(leg));
        },
      },
    },
  };
  const terminals = new Terminals(deps);
  t.after(() => terminals.stop());
  const tty: LineConfig = { kind: 'tty', number: 5, device: '/dev/modem', ...line };
  await terminals.configure({ ...emptyTerminalConfig, lines: [{ kind: 'con', number: 0 }, tty] });
  await clock.advance(0);
  const device = (): FakeDevice => devices.at(-1) ?? assert.fail('the device is not open');
  /** Somebody comes by Return, and logs in. @returns the key of his session */
  const logIn = async (): Promise<number> => {
    device().type('\r');
    await clock.advance(0);
    device().type('admin\rsecret\r');
    await clock.advance(0);
    return terminals.users()[0]?.key ?? -1;
  };
  return { clock, deps, terminals, devices, device, logIn, wishes, legs, story, atEnd };
}

const lcp = '\x7e\xff\x7d\x23\xc0\x21\x7d\x21';

test('Return on the line brings a login, exit hangs up and the line waits again', async (t) => {
  const { clock, deps, terminals, device, devices, story } = await setUp(t);
  assert.equal(device().shown, '');
  device().type('\r');
  await clock.advance(0);
  assert.match(device().shown, /Username: $/);
  device().type('admin\rsecret\r');
  await clock.advance(0);
  assert.deepEqual(
    terminals.users().map((u) => [u.line, u.kind, u.user, u.location, u.transport]),
    [[5, 'tty', 'admin', 'async', 'async']],
  );
  const [opened] = deps.accounting.entries;
  assert.ok(opened?.what === 'open');
  const { portName, portType, callingStation } = opened.opening.facts;
  assert.deepEqual([portName, portType, callingStation], ['tty5', 'async', 'async']);
  device().type('exit\r');
  await clock.advance(0);
  assert.equal(deps.accounting.story.at(-1), 'close user-request');
  assert.equal(device().destroyed, true);
  assert.deepEqual(story, ['set up 5', 'authenticated', 'hung up']);
  assert.equal(opened.opening.parent, 77);
  await clock.advance(1000);
  assert.equal(devices.length, 2);
  assert.equal(device().destroyed, false);
});

test('a modem: it is answered, tells both numbers, and its caller is gone with NO CARRIER', async (t) => {
  const { clock, deps, device } = await setUp(t, { modemDialin: true });
  device().type('\r\nRING\r\nNMBR = 562\r\nDNIS = 4327528\r\n');
  await clock.advance(0);
  assert.equal(device().shown, 'ATA\r');
  device().type('\r\nCONNECT 9600\r\n');
  await clock.advance(0);
  assert.match(device().shown, /Username: $/);
  device().type('admin\rsecret\r');
  await clock.advance(0);
  const [opened] = deps.accounting.entries;
  assert.ok(opened?.what === 'open');
  const { callingStation, calledStation } = opened.opening.facts;
  assert.deepEqual([callingStation, calledStation], ['562', '4327528']);
  device().type('\r\nNO CARRIER\r\n');
  await clock.advance(0);
  assert.equal(deps.accounting.story.at(-1), 'close lost-carrier');
});

test('autoselect ppp: who begins with PPP gets it without a login, Return brings the login', async (t) => {
  const { clock, deps, device, wishes, legs, devices } = await setUp(t, { autoselectPpp: true, speed: 9600 });
  for (const byte of lcp) device().type(byte);
  await clock.advance(0);
  assert.deepEqual(wishes, [{ line: 5, device: '/dev/ttyS1', arrived: wishes[0]?.arrived, speed: 9600, call: 77 }]);
  assert.equal(device().paused, true);
  assert.equal(device().shown, '');
  assert.deepEqual(deps.accounting.story, []);
  legs[0]?.done.resolve({ carrierLost: true });
  await clock.advance(1001);
  assert.equal(devices.length, 2);
  device().type('\r');
  await clock.advance(0);
  assert.match(device().shown, /Username: $/);
});

test('autoselect during-login: the prompt is there at once, and PPP takes its place', async (t) => {
  const { clock, device, wishes } = await setUp(t, {
    ...{ autoselectPpp: true, autoselectDuringLogin: true, modemDialin: true },
  });
  device().type('\r\nCONNECT\r\n');
  await clock.advance(0);
  assert.match(device().shown, /Username: $/);
  device().type(lcp);
  await clock.advance(0);
  assert.equal(wishes.length, 1);
  assert.equal(wishes[0]?.session, undefined);
});

for (const nested of [false, true])
  test(`PPP from a session: the session goes on beneath it, its end comes ${nested ? 'after that of PPP' : 'first'}`, async (t) => {
    const { clock, deps, terminals, device, wishes, legs, story, atEnd, logIn } = await setUp(t, {}, { nested });
    const key = await logIn();
    const done = terminals.startCall(5, 'ppp', { user: { name: 'admin', authentic: 'local', classes: [] }, key });
    await clock.advance(0);
    assert.equal(device().paused, true);
    assert.deepEqual([wishes[0]?.encapsulation, wishes[0]?.session?.key], ['ppp', key]);
    assert.equal(deps.accounting.story.includes('close user-request'), false);
    void legs[0]?.over(true);
    assert.deepEqual(await done, { lost: true });
    await clock.advance(0);
    assert.deepEqual(
      atEnd.map((last) => last === 'close lost-carrier'),
      [!nested],
    );
    assert.equal(deps.accounting.story.at(-1), 'close lost-carrier');
    assert.equal(story.at(-1), 'lost');
  });

test('the end of a call is asked for in its turn', async (t) => {
  const { clock, terminals, legs, atEnd, logIn } = await setUp(t, {}, { nested: true });
  const key = await logIn();
  void terminals.startCall(5, 'ppp', { user: undefined, key });
  await clock.advance(0);
  await terminals.endCall(5, 'cleared', 'after');
  assert.deepEqual(legs[0]?.endings, []);
  await terminals.endCall(5, 'cleared', 'before');
  assert.deepEqual(legs[0]?.endings, ['cleared']);
  assert.equal(atEnd.length, 1);
});

test('async mode dedicated starts at once, clear line ends it; a line without a session has no PPP to give', async (t) => {
  const { clock, terminals, device, wishes, legs } = await setUp(t, {}, { dedicated: true });
  device().type('\x7e');
  await clock.advance(0);
  assert.equal(wishes.length, 1);
  const cleared = terminals.clearLine(5);
  assert.deepEqual(legs[0]?.endings, ['cleared']);
  legs[0]?.done.resolve({ carrierLost: false });
  assert.equal(await cleared, true);
  assert.deepEqual(await terminals.startCall(1, 'ppp', { user: undefined, key: 1 }), {
    refused: '% This line has no device for it',
  });
});

test('a call that is only being started ends with its session, by its own cause', async (t) => {
  const { promise: started, resolve: start } = Promise.withResolvers<void>();
  const { clock, deps, terminals, legs, devices, logIn } = await setUp(t, {}, { nested: true, started });
  const key = await logIn();
  void terminals.startCall(5, 'ppp', { user: undefined, key });
  await clock.advance(0);
  // As `ppp` of the shell does when its session ends.
  const ended = terminals.endCall(5, 'cleared', 'before');
  await clock.advance(0);
  assert.deepEqual(legs[0]?.endings, []);
  start();
  await ended;
  assert.deepEqual(legs[0]?.endings, ['cleared']);
  void terminals.clearLine(5);
  await clock.advance(2000);
  assert.equal(deps.accounting.story.at(-1), 'close admin-reset');
  assert.deepEqual([devices.length, devices[0]?.destroyed], [2, true]);
});

test('what a session starts when it is over already ends at once', async (t) => {
  const { promise: started, resolve: start } = Promise.withResolvers<void>();
  const { clock, terminals, device, legs, devices, logIn } = await setUp(t, {}, { started });
  const key = await logIn();
  void terminals.startCall(5, 'ppp', { user: undefined, key });
  // The shell of this test does not wait for the call.
  void terminals.clearLine(5);
  await clock.advance(0);
  start();
  await clock.advance(0);
  assert.deepEqual(legs[0]?.endings, ['line-lost']);
  await clock.advance(1000);
  assert.equal(devices.length, 2);
  assert.deepEqual(await terminals.startCall(5, 'ppp', { user: undefined, key }), { refused: '% The line is gone' });
  assert.equal(device().paused, false);
});

test('clear line, and the end of the line, wait for PPP without a login that is only being started', async (t) => {
  for (const way of ['clear', 'remove'] as const) {
    const { promise: started, resolve: start } = Promise.withResolvers<void>();
    const { clock, terminals, device, legs } = await setUp(t, {}, { dedicated: true, started });
    device().type('\x7e');
    await clock.advance(0);
    if (way === 'clear') void terminals.clearLine(5);
    else void terminals.configure({ ...emptyTerminalConfig, lines: [{ kind: 'tty', number: 5 }] });
    await clock.advance(0);
    // A device that hangs up meanwhile is not opened for the next caller before the call is over.
    device().emit('end');
    await clock.advance(2000);
    assert.equal(device().destroyed, false);
    start();
    await clock.advance(0);
    assert.equal(legs[0]?.endings[0], way === 'clear' ? 'cleared' : 'shutdown');
    assert.equal(device().destroyed, true);
  }
});

test('a caller who is lost while his session takes its time to end: nobody else is hung up for him', async (t) => {
  const { clock, deps, device, devices } = await setUp(t, { modemDialin: true });
  device().type('CONNECT\r');
  await clock.advance(0);
  device().type('admin\rsecret\r');
  await clock.advance(0);
  const close = Promise.withResolvers<void>();
  deps.accounting.disk = () => close.promise;
  device().type('\r\nNO CARRIER\r\n');
  await clock.advance(5000);
  assert.equal(devices.length, 1);
  close.resolve();
  await clock.advance(1000);
  assert.deepEqual([devices.length, devices[0]?.destroyed, devices[1]?.destroyed], [2, true, false]);
});

test('a device that is not there is tried again; a line that loses its device closes it', async (t) => {
  const { clock, terminals, devices } = await setUp(t, { device: '/dev/nothing' });
  await clock.advance(5000);
  assert.equal(devices.length, 0);
  const lines: LineConfig[] = [{ kind: 'tty', number: 5, device: '/dev/modem' }];
  await terminals.configure({ ...emptyTerminalConfig, lines });
  await clock.advance(0);
  assert.equal(devices.length, 1);
  await terminals.configure({ ...emptyTerminalConfig, lines: [{ kind: 'tty', number: 5 }] });
  assert.equal(devices[0]?.destroyed, true);
});
