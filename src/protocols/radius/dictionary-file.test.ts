import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  attributeText,
  builtinDictionary,
  decodePacket,
  dictionaryErrorText,
  loadDictionary,
  parseAttribute,
} from './index.ts';

const files =
  (contents: Record<string, string>) =>
  (path: string): string => {
    const text = contents[path];
    if (text === undefined) throw new Error(`ENOENT ${path}`);
    return text;
  };
const load = (contents: Record<string, string>) => loadDictionary('/d/dictionary', files(contents));

describe('a dictionary file', () => {
  it('gives attributes, values, vendors and what it includes', () => {
    const loaded = load({
      '/d/dictionary':
        '# comment\n$INCLUDE sub/a\n$INCLUDE- missing\nVALUE Colour Red 1\nVALUE Colour Blue 0x10 # two\n',
      '/d/sub/a': `ATTRIBUTE Colour 224 integer
ATTRIBUTE Too-High 3000 string
VENDOR Acme 999 format=2,1
BEGIN-VENDOR Acme
ATTRIBUTE Acme-Secret 1 string encrypt=2,has_tag
ATTRIBUTE Acme-Number 600 uint32
ATTRIBUTE Acme-Tlv 3 tlv
BEGIN-TLV Acme-Tlv
ATTRIBUTE Acme-Inner 1 string
END-TLV Acme-Tlv
ATTRIBUTE Acme-Nested 3.1 string
ATTRIBUTE Acme-Fixed 4 octets[4]
END-VENDOR Acme
`,
    });
    assert.ok(loaded.ok);
    const dictionary = loaded.value;
    assert.deepEqual(dictionary.byName('colour')?.values, { Red: 1, Blue: 16 });
    assert.deepEqual(
      dictionary.entries.map(({ name }) => name),
      ['Colour', 'Acme-Secret', 'Acme-Number', 'Acme-Tlv', 'Acme-Fixed'],
    );
    assert.deepEqual(dictionary.byType(1, 999), {
      name: 'Acme-Secret',
      type: 1,
      kind: 'string',
      vendor: 999,
      tagged: true,
      encrypted: 'tunnel-password',
    });
    assert.equal(dictionary.byName('Acme-Tlv')?.kind, 'octets');
    const parsed = parseAttribute('Acme-Number', '7', dictionary);
    assert.ok(parsed.ok);
    assert.deepEqual(parsed.value, {
      type: 26,
      value: Buffer.from([0, 0, 0, 7]),
      vendor: 999,
      vendorType: 600,
      format: { typeOctets: 2, lengthOctets: 1 },
    });
    const octets = Buffer.from(`04010021${'00'.repeat(16)}1a0d000003e7025807 00000007`.replace(/ /g, ''), 'hex');
    const packet = decodePacket(octets, dictionary.formats);
    assert.ok(packet.ok);
    assert.deepEqual(
      packet.value.attributes.map((one) => attributeText(one, dictionary)),
      [{ name: 'Acme-Number', text: '7', tag: 0 }],
    );
  });

  it('says in which file and line something is wrong', () => {
    const errors: [string, string][] = [
      ['ATTRIBUTE A 1 string\n\nFOO x\n', '/d/dictionary:3: unknown-keyword FOO'],
      ['ATTRIBUTE A 1\n', '/d/dictionary:1: wrong-number-of-words ATTRIBUTE'],
      ['ATTRIBUTE A one string\n', '/d/dictionary:1: bad-number one'],
      ['VALUE A b c\n', '/d/dictionary:1: bad-number c'],
      ['BEGIN-VENDOR Acme\n', '/d/dictionary:1: unknown-vendor Acme'],
      ['VENDOR Acme 9\nEND-VENDOR Acme\n', '/d/dictionary:2: vendor-not-open Acme'],
      ['VENDOR Acme 9 format=3,1\n', '/d/dictionary:1: bad-format format=3,1'],
      ['\n$INCLUDE nothing\n', '/d/dictionary:2: unreadable /d/nothing ENOENT /d/nothing'],
      ['$INCLUDE dictionary\n', '/d/dictionary:1: include-loop /d/dictionary'],
    ];
    for (const [text, expected] of errors) {
      const loaded = load({ '/d/dictionary': text });
      assert.ok(!loaded.ok);
      assert.equal(dictionaryErrorText(loaded.error), expected);
    }
    const inner = load({ '/d/dictionary': '\n$INCLUDE a\n', '/d/a': '# a\n\nnonsense\n' });
    assert.equal(!inner.ok && dictionaryErrorText(inner.error), '/d/a:3: unknown-keyword nonsense');
  });

  it('never throws, whatever it holds', () => {
    const word = fc.constantFrom(
      'ATTRIBUTE',
      'VALUE',
      'VENDOR',
      'BEGIN-VENDOR',
      'END-VENDOR',
      '$INCLUDE',
      'x',
      '1',
      '0xff',
      '#',
    );
    const line = fc
      .array(fc.oneof(word, fc.string({ maxLength: 6 })), { maxLength: 6 })
      .map((words) => words.join(' '));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
        const loaded = load({ '/d/dictionary': lines.join('\n') });
        assert.ok(loaded.ok || loaded.error.line >= 1);
      }),
    );
  });

  it('adds to the built-in tables without changing their names', () => {
    const loaded = load({ '/d/dictionary': 'ATTRIBUTE Username 1 string\nATTRIBUTE New-One 230 string\n' });
    assert.ok(loaded.ok);
    const both = builtinDictionary.and(loaded.value);
    assert.equal(both.byType(1)?.name, 'User-Name');
    assert.equal(both.byType(230)?.name, 'New-One');
    assert.equal(both.byName('Username')?.type, 1);
  });
});
