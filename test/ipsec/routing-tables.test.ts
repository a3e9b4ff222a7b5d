/**
 * Tunnels whose inner packets belong to a VRF or a namespace of Linux: in a guest kernel, because that of this machine
 * may have neither ESP nor VRFs.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { hasUml, runInGuest } from '../rigs/uml.ts';
import { espModules } from './guest-kernel.ts';

const skip = hasUml() ? false : 'needs user-mode-linux and root';
test('tunnels in a VRF and in a namespace of Linux', { skip }, async (t) => {
  const guest = await runInGuest(t, join(import.meta.dirname, 'routing-tables-guest.ts'), 300, [
    ...espModules,
    'ip_vti',
  ]);
  t.diagnostic(guest.output.match(/^(ok|not ok|# (pass|fail|duration_ms)).*$/gm)?.join('\n') ?? '');
  assert.equal(guest.status, 0, guest.output);
  assert.match(guest.output, /pass 1\b/);
});
