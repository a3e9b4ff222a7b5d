import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ikeProposals, transforms } from './algorithms.ts';

test('IKE proposals: one of each kind, several of each, GCM apart', () => {
  assert.deepEqual(ikeProposals({ encryption: ['aes-128'], integrity: ['sha'], group: ['14'] }), [
    'aes128-sha1-modp2048',
  ]);
  assert.deepEqual(
    ikeProposals({
      encryption: ['aes-cbc-256', 'aes-gcm-256', '3des'],
      integrity: ['sha512', 'sha256'],
      prf: ['sha384'],
      group: ['19', '24'],
    }),
    ['aes256gcm16-prfsha384-ecp256-modp2048s256', 'aes256-3des-sha512-sha256-prfsha384-ecp256-modp2048s256'],
  );
  assert.deepEqual(ikeProposals({ encryption: ['aes-gcm-128'], integrity: [], group: ['20'] }), [
    'aes128gcm16-prfsha256-ecp384',
  ]);
});

test('transform sets: ESP, null encryption, AH, perfect forward secrecy; what charon does not have', () => {
  const made = (set: Omit<Parameters<typeof transforms>[0], 'name'>, pfs?: '14') => {
    const result = transforms({ name: 'T', ...set }, pfs);
    return result.kind === 'refused' ? result.reason : `${result.kind} ${result.proposal}`;
  };
  assert.equal(made({ cipher: 'esp-aes', hash: 'esp-sha-hmac' }), 'esp aes128-sha1');
  assert.equal(made({ cipher: 'esp-aes-256', hash: 'esp-sha256-hmac' }, '14'), 'esp aes256-sha256-modp2048');
  assert.equal(made({ cipher: 'esp-gcm-256' }), 'esp aes256gcm16');
  assert.equal(made({ hash: 'esp-md5-hmac' }), 'esp null-md5');
  assert.equal(made({ ah: 'ah-sha512-hmac' }), 'ah sha512');
  assert.match(made({ cipher: 'esp-seal' }), /no esp-seal/);
  assert.match(made({ cipher: 'esp-aes', ah: 'ah-sha-hmac' }), /by ESP or by AH/);
  assert.match(made({}), /no transform/);
});
