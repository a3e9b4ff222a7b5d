/** The slices of the configuration for calls of PADs and for LAT, as plain data. */

/** `x25 route PATTERN xot HOST…` */
export interface X25Route {
  /** Regular expression that an X.121 address has to match somewhere. */
  readonly pattern: string;
  /** Where XOT goes to, best first. */
  readonly hosts: readonly string[];
}

/** `x25 host NAME ADDRESS [cud TEXT]` */
export interface X25Host {
  readonly name: string;
  /** X.121 */
  readonly address: string;
  readonly callData?: string;
}

export interface X25Config {
  /** The first one that matches is taken. */
  readonly routes: readonly X25Route[];
  readonly hosts: readonly X25Host[];
}

export const emptyX25Config: X25Config = { routes: [], hosts: [] };

/** The hosts of the first route that matches; empty when there is none. */
export const routeTo = ({ routes }: X25Config, address: string): readonly string[] =>
  routes.find(({ pattern }) => new RegExp(pattern).test(address))?.hosts ?? [];

export interface LatConfig {
  /** `lat node NAME`; default: the host's name. */
  readonly node?: string;
  /** Interfaces with `lat enabled`, as they are named in the configuration. */
  readonly interfaces: readonly string[];
}

export const emptyLatConfig: LatConfig = { interfaces: [] };
