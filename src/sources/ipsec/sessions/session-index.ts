import type { IkeReport } from './sa-report.ts';
import type { CryptoSession, Peer } from './session.ts';

/** Sessions by who the peer is and by the keys of their SAs. */
export class SessionIndex {
  readonly all = new Set<CryptoSession>();
  readonly byIke = new Map<string, CryptoSession>();
  readonly byChild = new Map<string, CryptoSession>();
  readonly #byPeer = new Map<string, Set<CryptoSession>>();

  add(session: CryptoSession): void {
    this.all.add(session);
    const key = peerKey(session.peer);
    const those = this.#byPeer.get(key) ?? new Set();
    this.#byPeer.set(key, those.add(session));
  }

  delete(session: CryptoSession): void {
    this.all.delete(session);
    const key = peerKey(session.peer);
    const those = this.#byPeer.get(key);
    those?.delete(session);
    if (those?.size === 0) this.#byPeer.delete(key);
  }

  /** The session that an IKE SA goes on with, if its peer has one already. */
  match(ike: IkeReport): CryptoSession | undefined {
    const candidates = [...(this.#byPeer.get(peerKey(ike)) ?? [])].filter(
      (one) => fits(one.user, ike.user, ike.version) && fitsAddresses(one.vips, ike.vips),
    );
    const there = ({ remote, local }: CryptoSession): boolean =>
      remote.address === ike.remote.address && local.address === ike.local.address;
    return (
      candidates.find((one) => there(one) && one.remote.port === ike.remote.port) ??
      candidates.find((one) => there(one) && !one.hasIke) ??
      candidates.find((one) => !one.hasIke && one.vips.length > 0 && ike.vips.length > 0)
    );
  }
}

const peerKey = ({ name, version, localId, remoteId }: Peer): string =>
  JSON.stringify([name, version, localId, remoteId]);

/** IKEv1 does not say the user again when only phase 1 is new. */
const fits = (known: string | undefined, said: string | undefined, version: 1 | 2): boolean =>
  known === said || (version === 1 && (known === undefined || said === undefined));

export const sameAddresses = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((address, index) => address === b[index]);

/** Addresses fit when they are the same, or not told yet. */
const fitsAddresses = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === 0 || b.length === 0 || sameAddresses(a, b);
