import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadConfiguration } from '../../ios/index.ts';
import { configLanguage, emptyConfiguration, repeatableServices } from '../config/testing.ts';
import { adviseOnRefused } from './refused-line.ts';

test('authentication of callers by what is not supported is refused, never passed over', () => {
  for (const [words, named] of [
    ['eap', 'eap'],
    ['chap eap', 'eap'],
    ['pap callin', 'callin'],
  ] as const) {
    const text = `interface Group-Async1\n ppp authentication ${words}\n`;
    const { refused, kept, config } = loadConfiguration(text, configLanguage, emptyConfiguration, repeatableServices);
    assert.deepEqual(
      refused.map(({ line, reason }) => [line, reason]),
      [[2, `% ${named} is not supported: name pap, chap, ms-chap or ms-chap-v2, then if-needed and a list if wanted`]],
    );
    assert.deepEqual(kept, []);
    assert.equal(config.ppp.interfaces[0]?.authentication, undefined);
  }
});

test('methods of authentication that are not supported: which ones are', () => {
  const advice = (line: string) => adviseOnRefused(line, undefined, undefined);
  const login = 'A method that is not supported: there are "group NAME", enable, line, local, local-case and none.';
  const network = 'A method that is not supported: there are "group NAME", if-needed, local, local-case and none.';
  assert.equal(advice('aaa authentication login default krb5 local'), login);
  assert.equal(advice('aaa authentication arap default guest'), network);
  assert.equal(advice('aaa authentication ppp default krb5'), network);
  assert.equal(advice('aaa authentication login default locl'), undefined);
});

test('nor is a word of it that nobody knows', () => {
  for (const words of ['frobnicate', 'pap USERS callin', '']) {
    const text = `interface Group-Async1\n ppp authentication ${words}\n`;
    const { refused, kept } = loadConfiguration(text, configLanguage, emptyConfiguration, repeatableServices);
    assert.deepEqual(kept, [], words);
    assert.deepEqual(
      refused.map(({ line }) => line),
      [2],
      words,
    );
  }
});

test('lines of an asynchronous interface that decide who gets in and which records there are do what they say, or are refused', () => {
  for (const line of [
    'encapsulation hdlc',
    'no encapsulation hdlc',
    'ppp accounting',
    'group-range 4 two',
    'async mode fast',
  ]) {
    const text = `interface Group-Async1\n ${line}\n`;
    const { refused, kept } = loadConfiguration(text, configLanguage, emptyConfiguration, repeatableServices);
    assert.deepEqual([refused.length, kept], [1, []], line);
  }
  const text = 'interface Group-Async1\n shutdown\n ip unnumbered Loopback0\n no snmp trap link-status\n';
  const { refused, kept, config } = loadConfiguration(text, configLanguage, emptyConfiguration, repeatableServices);
  assert.deepEqual([refused, kept.length], [[], 1]);
  const [group] = config.ppp.interfaces;
  assert.deepEqual([group?.shutdown, group?.unnumbered], [true, 'Loopback0']);
});
