import { kw, seq, WORD } from '../../../ios/index.ts';
import { amendIpsec, value } from '../edit.ts';
import { globalMode } from '../modes.ts';
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
