import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { argumentValue, fitArgument, fitText, mandatory, optional, parseArgument } from './args.ts';

test('mandatory and optional arguments, both ways', () => {
  assert.equal(mandatory('task_id', 28), 'task_id=28');
  assert.equal(optional('addr', '192.0.2.1'), 'addr*192.0.2.1');
  assert.deepEqual(parseArgument('cmd=show x=1*2 <cr>'), { name: 'cmd', value: 'show x=1*2 <cr>', mandatory: true });
  assert.deepEqual(parseArgument('addr*a=b'), { name: 'addr', value: 'a=b', mandatory: false });
  assert.deepEqual(parseArgument('cmd='), { name: 'cmd', value: '', mandatory: true });
  assert.equal(parseArgument('novalue'), undefined);
  assert.equal(parseArgument('=x'), undefined);
});

test('the value of an argument is found by its whole name', () => {
  const args = ['cmd-arg=x', 'cmd=show', 'priv-lvl*15', 'cmd=second'];
  assert.equal(argumentValue(args, 'cmd'), 'show');
  assert.equal(argumentValue(args, 'priv-lvl'), '15');
  assert.equal(argumentValue(args, 'priv'), undefined);
});

test('a text is cut to fit, never inside a character, and left alone when it fits', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.integer({ min: 0, max: 300 }), (text, limit) => {
      const fitted = fitText(text, limit);
      assert.ok(text.startsWith(fitted));
      assert.ok(Buffer.byteLength(fitted) <= limit);
      if (Buffer.byteLength(text) <= limit) assert.equal(fitted, text);
      else {
        const next = String.fromCodePoint(text.codePointAt(fitted.length)!);
        assert.ok(Buffer.byteLength(fitted + next) > limit);
      }
    }),
  );
  assert.equal(fitArgument(`cmd=${'x'.repeat(300)} <cr>`), `cmd=${'x'.repeat(251)}`);
});
