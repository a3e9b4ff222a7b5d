import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { eventually } from '../e2e/waiting.ts';
import type { ModemLine } from './caller.ts';

/** A caller's end of PPP, in the guest's network namespace `cl`; what it says is in /tmp/caller.log. */
export interface PppCaller {
  /** Three packets to an address at the other end, and a second more. */
  send(to: string): void;
  /** Ends PPP in an orderly way. */
  leave(): Promise<void>;
}

const shell = (text: string): string => execFileSync('bash', ['-c', text], { encoding: 'utf8' });

/**
 * Starts pppd at the far end of a line that is connected; resolves when it has its address.
 * @param more options of pppd
 */
export async function callerPppd(
  line: ModemLine,
  address: string,
  user: string,
  password: string,
  ...more: readonly string[]
): Promise<PppCaller> {
  line.handOver();
  const options = ['local', 'noauth', 'nodetach', 'noipv6', 'nodefaultroute', 'novj', 'noccp', ...more];
  const words = [line.far, '115200', ...options, 'user', user, 'password', password, 'debug'];
  const pppd = spawn('ip', ['netns', 'exec', 'cl', 'pppd', ...words, 'logfile', '/tmp/caller.log']);
  const gone = once(pppd, 'exit');
  await eventually(
    `address ${address}`,
    () => (shell('ip -n cl address').includes(` ${address} `) ? true : undefined),
    60,
  );
  return {
    send: (to) =>
      void shell(
        `for i in 1 2 3; do ip netns exec cl bash -c 'head -c 700 /dev/zero >/dev/udp/${to}/9'; done; sleep 1.1`,
      ),
    async leave() {
      pppd.kill('SIGTERM');
      await gone;
    },
  };
}
