import { choice, drop, HOST, kw, many, put, seq, setting, toggle, WORD } from '../../ios/index.ts';
import type { OutboundTransport } from '../../terminal/config.ts';
import { amendSystem, value } from './edit.ts';
import { changeLines, lineOf } from './line-ranges.ts';
import { globalMode, lineMode } from './modes.ts';
import { ip } from './words.ts';

/** Names of hosts to connect to. */
export const hostSettings = [
  toggle(
    globalMode,
    seq({
      _ip: ip,
      _domain: choice(
        seq({ _domain: kw('domain', 'Names of hosts'), _lookup: kw('lookup', 'Look names up') }),
        kw('domain-lookup', 'Look names up'),
      ),
    }),
  )({
    summary: 'Looks names of hosts up as the system does; without it only those of `ip host` lines are known.',
    initially: true,
    get: ({ system }) => system.domainLookup,
    set: (config, on) => amendSystem(config, { domainLookup: on ? undefined : false }),
  }),
  setting(
    globalMode,
    seq({
      _ip: ip,
      _host: kw('host', 'A name of a host and its addresses'),
      name: WORD('Name of the host', { max: 253, pattern: /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/ }),
      addresses: many(HOST('Address of the host'), { max: 8 }),
    }),
  )<'name'>({
    summary: 'Gives a host a name, for connections to it.',
    set: (config, host) =>
      amendSystem(config, { hosts: put(config.system.hosts ?? [], host, ({ name }) => name === host.name) }),
    noNeeds: ['name'],
    unset(config, { name }) {
      const hosts = drop(config.system.hosts ?? [], (host) => host.name === name);
      return amendSystem(config, { hosts: hosts.length === 0 ? undefined : hosts });
    },
    get: ({ system }) => system.hosts ?? [],
  }),
];

const protocol = choice(
  kw('telnet', 'TCP/IP Telnet protocol'),
  kw('rlogin', 'Unix rlogin protocol'),
  kw('ssh', 'TCP/IP SSH protocol'),
);
const transport = kw('transport', 'Protocols');

const outputProtocol = choice(protocol, kw('lat', 'DEC LAT protocol'), kw('pad', 'X.3 PAD'));

/** What users of a line may connect to. */
export const outboundLineSettings = [
  value(
    lineMode,
    seq({
      _class: kw('access-class', 'Where users may come from'),
      list: WORD('Access list', { max: 64 }),
      _out: kw('out', 'Outgoing connections'),
    }),
  )({
    summary: 'Lets users of the line connect only to addresses that a standard access list permits.',
    get(config, lines) {
      const list = lineOf(config, lines)?.accessClassOut;
      return list === undefined ? undefined : { list };
    },
    set: (config, typed, lines) => changeLines(config, lines, { accessClassOut: typed?.list }),
  }),
  value(
    lineMode,
    seq({
      _transport: transport,
      _preferred: kw('preferred', 'What the name of a host alone means'),
      protocol: choice(kw('none', 'Nothing'), protocol),
    }),
  )({
    summary: 'Says by which protocol a host is connected to when its name is all that is typed.',
    defaultText: 'telnet',
    get(config, lines) {
      const preferred = lineOf(config, lines)?.transportPreferred;
      return preferred === undefined ? undefined : { protocol: preferred };
    },
    set: (config, typed, lines) => changeLines(config, lines, { transportPreferred: typed?.protocol }),
  }),
  value(
    lineMode,
    seq({
      _transport: transport,
      _output: kw('output', 'For connections from the line'),
      protocols: choice(
        kw('all', 'All of them'),
        kw('none', 'None'),
        many<OutboundTransport>(outputProtocol, { max: 5 }),
      ),
    }),
  )({
    summary: 'Says by which protocols users of the line may connect to other hosts.',
    defaultText: 'all',
    get(config, lines) {
      const protocols = lineOf(config, lines)?.transportOutput;
      return protocols === undefined ? undefined : { protocols };
    },
    set: (config, typed, lines) => changeLines(config, lines, { transportOutput: typed?.protocols }),
  }),
];
