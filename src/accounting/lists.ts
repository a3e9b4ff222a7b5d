import type { AccountingContext } from './accounting.ts';
import type { AccountingConfig, AccountingList, AccountingMethod, RecordType } from './config.ts';

/** What is accounted for one kind of event at one place, as it was configured when the session began. */
export interface Plan {
  /** `stop-only` makes no Start and no interims. */
  readonly rule: 'none' | 'stop-only' | 'start-stop';
  /** Names of the destinations; each gets every record. */
  readonly destinations: readonly string[];
  /** Seconds between interims; undefined: none. */
  readonly interval?: number;
  /** An interim for every new fact. */
  readonly newinfo: boolean;
}

export const noPlan: Plan = { rule: 'none', destinations: [], newinfo: false };

/** Protocol of a group; undefined when no such group is configured. */
export type ProtocolOf = (group: string) => 'radius' | 'tacacs+' | undefined;

/**
 * The list of a type (and level) that applies where `name` is applied: the named one when it is defined, else the
 * default, else none. System accounting has a default list only. A list `vrf V` is for sessions in that table, and goes
 * before the one of its name without a table.
 * @param vrf table that a session is in
 */
export function findList(
  lists: readonly AccountingList[],
  type: RecordType,
  name: string,
  level?: number,
  vrf?: string,
): AccountingList | undefined {
  const of = (wanted: string) => {
    const named = lists.filter(
      (list) => list.type === type && list.name === wanted && (type !== 'commands' || list.level === level),
    );
    const fitting = named.find((list) => list.vrf === vrf) ?? named.find((list) => list.vrf === undefined);
    return type === 'system' ? (fitting ?? named[0]) : fitting;
  };
  return (type === 'system' ? undefined : of(name)) ?? of('default');
}

/**
 * Works out what a list asks for.
 * `wait-start` is taken as `start-stop`: a record counts as begun once it is on disk, and no user waits for a server.
 * `stop-failure` (calls that fail before authentication) is a Stop alone; who watches the call closes it without a record
 * once the user has been authenticated.
 * VRRS names have no interims: their records say no more than on and off.
 * A method that cannot carry the record (commands over RADIUS, a group that is not configured) is passed over.
 */
export function planFor(
  config: AccountingConfig,
  context: AccountingContext,
  protocolOf: ProtocolOf,
  type: RecordType,
  name: string,
  level?: number,
  vrf?: string,
): Plan {
  const list = context.newModel ? findList(config.lists, type, name, level, vrf) : undefined;
  if (list?.action === undefined || list.action === 'none') return noPlan;
  const methods = list.methods.filter((method) => carries(method, type, protocolOf)).map(methodName);
  const destinations = list.broadcast ? [...new Set(methods)] : methods.length > 0 ? [methods.join(' ')] : [];
  if (destinations.length === 0) return noPlan;
  const rule = list.action === 'stop-only' || list.action === 'stop-failure' ? 'stop-only' : 'start-stop';
  const interims = rule === 'start-stop' && type !== 'vrrs';
  const minutes = list.periodic ?? config.update?.periodic ?? 'disable';
  return {
    rule,
    destinations,
    ...(interims && minutes !== 'disable' ? { interval: minutes * 60 } : {}),
    newinfo: interims && (config.update?.newinfo ?? false),
  };
}

function carries(method: AccountingMethod, type: RecordType, protocolOf: ProtocolOf): boolean {
  if (method.method === 'logger') return true;
  const protocol = protocolOf(method.group);
  return protocol !== undefined && (protocol !== 'radius' || type !== 'commands');
}

const methodName = (method: AccountingMethod): string =>
  method.method === 'logger' ? 'logger' : `group ${method.group}`;

/** The methods of a destination, from its name: `group isp group tacacs+ logger`. */
export function methodsOf(destination: string): AccountingMethod[] {
  const words = destination.split(' ');
  const methods: AccountingMethod[] = [];
  for (let at = 0; at < words.length; at++) {
    if (words[at] === 'group') methods.push({ method: 'group', group: words[++at] ?? '' });
    else methods.push({ method: 'logger' });
  }
  return methods;
}
