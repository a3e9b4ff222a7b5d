import assert from 'node:assert/strict';
import { test } from 'node:test';
import { debugTopics } from '../../base/event-log.ts';
import { showDebugging, showSwitched } from './debug-screens.ts';
import { transcript } from './fixtures/transcript.ts';

transcript(
  'debug switches topics on, undebug and no debug switch them off',
  {},
  `tollgate#deb aaa acc
AAA Accounting debugging is on
tollgate#debug aaa authentication
AAA Authentication debugging is on
tollgate#debug tacacs
TACACS access control debugging is on
tollgate#debug crypto isakmp aaa
Crypto ISAKMP AAA debugging is on
tollgate#sh deb
General OS:
  TACACS access control debugging is on
  AAA Authentication debugging is on
  AAA Accounting debugging is on
Cryptographic Subsystem:
  Crypto ISAKMP AAA debugging is on
tollgate#no debug aaa acc
AAA Accounting debugging is off
tollgate#und tac
TACACS access control debugging is off
tollgate#show debugging
General OS:
  AAA Authentication debugging is on
Cryptographic Subsystem:
  Crypto ISAKMP AAA debugging is on
tollgate#u all
All possible debugging has been turned off
tollgate#show debugging
`,
  ({ logging }) => assert.deepEqual(logging.debugTopics, []),
);

transcript(
  'debug radius is all of RADIUS, debug radius accounting a part of it',
  {},
  `tollgate#debug radius accounting
Radius protocol debugging is on
Radius protocol brief debugging is off
Radius protocol verbose debugging is off
Radius packet hex dump debugging is off
Radius packet protocol (authentication) debugging is off
Radius packet protocol (accounting) debugging is on
Radius packet retransmission debugging is off
Radius server fail-over debugging is off
tollgate#show debugging
Radius protocol debugging is on
Radius packet protocol (accounting) debugging is on
tollgate#debug radius | include packet protocol
                      ^
% Invalid input detected at '^' marker.

tollgate#debug rad
Radius protocol debugging is on
Radius protocol brief debugging is off
Radius protocol verbose debugging is off
Radius packet hex dump debugging is off
Radius packet protocol debugging is on
Radius packet retransmission debugging is off
Radius server fail-over debugging is off
tollgate#show debugging
Radius protocol debugging is on
Radius packet protocol debugging is on
tollgate#undebug radius
Radius protocol debugging is off
Radius protocol brief debugging is off
Radius protocol verbose debugging is off
Radius packet hex dump debugging is off
Radius packet protocol debugging is off
Radius packet retransmission debugging is off
Radius server fail-over debugging is off
`,
  ({ logging }) => assert.deepEqual(logging.debugTopics, []),
);

const question = 'This may severely impact network performance. Continue? (yes/[no]): ';

transcript(
  'debug all wants a yes',
  {},
  `tollgate#debug all
${question}
tollgate#debug all
${question}no
tollgate#show debugging
tollgate#debug all
${question}yes
All possible debugging has been turned on
tollgate#undebug aaa authorization
AAA Authorization debugging is off
`,
  ({ logging }) => assert.equal(logging.debugTopics.length, debugTopics.length - 1),
);

transcript(
  'no debug all',
  {},
  `tollgate#debug tacacs accounting
TACACS+ accounting debugging is on
tollgate#no debug all
All possible debugging has been turned off
`,
  ({ logging }) => assert.deepEqual(logging.debugTopics, []),
);

test('every topic has a line in show debugging', () => {
  for (const topic of debugTopics) {
    assert.match(showDebugging([topic]), / debugging is on$/m, topic);
    assert.match(showSwitched(topic, [topic]), / debugging is on$/m, topic);
    assert.doesNotMatch(showSwitched(topic, []), / debugging is on$/m, topic);
  }
});
