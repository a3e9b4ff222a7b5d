import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { PppDetector } from './framing.ts';
import { HayesReader, readResult } from './hayes.ts';

test('result codes of a modem, cut anywhere; what follows CONNECT is the caller', () => {
  const text = 'AT\r\r\nOK\r\n\r\nRING\r\nNMBR = 5622329483\r\nDNIS=4327528\r\n\r\nCONNECT 33600/ARQ/V34\r\n\x7e\xff';
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: text.length }), { maxLength: 5 }), (cuts) => {
      const reader = new HayesReader();
      const events: unknown[] = [];
      let rest = '';
      let from = 0;
      for (const cut of [...cuts.toSorted((a, b) => a - b), text.length]) {
        const chunk = Buffer.from(text.slice(from, cut), 'latin1');
        from = cut;
        if (events.some((event) => JSON.stringify(event).includes('connect'))) rest += chunk.toString('latin1');
        else {
          const found = reader.feed(chunk);
          events.push(...found.events);
          rest += Buffer.from(found.rest).toString('latin1');
        }
      }
      assert.deepEqual(events, [
        { event: 'ring' },
        { event: 'caller', number: '5622329483' },
        { event: 'called', number: '4327528' },
        { event: 'connect', speed: 33_600 },
      ]);
      assert.equal(rest.replace(/^\n/, ''), '\x7e\xff');
    }),
  );
});

test('other forms of the same', () => {
  assert.deepEqual(readResult('CONNECT'), { event: 'connect' });
  assert.deepEqual(readResult('+CLIP: "562",129,,,,0'), { event: 'caller', number: '562' });
  assert.deepEqual(readResult('CALLED NUMBER: 4327528'), { event: 'called', number: '4327528' });
  assert.deepEqual(readResult('NO CARRIER'), { event: 'no-carrier' });
  assert.equal(readResult('CONNECTED TO NOBODY'), undefined);
  assert.equal(readResult('OK'), undefined);
});

test('PPP is known by its first frame, however it arrives; tildes that people type are none', () => {
  const frames = ['7eff7d23c0217d217d20', '7eff03c021010100', '7e7ddf7d23c021', '7ec02101'];
  for (const frame of frames) {
    const detector = new PppDetector();
    const found = [...Buffer.from(frame, 'hex')].map((byte) => detector.feed(Uint8Array.of(byte)));
    assert.equal(found.filter(Boolean).length, 1, frame);
  }
  const detector = new PppDetector();
  assert.equal(detector.feed(Buffer.from('ssh ~user ~~~ ')), false);
  assert.equal(detector.possible, false);
  assert.equal(detector.feed(Uint8Array.of(0x7e)), false);
  assert.equal(detector.possible, true);
});
