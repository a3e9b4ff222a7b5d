import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupNumber, ikev2Cipher, ikev2Hash, ikev2Prf, plaintextMtu, transformText } from './algorithm-names.ts';
import { shortInterface, uptime } from './layout.ts';
import { saView } from './testing/views.ts';

test('transforms, in the words of show crypto ipsec sa', () => {
  const text = (encryption: string, keySize: number, integrity: string, protocol: 'ESP' | 'AH' = 'ESP'): string =>
    transformText({ protocol, encryption, keySize, integrity });
  assert.equal(text('AES_CBC', 128, 'HMAC_SHA1_96'), 'esp-aes esp-sha-hmac');
  assert.equal(text('AES_CBC', 192, 'HMAC_MD5_96'), 'esp-192-aes esp-md5-hmac');
  assert.equal(text('AES_GCM_16', 256, ''), 'esp-gcm 256');
  assert.equal(text('AES_GCM_16', 128, ''), 'esp-gcm');
  assert.equal(text('3DES_CBC', 0, 'HMAC_SHA2_512_256'), 'esp-3des esp-sha512-hmac');
  assert.equal(text('NULL', 0, 'HMAC_SHA1_96'), 'esp-null esp-sha-hmac');
  assert.equal(text('', 0, 'HMAC_SHA2_384_192', 'AH'), 'ah-sha384-hmac');
  assert.equal(text('CHACHA20_POLY1305', 256, ''), 'esp-chacha20_poly1305');
});

test('algorithms of IKEv2', () => {
  assert.deepEqual(['AES_CBC', '3DES_CBC', 'AES_GCM_16', 'CHACHA20_POLY1305'].map(ikev2Cipher), [
    'AES-CBC',
    '3DES',
    'AES-GCM',
    'CHACHA20-POLY1305',
  ]);
  assert.deepEqual(['HMAC_SHA1_96', 'HMAC_SHA2_512_256', ''].map(ikev2Hash), ['SHA96', 'SHA512', 'None']);
  assert.deepEqual(['PRF_HMAC_SHA1', 'PRF_HMAC_SHA2_384', 'PRF_AES128_XCBC'].map(ikev2Prf), [
    'SHA1',
    'SHA384',
    'AES128_XCBC',
  ]);
  assert.deepEqual(['MODP_1024', 'ECP_384', 'CURVE_25519', 'KE_NEW'].map(groupNumber), [2, 20, 31, 0]);
});

test('what fits into 1500 octets is what routers say of the same SAs', () => {
  assert.equal(plaintextMtu(saView()), 1438);
  assert.equal(plaintextMtu(saView({ integrity: 'HMAC_SHA2_256_128' })), 1438);
  assert.equal(plaintextMtu(saView({ udp: true })), 1422);
  assert.equal(plaintextMtu(saView({ encryption: 'AES_GCM_16', integrity: '' })), 1446);
});

test('uptimes and short names of interfaces', () => {
  const [day, hour] = [86_400_000, 3_600_000];
  assert.deepEqual([55_000, day - 1000, 3 * day + 18 * hour, 6 * day, 49 * day, 400 * day].map(uptime), [
    '00:00:55',
    '23:59:59',
    '3d18h',
    '6d00h',
    '7w0d',
    '1y5w',
  ]);
  assert.deepEqual(['FastEthernet0/0.1', 'Tunnel3111', 'eth0'].map(shortInterface), ['Fa0/0.1', 'Tu3111', 'eth0']);
});
