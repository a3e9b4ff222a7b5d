import { choice, flag, HOST, INT, IPV4, IPV6, kw, map, opt, type Rule, seq, WORD } from '../../ios/index.ts';

/** First words that many lines share. */
export const aaa = kw('aaa', 'Authentication, authorization and accounting');
export const ip = kw('ip', 'Global IP settings');
export const http = kw('http', 'The HTTP and HTTPS servers');
export const radiusServer = kw('radius-server', 'Global RADIUS settings');
export const tacacsServer = kw('tacacs-server', 'Global TACACS+ settings');
export const logging = kw('logging', 'Message logging');
export const service = kw('service', 'Services of the box');

/** A keyword and what follows it; the value is that of what follows. */
export function after<T>(word: string, help: string, rule: Rule<T>): Rule<T> {
  const keyword = kw(word, help);
  return {
    node: {
      kind: 'mapped',
      of: seq({ _keyword: keyword, value: rule }).node,
      // Only ever given values of the sequence above.
      to: (value) => (value as { readonly value: unknown }).value,
    },
    empty: undefined,
    match: (matching, at, trail) =>
      keyword.match(matching, at, trail).flatMap((step) => rule.match(matching, step.at, step.trail)),
    print(value, masked) {
      const words = rule.print(value, masked);
      return words === undefined ? undefined : [word, ...words];
    },
  };
}

/** Leading keywords of a line, as fields of its sequence. */
export const leading = (
  ...words: readonly (readonly [word: string, help: string])[]
): Readonly<Record<`_${number}`, Rule<string>>> =>
  Object.fromEntries(words.map(([word, help], index) => [`_${index}`, kw(word, help)]));

/** `default` or a list's name of at most `max` characters. */
export const listName = (help: string, max = 31): Rule<string> =>
  choice(kw('default', 'The list for whatever names no other'), WORD(help, { max }));

/** An interface: `Loopback0`, `FastEthernet 1/0`, `eth0`; as an extension also an address of this box. */
export const interfaceName: Rule<string> = map(
  seq({
    type: WORD('Interface, or an address of this box', { max: 64, shape: 'Interface' }),
    unit: opt(WORD('Interface number', { pattern: /^\d[\d/.:]*$/, shape: '<0-9>', sample: () => '0' })),
  }),
  ({ type, unit }) => canonicalInterface(`${type}${unit ?? ''}`),
  (name) => ({ type: name }),
);

const interfaceTypes = [
  'FastEthernet',
  'GigabitEthernet',
  'TenGigabitEthernet',
  'Ethernet',
  'Serial',
  'Loopback',
  'Tunnel',
] as const;

/**
 * An interface as IOS spells it: its own types in any case, and abbreviated where a slash shows that no interface of
 * Linux is meant (`fa1/1`, but not `eth0`). Other names stay as they are.
 */
function canonicalInterface(name: string): string {
  const [, letters = '', unit = ''] = /^([A-Za-z]+)(\d[\d/.:]*)$/.exec(name) ?? [];
  const typed = letters.toLowerCase();
  const fitting = interfaceTypes.filter((type) =>
    unit.includes('/') ? type.toLowerCase().startsWith(typed) : type.toLowerCase() === typed,
  );
  const [type] = fitting;
  return typed.length < 2 || type === undefined || fitting.length > 1 ? name : `${type}${unit}`;
}

/** `vrf NAME` */
export const vrf = after('vrf', 'Routing table', WORD('Name of the routing table', { max: 32 }));

/** A host name, for property tests. */
export const sampleName = (random: () => number): string => `z${Math.floor(random() * 1e6).toString(36)}.example`;

/** `address {ipv4 A | ipv6 A | fqdn NAME}` of a server, without the first word. */
export const serverAddress = choice(
  seq({ family: kw('ipv4', 'IPv4 address or a name that has one'), host: choice(IPV4('Address'), HOST('Host')) }),
  seq({ family: kw('ipv6', 'IPv6 address or a name that has one'), host: choice(IPV6('Address'), HOST('Host')) }),
  seq({
    family: kw('fqdn', 'Fully qualified domain name'),
    host: WORD('Domain name', {
      max: 110,
      pattern: /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?$/,
      sample: sampleName,
    }),
  }),
);

/** `load-balance method least-outstanding [batch-size N] [ignore-preferred-server]` */
export const loadBalance = seq({
  _balance: kw('load-balance', 'Spread requests over the servers'),
  _method: kw('method', 'How'),
  _least: kw('least-outstanding', 'To the server with the fewest open requests'),
  batchSize: opt(after('batch-size', 'Requests between two choices', INT(1, 2_147_483_647, 'Requests'))),
  ignorePreferredServer: flag(kw('ignore-preferred-server', 'Even when a session has a server already')),
});
