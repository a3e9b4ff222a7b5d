import { execFile } from 'node:child_process';

/** Name of the interface, in what slattach has said. */
export const slipName = (said: string): string | undefined => /interface (sl\d+)/.exec(said)?.[1];

/**
 * Gives a SLIP interface its addresses and takes it up, as pppd does with its own.
 * @param done hears why it could not, or `null`
 */
export function raiseSlip(name: string, local: string, peer: string, done: (why: Error | null) => void): void {
  execFile('ip', ['address', 'add', local, 'peer', peer, 'dev', name], (failed) =>
    execFile('ip', ['link', 'set', name, 'up'], (alsoFailed) => done(failed ?? alsoFailed)),
  );
}
