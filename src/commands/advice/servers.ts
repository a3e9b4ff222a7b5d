import type { GroupMember, RadiusServerConfig, ServerGroupConfig, TacacsServerConfig } from '../../aaa/config.ts';
import type { Configuration } from '../configuration.ts';
import type { AdviceRule, Finding } from './finding.ts';

type Protocol = ServerGroupConfig['protocol'];
type Server = RadiusServerConfig | TacacsServerConfig;

const title = { radius: 'RADIUS', 'tacacs+': 'TACACS+' } as const;
const word = { radius: 'radius', 'tacacs+': 'tacacs' } as const;

export const serversOf = ({ aaa }: Configuration, protocol: Protocol): readonly Server[] =>
  protocol === 'radius' ? aaa.radiusServers : aaa.tacacsServers;

const keyOf = ({ aaa }: Configuration, protocol: Protocol, server: Server): unknown =>
  server.key ?? (protocol === 'radius' ? aaa.radius.key : aaa.tacacs.key);

/** A server without an address or a key is never asked. */
const incomplete: AdviceRule = (config) =>
  (['radius', 'tacacs+'] as const).flatMap((protocol) =>
    serversOf(config, protocol).flatMap((server): readonly Finding[] => {
      const lacks = [
        ...(server.address === undefined ? ['address (add "address ipv4 A.B.C.D")'] : []),
        ...(keyOf(config, protocol, server) === undefined ? ['key (add "key SECRET")'] : []),
      ];
      if (lacks.length === 0) return [];
      const { name } = server;
      return [
        {
          text: `${title[protocol]} server ${name} has no ${lacks.join(' and no ')}: it is never asked.`,
          present: (at) => serversOf(at, protocol).some((one) => one.name === name),
        },
      ];
    }),
  );

const isPrivate = ({ kind }: GroupMember): boolean => kind === 'private-radius' || kind === 'private-tacacs';

/** Whether a member of a group refers to a server that is defined. */
function isDefined(config: Configuration, protocol: Protocol, member: GroupMember): boolean {
  if (isPrivate(member)) return true;
  return serversOf(config, protocol).some((server) =>
    member.kind === 'name'
      ? server.name === member.name
      : member.kind === 'address' && server.address?.host === member.host,
  );
}

/** The servers of a group are defined elsewhere, by name or by address. */
const undefinedMembers: AdviceRule = (config) =>
  config.aaa.groups.flatMap(({ protocol, name, members }) =>
    members.flatMap((member): readonly Finding[] => {
      if (isDefined(config, protocol, member) || isPrivate(member)) return [];
      const who = member.kind === 'name' ? member.name : member.kind === 'address' ? member.host : '';
      const how =
        member.kind === 'name'
          ? `add "${word[protocol]} server ${who}"`
          : `add "${word[protocol]} server NAME" with "address ipv4 ${who}" and "key SECRET"`;
      return [
        {
          text: `No ${title[protocol]} server ${who} is defined, so group ${name} never asks it: ${how}.`,
          present: (at) =>
            at.aaa.groups.some(
              (group) =>
                group.name === name && group.members.some((one) => JSON.stringify(one) === JSON.stringify(member)),
            ),
        },
      ];
    }),
  );

export const serverRules: readonly AdviceRule[] = [incomplete, undefinedMembers];
