/** For programs that run in a guest kernel, see uml.ts: nobody watches them, so they say what they do and wait for things. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseInterfaces } from '../../src/sources/ppp/interface-counters.ts';

const uptime = (): string => readFileSync('/proc/uptime', 'utf8').split(' ')[0] ?? '';
export const say = (text: string): void => console.log(`[${uptime()}] ${text}`);
export const shell = (text: string): string => execFileSync('bash', ['-c', text], { encoding: 'utf8' });
export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * Looks again and again, until there is something; throws when there is nothing for so many seconds.
 * @param what for the message then, as it is then
 */
export async function until<T>(
  what: string | (() => string),
  look: () => T | undefined | false | Promise<T | undefined | false>,
  seconds = 30,
): Promise<T> {
  for (let turn = 0; turn < seconds * 20; turn++) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    await pause(50);
  }
  throw new Error(`${typeof what === 'string' ? what : what()} never came`);
}

/** Octets and packets of an interface of this kernel. */
export interface Counted {
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly packetsIn: number;
  readonly packetsOut: number;
}

/** The interfaces' counters. @param text of /proc/net/dev, default that of the first network namespace */
export function countedBy(name: string, text: string = readFileSync('/proc/net/dev', 'utf8')): Counted {
  const counters = parseInterfaces(text).get(name);
  if (counters === undefined) throw new Error(`no interface ${name}`);
  const { bytesIn, bytesOut, packetsIn, packetsOut } = counters;
  return {
    bytesIn: Number(bytesIn),
    bytesOut: Number(bytesOut),
    packetsIn: Number(packetsIn),
    packetsOut: Number(packetsOut),
  };
}

/** What a record says in figures. */
export const countersIn = (record: Readonly<Record<string, string>> | undefined): Counted => ({
  bytesIn: Number(record?.['Acct-Input-Octets']),
  bytesOut: Number(record?.['Acct-Output-Octets']),
  packetsIn: Number(record?.['Acct-Input-Packets']),
  packetsOut: Number(record?.['Acct-Output-Packets']),
});
