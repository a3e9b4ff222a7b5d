import assert from 'node:assert/strict';
import { test } from 'node:test';
import { screen, transcript } from './fixtures/transcript.ts';

transcript(
  'show parser dump names modes as IOS does and gives every form its level',
  {},
  `tollgate#sh parser dump exec | include ^Mode|^0 .*able|^15 write|^1 who
Mode Name :exec
0 enable
0 enable <0-15>
0 disable
0 disable <0-15>
15 write
15 write memory
15 write terminal
15 write erase
1 who
tollgate#show parser dump radius-server | include ^Mode|15 timeout|15 no timeout
Mode Name :radius-server
15 timeout <1-1000>
15 no timeout
15 no timeout <1-1000>
tollgate#show parser dump config-line | include ^Mode
Mode Name :line
tollgate#show parser dump configure | include ^Mode|^15 hostname WORD|^15 no hostname
Mode Name :configure
15 hostname WORD
15 no hostname
15 no hostname WORD
`,
);

test('all modes at once, and none', async () => {
  const modes = await screen('show parser dump all | include ^Mode');
  assert.deepEqual(modes.slice(0, 2), ['Mode Name :exec', 'Mode Name :configure']);
  assert.ok(modes.includes('Mode Name :line') && modes.includes('Mode Name :radius-server'));
  const [refusal] = await screen('show parser dump nothing');
  assert.match(refusal ?? '', /^% No such mode; modes are: all exec configure /);
});
