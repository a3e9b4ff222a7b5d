import type { IpsecConfig } from '../../../sources/ipsec/config.ts';
import type { CryptoSessionView, IpsecSaView } from '../../../sources/ipsec/snapshot.ts';

/** Kilobytes after which SAs of a session are rekeyed; undefined: volume ends none. */
export function volumeOf({ map, sequence }: CryptoSessionView, config: IpsecConfig): number | undefined {
  const entry = config.maps.find(({ name }) => name === map)?.entries.find((one) => one.sequence === sequence);
  const own =
    entry?.kind === 'dynamic'
      ? config.dynamicMaps.find((one) => one.map === entry.dynamicMap)?.lifetime.kilobytes
      : entry?.lifetime.kilobytes;
  const kilobytes = own ?? config.lifetime.kilobytes;
  return typeof kilobytes === 'number' ? kilobytes : undefined;
}

/** Kilobytes that are left of it in the direction that was counted. */
export function volumeLeft({ counters }: IpsecSaView, direction: 'in' | 'out', volume: number): number {
  const used = direction === 'in' ? counters.bytesIn : counters.bytesOut;
  return Math.max(0, volume - Math.floor(Number(used) / 1024));
}
