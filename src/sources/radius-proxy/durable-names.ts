import type { Counters } from '../../accounting/index.ts';
import type { Identity, Past } from './roll.ts';

/** What this source writes into the ledger to know its sessions again after a restart, as text. */

type Packed = readonly [
  client: string,
  nasAddress: string | null,
  nasIdentifier: string | null,
  id: string,
  port: string | null,
  user: string | null,
  caller: string | null,
  start: number,
  stamped: 0 | 1,
  call?: number | null,
];

/** The source key of a session: unique, as no two sessions at a place begin at one time. */
export const packIdentity = ({ client, nas, id, port, user, caller, start, stamped, call }: Identity): string =>
  JSON.stringify([
    client,
    nas.address ?? null,
    nas.identifier ?? null,
    id,
    port ?? null,
    user ?? null,
    caller ?? null,
    start,
    stamped ? 1 : 0,
    call ?? null,
  ] satisfies Packed);

/** `undefined` when the text is none (a newer version wrote it). */
export function unpackIdentity(text: string): Identity | undefined {
  try {
    const [client, address, identifier, id, port, user, caller, start, stamped, call]: Packed = JSON.parse(text);
    if (typeof client !== 'string' || typeof start !== 'number') return undefined;
    return {
      client,
      nas: { ...(address === null ? {} : { address }), ...(identifier === null ? {} : { identifier }) },
      id,
      ...(port === null ? {} : { port }),
      ...(user === null ? {} : { user }),
      ...(caller === null ? {} : { caller }),
      start,
      stamped: stamped === 1,
      ...(typeof call === 'number' ? { call } : {}),
    };
  } catch {
    return undefined;
  }
}

type PackedPast = readonly [end: number, silent: 0 | 1, reading: readonly string[] | null];

/** Name of a note about an ended session. */
export const pastName = (source: string, identity: Identity): string => `${source} ${packIdentity(identity)}`;

export const packPast = ({ end, silent, reading }: Pick<Past, 'end' | 'silent' | 'reading'>): string =>
  JSON.stringify([end, silent ? 1 : 0, reading === undefined ? null : packReading(reading)] satisfies PackedPast);

const packReading = ({ bytesIn, bytesOut, packetsIn, packetsOut }: Counters): readonly string[] =>
  [bytesIn, bytesOut, packetsIn, packetsOut].map(String);

/** The ended session of a note; `undefined` when it is another source's, or cannot be read. */
export function unpackPast(
  source: string,
  note: { readonly name: string; readonly body: string; readonly until: number },
): Past | undefined {
  if (!note.name.startsWith(`${source} `)) return undefined;
  const identity = unpackIdentity(note.name.slice(source.length + 1));
  if (identity === undefined) return undefined;
  try {
    const [end, silent, reading]: PackedPast = JSON.parse(note.body);
    const [bytesIn = 0n, bytesOut = 0n, packetsIn = 0n, packetsOut = 0n] = (reading ?? []).map(BigInt);
    return {
      identity,
      end,
      silent: silent === 1,
      until: note.until,
      durable: Promise.resolve(),
      ...(reading === null ? {} : { reading: { bytesIn, bytesOut, packetsIn, packetsOut } }),
    };
  } catch {
    return undefined;
  }
}
