import { choice, INT, kw, many, map, opt, type Rule, refuse, section, seq, toggle } from '../../../ios/index.ts';
import type { AhHash, EspCipher, EspHash, TransformSet } from '../../../sources/ipsec/config.ts';
import { amend, amendIpsec, value } from '../edit.ts';
import { globalMode } from '../modes.ts';
import { linesOf, namedIn } from './lines-of.ts';
import { transformSetMode } from './modes.ts';
import { crypto, ipsec, lifeKilobytes, lifeSeconds, NAME, windowSize } from './words.ts';

/** `crypto ipsec transform-set NAME TRANSFORM…`, and the global lines of phase 2. */

type Sized = 'esp-aes' | 'esp-gcm' | 'esp-gmac';
const sized = <const W extends Sized>(word: W, help: string): Rule<W | `${W}-192` | `${W}-256`> =>
  map(
    seq({
      _word: kw(word, help),
      bits: opt(choice(kw('128', '128-bit key'), kw('192', '192-bit key'), kw('256', '256-bit key'))),
    }),
    ({ bits }): W | `${W}-192` | `${W}-256` => (bits === undefined || bits === '128' ? word : `${word}-${bits}`),
    (name): { readonly bits?: '128' | '192' | '256' } | undefined => {
      if (name === word) return {};
      return name === `${word}-192` ? { bits: '192' } : name === `${word}-256` ? { bits: '256' } : undefined;
    },
  );

const cipher: Rule<EspCipher> = choice(
  sized('esp-aes', 'AES in CBC mode'),
  sized('esp-gcm', 'AES in Galois counter mode'),
  sized('esp-gmac', 'Galois authentication without encryption'),
  kw('esp-3des', 'Triple DES'),
  kw('esp-des', 'DES: broken, for old peers only'),
  kw('esp-seal', 'SEAL'),
  kw('esp-null', 'No encryption'),
);
const hash: Rule<EspHash> = choice(
  kw('esp-md5-hmac', 'MD5'),
  kw('esp-sha-hmac', 'SHA-1'),
  kw('esp-sha256-hmac', 'SHA-2, 256 bits'),
  kw('esp-sha384-hmac', 'SHA-2, 384 bits'),
  kw('esp-sha512-hmac', 'SHA-2, 512 bits'),
);
const ah: Rule<AhHash> = choice(
  kw('ah-md5-hmac', 'Authentication header, MD5'),
  kw('ah-sha-hmac', 'Authentication header, SHA-1'),
  kw('ah-sha256-hmac', 'Authentication header, SHA-2, 256 bits'),
  kw('ah-sha384-hmac', 'Authentication header, SHA-2, 384 bits'),
  kw('ah-sha512-hmac', 'Authentication header, SHA-2, 512 bits'),
);
const transform = choice(
  seq({ ah }),
  seq({ cipher }),
  seq({ hash }),
  seq({
    compression: map(
      kw('comp-lzs', 'Compression'),
      (): true => true,
      (): 'comp-lzs' => 'comp-lzs',
    ),
  }),
);
type Transform = Partial<Pick<TransformSet, 'ah' | 'cipher' | 'hash' | 'compression'>>;

const sets = namedIn<TransformSet>(
  ({ transformSets }) => transformSets,
  (transformSets) => ({ transformSets }),
  (name) => ({ name }),
);
const { one } = linesOf(transformSetMode, sets);

/** Transforms of a set, each kind once; the order in which they were typed does not matter. */
const transformsOf = ({ ah: header, cipher: by, hash: checked, compression }: Transform) => [
  ...(header === undefined ? [] : [{ ah: header }]),
  ...(by === undefined ? [] : [{ cipher: by }]),
  ...(checked === undefined ? [] : [{ hash: checked }]),
  ...(compression === undefined ? [] : [{ compression }]),
];

export const transformSetSettings = [
  section(
    globalMode,
    seq({
      _crypto: crypto,
      _ipsec: ipsec,
      _set: kw('transform-set', 'How packets are protected'),
      name: NAME('Name of the set'),
      transforms: many(transform, { min: 1, max: 4 }),
    }),
    transformSetMode,
  )({
    summary:
      'Says how packets are protected; at most one cipher, one hash, one authentication header, one compression.',
    open(config, { name, transforms }) {
      const kinds = transforms.map((one: Transform) => Object.keys(one)[0]);
      if (new Set(kinds).size < kinds.length) return refuse('% Only one transform of each kind may be given');
      const typed: Transform = Object.assign({}, ...transforms);
      if (typed.cipher === undefined && typed.hash === undefined && typed.ah === undefined)
        return refuse('% Compression alone protects nothing');
      if (typed.cipher === 'esp-null' && typed.hash === undefined)
        return refuse('% esp-null needs a hash, such as esp-sha256-hmac');
      const made = sets.open(config, { name }, { name });
      return {
        config: sets.change(
          made,
          { name },
          { ah: undefined, cipher: undefined, hash: undefined, compression: undefined, ...typed },
        ),
        context: { name },
      };
    },
    noNeeds: ['name'],
    unset: (config, { name }) => sets.remove(config, { name }),
    get: ({ ipsec: { transformSets } }) =>
      transformSets.map((set) => ({
        value: { name: set.name, transforms: transformsOf(set) },
        context: { name: set.name },
      })),
  }),
  one(
    seq({
      _mode: kw('mode', 'What of the packet is protected'),
      $mode: choice(
        seq({ mode: kw('tunnel', 'All of it, in a new packet') }),
        seq({
          mode: kw('transport', 'What is behind its header'),
          require: opt(kw('require', 'Refuses the other mode')),
        }),
      ),
    }),
    { summary: 'Protects whole packets, or what is behind their header.', defaultText: 'tunnel' },
    ({ mode, requireMode }) =>
      mode === undefined
        ? undefined
        : mode === 'tunnel'
          ? { mode }
          : { mode, ...(requireMode ? { require: 'require' } : {}) },
    (typed) => ({
      mode: typed?.mode,
      requireMode: typed !== undefined && 'require' in typed && typed.require !== undefined ? true : undefined,
    }),
  ),
];

const association = {
  _crypto: crypto,
  _ipsec: ipsec,
  _association: kw('security-association', 'Protection agreed upon with a peer'),
};
const lifetime = { ...association, _lifetime: kw('lifetime', 'How long it lives') };

/** `crypto ipsec security-association …`, `crypto logging …`, `crypto session …`. */
export const ipsecGlobalSettings = [
  value(
    globalMode,
    seq({ ...lifetime, ...lifeSeconds }),
  )({
    summary: 'Sets how long IPsec SAs live that a map says nothing about.',
    defaultText: '3600',
    get: ({
      ipsec: {
        lifetime: { seconds },
      },
    }) => (seconds === undefined ? undefined : { seconds }),
    set: (config, typed) => amendIpsec(config, { lifetime: amend(config.ipsec.lifetime, { seconds: typed?.seconds }) }),
  }),
  value(
    globalMode,
    seq({ ...lifetime, ...lifeKilobytes }),
  )({
    summary: 'Sets how much IPsec SAs may carry that a map says nothing about.',
    defaultText: '4608000',
    get: ({
      ipsec: {
        lifetime: { kilobytes },
      },
    }) => (kilobytes === undefined ? undefined : { kilobytes }),
    set: (config, typed) =>
      amendIpsec(config, { lifetime: amend(config.ipsec.lifetime, { kilobytes: typed?.kilobytes }) }),
  }),
  value(
    globalMode,
    seq({ ...association, _idle: kw('idle-time', 'Without packets'), seconds: INT(60, 86_400, 'Seconds') }),
  )({
    summary: 'Ends IPsec SAs that carry nothing.',
    defaultText: 'they stay',
    get: ({ ipsec: { idleTime: seconds } }) => (seconds === undefined ? undefined : { seconds }),
    set: (config, typed) => amendIpsec(config, { idleTime: typed?.seconds }),
  }),
  value(
    globalMode,
    seq({
      ...association,
      _replay: kw('replay', 'Packets that come twice'),
      _window: kw('window-size', 'How late one may come'),
      window: windowSize,
    }),
  )({
    summary: 'Sets how many packets late one may come that has not come before.',
    defaultText: '64',
    get: ({ ipsec: { replayWindow: window } }) => (window === undefined ? undefined : { window }),
    set: (config, typed) => amendIpsec(config, { replayWindow: typed?.window }),
  }),
];

const logging = { _crypto: crypto, _logging: kw('logging', 'Messages about tunnels') };
/** `crypto logging …`, `crypto session stats history N` and `crypto session layout`. */
export const cryptoLogSettings = [
  toggle(
    globalMode,
    seq({ ...logging, _session: kw('session', 'When sessions come up and go down') }),
  )({
    summary: 'Logs sessions that come up and go down.',
    get: ({ ipsec }) => ipsec.logSessions,
    set: (config, on) => amendIpsec(config, { logSessions: on ? true : undefined }),
  }),
  toggle(
    globalMode,
    seq({ ...logging, _ikev2: kw('ikev2', 'Events of IKEv2') }),
  )({
    summary: 'Logs events of IKEv2.',
    get: ({ ipsec }) => ipsec.logIkev2,
    set: (config, on) => amendIpsec(config, { logIkev2: on ? true : undefined }),
  }),
  value(
    globalMode,
    seq({
      _crypto: crypto,
      _session: kw('session', 'Sessions with peers'),
      _stats: kw('stats', 'Their figures'),
      _history: kw('history', 'Of past ones'),
      count: INT(0, 5000, 'How many past sessions are remembered'),
    }),
  )({
    summary: 'Sets how many past sessions are remembered.',
    defaultText: '1000',
    get: ({ ipsec: { sessionHistory: count } }) => (count === undefined ? undefined : { count }),
    set: (config, typed) => amendIpsec(config, { sessionHistory: typed?.count }),
  }),
  value(
    globalMode,
    seq({
      _crypto: crypto,
      _session: kw('session', 'Sessions with peers'),
      _layout: kw('layout', 'How they are shown'),
      layout: choice(kw('classic', 'As by IOS that knows IKEv1 alone'), kw('current', 'As by IOS that knows IKEv2')),
    }),
  )({
    extension: true,
    summary: 'Sets how `show crypto session` prints sessions.',
    defaultText: '`current` where an IKEv2 profile is configured, else `classic`',
    get: ({ ipsec: { sessionLayout: layout } }) => (layout === undefined ? undefined : { layout }),
    set: (config, typed) => amendIpsec(config, { sessionLayout: typed?.layout }),
  }),
];
