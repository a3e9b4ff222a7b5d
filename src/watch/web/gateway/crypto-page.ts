import type { CryptoReader, CryptoSessionView, Endpoint } from '../../../sources/ipsec/snapshot.ts';
import type { CryptoPage, CryptoRow } from '../contract.ts';

/** What of the crypto sessions the page reads. */
export type PageCrypto = Pick<CryptoReader, 'sessions' | 'charon'>;

const endpoint = ({ address, port }: Endpoint): string =>
  port === 500 || port === 0 ? address : `${address} port ${port}`;

function cryptoRow(view: CryptoSessionView): CryptoRow {
  const { id, status, remote, description, username, phase1Id, map, sequence, profile, version, up, counters } = view;
  const place = [
    view.interface,
    map === undefined ? undefined : `${map}${sequence === undefined ? '' : ` ${sequence}`}`,
    profile,
  ];
  return {
    id,
    status,
    peer: endpoint(remote),
    description: description ?? '',
    user: username ?? '',
    identity: phase1Id ?? '',
    place: place.filter((part) => part !== undefined).join(', '),
    version,
    up,
    bytesIn: Number(counters.bytesIn),
    bytesOut: Number(counters.bytesOut),
    flows: view.flows.map(({ local, remote: far, activeSas }) => `${local} ↔ ${far}, ${activeSas} SAs`),
  };
}

export function cryptoPage(crypto: PageCrypto, now: number): CryptoPage {
  const { socket, connected } = crypto.charon();
  const trouble =
    socket === undefined
      ? 'No tunnel is configured: a crypto map on an interface or an IKEv2 profile makes one.'
      : connected
        ? undefined
        : `charon doesn't answer at ${socket}: is strongSwan running?`;
  return { now, ...(trouble === undefined ? {} : { trouble }), sessions: crypto.sessions().map(cryptoRow) };
}
