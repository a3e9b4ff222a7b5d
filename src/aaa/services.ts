import { findAll, type HasAttributes } from '../protocols/radius/index.ts';

/** A service that a user's profile starts with the session. */
export interface GrantedService {
  readonly name: string;
  /** Name of the accounting list of the user's services. */
  readonly list?: string;
  /** Acct-Interim-Interval of the profile, seconds. */
  readonly interimInterval?: number;
}

/** No profile starts more services than that. */
const most = 64;

/** A name of a service; what has control characters is none. */
const nameOf = (text: string): string | undefined => {
  // User and password of a service with a login of its own may stand behind it.
  const [name = ''] = text.split(';');
  return name === '' || /\p{Cc}/u.test(name) ? undefined : name;
};

/** `attribute=value` or `attribute*value` of Cisco AV pairs of subscribers; the protocol may be left out. */
export function subscriberPair(pair: string): { readonly name: string; readonly value: string } | undefined {
  const [, name, value] = /^(?:subscriber:)?([\w-]+)[=*](.*)$/s.exec(pair) ?? [];
  return name === undefined || value === undefined ? undefined : { name, value };
}

/**
 * Services in an Access-Accept, each once, in their order:
 *
 * - Cisco-Account-Info `ANAME[;user;password]`: a service that starts by itself (`NAME` under another letter is none);
 * - Cisco-Service-Info `NNAME`;
 * - Cisco-AVPair `subscriber:service-name=NAME` and `subscriber:sa=NAME`, a list in brackets behind it is not looked at.
 *
 * `subscriber:accounting-list=LIST` names the list of all of them, Acct-Interim-Interval their interval.
 */
export function grantedServices(profile: HasAttributes): readonly GrantedService[] {
  const names: (string | undefined)[] = [];
  for (const info of findAll(profile, 'Cisco-Account-Info'))
    if (info.startsWith('A')) names.push(nameOf(info.slice(1)));
  for (const info of findAll(profile, 'Cisco-Service-Info'))
    if (info.startsWith('N')) names.push(nameOf(info.slice(1)));
  for (const text of findAll(profile, 'Cisco-AVPair')) {
    const pair = subscriberPair(text);
    if (pair === undefined) continue;
    if (pair.name === 'service-name') names.push(nameOf(pair.value));
    else if (pair.name === 'sa') names.push(nameOf(pair.value.replace(/\(.*\)$/s, '')));
  }
  const known = [...new Set(names.filter((name) => name !== undefined))].slice(0, most);
  const accounting = serviceAccounting(profile);
  return known.map((name) => ({ name, ...accounting }));
}

/** What a profile says of the accounting of the services that it is about. */
export function serviceAccounting(profile: HasAttributes): Omit<GrantedService, 'name'> {
  const pairs = findAll(profile, 'Cisco-AVPair').map(subscriberPair);
  const list = pairs.findLast((pair) => pair?.name === 'accounting-list' && pair.value !== '')?.value;
  const [interimInterval] = findAll(profile, 'Acct-Interim-Interval');
  return {
    ...(list === undefined ? {} : { list }),
    ...(interimInterval === undefined ? {} : { interimInterval }),
  };
}

/** Routing table (VRF) that a profile or a report puts a user into: Cisco-AVPair `ip:vrf-id=V` (or `vrf-id=V`). */
export function routingTable(profile: HasAttributes): string | undefined {
  for (const pair of findAll(profile, 'Cisco-AVPair')) {
    const name = /^(?:ip:)?vrf-id[=*](.+)$/s.exec(pair)?.[1];
    if (name !== undefined && !/\p{Cc}/u.test(name)) return name;
  }
  return undefined;
}
