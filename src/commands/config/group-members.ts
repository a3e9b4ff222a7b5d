import type { GroupMember, ServerGroupConfig } from '../../aaa/config.ts';
import { as, choice, HOST, kw, opt, Refusal, type Rule, seq, unordered, WORD } from '../../ios/index.ts';
import type { ConfigServices } from './modes.ts';
import {
  acctPort,
  authPort,
  type RadiusOptions,
  radiusOptions,
  radiusServerOf,
  type TacacsOptions,
  tacacsOptions,
  tacacsPort,
  tacacsServerOf,
  writtenRadius,
  writtenTacacs,
} from './server-options.ts';

/** The `server` lines of server groups. */

interface ByName {
  readonly kind: 'name';
  readonly name: string;
}
interface ByAddress {
  readonly kind: 'address';
  readonly host: string;
  readonly authPort?: number;
  readonly acctPort?: number;
}
interface Private extends RadiusOptions, TacacsOptions {
  readonly kind: 'private';
  readonly host: string;
}
/** A member as it is typed. */
export type TypedMember = ByName | ByAddress | Private;
/** A member as its `no` form names it. */
export type NamedMember = ByName | ByAddress | Pick<Private, 'kind' | 'host' | 'authPort' | 'acctPort' | 'port'>;

const byName: Rule<ByName> = seq({
  _server: kw('server', 'A public server'),
  kind: as(kw('name', 'By its name'), 'name'),
  name: WORD('Name of the server'),
});
const address = {
  kind: as(kw('server', 'A public server'), 'address' as const),
  host: HOST('Address or name of the server'),
};
const privateServer = {
  kind: as(kw('server-private', 'A server of this group alone'), 'private' as const),
  host: HOST('Address or name of the server'),
};
const ports = unordered({ authPort: opt(authPort), acctPort: opt(acctPort) });

/** Members of a RADIUS group. */
export const radiusMember: Rule<TypedMember> = choice(
  byName,
  seq({ ...address, $ports: ports }),
  seq({ ...privateServer, $options: radiusOptions }),
);
export const radiusMemberName: Rule<NamedMember> = choice(
  byName,
  seq({ ...address, $ports: ports }),
  seq({ ...privateServer, $ports: ports }),
);

/** Members of a TACACS+ group. */
export const tacacsMember: Rule<TypedMember> = choice(
  byName,
  seq(address),
  seq({ ...privateServer, $options: tacacsOptions }),
);
export const tacacsMemberName: Rule<NamedMember> = choice(
  byName,
  seq(address),
  seq({ ...privateServer, port: opt(tacacsPort) }),
);

/** The member that a line means. */
export function memberOf(
  typed: TypedMember,
  protocol: ServerGroupConfig['protocol'],
  env: ConfigServices,
): GroupMember | Refusal {
  if (typed.kind !== 'private') return typed;
  const { kind: _kind, host, ...options } = typed;
  if (protocol === 'radius') {
    const server = radiusServerOf(host, options, [1812, 1813], env);
    return server instanceof Refusal ? server : { kind: 'private-radius', server };
  }
  const server = tacacsServerOf(host, options, env);
  return server instanceof Refusal ? server : { kind: 'private-tacacs', server };
}

/** A member as its line is written. */
export function writtenMember(member: GroupMember) {
  switch (member.kind) {
    case 'name':
    case 'address':
      return member;
    case 'private-radius':
      return { kind: 'private', host: member.server.name, ...writtenRadius(member.server) } as const;
    case 'private-tacacs':
      return { kind: 'private', host: member.server.name, ...writtenTacacs(member.server) } as const;
  }
}

/** Which members a `no` line means; ports that it doesn't name may be any. */
export const namesMember =
  (typed: NamedMember) =>
  (member: GroupMember): boolean => {
    const matches = (wanted: number | undefined, port: number | undefined): boolean =>
      wanted === undefined || wanted === port;
    switch (typed.kind) {
      case 'name':
        return member.kind === 'name' && member.name === typed.name;
      case 'address':
        return (
          member.kind === 'address' &&
          member.host === typed.host &&
          matches(typed.authPort, member.authPort) &&
          matches(typed.acctPort, member.acctPort)
        );
      case 'private':
        if (member.kind === 'private-tacacs')
          return member.server.name === typed.host && matches(typed.port, member.server.port);
        return (
          member.kind === 'private-radius' &&
          member.server.name === typed.host &&
          matches(typed.authPort, member.server.authPort) &&
          matches(typed.acctPort, member.server.acctPort)
        );
    }
  };

/** Whether two members are the same server, so that one takes the other's place. */
export function sameMember(one: GroupMember): (other: GroupMember) => boolean {
  switch (one.kind) {
    case 'name':
      return namesMember(one);
    case 'address':
      return (other) =>
        other.kind === 'address' &&
        other.host === one.host &&
        other.authPort === one.authPort &&
        other.acctPort === one.acctPort;
    case 'private-radius':
      return namesMember({ ...one.server, kind: 'private', host: one.server.name });
    case 'private-tacacs':
      return namesMember({ kind: 'private', host: one.server.name, port: one.server.port });
  }
}
