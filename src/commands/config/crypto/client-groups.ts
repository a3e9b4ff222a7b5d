import { DELIMITED, INT, IPV4_MASK, kw, Refusal, type Rule, seq, WORD } from '../../../ios/index.ts';
import type { ClientGroup } from '../../../sources/ipsec/config.ts';
import { keptLines } from '../kept-table.ts';
import { globalMode } from '../modes.ts';
import { sealSecret, secretArgument } from '../secrets.ts';
import { interfaceName } from '../words.ts';
import { excluding, including, linesOf, namedIn } from './lines-of.ts';
import { clientGroupMode } from './modes.ts';
import { crypto, isakmp, NAME, twoAddresses } from './words.ts';

/** `crypto isakmp client configuration group {NAME | default}`: what remote clients are given. */

const groups = namedIn<ClientGroup>(
  ({ groups: all }) => all,
  (all) => ({ groups: all }),
  (name) => ({ name }),
);
const { one, flag, several } = linesOf(clientGroupMode, groups);

const word = (key: 'pool' | 'acl' | 'domain', help: string, summary: string, rule: Rule<string> = NAME('Name')) =>
  one(
    seq({ _word: kw(key, help), text: rule }),
    { summary },
    ({ [key]: text }) => (text === undefined ? undefined : { text }),
    (typed) => ({ [key]: typed?.text }),
  );
const servers = (key: 'dns' | 'wins', help: string) =>
  one(
    seq({ _word: kw(key, help), addresses: twoAddresses }),
    { summary: `Gives clients ${help}.` },
    ({ [key]: addresses }) => (addresses === undefined ? undefined : { addresses }),
    (typed) => ({ [key]: typed?.addresses }),
  );
const number = (word: 'max-users' | 'max-logins', key: 'maxUsers' | 'maxLogins', highest: number, summary: string) =>
  one(
    seq({ _word: kw(word, 'Limit of sessions'), count: INT(1, highest, 'How many') }),
    { summary, defaultText: 'no limit' },
    ({ [key]: count }) => (count === undefined ? undefined : { count }),
    (typed) => ({ [key]: typed?.count }),
  );
const onOff = (
  word: string,
  key: 'savePassword' | 'includeLocalLan' | 'pfs' | 'groupLock',
  help: string,
  summary: string,
) =>
  flag(
    seq({ _word: kw(word, help) }),
    summary,
    ({ [key]: on }) => on,
    (on) => ({ [key]: on }),
  );

export const clientGroupSettings = [
  groups.section(
    globalMode,
    seq({
      _crypto: crypto,
      _isakmp: isakmp,
      _client: kw('client', 'Remote clients'),
      _configuration: kw('configuration', 'What they are given'),
      _group: kw('group', 'Those of one group'),
      name: NAME('Name that clients of the group give, or default'),
    }),
    clientGroupMode,
    { summary: 'Says what remote clients of a group are given; `default` is for groups without an entry.' },
  ),
  one(
    seq({ _key: kw('key', 'Secret shared with the clients'), key: secretArgument }),
    { summary: 'Sets the secret shared with the clients of the group; it is kept encrypted.' },
    ({ key }) => (key === undefined ? undefined : { key }),
    (typed, env) => {
      const key = typed && sealSecret(typed.key, env);
      return key instanceof Refusal ? key : { key };
    },
  ),
  servers('dns', 'servers of names'),
  servers('wins', 'servers of NetBIOS names'),
  word('domain', 'Domain of the clients', 'Gives clients a domain.'),
  word('pool', 'Addresses for the clients', 'Names the pool that clients get their addresses from.'),
  word('acl', 'Networks behind the tunnel', 'Names the access list of the networks that clients reach by the tunnel.'),
  several(
    seq({ _split: kw('split-dns', 'Domains asked for by the tunnel'), domain: WORD('Domain', { max: 253 }) }),
    { summary: 'Adds a domain whose names clients ask for by the tunnel.' },
    ({ splitDns = [] }) => splitDns.map((domain) => ({ domain })),
    ({ splitDns = [] }, { domain }) => ({ splitDns: including(splitDns, domain) }),
    ({ splitDns = [] }, { domain }) => ({ splitDns: orNone(excluding(splitDns, domain)) }),
  ),
  several(
    seq({ _backup: kw('backup-gateway', 'Another gateway'), gateway: WORD('Address or name', { max: 253 }) }),
    { summary: 'Tells clients of another gateway.' },
    ({ backupGateways = [] }) => backupGateways.map((gateway) => ({ gateway })),
    ({ backupGateways = [] }, { gateway }) => ({ backupGateways: including(backupGateways, gateway) }),
    ({ backupGateways = [] }, { gateway }) => ({ backupGateways: orNone(excluding(backupGateways, gateway)) }),
  ),
  onOff('save-password', 'savePassword', 'Clients may keep it', 'Lets clients keep the password of their user.'),
  onOff(
    'include-local-lan',
    'includeLocalLan',
    'Network of the client',
    'Leaves clients the network that they are in themselves.',
  ),
  onOff('pfs', 'pfs', 'Perfect forward secrecy', 'Has clients ask for perfect forward secrecy.'),
  onOff('group-lock', 'groupLock', 'Only users of the group', 'Lets in only users that name the group they belong to.'),
  number('max-users', 'maxUsers', 5000, 'Limits how many clients of the group are connected at once.'),
  number('max-logins', 'maxLogins', 10, 'Limits how often a user of the group is connected at once.'),
  one(
    seq({ _netmask: kw('netmask', 'Mask for the clients'), mask: IPV4_MASK('Mask') }),
    { summary: 'Gives clients a mask with their address.' },
    ({ netmask: mask }) => (mask === undefined ? undefined : { mask }),
    (typed) => ({ netmask: typed?.mask }),
  ),
  one(
    seq({ _banner: kw('banner', 'Text for the clients'), text: DELIMITED('c banner-text c, where c is a delimiter') }),
    { summary: 'Shows clients a text.' },
    ({ banner: text }) => (text === undefined ? undefined : { text }),
    (typed) => ({ banner: typed?.text }),
  ),
  several(
    seq({ _restrict: kw('access-restrict', 'Where clients may come in'), interface: interfaceName }),
    { summary: 'Lets clients of the group in by an interface only.', defaultText: 'every interface' },
    ({ interfaces = [] }) => interfaces.map((name) => ({ interface: name })),
    ({ interfaces = [] }, { interface: name }) => ({ interfaces: including(interfaces, name) }),
    ({ interfaces = [] }, { interface: name }) => ({ interfaces: orNone(excluding(interfaces, name)) }),
  ),
  ...keptLines(clientGroupMode, {
    'What clients are given': [
      'auto-update +',
      'configuration +',
      'browser-proxy +',
      'crypto aaa attribute list +',
      'dhcp +',
      'firewall +',
      'route-metric +',
      'smartcard-removal-disconnect',
    ],
  }),
];

function orNone<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}
