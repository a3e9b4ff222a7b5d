/** The page's crypto view in a real browser, beside a real charon: one tunnel comes and goes, one peer is never there. */
import assert from 'node:assert/strict';
import process from 'node:process';
import { test } from 'node:test';
import { eventually } from '../e2e/waiting.ts';
import { inside, ipsecLab, trafficBetween } from '../ipsec/lab.ts';
import { branchLines, loadBranch } from '../ipsec/one-branch.ts';
import { browserWithin, openPage, signIn } from '../rigs/browser.ts';
import { comesTo } from './comes-to.ts';

test('a tunnel shows while it is up, with its traffic; a configured peer that is down stands out', async (t) => {
  const lab = await ipsecLab(t);
  const { gateway, branch } = lab;
  await lab.tollgate(`${branchLines}username ann privilege 15 password annspassword
aaa authentication login default local
aaa authorization exec default local
ip http server
ip http port 8080
`);
  const browser = await browserWithin(t, gateway.network.command, lab.directory);
  const { page, complaints } = await openPage(browser, 'http://127.0.0.1:8080/');
  await signIn(page, 'ann', 'annspassword');
  await page.getByRole('link', { name: 'Crypto' }).click();
  const row = (peer: string) => page.getByRole('row', { name: new RegExp(peer.replaceAll('.', '\\.')) });
  await row('10.9.0.2').getByText('DOWN', { exact: true }).waitFor();
  await comesTo(() => page.locator('tr.row-bad').count(), 2);

  await loadBranch(branch);
  assert.equal(await branch.up('net'), true, gateway.log());
  const octets = await trafficBetween(
    { host: branch.host, address: inside.branch },
    { host: gateway, address: inside.gateway },
    50,
  );
  assert.equal(octets, 6400);
  await row('10.9.0.2').getByText('UP-ACTIVE').waitFor();
  // Both directions.
  await eventually('the traffic', async () =>
    (await row('10.9.0.2').getByText('6.40 kB').count()) === 2 ? true : undefined,
  ).catch(async () => assert.fail(await row('10.9.0.2').innerText()));
  assert.match(await row('10.9.0.2').innerText(), /branch office[\s\S]*branch\.lab[\s\S]*LAB 10[\s\S]*IKEv2/);
  const down = page.locator('tr.row-bad');
  assert.match(await down.innerText(), /DOWN[\s\S]*10\.9\.0\.9[\s\S]*warehouse/);
  const [first] = await page.locator('tbody tr').allInnerTexts();
  assert.match(first ?? '', /warehouse/, 'it comes first');
  const colours = async (row: string): Promise<string> =>
    String(
      await page.evaluate(`(() => {
        const row = document.querySelector('${row}');
        return [row, row.cells[0]].map((one) => getComputedStyle(one).backgroundColor).join();
      })()`),
    );
  assert.notEqual(await colours('tr.row-bad'), await colours('tbody tr:not(.row-bad)'));
  const { TOLLGATE_PICTURE: picture } = process.env;
  if (picture !== undefined) await page.screenshot({ path: picture });

  await branch.down('gw');
  await row('10.9.0.2').getByText('DOWN', { exact: true }).waitFor();
  await comesTo(() => page.locator('tr.row-bad').count(), 2);
  assert.deepEqual(complaints.all, []);
});
