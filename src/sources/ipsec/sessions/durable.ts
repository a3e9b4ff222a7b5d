import type { Counters } from '../../../accounting/record.ts';
import type { IkeReport } from './sa-report.ts';
import { CryptoSession, type Peer } from './session.ts';

/**
 * A session in the ledger. Its key says who the peer is; the note beside its counters says what each pair of SAs had
 * counted, so that after a restart what goes on is told apart from what began anew.
 */
interface PackedKey {
  /** Session id. */
  readonly i: number;
  readonly n: string;
  readonly v: 1 | 2;
  readonly l: readonly [address: string, port: number, id: string];
  readonly r: readonly [address: string, port: number, id: string];
  readonly u?: string;
  readonly a: readonly string[];
  readonly b: string;
}

export const packKey = (session: CryptoSession): string =>
  JSON.stringify({
    i: session.id,
    n: session.peer.name,
    v: session.peer.version,
    l: [session.local.address, session.local.port, session.peer.localId],
    r: [session.remote.address, session.remote.port, session.peer.remoteId],
    ...(session.user === undefined ? {} : { u: session.user }),
    a: session.vips,
    b: session.initiator,
  } satisfies PackedKey);

type PackedCounters = readonly [string, string, string, string];
interface PackedNote {
  /** Which charon carries it. */
  readonly h: string;
  readonly g: PackedCounters;
  /** Address and port that the peer has now, and user and addresses that were known late. */
  readonly r: readonly [address: string, port: number];
  readonly u?: string;
  readonly a: readonly string[];
  readonly c: readonly (readonly [key: string, old: 0 | 1, flow: string, ...counters: PackedCounters])[];
}

const pack = (c: Counters): PackedCounters => [
  String(c.bytesIn),
  String(c.bytesOut),
  String(c.packetsIn),
  String(c.packetsOut),
];
const unpack = ([a, b, c, d]: PackedCounters): Counters => ({
  bytesIn: BigInt(a),
  bytesOut: BigInt(b),
  packetsIn: BigInt(c),
  packetsOut: BigInt(d),
});

/** @param charon which charon carries it: another one after each of its restarts */
export const packNote = (session: CryptoSession, charon: string): string =>
  JSON.stringify({
    h: charon,
    g: pack(session.gone),
    r: [session.remote.address, session.remote.port],
    ...(session.user === undefined ? {} : { u: session.user }),
    a: session.vips,
    c: [...session.children].map(
      ([key, { old, flow, counters }]) => [key, old ? 1 : 0, flow, ...pack(counters)] as const,
    ),
  } satisfies PackedNote);

/** The session again, its SAs not yet heard of; undefined: another program wrote that. @param up milliseconds since 1970 */
export function unpackSession(key: string, note: string | undefined, up: number): CryptoSession | undefined {
  try {
    const { i, n, v, l, r, u, a, b }: PackedKey = JSON.parse(key);
    const peer: Peer = { name: n, version: v, localId: l[2], remoteId: r[2] };
    const ends = { local: { address: l[0], port: l[1] }, remote: { address: r[0], port: r[1] } };
    const said: Pick<IkeReport, 'user' | 'vips' | 'initiator'> = { user: u, vips: a, initiator: false };
    const session = new CryptoSession(i, { ...peer, ...ends, ...said });
    session.initiator = b;
    session.up = up;
    if (note !== undefined) take(session, JSON.parse(note));
    return session;
  } catch {
    return undefined;
  }
}

function take(session: CryptoSession, { h, g, r, u, a, c }: PackedNote): void {
  session.charon = h;
  session.gone = unpack(g);
  session.remote = { address: r[0], port: r[1] };
  session.user = u ?? session.user;
  session.vips = a;
  const never = Number.NEGATIVE_INFINITY;
  for (const [key, old, flow, ...counters] of c)
    session.children.set(key, {
      report: undefined,
      flow,
      counters: unpack(counters),
      old: old === 1,
      seen: never,
      at: 0,
    });
}
