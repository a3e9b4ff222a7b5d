import { arg, choice, command, INT, kw, opt, refuse, seq, unordered } from '../../../ios/index.ts';
import type { Cleared, SaSelector } from '../../../sources/ipsec/snapshot.ts';
import { crypto, ikev2, isakmp, NAME } from '../../config/crypto/words.ts';
import { after } from '../../config/words.ts';
import type { Services } from '../../services.ts';
import { clear, exec } from '../mode.ts';
import { ikeSelecting, meant } from './ikev2-commands.ts';
import { clearing, selectorOf } from './session-commands.ts';
import { ADDRESS, sa, session } from './words.ts';

const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

/** What would go: `1 session, 1 IKE SA, 2 pairs of IPsec SAs`. */
export const wouldGo = ({ sessions, ikeSas, ipsecSas }: Cleared): string =>
  `Would clear ${counted(sessions, 'session')}: ${counted(ikeSas, 'IKE SA')}, ${counted(ipsecSas, 'pair')} of IPsec SAs`;

const outcome = (...cleared: readonly Cleared[]) => {
  const failed = cleared.find((one) => one.failed !== undefined)?.failed;
  return failed === undefined ? undefined : refuse(`% Not everything is cleared: ${failed}`);
};

/** Security parameter index: 32 bits, decimal, or hexadecimal behind `0x`. */
const SPI = arg<number>({
  shape: '<256-4294967295>',
  help: 'Security parameter index',
  rank: 'number',
  parse: (word) => {
    const value = /^(?:\d{1,10}|0x[0-9a-f]{1,8})$/i.test(word) ? Number(word) : Number.NaN;
    return value >= 256 && value <= 0xffff_ffff ? value : undefined;
  },
  sample: (random) => 256 + Math.floor(random() * 0xffff_fe00),
});

async function clearIkeSas({ crypto: books }: Services, ids: readonly number[]) {
  return outcome(...(await Promise.all(ids.map((id) => books.clearIke(id)))));
}

const clearCrypto = { _clear: clear, _crypto: crypto };
const clearSa = { ...clearCrypto, _sa: sa };

const saSelector = choice(
  seq({ peer: after('peer', 'SAs with one other end', ADDRESS('Its address')) }),
  seq({ map: after('map', 'SAs of a crypto map', NAME('Its name')) }),
  seq({ vrf: after('vrf', 'SAs of a routing table', NAME('Its name', 32)) }),
  seq({
    entry: after(
      'entry',
      'One SA',
      seq({
        address: ADDRESS('Where its packets go'),
        protocol: choice(kw('esp', 'Encapsulation'), kw('ah', 'Authentication alone')),
        spi: SPI,
      }),
    ),
  }),
);

const ofSas = ({ peer, map, vrf, entry }: SaSelector): SaSelector => ({
  ...(peer === undefined ? {} : { peer }),
  ...(map === undefined ? {} : { map }),
  ...(vrf === undefined ? {} : { vrf }),
  ...(entry === undefined ? {} : { entry }),
});

/** `clear crypto …` */
export const clearCommands = [
  command(
    exec,
    seq({ ...clearCrypto, _session: session, $which: clearing }),
  )({
    privilege: 15,
    summary:
      'Ends sessions, with their IKE and IPsec SAs at both ends: all, or those that fit all that is given. With `dry-run`, an extension, it only counts them.',
    async run({ dryRun, ...words }, io, { services }) {
      const cleared = await services.crypto.clear(selectorOf(words), dryRun);
      if (dryRun) io.print(wouldGo(cleared));
      return outcome(cleared);
    },
  }),
  command(
    exec,
    seq({
      ...clearCrypto,
      _isakmp: isakmp,
      which: opt(
        choice(INT(1, 4_294_967_295, 'conn-id of the SA'), kw('active', 'SAs of this box'), kw('standby', 'None')),
      ),
    }),
  )({
    privilege: 15,
    summary: 'Deletes SAs of IKEv1: one by its conn-id, or all. charon takes their IPsec SAs away with them.',
    run({ which }, _io, { services }) {
      const all = services.crypto.ikeSas().filter(({ version }) => version === 1);
      const those = all.filter(({ connId }) => which === undefined || which === 'active' || which === connId);
      return clearIkeSas(
        services,
        those.map(({ connId }) => connId),
      );
    },
  }),
  command(
    exec,
    seq({ ...clearCrypto, _ikev2: ikev2, _sa: sa, $which: unordered(ikeSelecting) }),
  )({
    privilege: 15,
    summary: 'Deletes SAs of IKEv2 with their IPsec SAs: all, or those that fit all that is given.',
    run(selector, _io, { services }) {
      const those = services.crypto.ikeSas().filter(meant(selector));
      return clearIkeSas(
        services,
        those.map(({ connId }) => connId),
      );
    },
  }),
  command(
    exec,
    seq({ ...clearSa, $which: opt(saSelector) }),
  )({
    privilege: 15,
    summary: 'Deletes IPsec SAs at both ends; IKE SAs stay.',
    async run(selector, _io, { services }) {
      return outcome(await services.crypto.clearSa(ofSas(selector)));
    },
  }),
  command(
    exec,
    seq({ ...clearSa, _counters: kw('counters', 'What is counted'), $which: opt(saSelector) }),
  )({
    privilege: 15,
    summary: 'Counters that are shown begin anew; what is accounted for does not.',
    run(selector, _io, { services }) {
      services.crypto.clearCounters(ofSas(selector));
    },
  }),
];
