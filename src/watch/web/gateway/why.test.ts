import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AnsweringServers, whyStuck } from './why.ts';

const nobody: AnsweringServers = { radius: [] };

test('what delivery says becomes sentences, each with what to do', () => {
  const reasons = {
    'radius: timeout': /^No server of group radius answers\.$/,
    'isp: all-dead': /^Every server of group isp is marked dead/,
    'tacacs+: wrong key': /^What the server of group tacacs\+ says cannot be read: it has another key\.$/,
    'tac: connection refused': /^At the address and port of group tac nothing listens\.$/,
    'tac: host unreachable': /^There is no way to the server of group tac\.$/,
    'tac: timeout (connecting)': /^There is no way to the server of group tac\.$/,
    'tac: name not found': /^The name of the server of group tac has no address\.$/,
    'tac: connection closed without an answer': /hangs up without an answer/,
    'tac: server error: disk full': /^The server of group tac answers that it failed\.$/,
    'gone: unknown-group': /^There is no group gone any more\.$/,
    'radius: no-servers': /^No server of group radius takes accounting records\.$/,
    'radius: RADIUS has no record for a command': /^Group radius is of RADIUS, which has no records of commands\.$/,
    'radius: not-encodable': /^The record cannot be written for group radius\.$/,
    'radius: timeout, tacacs+: connection refused':
      /^No server of group radius answers\. At the address and port of group tacacs\+ nothing listens\.$/,
  };
  for (const [reason, text] of Object.entries(reasons)) {
    const why = whyStuck(reason, nobody);
    assert.match(why.text, text);
    assert.notEqual(why.fix, '', reason);
  }
});

test('a server whose answers another key has signed is named; one that has been understood is not', () => {
  const radius = [
    { name: 'one', accounting: { badAuthenticators: 3, successes: 0 } },
    { name: 'two', accounting: { badAuthenticators: 3, successes: 1 } },
  ];
  const { text, fix } = whyStuck('radius: timeout', { radius });
  assert.equal(text, 'No server of group radius answers. Server one answers with another key.');
  assert.match(fix, /same key\? .* Set the same "key" at both sides\.$/);
});

test('what nobody has words for is shown as it is', () => {
  assert.equal(whyStuck('tac: moon, a: star', nobody).text, 'Group tac: moon. Group a: star.');
  assert.equal(whyStuck('ledger', nobody).text, 'ledger');
  assert.equal(whyStuck(undefined, nobody).text, 'Nobody answered.');
});
