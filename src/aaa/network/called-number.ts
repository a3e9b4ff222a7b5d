import type { AaaConfig, DnisGroupMap } from '../config.ts';

/** `aaa dnis map`: the group for a called number. */
export const dnisGroup = (
  { dnis }: AaaConfig,
  use: DnisGroupMap['use'],
  called: string | undefined,
): DnisGroupMap | undefined =>
  dnis?.enabled === true ? dnis.maps.find((map) => map.use === use && map.number === called) : undefined;
