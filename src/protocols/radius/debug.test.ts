import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  type Attribute,
  attribute,
  codes,
  debugAttributes,
  debugPacket,
  debugReceived,
  debugSent,
  encodeRequest,
} from './index.ts';

const authenticator = Buffer.from('1e54072529c3ea12f9c2118e1ce91afd', 'hex');

describe('debug radius', () => {
  it('prints a request in the columns of newer IOS', () => {
    const attributes = [
      attribute('Acct-Session-Id', '00000001'),
      attribute('Framed-Protocol', 'PPP'),
      attribute('Cisco-AVPair', 'connect-progress=Call Up'),
      attribute('Acct-Status-Type', 'Start'),
      attribute('NAS-Port', 62884),
      attribute('Event-Timestamp', 1_317_813_943),
      attribute('Acct-Delay-Time', 0),
    ];
    const packet = { code: codes['Accounting-Request'], identifier: 12, authenticator, attributes };
    const to = { host: '192.0.2.57', port: 1813, sourcePort: 1646 };
    assert.deepEqual(debugSent(packet, 366, to, 0x6bee), [
      'RADIUS(00006BEE): Send Accounting-Request to 192.0.2.57:1813 id 1646/12, len 366',
      'RADIUS:  authenticator 1E 54 07 25 29 C3 EA 12 - F9 C2 11 8E 1C E9 1A FD',
      'RADIUS:  Acct-Session-Id     [44]  10  "00000001"',
      'RADIUS:  Framed-Protocol     [7]   6   PPP                       [1]',
      'RADIUS:  Vendor, Cisco       [26]  32  ',
      'RADIUS:   Cisco AVpair       [1]   26  "connect-progress=Call Up"',
      'RADIUS:  Acct-Status-Type    [40]  6   Start                     [1]',
      'RADIUS:  NAS-Port            [5]   6   62884                     ',
      'RADIUS:  Event-Timestamp     [55]  6   1317813943                ',
      'RADIUS:  Acct-Delay-Time     [41]  6   0                         ',
    ]);
  });

  it('prints an answer', () => {
    const packet = { code: codes['Accounting-Response'], identifier: 12, authenticator, attributes: [] };
    const from = { host: '192.0.2.57', port: 1813, sourcePort: 1646 };
    assert.deepEqual(debugReceived(packet, 20, from), [
      'RADIUS: Received from id 1646/12 192.0.2.57:1813, Accounting-response, len 20',
      'RADIUS:  authenticator 1E 54 07 25 29 C3 EA 12 - F9 C2 11 8E 1C E9 1A FD',
    ]);
  });

  it('has the names of IOS, cut to the column', () => {
    assert.deepEqual(
      debugAttributes([
        attribute('Acct-Input-Gigawords', 0),
        attribute('Acct-Output-Gigawords', 0),
        attribute('Acct-Terminate-Cause', 'User-Request'),
        attribute('Acct-Terminate-Cause', 0),
        attribute('Acct-Status-Type', 'Interim-Update'),
        attribute('Service-Type', 'NAS-Prompt-User'),
        attribute('Cisco-NAS-Port', 'FastEthernet0/0.1'),
        attribute('NAS-IP-Address', '10.1.1.147'),
        attribute('Tunnel-Client-Endpoint', '192.0.2.1', 1),
      ]),
      [
        'RADIUS:  Acct-Input-Giga-Word[52]  6   0                         ',
        'RADIUS:  Acct-Output-Giga-Wor[53]  6   0                         ',
        'RADIUS:  Acct-Terminate-Cause[49]  6   user-request              [1]',
        'RADIUS:  Acct-Terminate-Cause[49]  6   none                      [0]',
        'RADIUS:  Acct-Status-Type    [40]  6   Watchdog                  [3]',
        'RADIUS:  Service-Type        [6]   6   NAS Prompt                [7]',
        'RADIUS:  Vendor, Cisco       [26]  25  ',
        'RADIUS:   cisco-nas-port     [2]   19  "FastEthernet0/0.1"',
        'RADIUS:  NAS-IP-Address      [4]   6   10.1.1.147                ',
        'RADIUS:  Tunnel-Client-Endpoi[66]  12  01:"192.0.2.1"',
      ],
    );
  });

  it('prints octets on lines of their own', () => {
    assert.deepEqual(
      debugAttributes([
        attribute('Class', Buffer.from('gold\0\xff', 'latin1')),
        { type: 200, value: Buffer.from('x') },
      ]),
      [
        'RADIUS:  Class               [25]  8   ',
        'RADIUS:   67 6F 6C 64 00 FF                               [gold]',
        'RADIUS:  Attribute-200       [200] 3   ',
        'RADIUS:   78                                              [x]',
      ],
    );
  });

  it('never shows a secret, hidden or not', () => {
    const secrets = [
      attribute('User-Password', 'hunter2'),
      attribute('Tunnel-Password', 'hunter2', 1),
      attribute('CHAP-Password', Buffer.from('hunter2')),
      attribute('Cisco-AVPair', 'tunnel-password=hunter2'),
      attribute('Cisco-AVPair', 'ipsec:shared-secret*hunter2'),
      attribute('Cisco-Subscriber-Password', 'hunter2'),
    ];
    const shown = debugAttributes(secrets).join('\n');
    assert.doesNotMatch(shown, /hunter2|68 75 6E 74/);
    assert.match(shown, /User-Password {7}\[2\] {3}9 {3}\*/);
    assert.match(shown, /"tunnel-password=\*"/);
    const sent = encodeRequest({ code: codes['Access-Request'], identifier: 0, attributes: secrets, secret: 's' });
    assert.ok(sent.ok);
  });

  it('lets no control character through, and prints whatever comes', () => {
    const any: fc.Arbitrary<Attribute> = fc.record({
      type: fc.integer({ min: 0, max: 255 }),
      value: fc.uint8Array({ maxLength: 60 }),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 10 }), (attributes) => {
        const lines = debugPacket({ code: 1, identifier: 0, authenticator, attributes });
        assert.ok(lines.length > attributes.length);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
        for (const line of lines) assert.match(line, /^RADIUS: [^\x00-\x1f\x7f-\x9f]*$/);
      }),
    );
  });
});
