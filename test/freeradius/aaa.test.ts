import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  Aaa,
  type AaaConfig,
  emptyAaaConfig,
  ephemeralVault,
  hashPasswordSync,
  type PortContext,
  type RadiusServerConfig,
} from '../../src/aaa/index.ts';
import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/event-log.ts';
import { systemRandom } from '../../src/base/random.ts';
import { attribute } from '../../src/protocols/radius/index.ts';
import { type FreeRadius, freePorts, startFreeRadius } from '../rigs/freeradius.ts';

const context: PortContext = {
  uniqueId: 1,
  portNumber: 26,
  portName: 'tty26',
  portType: 'virtual',
  caller: '192.0.2.99',
  console: false,
  line: {},
};

describe('logins and records against FreeRADIUS', () => {
  const vault = ephemeralVault(systemRandom);
  const local = hashPasswordSync('locally', systemRandom);
  const running: Aaa[] = [];
  let peer: FreeRadius;
  /** Ports where nobody listens. */
  let dead: { readonly auth: number; readonly acct: number };

  before(async () => {
    peer = await startFreeRadius({ requireMessageAuthenticator: true });
    dead = await freePorts();
  });
  after(async () => {
    await Promise.all(running.map((aaa) => aaa.stop()));
    await peer?.remove();
  });

  const server = (
    name: string,
    ports: { readonly auth: number; readonly acct: number },
    secret = peer.secret,
  ): RadiusServerConfig => ({
    name,
    address: { family: 'ipv4', host: '127.0.0.1' },
    authPort: ports.auth,
    acctPort: ports.acct,
    key: vault.seal(secret),
  });

  function start(servers: readonly RadiusServerConfig[], more: Partial<AaaConfig> = {}): Aaa {
    const config: AaaConfig = {
      ...emptyAaaConfig,
      newModel: true,
      radiusServers: servers,
      radius: { timeout: 1, retransmit: 0 },
      authentication: [
        { service: 'login', name: 'default', methods: [{ method: 'group', group: 'radius' }, { method: 'local' }] },
      ],
      authorization: [{ service: 'exec', name: 'default', methods: [{ method: 'group', group: 'radius' }] }],
      users: [{ name: 'bob', password: local }],
      ...more,
    };
    const aaa = new Aaa(config, { clock: systemClock, random: systemRandom, log: silentLog, vault });
    running.push(aaa);
    return aaa;
  }

  /** One attempt; `accepted 15 by radius`, or the outcome. */
  async function login(aaa: Aaa, user: string, password: string): Promise<string> {
    const dialogue = { ask: () => Promise.resolve(password) };
    const result = await aaa.login({ list: 'default', context, dialogue, user, attempts: 1 });
    if (result.outcome !== 'accepted') return result.outcome;
    const exec = await aaa.authorizeExec({ list: 'default', context, user, profile: result.profile });
    const privilege = exec.outcome === 'permitted' ? exec.privilege : exec.outcome;
    return `accepted ${privilege} by ${result.profile.authentic} class ${result.profile.classes.join()}`;
  }

  it('accepts with the privilege and class that the server says', async () => {
    const aaa = start([server('good', peer.ports)]);
    const gold = Buffer.from('gold').toString('hex');
    assert.equal(await login(aaa, 'bob', 'builder'), `accepted 15 by radius class ${gold}`);
    assert.equal((await aaa.testGroup('radius', 'alice', 'wonderland')).outcome, 'accepted');
    assert.equal((await aaa.testGroup('radius', 'alice', 'x')).outcome, 'rejected');
  });

  it('does not fall back after a reject', async () => {
    const aaa = start([server('good', peer.ports)]);
    assert.equal(await login(aaa, 'bob', 'locally'), 'rejected');
    assert.equal(aaa.snapshot().radius[0]?.authentication.rejects, 1);
  });

  it('falls back to local users when no server answers', async () => {
    const aaa = start([server('dead', dead)]);
    assert.equal(await login(aaa, 'bob', 'locally'), 'accepted denied by local class ');
    assert.equal(aaa.snapshot().radius[0]?.authentication.timeouts, 1);
  });

  it('asks the next server when the first is dead', async () => {
    const aaa = start([server('dead', dead), server('good', peer.ports)]);
    assert.match(await login(aaa, 'bob', 'builder'), /^accepted 15 by radius/);
    assert.equal(aaa.snapshot().radius[1]?.authentication.failovers, 1);
  });

  it('takes a server with another secret for a silent one', async () => {
    const aaa = start([server('strange', peer.ports, 'another-secret')]);
    assert.equal(await login(aaa, 'bob', 'builder'), 'rejected', 'bob has another password here');
    assert.equal(await login(aaa, 'bob', 'locally'), 'accepted denied by local class ');
    const { authentication } = aaa.snapshot().radius[0] ?? {};
    assert.deepEqual([authentication?.accepts, authentication?.rejects, authentication?.failures], [0, 0, 2]);
  });

  it('delivers a record once, over a dead server and a wrong secret', async () => {
    const servers = [server('dead', dead), server('strange', { auth: dead.auth, acct: peer.ports.acct }, 'x')];
    const aaa = start([...servers, server('good', peer.ports)]);
    const group = aaa.groups.get('radius');
    assert.ok(group?.protocol === 'radius');
    const answer = await new Promise<string>((resolve) =>
      group.account(
        1,
        ({ nasAddress, attempt }) => [
          attribute('Acct-Session-Id', 'AAA00001'),
          attribute('Acct-Status-Type', 'Start'),
          attribute('NAS-IP-Address', nasAddress),
          attribute('Acct-Delay-Time', attempt),
        ],
        (result) => resolve(result.outcome === 'answered' ? result.server.name : result.reason),
      ),
    );
    assert.equal(answer, 'good');
    const records = peer.readDetail().filter(({ attributes }) => attributes.some(([, value]) => value === 'AAA00001'));
    assert.equal(records.length, 1);
    const found = new Map(records[0]?.attributes);
    assert.deepEqual([found.get('Acct-Delay-Time'), found.get('NAS-IP-Address')], ['2', '127.0.0.1']);
  });

  it('revives a server by the automate-tester as soon as it answers', async () => {
    const tester = { username: 'probe', ignoreAuthPort: true, ignoreAcctPort: false, probeOn: true };
    // Half a second of deadtime, so that the test need not wait a minute.
    const aaa = start([{ ...server('sick', peer.ports), automateTester: tester }], {
      radius: { timeout: 1, retransmit: 1, deadtime: 0.5 / 60, deadCriteria: { time: 1, tries: 1 } },
    });
    peer.pause();
    assert.equal((await aaa.testGroup('radius', 'bob', 'builder')).outcome, 'no-response');
    assert.equal(aaa.snapshot().radius[0]?.health.state, 'dead');
    const alive = new Promise<string>((resolve) => aaa.onAlive(({ name }) => resolve(name)));
    peer.resume();
    assert.equal(await alive, 'sick');
    assert.equal(aaa.snapshot().radius[0]?.health.state, 'up');
  });
});
