import {
  attribute,
  codes,
  decodePacket,
  encodeReply,
  encodeRequest,
  verifyReply,
  verifyRequest,
} from '../src/protocols/radius/index.ts';

const secret = Buffer.from('a shared secret of a usual length');

/** An EXEC Stop as a gateway sends it. */
const attributes = [
  attribute('Acct-Session-Id', '0000000D'),
  attribute('Cisco-AVPair', 'connect-progress=Term Serv Auth'),
  attribute('User-Name', 'username1'),
  attribute('Acct-Authentic', 'RADIUS'),
  attribute('Acct-Session-Time', 709),
  attribute('Acct-Input-Octets', 152_608),
  attribute('Acct-Output-Octets', 152_608),
  attribute('Acct-Terminate-Cause', 'User-Request'),
  attribute('Acct-Status-Type', 'Stop'),
  attribute('NAS-Port-Type', 'Virtual'),
  attribute('NAS-Port', 3),
  attribute('NAS-Port-Id', 'tty3'),
  attribute('Calling-Station-Id', '192.0.2.92'),
  attribute('Service-Type', 'NAS-Prompt-User'),
  attribute('NAS-IP-Address', '10.1.1.147'),
  attribute('Event-Timestamp', 993_615_983),
  attribute('Acct-Delay-Time', 0),
];

/** Runs `once` for about half a second and returns how many times a second it ran. */
function rate(once: (i: number) => void): number {
  for (let i = 0; i < 5_000; i++) once(i);
  const start = performance.now();
  let runs = 0;
  while (performance.now() - start < 500) for (let i = 0; i < 1000; i++) once(runs++);
  return runs / ((performance.now() - start) / 1000);
}

/** RADIUS codec: how many accounting packets one thread writes, and reads with their digests checked. */
export async function run(): Promise<void> {
  const code = codes['Accounting-Request'];
  const encoded = encodeRequest({ code, identifier: 7, attributes, secret });
  if (!encoded.ok) throw new Error(encoded.error.kind);
  const request = encoded.value;
  const answer = encodeReply({
    code: codes['Accounting-Response'],
    identifier: 7,
    requestAuthenticator: request.subarray(4, 20),
    attributes: [],
    secret,
  });
  if (!answer.ok) throw new Error(answer.error.kind);
  const rates = {
    'encode request with authenticator': rate(
      (i) => void encodeRequest({ code, identifier: i & 255, attributes, secret }),
    ),
    'check authenticator and decode request': rate(() => {
      if (verifyRequest(request, secret) !== 'ok' || !decodePacket(request).ok) throw new Error('refused');
    }),
    'check authenticator and decode answer': rate(() => {
      if (verifyReply(answer.value, request, secret) !== 'ok' || !decodePacket(answer.value).ok)
        throw new Error('refused');
    }),
  };
  console.log(
    `RADIUS codec, Accounting-Request of ${request.length} octets, ${attributes.length} attributes, one thread:`,
  );
  for (const [name, perSecond] of Object.entries(rates)) console.log(`  ${name}: ${Math.round(perSecond)}/s`);
}
