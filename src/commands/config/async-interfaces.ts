import {
  alter,
  arg,
  as,
  choice,
  drop,
  flag,
  INT,
  IPV4,
  IPV4_MASK,
  kept,
  kw,
  many,
  opt,
  Refusal,
  type Rule,
  refuse,
  section,
  seq,
  toggle,
  WORD,
  type Written,
} from '../../ios/index.ts';
import type { AsyncInterfaceConfig } from '../../sources/ppp/config.ts';
import type { Configuration } from '../configuration.ts';
import { amend, amendPpp, type Changes, value } from './edit.ts';
import { keptLines } from './kept-table.ts';
import { asyncMode, globalMode } from './modes.ts';
import { sealSecret, secretArgument } from './secrets.ts';
import { interfaceName, ip, listName } from './words.ts';

/** `interface {Group-Async | Async} N` with its lines. */

type Unit = Pick<AsyncInterfaceConfig, 'kind' | 'number'>;
const titles = { 'group-async': 'Group-Async', async: 'Async' } as const;
const highest = 1869;

/** `Group-Async1`, as it is written. */
const glued: Rule<Unit> = arg<Unit>({
  shape: 'Async<0-9>',
  help: 'Asynchronous interface',
  rank: 'address',
  parse(word) {
    const [, name, digits] = /^(group-async|async)(\d{1,4})$/i.exec(word) ?? [];
    const number = Number(digits);
    if (name === undefined || number > highest) return undefined;
    return { kind: name.toLowerCase() === 'async' ? 'async' : 'group-async', number };
  },
  print: ({ kind, number }) => `${titles[kind]}${number}`,
  sample: (random) => ({ kind: 'group-async', number: Math.floor(random() * highest) }),
});
const unit: Rule<Unit> = choice(
  glued,
  seq({
    // As a router spells them in the record of the command.
    kind: choice(as(kw('Group-Async', 'A group of lines'), 'group-async'), as(kw('Async', 'One line'), 'async')),
    number: INT(0, highest, 'Number'),
  }),
);

const same =
  ({ kind, number }: Unit) =>
  (other: Unit): boolean =>
    other.kind === kind && other.number === number;
const find = (config: Configuration, at: Unit): AsyncInterfaceConfig | undefined =>
  config.ppp.interfaces.find(same(at));
const change = (config: Configuration, at: Unit, changes: Changes<AsyncInterfaceConfig>): Configuration =>
  amendPpp(config, { interfaces: alter(config.ppp.interfaces, same(at), (one) => amend(one, changes)) });

/** A line that sets one value of an interface. */
const one = <V>(
  syntax: Rule<V>,
  summary: string,
  get: (held: AsyncInterfaceConfig) => Written<V> | undefined,
  set: (value: V | undefined) => Changes<AsyncInterfaceConfig>,
  defaultText?: string,
) =>
  value(
    asyncMode,
    syntax,
  )({
    summary,
    ...(defaultText === undefined ? {} : { defaultText }),
    get(config, at) {
      const held = find(config, at);
      return held && get(held);
    },
    set: (config, typed, at) => change(config, at, set(typed)),
  });

const ppp = kw('ppp', 'Point-to-point protocol');
const protocol = choice(
  kw('chap', 'By challenge'),
  kw('pap', 'By password'),
  kw('ms-chap', 'By challenge of Microsoft, version 1'),
  kw('ms-chap-v2', 'By challenge of Microsoft, version 2'),
);
/** Words of routers that must not be passed over: callers would get in without the authentication that they ask for. */
const unsupported = ['eap', 'callin', 'callout', 'callback', 'optional', 'one-time'] as const;
const unsupportedWord = choice(...unsupported.map((word) => kw(word, 'Not supported here')));
const isUnsupported = (word: string): word is (typeof unsupported)[number] =>
  unsupported.some((known) => known === word);
const pppList = (key: 'authorization' | 'accounting', help: string) =>
  one(
    seq({ _ppp: ppp, _what: kw(key, help), list: listName('Name of the list') }),
    `Names the list for ${key} of network sessions on these lines.`,
    ({ [key]: list }) => (list === undefined ? undefined : { list }),
    (typed) => ({ [key]: typed?.list }),
    'default',
  );

export const asyncInterfaceSettings = [
  section(
    globalMode,
    seq({ _interface: kw('interface', 'An interface'), unit }),
    asyncMode,
  )({
    summary: 'Configures PPP and SLIP on lines: one line, or those of a group.',
    open: (config, { unit: at }) => ({
      config: find(config, at) ? config : amendPpp(config, { interfaces: [...config.ppp.interfaces, at] }),
      context: at,
    }),
    unset: (config, { unit: at }) => amendPpp(config, { interfaces: drop(config.ppp.interfaces, same(at)) }),
    get: ({ ppp: { interfaces } }) =>
      interfaces.map(({ kind, number }) => ({ value: { unit: { kind, number } }, context: { kind, number } })),
  }),
  one(
    seq({
      _ip: ip,
      _address: kw('address', 'Address of this side'),
      address: IPV4('Address'),
      mask: IPV4_MASK('Mask'),
    }),
    "Sets this side's address.",
    ({ address }) => address,
    (typed) => ({ address: typed && { address: typed.address, mask: typed.mask } }),
  ),
  one(
    seq({ _ip: ip, _unnumbered: kw('unnumbered', 'Address of another interface'), interface: interfaceName }),
    'Gives this side the address of another interface of the configuration, unless it has one of its own.',
    ({ unnumbered }) => (unnumbered === undefined ? undefined : { interface: unnumbered }),
    (typed) => ({ unnumbered: typed?.interface }),
  ),
  toggle(
    asyncMode,
    kw('shutdown', 'No PPP or SLIP'),
  )({
    summary: 'Begins neither PPP nor SLIP on these lines; calls that are there go on.',
    get: (config, at) => find(config, at)?.shutdown,
    set: (config, on, at) => change(config, at, { shutdown: on ? true : undefined }),
  }),
  one(
    seq({
      _encapsulation: kw('encapsulation', 'Protocol of the link'),
      protocol: choice(kw('ppp', 'Point-to-point protocol'), kw('slip', 'Serial line IP')),
    }),
    'Sets the protocol of the link.',
    ({ encapsulation }) => (encapsulation === undefined ? undefined : { protocol: encapsulation }),
    (typed) => ({ encapsulation: typed?.protocol }),
    'slip',
  ),
  one(
    seq({
      _async: kw('async', 'The line'),
      _mode: kw('mode', 'How calls begin'),
      mode: choice(kw('interactive', 'With a login'), kw('dedicated', 'With PPP or SLIP at once')),
    }),
    'Says whether calls begin with a login or with PPP or SLIP at once.',
    ({ mode }) => (mode === undefined ? undefined : { mode }),
    (typed) => ({ mode: typed?.mode }),
    'interactive',
  ),
  one(
    seq({
      _peer: kw('peer', 'The other side'),
      _default: kw('default', 'Unless a server says otherwise'),
      _ip: kw('ip', 'IP'),
      _address: kw('address', 'Its address'),
      peer: choice(
        seq({ kind: kw('pool', 'From a pool'), pool: WORD('Name of the pool', { max: 64 }) }),
        seq({ address: IPV4('Address') }),
      ),
    }),
    "Says which address the other side gets, unless the user's profile has one.",
    ({ peer }) => (peer === undefined ? undefined : { peer: peer.kind === 'pool' ? peer : { address: peer.address } }),
    (typed) => ({
      peer: typed && ('kind' in typed.peer ? typed.peer : { kind: 'address', address: typed.peer.address }),
    }),
  ),
  value(
    asyncMode,
    seq({
      _ppp: ppp,
      _authentication: kw('authentication', 'How the other side says who it is'),
      protocols: many(choice(protocol, unsupportedWord), { max: 4 }),
      ifNeeded: flag(kw('if-needed', 'Not when it has logged in on the line')),
      list: opt(listName('Name of the list')),
    }),
  )({
    summary: 'Asks the other side who it is, by the protocols named and the list for PPP authentication.',
    get: (config, at) => find(config, at)?.authentication,
    set(config, typed, at) {
      if (typed === undefined) return change(config, at, { authentication: undefined });
      const { ifNeeded, list } = typed;
      const wrong = typed.protocols.find(isUnsupported);
      if (wrong !== undefined)
        return refuse(
          `% ${wrong} is not supported: name pap, chap, ms-chap or ms-chap-v2, then if-needed and a list if wanted`,
        );
      const protocols = typed.protocols.filter((word) => !isUnsupported(word));
      return change(config, at, { authentication: { protocols, ifNeeded, ...(list === undefined ? {} : { list }) } });
    },
    sampleValue: (random) => ({
      protocols: random() < 0.5 ? ['chap'] : ['ms-chap-v2', 'pap'],
      ifNeeded: random() < 0.5,
      ...(random() < 0.5 ? { list: 'DIAL' } : {}),
    }),
  }),
  pppList('authorization', 'What users are permitted'),
  pppList('accounting', 'What users use'),
  value(
    asyncMode,
    seq({
      _range: kw('group-range', 'Lines of the group'),
      first: INT(0, highest, 'First line'),
      last: INT(0, highest, 'Last line'),
    }),
  )({
    summary: 'Sets the lines of the group.',
    get: (config, at) => find(config, at)?.groupRange,
    set(config, typed, at) {
      if (typed !== undefined && typed.last < typed.first) return refuse('% Bad line range');
      return change(config, at, { groupRange: typed && { first: typed.first, last: typed.last } });
    },
    sampleValue: (random) => {
      const first = Math.floor(random() * 900);
      return { first, last: first + Math.floor(random() * 900) };
    },
  }),
  kept(
    asyncMode,
    seq({
      _ppp: kw('ppp', 'PPP'),
      _protocol: kw('chap', 'CHAP'),
      _password: kw('password', 'Password of this side'),
      password: secretArgument,
    }),
    {
      summary: 'Kept without effect.',
      single: true,
      seal(typed, env) {
        const password = sealSecret(typed.password, env);
        return password instanceof Refusal ? password : { password };
      },
    },
  ),
  ...keptLines(asyncMode, {
    Addresses: ['ip mtu +', 'ip access-group +', 'ip tcp +', 'ip route-cache', 'ip mroute-cache'],
    PPP: ['ppp multilink *', 'ppp ipcp +', 'ppp timeout +', 'ppp chap hostname +', 'dialer *', 'dialer-group +'],
    'The link': [
      'description +',
      'async default +',
      'async dynamic +',
      'bandwidth +',
      'mtu +',
      'fair-queue *',
      'hold-queue +',
      'keepalive *',
      'load-interval +',
      'cdp enable',
    ],
  }),
];
