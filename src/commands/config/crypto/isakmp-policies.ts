import { choice, INT, kw, map, opt, type Rule, section, seq, toggle } from '../../../ios/index.ts';
import type { IsakmpGlobals, IsakmpPolicy } from '../../../sources/ipsec/config.ts';
import type { Configuration } from '../../configuration.ts';
import { amend, amendIpsec, type Changes, value } from '../edit.ts';
import { globalMode } from '../modes.ts';
import { linesOf, placeIn } from './lines-of.ts';
import { isakmpPolicyMode } from './modes.ts';
import { crypto, deadPeer, dhGroup, isakmp, NAME, natKeepalive } from './words.ts';

/** `crypto isakmp policy N`, and the global lines of IKEv1. */

const place = placeIn<{ readonly priority: number }, IsakmpPolicy>(
  ({ policies }) => policies,
  (policies) => ({ policies: policies.toSorted((a, b) => a.priority - b.priority) }),
  (policy, { priority }) => policy.priority === priority,
);
const { one } = linesOf(isakmpPolicyMode, place);

type Encryption = NonNullable<IsakmpPolicy['encryption']>;
const bits = choice(kw('128', '128-bit key'), kw('192', '192-bit key'), kw('256', '256-bit key'));
const encryption: Rule<Encryption> = choice(
  kw('des', 'DES: broken, for old peers only'),
  kw('3des', 'Triple DES'),
  map(
    seq({ _aes: kw('aes', 'AES'), bits: opt(bits) }),
    ({ bits: size = '128' }): Encryption => `aes-${size}`,
    (name): { readonly bits?: '128' | '192' | '256' } | undefined => {
      if (name === 'aes-128') return {};
      return name === 'aes-192' ? { bits: '192' } : name === 'aes-256' ? { bits: '256' } : undefined;
    },
  ),
  kw('aes-192', 'AES, 192-bit key'),
  kw('aes-256', 'AES, 256-bit key'),
);

export const isakmpPolicySettings = [
  section(
    globalMode,
    seq({
      _crypto: crypto,
      _isakmp: isakmp,
      _policy: kw('policy', 'What is proposed in phase 1'),
      priority: INT(1, 10_000, 'Priority; the lowest is tried first'),
    }),
    isakmpPolicyMode,
  )({
    summary: 'Describes what is proposed and accepted in phase 1 of IKEv1.',
    open: (config, { priority }) => ({ config: place.open(config, { priority }, { priority }), context: { priority } }),
    unset: (config, { priority }) => place.remove(config, { priority }),
    get: ({ ipsec }) => ipsec.policies.map(({ priority }) => ({ value: { priority }, context: { priority } })),
  }),
  one(
    seq({ _encryption: choice(kw('encr', 'Cipher'), kw('encryption', 'Cipher')), cipher: encryption }),
    { summary: 'Sets the cipher.', defaultText: 'des' },
    ({ encryption: cipher }) => (cipher === undefined ? undefined : { cipher }),
    (typed) => ({ encryption: typed?.cipher }),
  ),
  one(
    seq({
      _hash: kw('hash', 'Hash'),
      hash: choice(
        kw('md5', 'MD5'),
        kw('sha', 'SHA-1'),
        kw('sha256', 'SHA-2, 256 bits'),
        kw('sha384', 'SHA-2, 384 bits'),
        kw('sha512', 'SHA-2, 512 bits'),
      ),
    }),
    { summary: 'Sets the hash.', defaultText: 'sha' },
    ({ hash }) => (hash === undefined ? undefined : { hash }),
    (typed) => ({ hash: typed?.hash }),
  ),
  one(
    seq({
      _authentication: kw('authentication', 'How peers prove who they are'),
      method: choice(
        kw('pre-share', 'By a shared secret'),
        kw('rsa-sig', 'By a certificate with an RSA key'),
        kw('rsa-encr', 'By RSA encryption'),
        kw('ecdsa-sig', 'By a certificate with an elliptic-curve key'),
      ),
    }),
    { summary: 'Says how peers prove who they are.', defaultText: 'rsa-sig' },
    ({ authentication: method }) => (method === undefined ? undefined : { method }),
    (typed) => ({ authentication: typed?.method }),
  ),
  one(
    seq({ _group: kw('group', 'Diffie-Hellman group'), group: dhGroup }),
    { summary: 'Sets the Diffie-Hellman group.', defaultText: '1' },
    ({ group }) => (group === undefined ? undefined : { group }),
    (typed) => ({ group: typed?.group }),
  ),
  one(
    seq({ _lifetime: kw('lifetime', 'Life of an IKE SA'), lifetime: INT(60, 86_400, 'Seconds') }),
    { summary: 'Sets how long an IKE SA lives.', defaultText: '86400' },
    ({ lifetime }) => (lifetime === undefined ? undefined : { lifetime }),
    (typed) => ({ lifetime: typed?.lifetime }),
  ),
];

const change = (config: Configuration, changes: Changes<IsakmpGlobals>): Configuration =>
  amendIpsec(config, { isakmp: amend(config.ipsec.isakmp, changes) });
const words = { _crypto: crypto, _isakmp: isakmp };

/** Global lines that begin with `crypto isakmp`. */
export const isakmpGlobalSettings = [
  toggle(
    globalMode,
    seq({ ...words, _enable: kw('enable', 'Answers peers') }),
  )({
    summary: 'Lets this box speak IKE.',
    initially: true,
    get: ({ ipsec }) => ipsec.isakmp.disabled !== true,
    set: (config, on) => change(config, { disabled: on ? undefined : true }),
  }),
  value(
    globalMode,
    seq({
      ...words,
      _identity: kw('identity', 'How this box names itself'),
      identity: choice(
        kw('address', 'By its address'),
        kw('dn', 'By the name in its certificate'),
        kw('hostname', 'By its host name and domain'),
      ),
    }),
  )({
    summary: 'Says how this box names itself to peers in IKEv1.',
    defaultText: 'address',
    get: ({
      ipsec: {
        isakmp: { identity },
      },
    }) => (identity === undefined ? undefined : { identity }),
    set: (config, typed) => change(config, { identity: typed?.identity }),
  }),
  value(
    globalMode,
    seq({
      ...words,
      _keepalive: kw('keepalive', 'Dead peer detection'),
      seconds: deadPeer.seconds,
      retry: opt(deadPeer.retry),
      mode: opt(deadPeer.mode),
    }),
  )({
    summary:
      'Asks peers whether they still live. Repetitions are 2 seconds apart, questions on demand, unless it says.',
    defaultText: 'peers are not asked',
    get: ({ ipsec }) => ipsec.isakmp.keepalive,
    set: (config, keepalive) => change(config, { keepalive }),
  }),
  value(
    globalMode,
    seq({
      ...words,
      ...natKeepalive,
    }),
  )({
    summary: 'Sends packets that keep a translation of addresses alive.',
    get: ({
      ipsec: {
        isakmp: { natKeepalive: seconds },
      },
    }) => (seconds === undefined ? undefined : { seconds }),
    set: (config, typed) => change(config, { natKeepalive: typed?.seconds }),
  }),
  toggle(
    globalMode,
    seq({
      ...words,
      _aggressive: kw('aggressive-mode', 'Three messages instead of six'),
      _disable: kw('disable', 'Refuses it'),
    }),
  )({
    summary: 'Refuses aggressive mode.',
    get: ({ ipsec }) => ipsec.isakmp.aggressiveModeDisabled,
    set: (config, on) => change(config, { aggressiveModeDisabled: on ? true : undefined }),
  }),
  value(
    globalMode,
    seq({
      ...words,
      _xauth: kw('xauth', 'Login of users'),
      _timeout: kw('timeout', 'Time for it'),
      seconds: INT(5, 90, 'Seconds'),
    }),
  )({
    summary: 'Sets how long a user may take to log in.',
    defaultText: '60',
    get: ({
      ipsec: {
        isakmp: { xauthTimeout: seconds },
      },
    }) => (seconds === undefined ? undefined : { seconds }),
    set: (config, typed) => change(config, { xauthTimeout: typed?.seconds }),
  }),
  toggle(
    globalMode,
    seq({ ...words, _fragmentation: kw('fragmentation', 'Splits long IKE messages') }),
  )({
    summary: 'Splits long IKE messages into several.',
    get: ({ ipsec }) => ipsec.isakmp.fragmentation,
    set: (config, on) => change(config, { fragmentation: on ? true : undefined }),
  }),
  value(
    globalMode,
    seq({
      ...words,
      _client: kw('client', 'Remote clients'),
      _configuration: kw('configuration', 'What they are given'),
      _pool: kw('address-pool', 'Addresses'),
      _local: kw('local', 'From a pool of this box'),
      pool: NAME('Name of the pool'),
    }),
  )({
    summary: 'Names the address pool of clients that belong to no group.',
    get: ({
      ipsec: {
        isakmp: { addressPool: pool },
      },
    }) => (pool === undefined ? undefined : { pool }),
    set: (config, typed) => change(config, { addressPool: typed?.pool }),
  }),
];
