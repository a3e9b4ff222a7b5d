import {
  as,
  choice,
  INT,
  IPV4,
  kw,
  LINE,
  many,
  map,
  mode,
  opt,
  type Rule,
  refuse,
  section,
  seq,
  setting,
  WORD,
} from '../../ios/index.ts';
import type { AccessSide, ExtendedEntry } from '../../sources/ipsec/config.ts';
import type { Configuration } from '../configuration.ts';
import { accessListEdits, withoutIgnoredBits } from './access-list-edits.ts';
import { amendIpsec } from './edit.ts';
import { keptLines } from './kept-table.ts';
import { type ConfigServices, globalMode, type Named } from './modes.ts';
import { after, ip } from './words.ts';

/** Extended access lists: which packets go through a tunnel, and which networks clients reach by one. */

/** Protocols that IOS has words for. 0 stands for every one. */
const protocolWords = choice(
  as(kw('ip', 'Every protocol'), 0),
  as(kw('icmp', 'Control messages'), 1),
  as(kw('igmp', 'Group membership'), 2),
  as(kw('ipinip', 'IP in IP'), 4),
  as(kw('gre', 'Generic routing encapsulation'), 47),
  as(kw('esp', 'Encapsulating security payload'), 50),
  as(kw('ahp', 'Authentication header'), 51),
  as(kw('eigrp', 'EIGRP'), 88),
  as(kw('ospf', 'OSPF'), 89),
  as(kw('pim', 'PIM'), 103),
);
const withPorts = choice(as(kw('tcp', 'TCP'), 6), as(kw('udp', 'UDP'), 17));
/** A protocol as IOS writes it, for show commands. */
export function protocolText(protocol: number): string {
  return withPorts.print(protocol, false)?.[0] ?? protocolWords.print(protocol, false)?.[0] ?? String(protocol);
}
const withoutPorts = choice(protocolWords, INT(0, 255, 'Number of a protocol'));

const portNames = choice(
  as(kw('ftp', 'File transfer (21)'), 21),
  as(kw('telnet', 'Telnet (23)'), 23),
  as(kw('smtp', 'Mail (25)'), 25),
  as(kw('tacacs', 'TACACS+ (49)'), 49),
  as(kw('domain', 'Names (53)'), 53),
  as(kw('bootps', 'BOOTP server (67)'), 67),
  as(kw('bootpc', 'BOOTP client (68)'), 68),
  as(kw('tftp', 'Trivial file transfer (69)'), 69),
  as(kw('www', 'The web (80)'), 80),
  as(kw('pop3', 'Mail boxes (110)'), 110),
  as(kw('ntp', 'Time (123)'), 123),
  as(kw('snmp', 'Management (161)'), 161),
  as(kw('snmptrap', 'Management traps (162)'), 162),
  as(kw('bgp', 'BGP (179)'), 179),
  as(kw('isakmp', 'IKE (500)'), 500),
  as(kw('syslog', 'Log messages (514)'), 514),
  as(kw('non500-isakmp', 'IKE behind translation (4500)'), 4500),
);
// The number comes first: it is what is printed.
const portNumber = choice(INT(0, 65_535, 'Port'), portNames);
type Port = NonNullable<AccessSide['port']>;
const port: Rule<Port> = choice(
  seq({
    operator: choice(
      kw('eq', 'This port'),
      kw('neq', 'Every other port'),
      kw('lt', 'Lower ports'),
      kw('gt', 'Higher ports'),
    ),
    low: portNumber,
  }),
  seq({ operator: kw('range', 'Ports from one to another'), low: portNumber, high: portNumber }),
);

/** One side as it is typed. */
type TypedAddress =
  | { readonly any: 'any' }
  | { readonly host: string }
  | { readonly address: string; readonly wildcard: string };
const typedAddress: Rule<TypedAddress> = choice(
  seq({ any: kw('any', 'Every address') }),
  seq({ host: after('host', 'One address', IPV4('Address')) }),
  seq({ address: IPV4('Address'), wildcard: IPV4('Wildcard: bits that are set may be any') }),
);
const everyBit = '255.255.255.255';
function sideOf(typed: TypedAddress): AccessSide {
  if ('any' in typed) return { address: '0.0.0.0', wildcard: everyBit };
  if ('host' in typed) return { address: typed.host, wildcard: '0.0.0.0' };
  const { address, wildcard } = typed;
  return { address: withoutIgnoredBits(address, wildcard), wildcard };
}
function typedSide({ address, wildcard }: AccessSide): TypedAddress {
  if (wildcard === everyBit) return { any: 'any' };
  return wildcard === '0.0.0.0' ? { host: address } : { address, wildcard };
}
const side: Rule<AccessSide> = map(typedAddress, sideOf, typedSide);
const sideWithPort: Rule<AccessSide> = map(
  seq({ $address: typedAddress, port: opt(port) }),
  (typed) => ({ ...sideOf(typed), ...(typed.port === undefined ? {} : { port: typed.port }) }),
  (held) => ({ ...typedSide(held), ...(held.port === undefined ? {} : { port: held.port }) }),
);

const word = (text: string, help: string) => kw(text, help);
const valued = (text: string, help: string) =>
  map(
    seq({ _word: kw(text, help), value: WORD('Value', { max: 32 }) }),
    ({ value }) => `${text} ${value}`,
    (option) => (option.startsWith(`${text} `) ? { value: option.slice(text.length + 1) } : undefined),
  );
const option: Rule<string> = choice(
  word('established', 'Of connections that are there'),
  word('fragments', 'Later parts of packets'),
  word('log', 'Says so'),
  word('log-input', 'Says so, with the interface'),
  word('echo', 'Echo requests'),
  word('echo-reply', 'Echo replies'),
  word('unreachable', 'Unreachable messages'),
  word('time-exceeded', 'Time exceeded messages'),
  word('ack', 'With ACK'),
  word('fin', 'With FIN'),
  word('psh', 'With PSH'),
  word('rst', 'With RST'),
  word('syn', 'With SYN'),
  word('urg', 'With URG'),
  valued('dscp', 'With a code point'),
  valued('precedence', 'With a precedence'),
  valued('tos', 'With a type of service'),
  valued('time-range', 'At a time'),
);
const valuedWords = new Set(['dscp', 'precedence', 'tos', 'time-range']);
/** Words behind the addresses, as one text. */
const options: Rule<string> = map(
  many(option, { max: 8 }),
  (all) => all.join(' '),
  (text) => {
    const words = text.split(' ');
    const all: string[] = [];
    for (let at = 0; at < words.length; at++) {
      const first = words[at] ?? '';
      all.push(valuedWords.has(first) ? `${first} ${words[++at] ?? ''}` : first);
    }
    return all;
  },
);

const action = choice(kw('permit', 'These packets'), kw('deny', 'All but these packets'));
type Bare = ExtendedEntry extends infer E ? (E extends unknown ? Omit<E, 'sequence' | 'kind'> : never) : never;
const entry: Rule<Bare> = choice(
  seq({ action, protocol: withPorts, source: sideWithPort, destination: sideWithPort, options: opt(options) }),
  seq({ action, protocol: withoutPorts, source: side, destination: side, options: opt(options) }),
  seq({ remark: after('remark', 'A comment', LINE('Text', { max: 100 })) }),
);

const entryOf = (typed: Bare): ExtendedEntry =>
  'remark' in typed ? { kind: 'remark', remark: typed.remark } : { kind: 'entry', ...typed };
function bare(held: ExtendedEntry): Bare {
  if (held.kind === 'remark') return { remark: held.remark };
  const { kind: _kind, sequence: _sequence, ...rest } = held;
  return rest;
}
const lists = accessListEdits<ExtendedEntry>({
  of: ({ ipsec }) => ipsec.accessLists,
  amend: (config, accessLists) => amendIpsec(config, { accessLists }),
  identityOf: (held) =>
    held.kind === 'remark'
      ? `remark ${held.remark}`
      : JSON.stringify([held.action, held.protocol, held.source, held.destination, held.options]),
});

const number = choice(INT(100, 199, 'Extended access list'), INT(2000, 2699, 'Extended access list (expanded range)'));

/** `ip access-list extended NAME` */
const extendedMode = mode<Configuration, Named, ConfigServices>({
  id: 'config-ext-nacl',
  prompt: 'config-ext-nacl',
  title: 'Extended access list',
  parent: globalMode,
});
const sequence = INT(1, 2_147_483_647, 'Sequence number');

export const extendedAccessListSettings = [
  setting(
    globalMode,
    seq({ _list: kw('access-list', 'Access lists'), number, $entry: entry }),
  )<'number'>({
    summary: 'Adds an entry to an extended access list, which tells the packets of a tunnel.',
    notes: 'The `no` form removes the whole list, as on IOS.',
    set: (config, { number, ...typed }) => lists.append(config, String(number), entryOf(typed)),
    noNeeds: ['number'],
    unset: (config, { number }) => lists.drop(config, String(number)),
    *get(config) {
      for (const { number, entry } of lists.numbered(config)) yield { number, ...bare(entry) };
    },
  }),
  section(
    globalMode,
    seq({
      _ip: ip,
      _list: kw('access-list', 'Named access lists'),
      _extended: kw('extended', 'By protocol, addresses and ports'),
      name: choice(number, WORD('Name of the access list', { max: 64, pattern: /^[^\d]/ })),
    }),
    extendedMode,
  )({
    summary: 'Makes an extended access list, which tells the packets of a tunnel.',
    open(config, typed) {
      const name = String(typed.name);
      if (config.terminal.accessLists.some((list) => list.name === name))
        return refuse(`% A standard access list ${name} is there already`);
      return { config: lists.open(config, name), context: { name } };
    },
    unset: (config, { name }) => lists.drop(config, String(name)),
    get: lists.sections,
  }),
  setting(
    extendedMode,
    seq({ sequence: opt(sequence), $entry: entry }),
  )<never, { readonly sequence?: number; readonly entry?: Bare }>({
    summary: 'Adds an entry to the access list: at the end, or where its sequence number says.',
    set: (config, { sequence: at, ...typed }, { name }) => lists.place(config, name, entryOf(typed), at),
    noSyntax: seq({ sequence: opt(sequence), entry: opt(entry) }),
    unset(config, { sequence: at, entry: typed }, { name }) {
      if (at === undefined && typed === undefined) return refuse('% Incomplete command.');
      return lists.remove(config, name, typed && entryOf(typed), at);
    },
    *get(config, { name }) {
      for (const held of lists.placed(config, name)) yield { sequence: held.sequence, ...bare(held) };
    },
  }),
  ...keptLines(extendedMode, { 'Entries made by traffic': ['evaluate +', 'dynamic +'] }),
];
