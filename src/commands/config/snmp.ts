import { choice, HOST, INT, kept, kw, LINE, many, opt, seq, setting, WORD } from '../../ios/index.ts';
import { type AgentxMaster, defaultAgentxSocket } from '../../watch/snmp/config.ts';
import { amendSnmp, value } from './edit.ts';
import { globalMode } from './modes.ts';
import { snmpAccessSettings } from './snmp-access.ts';
import { snmpNotificationSettings } from './snmp-notifications.ts';
import { type Declaration, server } from './snmp-words.ts';

const line = (key: 'location' | 'contact' | 'chassisId', word: string, help: string): Declaration =>
  value(
    globalMode,
    seq({ _server: server, _what: kw(word, help), text: LINE('Text', { max: 255 }) }),
  )({
    summary: `${help}.`,
    get: ({ snmp }) => (snmp[key] === undefined ? undefined : { text: snmp[key] }),
    set: (config, typed) => amendSnmp(config, { [key]: typed?.text }),
  });

const isDefault = (master: AgentxMaster): boolean => master.kind === 'socket' && master.path === defaultAgentxSocket;

/** `snmp-server …` */
export const snmpSettings: readonly Declaration[] = [
  value(
    globalMode,
    seq({
      _server: server,
      _engine: kw('engineID', 'Name of the engine'),
      _local: kw('local', 'Of this box'),
      id: WORD('10 to 64 hexadecimal digits', {
        shape: 'HEX',
        pattern: /^([\da-fA-F]{2}){5,32}$/,
        sample: (random) =>
          `80000000${Math.floor(random() * 0xffffff)
            .toString(16)
            .padStart(6, '0')}`,
      }),
    }),
  )({
    summary:
      'Names the engine for version 3. Keys are made for it: managers that know the old name must learn the new one.',
    defaultText: 'made at the first start',
    get: ({ snmp }) => (snmp.engineId === undefined ? undefined : { id: snmp.engineId }),
    set: (config, typed) => amendSnmp(config, { engineId: typed?.id }),
  }),
  ...snmpAccessSettings,
  kept(
    globalMode,
    seq({
      _server: server,
      what: choice(kw('group', 'Groups'), kw('user', 'Users')),
      names: many(WORD('Name', { max: 32, pattern: /^(?!v\d)/ }), { max: 2 }),
      model: choice(kw('v1', 'Version 1'), kw('v2c', 'Version 2c')),
      rest: opt(LINE('The rest of the line is kept as it is')),
    }),
    { summary: 'Kept without effect. What communities may do stands in their own lines.' },
  ),
  line('location', 'location', 'Says where the box is'),
  line('contact', 'contact', 'Says who looks after the box'),
  line('chassisId', 'chassis-id', 'Sets the serial number that show snmp prints'),
  value(
    globalMode,
    seq({ _server: server, _size: kw('packetsize', 'The longest answer'), octets: INT(484, 17940, 'Octets') }),
  )({
    summary: 'Limits how long an answer may be. Longer ones make walks faster where the network carries them.',
    defaultText: '1500',
    get: ({ snmp }) => (snmp.packetSize === undefined ? undefined : { octets: snmp.packetSize }),
    set: (config, typed) => amendSnmp(config, { packetSize: typed?.octets }),
  }),
  value(
    globalMode,
    seq({ _server: server, _port: kw('port', 'UDP port of the agent'), port: INT(1, 65535, 'Port') }),
  )({
    summary: 'Sets the UDP port to listen on.',
    defaultText: '161',
    extension: true,
    get: ({ snmp }) => (snmp.port === undefined ? undefined : { port: snmp.port }),
    set: (config, typed) => amendSnmp(config, { port: typed?.port }),
  }),
  setting(
    globalMode,
    seq({ _server: server, _listen: kw('listen', 'Address to listen on'), address: HOST('Address of this box') }),
  )({
    summary: 'Listens on an address of this box only; may be given several times.',
    defaultText: 'every IPv4 address',
    extension: true,
    set: (config, { address }) => amendSnmp(config, { listen: [...new Set([...config.snmp.listen, address])] }),
    unset: (config, { address }) =>
      amendSnmp(config, { listen: config.snmp.listen.filter((other) => other !== address) }),
    get: ({ snmp }) => snmp.listen.map((address) => ({ address })),
  }),
  value(
    globalMode,
    seq({
      _server: server,
      _agentx: kw('agentx', "Sub-agent of another agent, as Debian's snmpd"),
      master: opt(
        choice(
          seq({
            kind: kw('socket', 'By a socket of this box'),
            path: WORD('Path of the socket', {
              max: 100,
              shape: 'PATH',
              pattern: /^\/\S+$/,
              sample: (random) => `/run/master-${Math.floor(random() * 1000)}`,
            }),
          }),
          seq({
            kind: kw('tcp', 'By TCP'),
            host: HOST('Address of the agent'),
            port: INT(1, 65535, 'Port of the agent'),
          }),
        ),
      ),
    }),
  )({
    summary: `Answers as AgentX sub-agent of another agent, which says who may ask; default ${defaultAgentxSocket}.`,
    notes: 'Notifications go to that agent, too. Without communities and users no port of this agent is open.',
    defaultText: 'no sub-agent',
    extension: true,
    get: ({ snmp: { agentx } }) =>
      agentx === undefined ? undefined : { master: isDefault(agentx) ? undefined : agentx },
    set: (config, typed) =>
      amendSnmp(config, {
        agentx: typed && (typed.master ?? { kind: 'socket', path: defaultAgentxSocket }),
      }),
  }),
  ...snmpNotificationSettings,
];
