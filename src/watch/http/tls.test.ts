import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { get, type RequestOptions } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Certificate, issueCertificate, makeCertificate } from '../../../test/rigs/certificate.ts';
import { emptyHttpConfig, type HttpConfig, type HttpServers, type HttpTrustpoint } from './index.ts';
import { serversFor } from './testing.ts';

const secure: HttpConfig = { ...emptyHttpConfig, secureServer: true, securePort: 0 };
const byTrustpoint: HttpConfig = { ...secure, secureTrustpoint: 'WEB' };

function newCertificate(t: TestContext): Certificate {
  const directory = mkdtempSync(join(tmpdir(), 'tollgate-http-'));
  t.after(() => rmSync(directory, { recursive: true }));
  return makeCertificate(directory);
}

/** Status and Strict-Transport-Security of an answer; rejects when the handshake fails. */
const ask = (servers: HttpServers, options: RequestOptions) =>
  new Promise<readonly unknown[]>((resolve, reject) => {
    const port = servers.listening().https?.port;
    const request = get({ host: '127.0.0.1', port, path: '/one/hello', agent: false, ...options });
    request.on('response', (answer) => {
      answer.resume();
      resolve([answer.statusCode, answer.headers['strict-transport-security']]);
    });
    request.on('error', reject);
  });
const served = [200, 'max-age=31536000'];

test('HTTPS has the configured certificate', async (t) => {
  const certificate = newCertificate(t);
  const { servers, messages } = serversFor(t);
  await servers.configure({ ...secure, certificate });
  assert.deepEqual(messages, []);
  assert.deepEqual(await ask(servers, { ca: readFileSync(certificate.certificate) }), served);
});

test('HTTPS has the certificate of the trustpoint and no other; when that has none, the server is closed', async (t) => {
  const [other, own] = [newCertificate(t), newCertificate(t)];
  const trustpoint: HttpTrustpoint = {
    name: 'WEB',
    certificate: own.certificate,
    privateKey: own.key,
    caCertificates: [],
  };
  const { servers, messages } = serversFor(t);
  const both: HttpConfig = { ...byTrustpoint, certificate: other };
  await servers.configure(both, [trustpoint]);
  assert.deepEqual(await ask(servers, { ca: readFileSync(own.certificate) }), served);
  await assert.rejects(ask(servers, { ca: readFileSync(other.certificate) }));
  assert.deepEqual(messages, []);

  for (const [config, trustpoints, reason] of [
    [both, [], /there is no trustpoint WEB/],
    [both, [{ name: 'WEB', caCertificates: [] }], /trustpoint WEB lacks its certificate/],
    [both, [{ name: 'WEB', certificate: own.certificate, caCertificates: [] }], /WEB lacks its private key/],
    [both, [{ ...trustpoint, privateKey: '/nonexistent' }], /ENOENT.*\/nonexistent/],
    [{ ...both, secureClientAuth: true }, [trustpoint], /WEB lacks an authority/],
    [{ ...secure, certificate: other, secureClientAuth: true }, [], /needs ip http secure-trustpoint/],
  ] as const) {
    await servers.configure(config, trustpoints);
    assert.deepEqual(servers.listening(), {});
    assert.match(messages.pop() ?? '', reason);
  }
});

test('with client authentication only those come in whose certificate an authority of the trustpoint signed', async (t) => {
  const [own, stranger] = [newCertificate(t), newCertificate(t)];
  const [known, unknown] = [issueCertificate(own, 'monitor'), issueCertificate(stranger, 'monitor')];
  const { servers, messages } = serversFor(t);
  const { certificate, key: privateKey } = own;
  await servers.configure({ ...byTrustpoint, secureClientAuth: true }, [
    { name: 'WEB', certificate, privateKey, caCertificates: [certificate] },
  ]);
  assert.deepEqual(messages, []);
  const showing = ({ certificate: cert, key }: Certificate) => ({ cert: readFileSync(cert), key: readFileSync(key) });
  const ca = readFileSync(certificate);
  assert.deepEqual(await ask(servers, { ca, ...showing(known) }), served);
  await assert.rejects(ask(servers, { ca }));
  await assert.rejects(ask(servers, { ca, ...showing(unknown) }));
});

test('an oldest version of TLS keeps out who speaks none newer', async (t) => {
  const certificate = newCertificate(t);
  const { servers } = serversFor(t);
  const ca = readFileSync(certificate.certificate);
  const old = { ca, maxVersion: 'TLSv1.2' } as const;
  await servers.configure({ ...secure, certificate });
  assert.deepEqual(await ask(servers, old), served);
  await servers.configure({ ...secure, certificate, tlsVersion: 'TLSv1.3' });
  await assert.rejects(ask(servers, old), /alert protocol version|version/);
  assert.deepEqual(await ask(servers, { ca }), served);
});
