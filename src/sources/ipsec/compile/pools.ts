import type { ViciSection } from '../../../protocols/vici/index.ts';
import type { Collector, PoolUser } from './input.ts';
import { nameOf } from './message.ts';
import { dotted, network, number, select } from './traffic.ts';

/** What clients are given: addresses from `ip local pool`, and what is told along with them. */

/** Attributes of Cisco's Unity clients (draft-dukes-ike-mode-cfg, and the client's own numbers). */
const unity = {
  banner: '28672',
  savePassword: '28673',
  domain: '28674',
  splitDns: '28675',
  pfs: '28679',
  backup: '28681',
};
/** A two-octet number. */
const yes = '\u0000\u0001';
/** The network that a client is in itself, whichever that is (Unity's LOCAL_LAN, 28678). */
const ownNetwork = '0.0.0.0/32';

/**
 * Loads the pools of everybody and says which are whose. charon ties what a client is told to the pool of its address:
 * so those who share a pool and tell the same share it in charon, too, and those who tell different things get a part
 * of its addresses each.
 */
export function loadPools(out: Collector, users: readonly PoolUser[]): ReadonlyMap<string, readonly string[]> {
  const { pools } = out.input.surroundings;
  const found = new Map<string, readonly string[]>();
  for (const pool of new Set(users.flatMap(({ given }) => given.pool ?? []))) {
    const ranges = pools.filter(({ name }) => name === pool);
    const sharers = users.filter(({ given }) => given.pool === pool);
    if (ranges.length === 0) {
      for (const { line } of sharers) out.problem(line, `ip local pool ${pool} is not configured`);
      continue;
    }
    const classes = new Map<string, PoolUser[]>();
    for (const user of sharers) {
      const told = JSON.stringify(attributesOf(out, user, true));
      classes.set(told, [...(classes.get(told) ?? []), user]);
    }
    let part = 0;
    for (const members of classes.values()) {
      const [first] = members;
      if (first === undefined) continue;
      const names: string[] = [];
      ranges.forEach(({ low, high = low }, index) => {
        const range = slice(low, high, part, classes.size);
        if (range === undefined) return;
        const name = nameOf('pool', pool, ...(classes.size === 1 ? [] : [first.who]), index + 1);
        const message = { [name]: { addrs: range, ...attributesOf(out, first, false) } };
        out.load({ command: 'load-pool', name, message, line: `ip local pool ${pool}` });
        names.push(name);
      });
      if (names.length === 0) out.problem(first.line, `ip local pool ${pool} has no address for each who shares it`);
      for (const { who } of members) found.set(who, names);
      part++;
    }
  }
  return found;
}

/** A part of a range of addresses; `undefined`: the range has too few. */
function slice(low: string, high: string, part: number, parts: number): string | undefined {
  const from = number(low) >>> 0;
  const count = (number(high) >>> 0) - from + 1;
  const begin = Math.floor((count * part) / parts);
  const end = Math.floor((count * (part + 1)) / parts) - 1;
  return end < begin ? undefined : `${dotted(from + begin)}-${dotted(from + end)}`;
}

/** @param quiet problems have been noted already */
function attributesOf(out: Collector, { given, line }: PoolUser, quiet: boolean): ViciSection {
  const { dns = [], wins = [], netmask, domain, splitDns = [], banner, backupGateways = [] } = given;
  const networks = given.acl === undefined ? [] : splitNetworks(out, given.acl, line, quiet);
  const list = (name: string, values: readonly string[]): ViciSection =>
    values.length === 0 ? {} : { [name]: values };
  return {
    ...list('dns', dns),
    ...list('nbns', wins),
    ...list('netmask', netmask === undefined ? [] : [netmask]),
    ...list('split_include', networks),
    ...list('subnet', networks),
    ...list(unity.banner, banner === undefined ? [] : [banner]),
    ...list(unity.domain, domain === undefined ? [] : [domain]),
    ...list(unity.splitDns, splitDns.length === 0 ? [] : [splitDns.join(',')]),
    ...list(unity.backup, backupGateways),
    ...list(unity.savePassword, given.savePassword === true ? [yes] : []),
    ...list('split_exclude', given.includeLocalLan === true ? [ownNetwork] : []),
    ...list(unity.pfs, given.pfs === true ? [yes] : []),
  };
}

/** Networks to tunnel: the source side of an extended list, the entries of a standard one. */
function splitNetworks(out: Collector, name: string, line: string, quiet: boolean): string[] {
  const { config, surroundings } = out.input;
  const extended = config.accessLists.find((one) => one.name === name);
  const standard = surroundings.standardLists.find((one) => one.name === name);
  if (extended === undefined && standard === undefined && !quiet)
    out.problem(line, `access list ${name} is not configured`);
  const fromExtended = extended === undefined ? [] : select(extended).lines.filter(({ action }) => action === 'permit');
  const fromStandard = (standard?.entries ?? []).flatMap(({ action, address, wildcard, remark }) =>
    action === 'permit' && remark === undefined ? (network(address, wildcard) ?? []) : [],
  );
  return [...new Set([...fromExtended.map(({ flow }) => flow.local), ...fromStandard])];
}
