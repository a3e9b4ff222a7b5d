/** `clear crypto sa`, `clear crypto isakmp` and `clear crypto ikev2 sa` with each selector: what is left at real charons. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '../e2e/waiting.ts';
import { kinds, messages, sasOf, stage, text } from './two-sites.ts';

test('SAs are taken away one by one: by SPI, map, routing table, connection id, peer', async (t) => {
  const { lab, daemon } = await stage(t);
  const { branch, client, charon } = lab;
  const up = async (): Promise<void> => {
    assert.deepEqual([await branch.up('net'), await client.up('net')], [true, true], lab.gateway.log());
  };
  /** IKE SAs of the branch and of the client with their pairs of IPsec SAs, at the gateway. */
  async function after(command: string): Promise<readonly (string | undefined)[]> {
    assert.equal(await text(daemon, command), '');
    const sas = await charon.vici.listSas();
    assert.ok(sas.ok);
    return ['10.9.0.2', '10.9.0.3'].map((peer) => {
      const found = sas.value.find(({ remote }) => remote.host === peer);
      return found && `IKE and ${found.children.length}`;
    });
  }
  const shown = await text(daemon, 'show crypto ipsec sa peer 10.9.0.3');
  const [, spi] = /inbound esp sas:\s+spi: (0x[0-9A-F]+)/.exec(shown) ?? [];
  assert.deepEqual(await after('clear crypto sa entry 10.9.0.1 esp 0x1234'), ['IKE and 1', 'IKE and 1']);
  assert.deepEqual(await after(`clear crypto sa entry 10.9.0.1 esp ${spi}`), ['IKE and 1', 'IKE and 0']);
  assert.deepEqual(await after('clear crypto sa map OTHER'), ['IKE and 1', 'IKE and 0']);
  assert.deepEqual(await after('clear crypto sa map LAB'), ['IKE and 0', 'IKE and 0']);
  await up();
  assert.deepEqual(await after('clear crypto sa vrf red'), ['IKE and 1', 'IKE and 0']);
  const [, id] = /QM_IDLE +(\d+)/.exec(await text(daemon, 'show crypto isakmp sa')) ?? [];
  assert.deepEqual(await after('clear crypto isakmp 9999'), ['IKE and 1', 'IKE and 0']);
  assert.deepEqual(await after(`clear crypto isakmp ${id}`), [undefined, 'IKE and 0']);
  assert.deepEqual(await after('clear crypto ikev2 sa remote 10.9.0.99'), [undefined, 'IKE and 0']);
  assert.deepEqual(await after('clear crypto ikev2 sa remote 10.9.0.3'), [undefined, undefined]);
  await eventually('the peers know', async () =>
    (await sasOf(branch)) + (await sasOf(client)) === 0 ? true : undefined,
  );
  await up();
  assert.deepEqual(await after('clear crypto isakmp'), [undefined, 'IKE and 1']);
  // Records of the branch alone go to RADIUS; each life has one of each, and each change a message.
  await eventually('all records', () => (kinds(lab).length >= 6 ? true : undefined));
  assert.deepEqual(kinds(lab), ['Start', 'Stop', 'Start', 'Stop', 'Start', 'Stop']);
  const changes = (await messages(daemon)).flatMap((one) => /is (\w+)\. Peer 10\.9\.0\.2/.exec(one)?.[1] ?? []);
  assert.deepEqual(changes, ['UP', 'DOWN', 'UP', 'DOWN', 'UP', 'DOWN']);
});
