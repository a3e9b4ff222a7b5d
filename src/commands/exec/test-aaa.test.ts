import assert from 'node:assert/strict';
import { transcript } from './fixtures/transcript.ts';

const server = { name: 'isp', protocol: 'radius', host: '192.0.2.10', port: 1812, acctPort: 1813 } as const;

transcript(
  'a user is tried at a group; the password is hidden from accounting',
  { test: { outcome: 'accepted', server } },
  `tollgate#te aaa gr rad bob hunter2 leg
Attempting authentication test to server-group radius using radius
User was successfully authenticated.
tollgate#test aaa group tacacs+ bob hunter2 new-code
User successfully authenticated
`,
  ({ accepted, tested }) => {
    assert.deepEqual(tested, [
      ['radius', 'bob', 'hunter2'],
      ['tacacs+', 'bob', 'hunter2'],
    ]);
    assert.deepEqual(
      accepted.map(({ maskedText }) => maskedText),
      ['test aaa group radius bob * legacy', 'test aaa group tacacs+ bob * new-code'],
    );
    assert.equal(accepted[0]?.text, 'test aaa group radius bob hunter2 legacy');
    assert.deepEqual(accepted[0]?.maskedWords.includes('hunter2'), false);
  },
);

transcript(
  'a user who is rejected',
  { test: { outcome: 'rejected', server } },
  `tollgate#test aaa group radius bob wrong legacy
Attempting authentication test to server-group radius using radius
User authentication request was rejected by server.
tollgate#test aaa group radius bob wrong new-code
User rejected
`,
);

transcript(
  'no server, and no group',
  {},
  `tollgate#test aaa group radius bob hunter2
Attempting authentication test to server-group radius using radius
No authoritative response from any server.
tollgate#test aaa group nowhere bob hunter2 legacy
% Server group nowhere is not defined
tollgate#test aaa group radius bob
% Incomplete command.

tollgate#test aaa group radius bob ?
  WORD  Password

tollgate#test aaa group radius bob hunter2 ?
  legacy    Use older AAA code
  new-code  Use newer AAA code
  <cr>

`,
);
