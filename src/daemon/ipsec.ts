import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import type { AaaFacade, SecretVault } from '../aaa/index.ts';
import type { Accounting } from '../accounting/index.ts';
import type { Clock } from '../base/clock.ts';
import type { EventLog } from '../base/event-log.ts';
import { type Configuration, ipsecSurroundings } from '../commands/configuration.ts';
import {
  Charon,
  type CharonDeps,
  callerAddress,
  GroupLimits,
  lockedOut,
  TunnelLogins,
} from '../sources/ipsec/charon/index.ts';
import { CryptoSource, charonListens } from '../sources/ipsec/index.ts';
import type { LoginOwner } from '../sources/radius-proxy/index.ts';
import { tunnelDevice } from './tunnel-device.ts';

export interface IpsecDeps {
  readonly clock: Clock;
  readonly log: EventLog;
  readonly vault: Pick<SecretVault, 'open'>;
  readonly aaa: Pick<AaaFacade, 'groups'>;
  readonly accounting: Accounting;
  readonly makeClient: CharonDeps['makeClient'];
  readonly running: () => Configuration;
}

/** charon with its sessions, and what the RADIUS proxy must know of its users. */
export interface Ipsec {
  readonly charon: Charon;
  readonly source: CryptoSource;
  readonly logins: LoginOwner;
  /** Takes over a configuration, if anything in it is other than before that tunnels depend on. */
  configure(next: Configuration, previous: Configuration | undefined): void;
  /** Tunnels live on. */
  stop(): void;
}

export function makeIpsec({ clock, log, vault, aaa, accounting, makeClient, running }: IpsecDeps): Ipsec {
  const logins = new TunnelLogins(clock);
  const limits = new GroupLimits(clock);
  const source = new CryptoSource({
    ...{ clock, log, accounting },
    charon: () => charon,
    lives: () => charonListens(readTable),
    login: (connection, user) => logins.of(connection, user),
    hasList: (name) => running().accounting.lists.some((list) => list.type === 'network' && list.name === name),
  });
  const charon = new Charon({
    ...{ clock, log, makeClient, readFile, deviceAddresses, tunnelDevice },
    open(secret) {
      const opened = vault.open(secret);
      return opened.ok ? opened.value : undefined;
    },
    serverGroup: (name) => aaa.groups.get(name),
    hasTunnels: () => source.hasTunnels,
    listener: {
      link: (change) => source.link(change),
      event: (event) => source.heard(event),
      configured: () => source.configured(),
    },
  });
  source.watch((_what, { user, remote, peer }) => {
    const group = charon.origins.get(peer.name)?.group;
    if (group !== undefined && user !== undefined) limits.seen(group, { user, address: remote.address });
  });
  /** Why a user may not come in by a group, or not have another tunnel. @param user as typed */
  const refusal = (port: string, user: string, caller: string | undefined): string | undefined => {
    const origin = charon.origins.get(port);
    const group = origin && charon.clientGroup(origin);
    if (group === undefined) return undefined;
    const locked = lockedOut(group, user);
    if (locked !== undefined || caller === undefined) return locked;
    return limits.admit(group, source.members(group.name), { user, address: callerAddress(caller) });
  };
  return {
    charon,
    source,
    logins: {
      listsOf(port) {
        const { authenticationList, accountingList } = charon.origins.get(port) ?? {};
        if (authenticationList === undefined) return undefined;
        return {
          authentication: authenticationList,
          ...(accountingList === undefined ? {} : { accounting: accountingList }),
        };
      },
      accepted({ port, user, caller, authentic, classes, interimInterval }, asked) {
        if (port === undefined || user === undefined) return true;
        const why = refusal(port, asked ?? user, caller);
        if (why !== undefined) {
          log.message('CRYPTO', 5, 'GROUP_LIMIT', `${asked ?? user} at ${caller} is refused: ${why}`);
          return false;
        }
        const interval = interimInterval === undefined ? {} : { interimInterval };
        logins.add(port, { user, authentic, classes, ...interval });
        return true;
      },
    },
    configure(next, previous) {
      const told = ({ ipsec, aaa, system, terminal, ppp }: Configuration) => [ipsec, aaa, system, terminal, ppp.pools];
      const before = previous === undefined ? [] : told(previous);
      if (told(next).every((one, at) => one === before[at])) return;
      // charon is told in the background: no terminal waits for it.
      void charon.configure({ ipsec: next.ipsec, surroundings: ipsecSurroundings(next), aaa: next.aaa });
      source.configure(next.ipsec);
    },
    stop() {
      source.stop();
      charon.stop();
    },
  };
}

/** Sockets of this network namespace (proc_net(5)). */
const readTable = (name: 'udp' | 'udp6'): string => readFile(`/proc/net/${name}`) ?? '';

/** A PEM file; undefined when it cannot be read. */
function readFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

const deviceAddresses = (device: string): readonly string[] =>
  (networkInterfaces()[device] ?? [])
    .filter(({ address }) => !address.startsWith('fe80:'))
    .map(({ address }) => address);
