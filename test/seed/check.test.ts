/**
 * The documentation's configuration examples as they are printed: their slips, and how `tollgate check` explains each, with
 * the number of the line.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { type TestContext, test } from 'node:test';
import { temporaryDirectory } from '../rigs/daemon.ts';

const program = resolve(import.meta.dirname, '..', '..', 'bin', 'tollgate.mjs');

/** What is said of each line: `12 note: RADIUS server …`. */
function check(t: TestContext, text: string): readonly string[] {
  const file = join(temporaryDirectory(t), 'example.cfg');
  writeFileSync(file, text);
  const { stdout } = spawnSync(process.execPath, [program, 'check', file], { encoding: 'utf8', timeout: 60_000 });
  const said: string[] = [];
  let of = '';
  for (const line of stdout.replaceAll(file, '').trimEnd().split('\n').slice(0, -1)) {
    const [, number, what] = /^:(\d+): (refused|note|without effect): /.exec(line) ?? [];
    if (number !== undefined) of = `${number} ${what}`;
    else if (!line.startsWith('    %')) said.push(`${of}: ${line.trim()}`);
    if (what === 'without effect') said.push(of);
  }
  return said;
}

const atThePrompt = 'A command that is typed at the prompt, not a line of a configuration: leave it out.';

test('named method lists: a RADIUS server without an address', (t) => {
  const said = check(
    t,
    `configure terminal
aaa new-model
aaa authentication login admins local
aaa authentication ppp dialins group radius local
aaa authorization network network1 group radius local
aaa accounting network network2 start-stop group radius group tacacs+
username root password ALongPassword
tacacs server server1
address ipv4 172.31.255.0
key goaway
exit
radius server isp
key myRaDiUSpassWoRd
exit
interface group-async 1
group-range 1 16
encapsulation ppp
ppp authentication chap dialins
ppp authorization network1
ppp accounting network2
exit
line 1 16
autoselect ppp
autoselect during-login
login authentication admins
modem dialin
end
`,
  );
  assert.deepEqual(said, [
    `1 refused: ${atThePrompt}`,
    '12 note: RADIUS server isp has no address (add "address ipv4 A.B.C.D"): it is never asked.',
  ]);
});

test('resource accounting: two actions for one list, a list that nothing applies, broken comments', (t) => {
  const said = check(
    t,
    `aaa new-model
! first
aaa authentication login AOL group radius local
! a comment that is too long
for its line
and still is
aaa authentication ppp default group radius local
aaa accounting resource default stop-failure group radius
aaa accounting resource default start-stop group radius
`,
  );
  const rest = 'Is it the rest of the comment above? Put both on one line, or begin this one with "!".';
  assert.deepEqual(said, [
    `5 refused: ${rest}`,
    `6 refused: ${rest}`,
    '3 note: No RADIUS server is defined: add "radius server NAME" with its address and key.',
    '3 note: List AOL is not applied to any line or interface, so nothing goes by it.',
    '9 note: It takes the place of line 8: a list has one action. Both at once cannot be had.',
  ]);
});

test('broadcast and called numbers: a line broken in two, servers that nobody defines, no new-model', (t) => {
  const example = (list: string) => `enable
aaa group server radius isp
server 10.0.0.1
server 10.0.0.2
exit
aaa group server tacacs+ isp_customer
server 172.0.0.1
exit
${list} start-stop broadcast group isp group
isp_customer
tacacs server server1
address ipv4 172.0.0.1
key key2
end
`;
  const missing = (line: number, ip: string) =>
    `${line} note: No RADIUS server ${ip} is defined, so group isp never asks it: add "radius server NAME" with "address ipv4 ${ip}" and "key SECRET".`;
  for (const list of ['aaa accounting network default', 'aaa dnis map 7777 accounting network']) {
    const whole = `${list} start-stop broadcast group isp group isp_customer`;
    assert.deepEqual(check(t, example(list)), [
      `1 refused: ${atThePrompt}`,
      `10 refused: Is it the rest of the line above, which was broken? Write "${whole}".`,
      missing(3, '10.0.0.1'),
      missing(4, '10.0.0.2'),
    ]);
    const mended = example(list).replace('group\nisp', 'group isp').replace('enable\n', '');
    const said = check(t, mended);
    assert.ok(said.includes('8 note: Nothing is accounted for without "aaa new-model".'), said.join('\n'));
    const numbers = '8 note: Called numbers are not looked at without "aaa dnis map enable".';
    assert.equal(said.includes(numbers), list.includes('dnis'));
  }
});

test('the session MIB, and lines of the procedures', (t) => {
  const said = check(
    t,
    `Device(config)# aaa new-model
aaa new-model
aaa accounting update [newinfo] [periodic] number
aaa accounting update periodic 1-2147483647
aaa accounting system default start-stop
aaa accounting network acc start-stop broadcast group radius
aaa accounting exec mine start-stop group nobody
radius server isp
address ipv4 10.0.0.1
line aux line1
aaa accounting system mine start-stop group radius
aaa accounting exec mine start-stop broadcast group a group b group c group d group e
aaa max-sessions 2000
`,
  );
  assert.deepEqual(said, [
    '1 refused: A prompt stands before it: leave that out and keep "aaa new-model".',
    '3 refused: Braces and brackets are of the manual: write only what they stand for.',
    '4 refused: That is a range: give one number of minutes, from 1 to 71582.',
    '10 refused: The aux line has the number 0: "line aux 0".',
    '11 refused: System accounting has no named lists: "aaa accounting system default …".',
    '12 refused: A list has at most four methods.',
    '5 note: The list has no method: its records go nowhere. Add "group NAME".',
    '6 note: broadcast makes no difference with a single group.',
    '7 note: There is no group nobody: the method is skipped.',
    '7 note: List mine is not applied to any line or interface, so nothing goes by it.',
    '8 note: RADIUS server isp has no key (add "key SECRET"): it is never asked.',
    '13 without effect',
  ]);
});
