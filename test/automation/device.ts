/** A daemon as automation meets an IOS device: one user at level 1, an enable secret, lines as IOS makes them. */
import type { TestContext } from 'node:test';
import { configurationWith } from '../e2e/configuration.ts';
import { freeTcpPort } from '../e2e/waiting.ts';
import { daemonFor, temporaryDirectory } from '../rigs/daemon.ts';

export const user = 'guest';
export const password = 'guestspassword';
export const enableSecret = 'sesame';

export interface Device {
  /** Temporary: for files of the test's own. */
  readonly directory: string;
  /** Ports of 127.0.0.1. */
  readonly ssh: number;
  readonly telnet: number;
}

/** Starts it: 24 lines a page, 80 columns, SSH and Telnet. */
export async function startDevice(t: TestContext): Promise<Device> {
  const directory = temporaryDirectory(t);
  const [ssh, telnet] = [await freeTcpPort(), await freeTcpPort()];
  const configuration = configurationWith(
    ssh,
    `username ${user} password 0 ${password}
enable secret ${enableSecret}
aaa authentication login default local
aaa authorization exec default local
aaa authentication enable default enable
ip telnet listen 127.0.0.1
ip telnet port ${telnet}`,
  )
    .replace(' length 0\n width 500\n', '')
    .replace('transport input ssh', 'transport input ssh telnet');
  await daemonFor(t, directory, configuration);
  return { directory, ssh, telnet };
}
