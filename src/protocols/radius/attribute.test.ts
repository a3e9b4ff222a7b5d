import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { formatIpv6, parseIpv6 } from './address.ts';
import {
  type Attribute,
  attribute,
  attributeTable,
  attributeText,
  builtinDictionary,
  concatenated,
  extended,
  find,
  findAll,
  findTagged,
  parseAttribute,
  readExtended,
  valueName,
} from './index.ts';

const hexOf = (one: Attribute): string => Buffer.from(one.value).toString('hex');
const packet = (...attributes: Attribute[]) => ({ attributes });

describe('attribute values', () => {
  it('are laid out by their kind', () => {
    const pairs: [Attribute, string][] = [
      [attribute('User-Name', 'jürgen'), '6ac3bc7267656e'],
      [attribute('NAS-Port', 62884), '0000f5a4'],
      [attribute('NAS-Port', 2 ** 32 - 1), 'ffffffff'],
      [attribute('Acct-Status-Type', 'Interim-Update'), '00000003'],
      [attribute('Framed-IP-Address', '10.13.13.1'), '0a0d0d01'],
      [attribute('NAS-IPv6-Address', '2001:db8::1:0:0:1'), '20010db8000000000001000000000001'],
      [attribute('Framed-IPv6-Prefix', '2001:db8:ffff::/33'), '002120010db880'],
      [attribute('Framed-Interface-Id', '0:1:22:333'), '0000000100220333'],
      [attribute('Event-Timestamp', new Date(993_615_983_999)), '3b39606f'],
      [attribute('Tunnel-Type', 'L2TP', 5), '05000003'],
      [attribute('Tunnel-Client-Endpoint', 'a', 1), '0161'],
      [attribute('Class', Buffer.from([0, 255])), '00ff'],
    ];
    for (const [one, expected] of pairs) assert.equal(hexOf(one), expected);
    const pair = attribute('Cisco-AVPair', 'shell:priv-lvl=15');
    assert.deepEqual([pair.type, pair.vendor, pair.vendorType], [26, 9, 1]);
  });

  it('are read back as they were written', () => {
    const all = packet(
      attribute('User-Name', 'jürgen'),
      attribute('NAS-Port', 62884),
      attribute('Acct-Status-Type', 'Stop'),
      attribute('Framed-IP-Address', '10.13.13.1'),
      attribute('NAS-IPv6-Address', '2001:db8::1'),
      attribute('Framed-IPv6-Prefix', '2001:db8::/32'),
      attribute('Framed-Interface-Id', '0:1:22:333'),
      attribute('Event-Timestamp', 993_615_983),
      attribute('Cisco-AVPair', 'a=1'),
      attribute('Cisco-AVPair', 'b=2'),
      attribute('Tunnel-Type', 'L2TP', 5),
      attribute('Tunnel-Server-Endpoint', 'untagged'),
    );
    assert.equal(find(all, 'User-Name'), 'jürgen');
    assert.equal(find(all, 'NAS-Port'), 62884);
    assert.equal(find(all, 'Acct-Status-Type'), 2);
    assert.equal(find(all, 'Framed-IP-Address'), '10.13.13.1');
    assert.equal(find(all, 'NAS-IPv6-Address'), '2001:db8::1');
    assert.equal(find(all, 'Framed-IPv6-Prefix'), '2001:db8::/32');
    assert.equal(find(all, 'Framed-Interface-Id'), '0:1:22:333');
    assert.equal(find(all, 'Event-Timestamp'), 993_615_983);
    assert.equal(find(all, 'Cisco-AVPair'), 'a=1');
    assert.deepEqual(findAll(all, 'Cisco-AVPair'), ['a=1', 'b=2']);
    assert.deepEqual(findTagged(all, 'Tunnel-Type'), [{ tag: 5, value: 3 }]);
    assert.equal(find(all, 'Login-Service'), undefined);
  });

  it('are not read when their length is wrong', () => {
    for (const value of [Buffer.alloc(3), Buffer.alloc(5), Buffer.alloc(0)]) {
      assert.equal(find(packet({ type: 5, value }), 'NAS-Port'), undefined);
      assert.equal(find(packet({ type: 4, value }), 'NAS-IP-Address'), undefined);
      assert.equal(find(packet({ type: 97, value: Buffer.from([0, 129, ...value]) }), 'Framed-IPv6-Prefix'), undefined);
    }
  });

  it('take a first octet above 0x1F for text, not for a tag (RFC 2868 §3.3)', () => {
    const value = Buffer.from('abc');
    assert.deepEqual(findTagged(packet({ type: 66, value }), 'Tunnel-Client-Endpoint'), [{ tag: 0, value: 'abc' }]);
  });

  it('that cannot be are refused', () => {
    assert.throws(() => attribute('NAS-IP-Address', '10.0.0.256'), RangeError);
    assert.throws(() => attribute('NAS-Port', -1), RangeError);
    assert.throws(() => attribute('NAS-Port', 2 ** 32), RangeError);
    assert.throws(() => attribute('NAS-Port', 1.5), RangeError);
    assert.throws(() => attribute('Framed-IPv6-Prefix', '2001:db8::/129'), RangeError);
  });
});

describe('parseAttribute and attributeText', () => {
  it('read and print text by the dictionary', () => {
    for (const [name, text] of [
      ['Service-Type', 'NAS-Prompt-User'],
      ['Cisco-AVPair', 'shell:priv-lvl=15'],
      ['Framed-IP-Address', '10.0.0.1'],
      ['Acct-Interim-Interval', '60'],
      ['Class', '0x00ff'],
    ] as const) {
      const parsed = parseAttribute(name, text);
      assert.ok(parsed.ok);
      assert.deepEqual(attributeText(parsed.value), { name, text, tag: 0 });
    }
  });

  it('name what is wrong', () => {
    assert.deepEqual(parseAttribute('No-Such', '1'), {
      ok: false,
      error: { kind: 'unknown-attribute', name: 'No-Such' },
    });
    const cases = [
      ['Service-Type', 'Nonsense', 'unknown-value-name'],
      ['NAS-Port', 'x', 'not-a-number'],
      ['NAS-Port', '4294967296', 'out-of-range'],
      ['NAS-IP-Address', 'x', 'not-an-address'],
    ] as const;
    for (const [name, value, kind] of cases)
      assert.deepEqual(parseAttribute(name, value), { ok: false, error: { kind, value } });
  });

  it('print unknown ones by number and never a secret', () => {
    assert.deepEqual(attributeText({ type: 200, value: Buffer.from([1]) }), { name: 'Attr-200', text: '0x01', tag: 0 });
    assert.equal(attributeText({ type: 26, vendor: 1, vendorType: 2, value: Buffer.of() }).name, 'Vendor-1-Attr-2');
    for (const secret of [
      attribute('User-Password', 'hunter2'),
      attribute('Tunnel-Password', 'hunter2'),
      attribute('CHAP-Password', Buffer.from('hunter2')),
      attribute('Cisco-Subscriber-Password', 'hunter2'),
    ])
      assert.equal(attributeText(secret).text, '*');
  });
});

describe('the tables', () => {
  it('have one row per number and names that the dictionary finds again', () => {
    const seen = new Set<string>();
    for (const entry of builtinDictionary.entries) {
      const key = `${entry.vendor ?? 0}/${entry.type}`;
      assert.ok(!seen.has(key), `${entry.name} has the number of another: ${key}`);
      seen.add(key);
      assert.equal(builtinDictionary.byType(entry.type, entry.vendor)?.name, entry.name);
      assert.equal(builtinDictionary.byName(entry.name.toUpperCase())?.type, entry.type);
    }
    assert.equal(seen.size, Object.keys(attributeTable).length);
  });

  it('print Interim-Update for 3, whatever else it was called', () => {
    assert.equal(valueName(attributeTable['Acct-Status-Type'].values, 3), 'Interim-Update');
  });
});

describe('long values', () => {
  it('are split over EAP-Message attributes and found whole', () => {
    const value = Buffer.from(Array.from({ length: 600 }, (_, i) => i & 255));
    const parts = concatenated('EAP-Message', value);
    assert.deepEqual(
      parts.map((part) => part.value.length),
      [253, 253, 94],
    );
    const found = find(packet(attribute('User-Name', 'a'), ...parts), 'EAP-Message');
    assert.deepEqual(Buffer.from(found ?? []), value);
  });

  it('travel in extended attributes (RFC 6929)', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 241, max: 246 }),
        fc.integer({ min: 1, max: 255 }),
        fc.uint8Array({ maxLength: 1200 }),
        (type, extendedType, any) => {
          const value = type < 245 ? any.subarray(0, 252) : any;
          const parts = extended({ type, extendedType, value });
          assert.ok(parts.every((part) => part.value.length <= 253));
          const [read, ...more] = readExtended([attribute('User-Name', 'x'), ...parts, attribute('NAS-Port', 1)]);
          assert.deepEqual(more, []);
          assert.deepEqual([read?.type, read?.extendedType], [type, extendedType]);
          assert.deepEqual(Buffer.from(read?.value ?? []), Buffer.from(value));
        },
      ),
    );
  });

  it('never make reading throw', () => {
    const any = fc.record({ type: fc.integer({ min: 239, max: 247 }), value: fc.uint8Array({ maxLength: 8 }) });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 12 }), (attributes) => {
        const read = readExtended(attributes);
        assert.ok(read.length <= attributes.length);
        assert.ok(read.every(({ type }) => type >= 241 && type <= 246));
      }),
    );
  });

  it('are left out when a fragment is missing or interrupted', () => {
    const parts = extended({ type: 245, extendedType: 7, value: Buffer.alloc(600) });
    assert.equal(parts.length, 3);
    assert.deepEqual(readExtended(parts.slice(0, 2)), []);
    const interrupted = [...parts.slice(0, 2), attribute('User-Name', 'x'), ...parts.slice(2)];
    assert.equal(readExtended(interrupted)[0]?.value.length, 600 - 2 * 251);
    assert.deepEqual(
      readExtended([
        { type: 245, value: Buffer.of() },
        { type: 246, value: Buffer.from([1]) },
      ]),
      [],
    );
    assert.throws(() => extended({ type: 241, extendedType: 1, value: Buffer.alloc(253) }), RangeError);
    assert.throws(() => extended({ type: 26, extendedType: 1, value: Buffer.of() }), RangeError);
  });
});

describe('IPv6 text', () => {
  it('is canonical (RFC 5952)', () => {
    for (const [text, canonical] of [
      ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
      ['0:0:0:0:0:0:0:0', '::'],
      ['::1', '::1'],
      ['fe80:0:0:0:1:2:3:4', 'fe80::1:2:3:4'],
      ['1:0:2:3:4:5:6:7', '1:0:2:3:4:5:6:7'],
      ['::ffff:192.0.2.1', '::ffff:c000:201'],
    ] as const)
      assert.equal(formatIpv6(parseIpv6(text) ?? Buffer.of()), canonical);
  });

  it('gives back any address', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (octets) => {
        assert.deepEqual(parseIpv6(formatIpv6(octets)), octets);
      }),
    );
  });
});
