import { resolve } from 'node:path';
import { snmp } from '../rigs/snmp.ts';

/** CISCO-AAA-SESSION-MIB, and its rows of live sessions. */
export const sessionMib = '1.3.6.1.4.1.9.9.150';
export const activeRow = `${sessionMib}.1.1.3.1`;

/** The user `operator` of version 3, authenticated and encrypted. */
export const operator = [
  ...['-v3', '-l', 'authPriv', '-u', 'operator'],
  ...['-a', 'SHA-256', '-A', 'authpass123', '-x', 'AES', '-X', 'privpass123'],
];

/** What `snmptable` prints of live sessions with the MIB of the examples: indexes and columns behind commas. */
export async function printedSessions(directory: string, at: string): Promise<string> {
  const names = ['-M', resolve(import.meta.dirname, '../../examples/snmp'), '-m', 'TOLLGATE-SESSIONS'];
  const words = ['-v2c', '-c', 'look', ...names, '-Ci', '-Cf', ',', at, 'TOLLGATE-SESSIONS::casnActiveTable'];
  return (await snmp(directory, 'snmptable', ...words)).text;
}
