import { writeFileSync } from 'node:fs';
import process from 'node:process';

/** What a guest kernel (rigs/uml.ts) needs to encrypt packets. */

/** Modules for ESP. */
export const espModules: readonly string[] = [
  ...['esp4', 'xfrm_user', 'af_key', 'xfrm4_tunnel', 'bridge', 'vrf', 'drbg', 'seqiv', 'echainiv', 'authenc'],
  ...['cbc', 'gcm', 'hmac', 'sha1_generic', 'sha256_generic', 'aes_generic', 'cmac'],
];

/** In the guest: the kernel asks for the modules of algorithms by name, and gets those of the guest. */
export function loadModulesByName(): void {
  // An algorithm made of others, as `cbc(aes)`, is no module; the kernel asks for it all the same.
  const script = `#!/bin/sh\ncase "$*" in *'('*) exit 1 ;; esac\nexec /sbin/modprobe -d "${process.env.modules ?? ''}" "$@"\n`;
  writeFileSync('/run/modprobe', script, { mode: 0o755 });
  writeFileSync('/proc/sys/kernel/modprobe', '/run/modprobe');
}
