import type { SealedSecret } from '../../aaa/config.ts';

/** The slice of `aaa server radius proxy`: RADIUS-speaking software that this box is the server of. */

/** Which attribute names a session (`session-identifier`); Acct-Session-Id when none is configured. */
export interface SessionIdentifier {
  /** SMI enterprise number of a vendor attribute. */
  readonly vendor?: number;
  readonly type: number;
}

/** What can be said for all clients and for one; a client's own line wins. */
export interface RadiusProxySettings {
  readonly key?: SealedSecret;
  /** UDP ports; default 1645 and 1646. */
  readonly authenticationPort?: number;
  readonly accountingPort?: number;
  /** Names of method lists; `default` when none is named. */
  readonly authenticationList?: string;
  readonly authorizationList?: string;
  readonly accountingList?: string;
  readonly sessionIdentifier?: SessionIdentifier;
  /** Seconds without a word about a session until it counts as ended; 0 never, the default. Extension. */
  readonly idle?: number;
  /** UDP port of the software for Disconnect and CoA requests; default 3799, 0 it has none. Extension. */
  readonly disconnectPort?: number;
  /** An Access-Request without Message-Authenticator is dropped. Extension; EAP always needs it. */
  readonly requireMessageAuthenticator?: boolean;
}

/** `client …` */
export interface RadiusProxyClient extends RadiusProxySettings {
  /** An address, or a network as `192.0.2.0/24`. */
  readonly address: string;
  readonly shutdown?: boolean;
}

/** `aaa server radius proxy` */
export interface RadiusProxyConfig extends RadiusProxySettings {
  /** Addresses of this box to listen on; every address when there is none. Extension. */
  readonly listen: readonly string[];
  readonly clients: readonly RadiusProxyClient[];
}

export const defaultAuthenticationPort = 1645;
export const defaultAccountingPort = 1646;
/** RFC 5176 §3. */
export const defaultDisconnectPort = 3799;

/** A client with everything that is said for all. */
export const settingsOf = (config: RadiusProxyConfig, client: RadiusProxyClient): RadiusProxyClient => {
  const { listen: _listen, clients: _clients, ...shared } = config;
  return { ...shared, ...client };
};
