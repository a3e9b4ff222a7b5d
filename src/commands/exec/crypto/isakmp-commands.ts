import { choice, command, kw, opt, seq } from '../../../ios/index.ts';
import type { IkeSaView } from '../../../sources/ipsec/snapshot.ts';
import { crypto, isakmp, NAME } from '../../config/crypto/words.ts';
import { after } from '../../config/words.ts';
import { exec, show } from '../mode.ts';
import { showIsakmpCount, showIsakmpSaDetail, showIsakmpSas, showPeerConfig, showPeers } from './isakmp-screens.ts';
import { ADDRESS, freshen, sa } from './words.ts';

const screens = { detail: showIsakmpSaDetail, count: showIsakmpCount, plain: showIsakmpSas };

/** `show crypto isakmp sa` and `… peers` */
export const isakmpCommands = [
  command(
    exec,
    seq({
      _show: show,
      _crypto: crypto,
      _isakmp: isakmp,
      _sa: sa,
      vrf: opt(after('vrf', 'Routing table inside the tunnels', NAME('Its name', 32))),
      state: opt(choice(kw('active', 'SAs of this box'), kw('standby', 'Those that it holds for another; none'))),
      form: opt(choice(kw('detail', 'With algorithms and lifetimes'), kw('count', 'How many there are'))),
    }),
  )({
    summary: 'Shows the SAs of IKEv1.',
    async run({ vrf, state, form }, io, { services }) {
      await freshen(services);
      const fits = ({ version, insideVrf }: IkeSaView): boolean =>
        version === 1 && state !== 'standby' && (vrf === undefined || insideVrf === vrf);
      io.print(screens[form ?? 'plain'](services.crypto.ikeSas().filter(fits)));
    },
  }),
  command(
    exec,
    seq({
      _show: show,
      _crypto: crypto,
      _isakmp: isakmp,
      _peers: kw('peers', 'The other ends'),
      address: opt(ADDRESS('One of them')),
    }),
  )({
    summary: 'Shows peers with their descriptions: those that IKE speaks to, and those that are only configured.',
    async run({ address }, io, { services }) {
      await freshen(services);
      const fits = services.crypto
        .peers()
        .filter(({ remote }) => address === undefined || remote.address === address.toLowerCase());
      if (fits.length > 0) io.print(showPeers(fits));
    },
  }),
  command(
    exec,
    seq({
      _show: show,
      _crypto: crypto,
      _isakmp: isakmp,
      _peers: kw('peers', 'The other ends'),
      _config: kw('config', 'What clients were given'),
    }),
  )({
    summary: 'Shows the addresses that clients were given, with group and user.',
    run(_value, io, { services }) {
      const text = showPeerConfig(services.crypto.sessions());
      if (text !== '') io.print(text);
    },
  }),
];
