import { choice, kw, seq, WORD } from '../../../ios/index.ts';
import type { MapEntrySettings } from '../../../sources/ipsec/config.ts';
import { amendIpsec, value } from '../edit.ts';
import { globalMode } from '../modes.ts';
import { linesOf, type Place } from './lines-of.ts';
import { cryptoMapMode, type MapEntryKey } from './modes.ts';
import { crypto } from './words.ts';

/** `crypto vici socket PATH`: where charon is. */
export const viciSettings = [
  value(
    globalMode,
    seq({
      _crypto: crypto,
      _vici: kw('vici', 'How strongSwan is driven'),
      _socket: kw('socket', "charon's VICI socket"),
      path: WORD('Absolute path of the socket', {
        max: 107,
        shape: 'PATH',
        pattern: /^\/./,
        sample: (random) => `/run/z${Math.floor(random() * 1e6)}.vici`,
      }),
    }),
  )({
    extension: true,
    summary: "Says where charon's VICI socket is.",
    defaultText: '/var/run/charon.vici, once a crypto map is on an interface',
    get: ({ ipsec: { viciSocket } }) => (viciSocket === undefined ? undefined : { path: viciSocket }),
    set: (config, typed) => amendIpsec(config, { viciSocket: typed?.path }),
  }),
];

/** `set initiate {always | never}` in a static entry. */
export const initiateLine = (place: Place<MapEntryKey, MapEntrySettings>) =>
  linesOf(cryptoMapMode, place).one(
    seq({
      _set: kw('set', 'What tunnels of this entry have'),
      _initiate: kw('initiate', 'When this box begins the tunnel'),
      when: choice(kw('always', 'At once, and again when it ends'), kw('never', 'The peer begins it')),
    }),
    {
      extension: true,
      summary: 'Says when this box begins the tunnel.',
      defaultText: 'when a packet needs it; that takes the kernel’s own IPsec, kernel-libipsec cannot',
    },
    ({ initiate: when }) => (when === undefined ? undefined : { when }),
    (typed) => ({ initiate: typed?.when }),
  );
