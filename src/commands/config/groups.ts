import type { ServerGroupConfig } from '../../aaa/config.ts';
import { alter, drop, INT, kw, put, Refusal, type Rule, refuse, section, seq, setting, WORD } from '../../ios/index.ts';
import type { Configuration } from '../configuration.ts';
import { amend, amendAaa, type Changes, value } from './edit.ts';
import {
  memberOf,
  type NamedMember,
  namesMember,
  radiusMember,
  radiusMemberName,
  sameMember,
  type TypedMember,
  tacacsMember,
  tacacsMemberName,
  writtenMember,
} from './group-members.ts';
import { globalMode, radiusGroupMode, tacacsGroupMode } from './modes.ts';
import { seconds, timeoutWord } from './server-options.ts';
import { aaa, interfaceName, leading, loadBalance } from './words.ts';

type Protocol = ServerGroupConfig['protocol'];

const named =
  (protocol: Protocol, name: string) =>
  (group: ServerGroupConfig): boolean =>
    group.protocol === protocol && group.name === name;
const groupOf = (config: Configuration, protocol: Protocol, name: string): ServerGroupConfig | undefined =>
  config.aaa.groups.find(named(protocol, name));
const changeGroup = (
  config: Configuration,
  protocol: Protocol,
  name: string,
  changes: Changes<ServerGroupConfig>,
): Configuration =>
  amendAaa(config, { groups: alter(config.aaa.groups, named(protocol, name), (group) => amend(group, changes)) });

const groupSection = (protocol: Protocol) =>
  section(
    globalMode,
    seq({
      _aaa: aaa,
      _group: kw('group', 'Server groups'),
      _server: kw('server', 'Groups of servers'),
      _protocol: kw(protocol, protocol === 'radius' ? 'RADIUS servers' : 'TACACS+ servers'),
      name: WORD('Name of the group', { max: 32 }),
    }),
    protocol === 'radius' ? radiusGroupMode : tacacsGroupMode,
  )({
    summary: 'Makes a group of servers that method lists can name.',
    open(config, { name }) {
      // A method list would read such a name as the keyword.
      if (['radius', 'tacacs+'].some((word) => word.startsWith(name.toLowerCase())))
        return refuse(`% ${name} names a group that is always there`);
      if (config.aaa.groups.some((group) => group.name === name && group.protocol !== protocol))
        return refuse(`% Server group ${name} is of another type`);
      const fresh: ServerGroupConfig = { protocol, name, members: [] };
      const there = groupOf(config, protocol, name) !== undefined;
      return {
        config: there ? config : amendAaa(config, { groups: [...config.aaa.groups, fresh] }),
        context: { name },
      };
    },
    unset: (config, { name }) => amendAaa(config, { groups: drop(config.aaa.groups, named(protocol, name)) }),
    *get({ aaa: { groups } }) {
      for (const { protocol: other, name } of groups)
        if (other === protocol) yield { value: { name }, context: { name } };
    },
  });

/** `server …` and `server-private …`, one declaration: their order is the order in which servers are tried. */
const members = (protocol: Protocol, syntax: Rule<TypedMember>, noSyntax: Rule<NamedMember>) =>
  setting(
    protocol === 'radius' ? radiusGroupMode : tacacsGroupMode,
    syntax,
  )<never, NamedMember>({
    summary:
      'Adds a server to the group: a public one by name or address, or a private one. They are tried in this order.',
    set(config, typed, { name }, env) {
      const member = memberOf(typed, protocol, env);
      if (member instanceof Refusal) return member;
      const members = put(groupOf(config, protocol, name)?.members ?? [], member, sameMember(member));
      return changeGroup(config, protocol, name, { members });
    },
    noSyntax,
    unset(config, typed, { name }) {
      const members = drop(groupOf(config, protocol, name)?.members ?? [], namesMember(typed));
      return changeGroup(config, protocol, name, { members });
    },
    get: (config, { name }) => (groupOf(config, protocol, name)?.members ?? []).map(writtenMember),
  });

/** What both kinds of groups have. */
const sharedSettings = (protocol: Protocol) => {
  const mode = protocol === 'radius' ? radiusGroupMode : tacacsGroupMode;
  const [word, which] = protocol === 'radius' ? ['radius', 'RADIUS'] : ['tacacs', 'TACACS+'];
  const ip = kw('ip', 'IP settings of the group');
  return [
    value(
      mode,
      seq({
        _ip: ip,
        _protocol: kw(word, which),
        _source: kw('source-interface', 'Interface whose address requests are sent from'),
        interface: interfaceName,
      }),
    )({
      summary: `Sends requests of the group from the address of an interface. An address instead of it is an extension.`,
      get(config, { name }) {
        const source = groupOf(config, protocol, name)?.sourceInterface;
        return source === undefined ? undefined : { interface: source };
      },
      set: (config, typed, { name }) => changeGroup(config, protocol, name, { sourceInterface: typed?.interface }),
    }),
    value(
      mode,
      seq({
        _ip: ip,
        _vrf: kw('vrf', 'Routing table'),
        _forwarding: kw('forwarding', 'That requests take'),
        vrf: WORD('Name of the routing table', { max: 32 }),
      }),
    )({
      summary: 'Names the routing table that requests of the group take; kept.',
      get(config, { name }) {
        const vrf = groupOf(config, protocol, name)?.vrf;
        return vrf === undefined ? undefined : { vrf };
      },
      set: (config, typed, { name }) => changeGroup(config, protocol, name, { vrf: typed?.vrf }),
    }),
  ];
};

/** `aaa group server …` */
export const groupSections = [groupSection('radius'), groupSection('tacacs+')];

/** The lines of a RADIUS server group. */
export const radiusGroupSettings = [
  members('radius', radiusMember, radiusMemberName),
  ...sharedSettings('radius'),
  value(
    radiusGroupMode,
    seq({ _deadtime: kw('deadtime', 'How long a dead server is left out'), minutes: INT(0, 1440, 'Minutes') }),
  )({
    summary: 'Leaves dead servers of the group out for a time; wins over the global setting.',
    get(config, { name }) {
      const minutes = groupOf(config, 'radius', name)?.deadtime;
      return minutes === undefined ? undefined : { minutes };
    },
    set: (config, typed, { name }) => changeGroup(config, 'radius', name, { deadtime: typed?.minutes }),
  }),
  value(
    radiusGroupMode,
    loadBalance,
  )({
    summary: 'Spreads requests over the servers of the group.',
    get: (config, { name }) => groupOf(config, 'radius', name)?.loadBalance,
    set: (config, loadBalance, { name }) => changeGroup(config, 'radius', name, { loadBalance }),
  }),
];

/** The lines of a TACACS+ server group. */
export const tacacsGroupSettings = [
  members('tacacs+', tacacsMember, tacacsMemberName),
  ...sharedSettings('tacacs+'),
  value(
    tacacsGroupMode,
    seq({ ...leading(timeoutWord), seconds }),
  )({
    summary: 'Sets the time to wait for an answer of a server of the group.',
    get(config, { name }) {
      const seconds = groupOf(config, 'tacacs+', name)?.timeout;
      return seconds === undefined ? undefined : { seconds };
    },
    set: (config, typed, { name }) => changeGroup(config, 'tacacs+', name, { timeout: typed?.seconds }),
  }),
];
