import { command, flag, kw, opt, seq, unordered } from '../../../ios/index.ts';
import type { CryptoSessionView } from '../../../sources/ipsec/snapshot.ts';
import { crypto, ipsec, NAME } from '../../config/crypto/words.ts';
import { after, interfaceName } from '../../config/words.ts';
import { exec, show } from '../mode.ts';
import { showIpsecSas } from './ipsec-sa-screen.ts';
import { volumeOf } from './volume.ts';
import { ADDRESS, freshen, sa } from './words.ts';

/** IOS's window, which charon has, too, unless another is configured. */
const defaultWindow = 64;

/** `show crypto ipsec sa …` */
export const ipsecSaCommands = [
  command(
    exec,
    seq({
      _show: show,
      _crypto: crypto,
      _ipsec: ipsec,
      _sa: sa,
      $which: unordered({
        interface: opt(after('interface', 'Interface of the crypto map', interfaceName)),
        map: opt(after('map', 'Crypto map', NAME('Its name'))),
        peer: opt(after('peer', 'The other end', ADDRESS('Its address'))),
        vrf: opt(after('vrf', 'Routing table inside the tunnels', NAME('Its name', 32))),
        active: flag(kw('active', 'SAs of this box')),
        detail: flag(kw('detail', 'With all counters')),
      }),
    }),
  )({
    summary: 'Shows what tunnels protect, with counters and SAs: by interface, crypto map and peer.',
    async run({ interface: on, map, peer, vrf, detail }, io, { services }) {
      await freshen(services);
      const fits = (one: CryptoSessionView): boolean =>
        (on === undefined || one.interface?.toLowerCase() === on.toLowerCase()) &&
        (map === undefined || one.map === map) &&
        (peer === undefined || one.remote.address === peer.toLowerCase()) &&
        (vrf === undefined || one.insideVrf === vrf);
      const config = services.configuration.running().ipsec;
      const { replayWindow = defaultWindow } = config;
      const sessions = services.crypto.sessions().filter((one) => one.flows.length > 0 && fits(one));
      if (sessions.length === 0) return;
      const window = replayWindow === 'disable' ? 0 : replayWindow;
      io.print(showIpsecSas(sessions, { detail, volume: (one) => volumeOf(one, config), window }));
    },
  }),
  command(
    exec,
    seq({ _show: show, _crypto: crypto, _ipsec: ipsec, _sa: sa, _count: kw('count', 'How many there are') }),
  )({
    summary: 'Counts IPsec SAs, both directions of each pair.',
    run(_value, io, { services }) {
      const pairs = new Map(
        services.crypto.sessions().flatMap(({ flows }) => flows.flatMap(({ sas }) => sas.map((one) => [one.id, one]))),
      );
      const active = 2 * [...pairs.values()].filter(({ status }) => status === 'active').length;
      const total = 2 * pairs.size;
      io.print(`IPsec SA total: ${total}, active: ${active}, rekeying: ${total - active}, unused: 0, invalid: 0`);
    },
  }),
];
