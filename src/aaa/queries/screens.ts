import { methodText } from '../authentication/method-walk.ts';
import type { AaaConfig, AaaMethod } from '../config.ts';
import type { ServerRegistry } from '../groups/registry.ts';
import type { RadiusServer } from '../servers/radius-server.ts';
import type { DeadCriteriaSnapshot, MethodListSnapshot, ServerGroupSnapshot } from '../servers/snapshot.ts';

/** `show radius server-group`, and the same for TACACS+ groups. */
export function groupSnapshots(registry: ServerRegistry, config: AaaConfig): readonly ServerGroupSnapshot[] {
  return registry.groups.map((group) => ({
    name: group.name,
    protocol: group.protocol,
    builtIn: group.name === 'radius' || group.name === 'tacacs+',
    shareCount: 1 + listsWith(config, group.name),
    members:
      group.protocol === 'radius'
        ? group.servers.map((server) => {
            const { authentication, authorization, accounting } = server.statistics;
            return {
              name: server.ref.name,
              host: server.ref.host,
              authPort: server.ref.port,
              acctPort: server.ref.acctPort,
              authentications: authentication.successes + authentication.failures,
              authorizations: authorization.successes + authorization.failures,
              accountings: accounting.successes + accounting.failures,
              autoTest: server.settings.config.automateTester !== undefined,
            };
          })
        : group.servers.map((server) => ({
            name: server.ref.name,
            host: server.ref.host,
            authPort: server.ref.port,
            acctPort: 0,
            ...server.transactions,
            autoTest: false,
          })),
  }));
}

const uses = (methods: readonly AaaMethod[], group: string): boolean =>
  methods.some((method) => method.method === 'group' && method.group === group);

const listsWith = (config: AaaConfig, group: string): number =>
  [...config.authentication, ...config.authorization].filter(({ methods }) => uses(methods, group)).length;

/** `show aaa method-lists`: a list is dead when every server that it names is, and nothing else stands behind them. */
export function methodLists(registry: ServerRegistry, config: AaaConfig): readonly MethodListSnapshot[] {
  const dead = (method: AaaMethod): boolean => method.method === 'group' && registry.get(method.group)?.alive !== true;
  let id = 0;
  const common = ({ name, methods }: { readonly name: string; readonly methods: readonly AaaMethod[] }) => ({
    name,
    id: name === 'default' ? 0 : ++id,
    state: methods.length > 0 && methods.every(dead) ? ('DEAD' as const) : ('ALIVE' as const),
    methods: methods.map(methodText),
  });
  return [
    ...config.authentication.map((list) => ({
      kind: 'authentication' as const,
      service: list.service,
      ...common(list),
    })),
    ...config.authorization.map((list) => ({
      kind: 'authorization' as const,
      service: list.service,
      ...(list.level === undefined ? {} : { level: list.level }),
      ...common(list),
    })),
  ];
}

/** `show aaa dead-criteria radius HOST [auth-port N acct-port N]`; `undefined` when there is no such server. */
export function deadCriteria(
  registry: ServerRegistry,
  host: string,
  authPort?: number,
  acctPort?: number,
): DeadCriteriaSnapshot | undefined {
  const server = registry.radiusServers.find(
    ({ ref, address }: RadiusServer) =>
      (ref.host === host || address === host) &&
      (authPort ?? ref.port) === ref.port &&
      (acctPort ?? ref.acctPort) === ref.acctPort,
  );
  if (server === undefined) return undefined;
  const { criteria, retransmit, timeout } = server.settings;
  return {
    host,
    authPort: server.ref.port,
    acctPort: server.ref.acctPort,
    group: server.privateOf ?? 'radius',
    retransmits: retransmit,
    timeout,
    outstandingAccess: server.outstanding.authentication,
    outstandingAccounting: server.outstanding.accounting,
    detectTime: criteria.time,
    tries: criteria.tries,
    maximumOutstanding: server.statistics.maximumOutstanding,
    maximumDetectTime: criteria.time,
    maximumTries: criteria.tries,
  };
}
