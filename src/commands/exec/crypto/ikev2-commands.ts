import { command, flag, kw, opt, seq, unordered } from '../../../ios/index.ts';
import type { CryptoSessionView, IkeSaView } from '../../../sources/ipsec/snapshot.ts';
import { crypto, ikev2, NAME } from '../../config/crypto/words.ts';
import { after } from '../../config/words.ts';
import type { Session } from '../../services.ts';
import { exec, show } from '../mode.ts';
import { type Ikev2Screen, showIkev2Sas, showIkev2Sessions } from './ikev2-screens.ts';
import { ADDRESS, freshen, sa, session as sessionWord } from './words.ts';

/** What selects IKE SAs, in `show` as in `clear`. */
export const ikeSelecting = {
  local: opt(after('local', 'This end', ADDRESS('Its address'))),
  remote: opt(after('remote', 'The other end', ADDRESS('Its address'))),
  fvrf: opt(after('fvrf', 'Routing table that the tunnel is in', NAME('Its name', 32))),
};

export interface IkeSelector {
  readonly local?: string | undefined;
  readonly remote?: string | undefined;
  readonly fvrf?: string | undefined;
}

/** Whether an IKE SA of version 2 is meant. */
export const meant =
  ({ local, remote, fvrf }: IkeSelector) =>
  (one: IkeSaView): boolean =>
    one.version === 2 &&
    (local === undefined || one.local.address === local.toLowerCase()) &&
    (remote === undefined || one.remote.address === remote.toLowerCase()) &&
    (fvrf === undefined || one.frontVrf === fvrf);

const detailed = flag(kw('detailed', 'With identities and counters'));

/** IOS's own, seconds. */
const defaultLifetime = 86_400;

function screenOf(detail: boolean, { services }: Session): Ikev2Screen {
  const { profiles, dpd } = services.configuration.running().ipsec.ikev2;
  const profileOf = (one: CryptoSessionView | undefined) =>
    one?.ikev2Profile === true ? profiles.find(({ name }) => name === one.profile) : undefined;
  return {
    detail,
    now: services.clock.now(),
    deadPeers: (one) => profileOf(one)?.dpd ?? dpd ?? { seconds: 0, retry: 0 },
    lifetime(one) {
      const profile = profileOf(one);
      return profile === undefined ? undefined : (profile.lifetime ?? defaultLifetime);
    },
  };
}

/** `show crypto ikev2 sa` and `… session` */
export const ikev2Commands = [
  command(
    exec,
    seq({ _show: show, _crypto: crypto, _ikev2: ikev2, _sa: sa, $which: unordered({ ...ikeSelecting, detailed }) }),
  )({
    summary: 'Shows the SAs of IKEv2.',
    async run({ detailed: detail, ...selector }, io, session) {
      const { services } = session;
      await freshen(services);
      const sas = services.crypto.ikeSas().filter(meant(selector));
      io.print(showIkev2Sas(sas, services.crypto.sessions(), screenOf(detail, session)));
    },
  }),
  command(
    exec,
    seq({ _show: show, _crypto: crypto, _ikev2: ikev2, _session: sessionWord, detailed }),
  )({
    summary: 'Shows sessions of IKEv2 with their SAs.',
    async run({ detailed: detail }, io, session) {
      const { services } = session;
      await freshen(services);
      io.print(showIkev2Sessions(services.crypto.sessions(), screenOf(detail, session)));
    },
  }),
];
