import { readFileSync } from 'node:fs';
import { release } from 'node:os';
import process from 'node:process';
import type { AaaFacade, SealedSecret, SecretVault } from '../aaa/index.ts';
import type { Accounting, OpenSession } from '../accounting/index.ts';
import type { Clock } from '../base/clock.ts';
import type { EventLog } from '../base/event-log.ts';
import type { Random } from '../base/random.ts';
import type { Configuration } from '../commands/configuration.ts';
import type { SessionControl } from '../sources/control/index.ts';
import type { CryptoSource } from '../sources/ipsec/index.ts';
import type { PppSource } from '../sources/ppp/index.ts';
import { permits } from '../terminal/lines/access-list.ts';
import { openEndpoint, openLink, Snmp } from '../watch/snmp/index.ts';
import type { StateDirectory } from './state-directory.ts';

export interface SnmpParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: EventLog;
  readonly version: string;
  readonly state: StateDirectory;
  readonly vault: Pick<SecretVault, 'open'>;
  readonly aaa: AaaFacade;
  readonly accounting: Accounting;
  readonly control: SessionControl;
  readonly crypto: CryptoSource;
  readonly ppp: PppSource;
  readonly running: () => Configuration;
}

/** File of engine id, boots and totals, in the state directory. */
const memoryName = 'snmp.json';

/** The SNMP room over all others. */
export function makeSnmp({ clock, random, log, aaa, accounting, control, crypto, running, ...parts }: SnmpParts): Snmp {
  const { state, vault, ppp, version } = parts;
  return new Snmp({
    ...{ clock, random, log, aaa, accounting, control, crypto, openEndpoint, openLink },
    file: { read: () => state.read(memoryName), write: (text) => state.write(memoryName, text) },
    openSecret(secret: SealedSecret) {
      const opened = vault.open(secret);
      return opened.ok ? opened.value : undefined;
    },
    permits: (list, address) => permits(running().terminal.accessLists, list, address),
    hostname: () => running().terminal.hostname,
    description: `Tollgate ${version}, Linux ${release()} ${process.arch}`,
    interfaceIndex: ({ key, source }: OpenSession) =>
      source === 'ppp' ? interfaceIndex(ppp.calls().find((call) => call.key === key)?.interface) : 0,
  });
}

/** ifIndex of a network interface; 0: there is none. */
function interfaceIndex(name: string | undefined): number {
  if (name === undefined || name.includes('/')) return 0;
  try {
    return Number(readFileSync(`/sys/class/net/${name}/ifindex`, 'utf8'));
  } catch {
    return 0;
  }
}
