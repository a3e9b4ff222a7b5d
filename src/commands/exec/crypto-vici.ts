import { command, kw, seq } from '../../ios/index.ts';
import type { CharonStatus } from '../../sources/ipsec/charon/index.ts';
import { exec, show } from './mode.ts';

/** `show crypto vici`: the connection to charon, what it has loaded, and what of the configuration it has not. */
export function showVici(status: CharonStatus): string {
  const { socket, link, since, reason, connections, pools, secrets, refusals, problems } = status;
  if (socket === undefined) return 'No crypto map is applied to an interface';
  const state =
    link === 'up' ? `connected, charon up since ${since ?? 'unknown'}` : `not connected: ${reason ?? 'connecting'}`;
  const loaded = connections.filter((one) => one.loaded).length;
  const lines = [
    `VICI socket ${socket}, ${state}`,
    `Loaded: ${loaded} of ${connections.length} connections, ${pools.length} pools, ${secrets} keys and certificates`,
    ...connections.map(({ origin, loaded: is }) => {
      const map = origin.map === undefined ? '' : `, crypto map ${origin.map} ${origin.sequence}`;
      const at = origin.interface === undefined ? '' : ` on ${origin.interface}`;
      return ` ${origin.name}: IKEv${origin.version}${map}${at}${is ? '' : ', not loaded'}`;
    }),
    ...(refusals.length === 0 ? [] : ['Refused by charon:']),
    ...refusals.map((one) => ` ${one.line}: ${one.reason}`),
    ...(problems.length === 0 ? [] : ['Not loaded:']),
    ...problems.map((one) => ` ${one.line}: ${one.reason}`),
  ];
  return lines.join('\n');
}

export const viciCommands = [
  command(
    exec,
    seq({ _show: show, _crypto: kw('crypto', 'Encryption'), _vici: kw('vici', 'How strongSwan is driven') }),
  )({
    extension: true,
    summary: 'Prints the connection to charon, what it has loaded, and which lines of the configuration it has not.',
    run: (_value, io, { services: { charon } }) => io.print(showVici(charon.status())),
  }),
];
