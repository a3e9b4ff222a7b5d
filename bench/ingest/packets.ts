import { closeSync, openSync, writeSync } from 'node:fs';
import { type Attribute, attribute, codes, encodeReply, encodeRequest } from '../../src/protocols/radius/index.ts';

/** Sessions that are open at a time; each has a port of its own. */
const ports = 500;
const firstStart = Date.UTC(2026, 0, 1) / 1000;

/**
 * Writes the file that load.c sends: `count` Accounting-Requests, Start and Stop of PPP sessions by turns, each with its
 * right answer before it. Returns the mean length of a request in octets.
 * @param sockets source ports that the requests are dealt out to; it decides each request's identifier
 */
export function writePackets(file: string, count: number, sockets: number, secret: string): number {
  const out = openSync(file, 'w');
  let parts: Uint8Array[] = [];
  let octets = 0;
  for (let i = 0; i < count; i++) {
    const request = encoded(i, Math.floor(i / sockets) % 256, secret);
    octets += request.length;
    const length = Buffer.alloc(2);
    length.writeUInt16LE(request.length);
    parts.push(length, answerTo(request, secret), request);
    if (parts.length >= 30_000 || i === count - 1) {
      writeSync(out, Buffer.concat(parts));
      parts = [];
    }
  }
  closeSync(out);
  return Math.round(octets / count);
}

function encoded(i: number, identifier: number, secret: string): Uint8Array {
  const packet = encodeRequest({ code: codes['Accounting-Request'], identifier, attributes: record(i), secret });
  if (!packet.ok) throw new Error(packet.error.kind);
  return packet.value;
}

function answerTo(request: Uint8Array, secret: string): Uint8Array {
  const answer = encodeReply({
    code: codes['Accounting-Response'],
    identifier: request[1] ?? 0,
    requestAuthenticator: request.subarray(4, 20),
    attributes: [],
    secret,
  });
  if (!answer.ok) throw new Error(answer.error.kind);
  return answer.value;
}

/** What a gateway reports of a PPP call, as Tollgate and routers send it. */
function record(i: number): readonly Attribute[] {
  const session = i >> 1;
  const stop = (i & 1) === 1;
  const lasted = 60 + (session % 3600);
  const start = firstStart + Math.floor(session / 50);
  return [
    attribute('Acct-Session-Id', session.toString(16).toUpperCase().padStart(8, '0')),
    attribute('Framed-Protocol', 'PPP'),
    attribute('Framed-IP-Address', `10.1.${(session >> 8) & 255}.${session & 255}`),
    attribute('User-Name', `user${session % 10_000}@example.net`),
    attribute('Cisco-AVPair', 'connect-progress=Call Up'),
    attribute('Acct-Authentic', 'RADIUS'),
    attribute('Acct-Status-Type', stop ? 'Stop' : 'Start'),
    ...(stop
      ? [
          attribute('Acct-Session-Time', lasted),
          attribute('Acct-Input-Octets', (session * 977) >>> 0),
          attribute('Acct-Output-Octets', (session * 3571) >>> 0),
          attribute('Acct-Input-Packets', session),
          attribute('Acct-Output-Packets', session * 3),
          attribute('Acct-Terminate-Cause', 'User-Request'),
        ]
      : []),
    attribute('Calling-Station-Id', '5622329483'),
    attribute('Called-Station-Id', '4327528'),
    attribute('NAS-Port-Type', 'Async'),
    attribute('NAS-Port', session % ports),
    attribute('NAS-Port-Id', `Async${session % ports}`),
    attribute('Service-Type', 'Framed-User'),
    attribute('NAS-IP-Address', '172.16.25.15'),
    attribute('Event-Timestamp', stop ? start + lasted : start),
    attribute('Acct-Delay-Time', 0),
  ];
}
