/** Tunnels whose packets a kernel encrypts, not charon: in a guest kernel, because that of this machine may not have ESP. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { hasUml, runInGuest } from '../rigs/uml.ts';

const modules = [
  ...['esp4', 'xfrm_user', 'af_key', 'xfrm4_tunnel', 'bridge', 'vrf', 'drbg', 'seqiv', 'echainiv', 'authenc'],
  ...['cbc', 'gcm', 'hmac', 'sha1_generic', 'sha256_generic', 'aes_generic', 'cmac'],
];

const skip = hasUml() ? false : 'needs user-mode-linux and root';
test('site to site with ESP of the kernel', { skip }, async (t) => {
  const guest = await runInGuest(t, join(import.meta.dirname, 'kernel-esp-guest.ts'), 420, modules);
  t.diagnostic(guest.output.match(/^(ok|not ok|# (pass|fail|duration_ms)).*$/gm)?.join('\n') ?? '');
  assert.equal(guest.status, 0, guest.output);
  assert.match(guest.output, /pass 3\b/);
});
