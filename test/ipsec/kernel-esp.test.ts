/** Tunnels whose packets a kernel encrypts, not charon: in a guest kernel, because that of this machine may not have ESP. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { hasUml, runInGuest } from '../rigs/uml.ts';
import { espModules } from './guest-kernel.ts';

const skip = hasUml() ? false : 'needs user-mode-linux and root';
test('site to site with ESP of the kernel', { skip }, async (t) => {
  const guest = await runInGuest(t, join(import.meta.dirname, 'kernel-esp-guest.ts'), 420, espModules);
  t.diagnostic(guest.output.match(/^(ok|not ok|# (pass|fail|duration_ms)).*$/gm)?.join('\n') ?? '');
  assert.equal(guest.status, 0, guest.output);
  assert.match(guest.output, /pass 3\b/);
});
