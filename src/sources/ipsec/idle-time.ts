import type { ConnectionOrigin } from './compile/origin.ts';
import type { IpsecConfig } from './config.ts';

/** Seconds without traffic after which charon gives up the SAs of a connection; undefined: never. */
export function idleTimeOf(config: IpsecConfig, origin: ConnectionOrigin | undefined): number | undefined {
  const entry =
    origin?.dynamicMap === undefined
      ? config.maps.find(({ name }) => name === origin?.map)?.entries.find((one) => one.sequence === origin?.sequence)
      : config.dynamicMaps.find((one) => one.map === origin.dynamicMap && one.sequence === origin.dynamicSequence);
  const own = entry !== undefined && 'idleTime' in entry ? entry.idleTime : undefined;
  return own ?? config.idleTime;
}
