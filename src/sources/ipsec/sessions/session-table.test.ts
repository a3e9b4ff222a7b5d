import assert from 'node:assert/strict';
import { test } from 'node:test';
import { child, ike, octets } from '../testing/reports.ts';
import type { IkeReport, SaInput } from './sa-report.ts';
import { grace, SessionTable, type TableEffect } from './session-table.ts';

/** A table with a clock of its own, and what it told, in short. */
class Bench {
  readonly table = new SessionTable();
  readonly told: string[] = [];
  time = 0;

  say(...inputs: SaInput[]): void {
    for (const input of inputs) {
      this.time += 1;
      this.#tell(this.table.apply(input, this.#now));
    }
  }

  wait(milliseconds: number): void {
    const end = this.time + milliseconds;
    for (let due = this.table.due(); due !== undefined && due <= end; due = this.table.due()) {
      this.time = Math.max(this.time, due);
      this.#tell(this.table.tick(this.#now));
    }
    this.time = end;
  }

  list(ikes: readonly IkeReport[], lost?: number): void {
    this.time += 1;
    this.say({ kind: 'list', ikes, asked: this.time, ...(lost === undefined ? {} : { lost: { at: lost } }) });
  }

  gone(): void {
    this.#tell(this.table.gone(this.time, this.#now));
  }

  get #now() {
    return { wall: this.time, monotonic: this.time };
  }

  #tell(effects: readonly TableEffect[]): void {
    for (const one of effects) {
      if (one.effect === 'down') {
        const { bytesIn, bytesOut } = one.counters;
        this.told.push(`down ${one.session.id} ${one.cause} at ${one.at} ${bytesIn}/${bytesOut}`);
      } else if (one.effect !== 'counted')
        this.told.push(one.effect === 'look' ? 'look' : `${one.effect} ${one.session.id}`);
    }
  }
}

const up = (id: number, of: Partial<IkeReport> = {}): SaInput => ({ kind: 'ike-up', ike: ike(id, of) });
const down = (id: number, of: Partial<IkeReport> = {}): SaInput => ({ kind: 'ike-down', ike: ike(id, of) });
const childUp = (ikeId: number, id: number, of: Partial<IkeReport> = {}): SaInput => ({
  kind: 'child-up',
  ike: ike(ikeId, of),
  child: child(id),
});
const childDown = (ikeId: number, id: number, bytes = 0, of: Partial<IkeReport> = {}): SaInput => ({
  kind: 'child-down',
  ike: ike(ikeId, of),
  child: child(id, { counters: octets(bytes) }),
});
const childRekey = (ikeId: number, old: number, fresh: number, bytes = 0, of: Partial<IkeReport> = {}): SaInput => ({
  kind: 'child-rekey',
  ike: ike(ikeId, of),
  old: child(old, { counters: octets(bytes), state: 'REKEYED' }),
  child: child(fresh),
});
const v1 = { version: 1, user: 'bob', vips: ['10.99.0.1'] } as const;

test('IKEv2 set-up and end by the peer: the child ends after the IKE SA, and nobody comes back', () => {
  const bench = new Bench();
  bench.say({ kind: 'ike-update', ike: ike(1, { name: '(unnamed)', state: 'CONNECTING' }) }, up(1), childUp(1, 1));
  bench.say(down(1, { state: 'DELETING' }), childDown(1, 1, 700));
  assert.deepEqual(bench.told, ['up 1']);
  const went = bench.time;
  bench.wait(grace);
  assert.deepEqual(bench.told, ['up 1', `down 1 peer at ${went} 700/700`]);
  assert.deepEqual([...bench.table.sessions()], []);
});

test('the end of an SA that never was up means nothing', () => {
  const bench = new Bench();
  bench.say({ kind: 'ike-update', ike: ike(1, { state: 'CONNECTING' }) });
  assert.equal([...bench.table.halfOpen()].length, 1);
  bench.say(down(1, { state: 'CONNECTING' }), down(2, { name: '(unnamed)', state: 'CONNECTING' }), childDown(2, 5));
  bench.wait(60_000);
  assert.deepEqual(bench.told, []);
  assert.deepEqual([...bench.table.halfOpen()], []);
});

test('an IKE SA without children is a session that is not up', () => {
  const bench = new Bench();
  bench.say(up(1));
  assert.equal([...bench.table.sessions()].length, 1);
  bench.say(down(1));
  bench.wait(10_000);
  assert.deepEqual([bench.told, [...bench.table.sessions()]], [[], []]);
});

test('rekeys of children and of the IKE SA add up and change nothing else', () => {
  const bench = new Bench();
  bench.say(up(1), childUp(1, 1), childRekey(1, 1, 2, 500));
  bench.say({ kind: 'ike-rekey', old: ike(1), ike: ike(2, { initiator: true }) });
  bench.say(childRekey(2, 2, 3, 40), childDown(2, 3, 2), down(2));
  bench.wait(grace);
  assert.deepEqual(bench.told, ['up 1', 'down 1 peer at 6 542/542']);
});

test('what is read later of an old pair of SAs counts; what an old answer says does not take away', () => {
  const bench = new Bench();
  bench.say(up(1), childUp(1, 1));
  bench.list([ike(1, { children: [child(1, { counters: octets(300, 900) })] })]);
  bench.say(childRekey(1, 1, 2, 200));
  bench.list([
    ike(1, {
      children: [child(1, { state: 'REKEYED', counters: octets(320, 100) }), child(2, { counters: octets(7) })],
    }),
  ]);
  bench.list([ike(1, { children: [child(2, { counters: octets(9) })] })]);
  const [session] = [...bench.table.sessions()];
  assert.equal(session?.counters.bytesIn, 329n);
  assert.equal(session?.counters.bytesOut, 909n);
  assert.deepEqual(bench.told, ['up 1']);
});

test('IKEv2 reauthentication, and a client that crashed and came back: the session goes on', () => {
  const bench = new Bench();
  bench.say(up(1), childUp(1, 1), down(1), childDown(1, 1, 100));
  bench.wait(1000);
  bench.say(up(2), childUp(2, 2), childDown(2, 2, 11), down(2));
  bench.wait(grace);
  assert.deepEqual(bench.told.at(0), 'up 1');
  assert.match(bench.told.at(1) ?? '', /^down 1 peer at \d+ 111\/111$/);
  assert.equal(bench.told.length, 2);
});

test('IKEv1 sets up without addresses, adopts children in silence, and ends children first', () => {
  const bench = new Bench();
  bench.say(up(1, { ...v1, vips: [] }), childUp(1, 1, v1));
  // A new phase 1; the old one ends ten seconds later without a word of its child.
  bench.say(up(2, { ...v1, vips: [] }));
  bench.wait(10_000);
  bench.say(down(1, { ...v1 }));
  bench.wait(10_000);
  assert.deepEqual(bench.told, ['up 1']);
  bench.list([ike(2, { ...v1, children: [child(1, { counters: octets(60) })] })]);
  bench.say(childDown(2, 1, 90, v1), down(2, v1));
  bench.wait(grace);
  assert.equal(bench.told.length, 2);
  assert.match(bench.told[1] ?? '', /^down 1 peer at \d+ 90\/90$/);
});

test('IKEv1 client that crashed and came back by another port: its new IKE SA takes over the old child', () => {
  const bench = new Bench();
  const back = { ...v1, vips: [], remote: { address: '10.9.0.2', port: 4777 } };
  bench.say(up(1, { ...v1, vips: [] }), childUp(1, 1, v1), up(2, back), childRekey(2, 1, 2, 30, back));
  bench.wait(7000);
  bench.say(down(1, { ...v1, tasks: ['ISAKMP_DPD'] }));
  bench.wait(10_000);
  assert.equal([...bench.table.sessions()].length, 1);
  assert.deepEqual(
    bench.told.filter((one) => one.startsWith('up') || one.startsWith('down')),
    ['up 1'],
  );
});

test('a dead peer ends the session at once, in either order of events', () => {
  const bench = new Bench();
  bench.say(up(1), childUp(1, 1), down(1, { tasks: ['IKE_DPD'] }), childDown(1, 1, 5));
  assert.deepEqual(bench.told, ['up 1', 'down 1 dead-peer at 4 5/5']);
  bench.say(up(2, v1), childUp(2, 2, v1), childDown(2, 2, 6, v1), down(2, { ...v1, tasks: ['ISAKMP_DPD'] }));
  assert.deepEqual(bench.told.slice(2), ['up 2', 'down 2 dead-peer at 7 6/6']);
});

test('one child of two ends: the session goes on; the last one ends it, the IKE SA may stay', () => {
  const bench = new Bench();
  bench.say(up(1), childUp(1, 1), childUp(1, 2), childDown(1, 1, 5));
  bench.wait(60_000);
  assert.deepEqual(bench.told, ['up 1']);
  bench.say(childDown(1, 2, 6));
  bench.wait(grace);
  assert.match(bench.told[1] ?? '', /^down 1 peer at \d+ 11\/11$/);
  const [session] = [...bench.table.sessions()];
  assert.deepEqual([session?.hasIke, session?.up, session?.counters.bytesIn], [true, undefined, 0n]);
  bench.say(childUp(1, 3), childDown(1, 3, 1));
  bench.wait(grace);
  assert.match(bench.told[3] ?? '', /^down 1 peer at \d+ 1\/1$/);
});

test('a lifetime that has run out is told, unless another pair follows', () => {
  const bench = new Bench();
  const expired = (id: number): SaInput => ({ kind: 'child-down', ike: ike(1), child: child(id, { lifetime: 0 }) });
  bench.say(up(1), childUp(1, 1), expired(1), childUp(1, 2));
  bench.wait(60_000);
  assert.deepEqual(bench.told, ['up 1']);
  bench.say(expired(2));
  bench.wait(grace);
  assert.match(bench.told[1] ?? '', /lifetime/);
});

test('IKEv1: an IKE SA that goes without a Delete says that the peer is dead, unless another takes its place', () => {
  const bench = new Bench();
  bench.say(up(1, v1), childUp(1, 1, v1), down(1, v1), childDown(1, 1, 7, v1));
  const went = bench.time;
  bench.wait(grace);
  assert.deepEqual(bench.told, ['up 1', `down 1 dead-peer at ${went} 7/7`]);
  const again = new Bench();
  again.say(up(1, v1), childUp(1, 1, v1), {
    kind: 'ike-update',
    ike: ike(2, { ...v1, state: 'CONNECTING', name: '(unnamed)' }),
  });
  again.say(down(1, v1), childDown(1, 1, 7, v1));
  again.wait(grace);
  assert.match(again.told[1] ?? '', /^down 1 peer/);
  const deleted = new Bench();
  deleted.say(up(1, v1), childUp(1, 1, v1), childDown(1, 1, 7, v1), down(1, { ...v1, state: 'DELETING' }));
  deleted.wait(grace);
  assert.match(deleted.told[1] ?? '', /^down 1 peer/);
});

test('why a pair of SAs went is heard also when a list has shown it going', () => {
  for (const [cause, lifetime] of [
    ['lifetime', -2],
    ['idle', 900],
  ] as const) {
    const bench = new Bench();
    bench.say(up(1), childUp(1, 1));
    bench.list([ike(1, { children: [child(1, { state: 'DELETING' })] })]);
    const went = bench.time;
    const gone = { kind: 'child-down', ike: ike(1), child: child(1, { state: 'DELETED', lifetime }) } as const;
    bench.say(cause === 'idle' ? { ...gone, cause } : gone);
    bench.wait(grace);
    assert.deepEqual(bench.told, ['up 1', `down 1 ${cause} at ${went} 0/0`]);
  }
});

test('an IKE SA that ends after its keys should have been made anew ends by its lifetime', () => {
  const bench = new Bench();
  const short = { ...v1, rekey: 1 };
  bench.say(up(1, short), childUp(1, 1, short));
  bench.wait(5000);
  bench.say(childDown(1, 1, 7, short), down(1, { ...v1, rekey: undefined, state: 'DELETING' }));
  bench.wait(grace);
  assert.match(bench.told[1] ?? '', /^down 1 lifetime/);
});

test('a peer that moves (MOBIKE) stays the same session', () => {
  const bench = new Bench();
  const moved = { remote: { address: '10.9.0.77', port: 4500 } };
  bench.say(up(1), childUp(1, 1), { kind: 'ike-update', ike: ike(1, moved) }, childRekey(1, 1, 2, 3, moved));
  assert.deepEqual(bench.told, ['up 1', 'changed 1']);
  const [session] = [...bench.table.sessions()];
  assert.deepEqual([session?.remote.address, session?.initiator], ['10.9.0.77', '10.9.0.2']);
});

test('SAs for one more flow are news; a rekey of one is not, nor is what is found after a restart', () => {
  const bench = new Bench();
  const other = (id: number) => child(id, { remoteTs: ['10.3.0.0/24'] });
  bench.say(up(1), childUp(1, 1), { kind: 'child-up', ike: ike(1), child: other(2) });
  assert.deepEqual(bench.told, ['up 1', 'changed 1']);
  bench.say(childRekey(1, 1, 3), { kind: 'child-rekey', ike: ike(1), old: other(2), child: other(4) });
  bench.say({ kind: 'child-down', ike: ike(1), child: other(4) }, { kind: 'child-up', ike: ike(1), child: other(5) });
  assert.deepEqual(bench.told, ['up 1', 'changed 1']);
  const [session] = [...bench.table.sessions()];
  assert.ok(session);
  const later = new Bench();
  session.flows.clear();
  later.table.restore(session);
  later.say({ kind: 'list', ikes: [ike(1, { children: [child(3), other(5)] })], asked: 0 });
  assert.deepEqual(later.told, []);
});

test('peers behind one address, users of one peer and given addresses are sessions of their own', () => {
  const bench = new Bench();
  const of = (user: string | undefined, port: number, vip: string) => ({
    ...({ version: 1, user, vips: [vip] } as const),
    remote: { address: '192.0.2.1', port },
  });
  bench.say(up(1, of('a', 1, '10.99.0.1')), childUp(1, 1, of('a', 1, '10.99.0.1')));
  bench.say(up(2, of('b', 1, '10.99.0.2')), childUp(2, 2, of('b', 1, '10.99.0.2')));
  bench.say(up(3, { ...of(undefined, 7, ''), vips: [] }), childUp(3, 3, of(undefined, 7, '10.99.0.3')));
  bench.say(up(4, { ...of(undefined, 8, ''), vips: [] }), childUp(4, 4, of(undefined, 8, '10.99.0.4')));
  assert.deepEqual(
    bench.told.filter((one) => one.startsWith('up')),
    ['up 1', 'up 2', 'up 3', 'up 4'],
  );
});

test('an end that was ordered here has its cause and waits for nobody', () => {
  const bench = new Bench();
  bench.say(up(1), childUp(1, 1));
  const [session] = [...bench.table.sessions()];
  assert.ok(session);
  bench.table.expect(session, 'clear');
  bench.say(down(1), childDown(1, 1, 9));
  assert.deepEqual(bench.told, ['up 1', 'down 1 clear at 4 9/9']);
});

test('charon that dies takes all sessions with it; one that stops in order has said so before', () => {
  const bench = new Bench();
  bench.say(up(1), childUp(1, 1));
  bench.list([ike(1, { children: [child(1, { counters: octets(44) })] })]);
  bench.gone();
  assert.deepEqual(bench.told, ['up 1', 'down 1 charon-gone at 4 44/44']);
  assert.deepEqual([...bench.table.sessions()], []);
  bench.say(up(2), childUp(2, 2), down(2), childDown(2, 2, 1));
  bench.wait(1000);
  bench.table.endWaiting('charon-stopped', { wall: 0, monotonic: bench.time });
  bench.gone();
  assert.equal(bench.told.length, 3);
});

test('events that were missed are made good by a list', () => {
  const bench = new Bench();
  bench.list([
    ike(1, { children: [child(1, { counters: octets(10) })] }),
    ike(2, { name: 'other', state: 'CONNECTING' }),
  ]);
  assert.deepEqual(bench.told, ['up 1']);
  // An answer that was under way when the child came up says nothing of it.
  const asked = bench.time;
  bench.say({ kind: 'child-rekey', ike: ike(1), old: child(1, { state: 'REKEYED' }), child: child(3) });
  bench.say({ kind: 'list', ikes: [ike(1, { children: [child(1)] })], asked: asked - 1 });
  bench.wait(10_000);
  assert.deepEqual(bench.told, ['up 1']);
  // One that was under way when it ended brings it not back.
  bench.say(childDown(1, 3, 4), down(1));
  bench.say({ kind: 'list', ikes: [ike(1, { children: [child(3)] })], asked: bench.time - 2 });
  bench.wait(grace);
  assert.equal(bench.told.length, 2);
  bench.say(up(5), childUp(5, 5));
  bench.list([]);
  bench.wait(grace);
  assert.match(bench.told[3] ?? '', /^down 2 peer/);
});

test('children whose end nobody told are asked for', () => {
  const bench = new Bench();
  bench.say(up(1), childUp(1, 1), down(1));
  bench.wait(2000);
  assert.deepEqual(bench.told, ['up 1', 'look']);
  bench.list([]);
  bench.wait(grace);
  assert.match(bench.told[2] ?? '', /^down 1/);
});
