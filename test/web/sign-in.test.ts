/** Who may sign in to the gateway's page, by `ip http authentication`; and where its commands are accounted for. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '../e2e/waiting.ts';
import { passwords, webBox } from './box.ts';

test('by AAA, by lists of its own, by the users of the box, or by the enable password', async (t) => {
  const box = await webBox(
    t,
    `username ops privilege 15 password opspassword
username looker privilege 3 password lookerpassword
enable secret enablesecret
aaa authentication login WEB local
aaa authorization exec WEB local
aaa group server tacacs+ OTHER
 server name main
aaa accounting commands 15 WEB start-stop group OTHER
`,
  );
  const origin = new URL(box.url).origin;
  const headers = { origin, 'content-type': 'application/json' };
  const signIn = (user: string, password: string) =>
    fetch(`${box.url}api/sign-in`, { method: 'POST', headers, body: JSON.stringify({ user, password }) });
  const level = async (user: string, password: string): Promise<number> => {
    const answer = await signIn(user, password);
    if (!answer.ok) return -answer.status;
    return Number(/"privilege":(\d+)/.exec(await answer.text())?.[1]);
  };
  const configure = (...lines: string[]) => box.daemon.run('configure terminal', ...lines, 'end');

  assert.deepEqual([await level('ann', passwords.ann), await level('ops', 'opspassword')], [15, -401]);
  await configure('ip http authentication local');
  assert.deepEqual(
    [await level('ann', passwords.ann), await level('ops', 'opspassword'), await level('looker', 'lookerpassword')],
    [-401, 15, 3],
  );
  await configure('ip http authentication enable');
  assert.deepEqual([await level('whoever', 'enablesecret'), await level('ops', 'opspassword')], [15, -401]);
  await configure(
    'ip http authentication aaa',
    'ip http authentication aaa login-authentication WEB',
    'ip http authentication aaa exec-authorization WEB',
  );
  assert.deepEqual([await level('looker', 'lookerpassword'), await level('whoever', 'enablesecret')], [3, -401]);
  const { text } = await box.daemon.run('show running-config');
  assert.match(text, /^ip http authentication aaa$/m);
  assert.match(text, /^ip http authentication aaa login-authentication WEB$/m);

  await configure('ip http accounting commands 15 WEB');
  await box.software('bob', 'b-1', 'Start');
  const cookie = (await signIn('ops', 'opspassword')).headers.get('set-cookie')?.split(';')[0] ?? '';
  const stream = await fetch(`${box.url}api/live`, { headers: { cookie } });
  let table = '';
  for await (const chunk of stream.body ?? []) {
    table += Buffer.from(chunk).toString();
    if (table.includes('bob')) break;
  }
  const id = /\["(\d+)"/.exec(table)?.[1];
  await fetch(`${box.url}api/sessions/${id}/disconnect`, { method: 'POST', headers: { origin, cookie } });
  await eventually('the command by the list WEB', async () =>
    /group OTHER +1 +1/.test((await box.daemon.run('show accounting ledger')).text) ? true : undefined,
  );
  await configure(
    'no ip http authentication aaa login-authentication',
    'no ip http authentication aaa exec-authorization',
  );
  assert.equal(await level('ann', passwords.ann), 15);
});
