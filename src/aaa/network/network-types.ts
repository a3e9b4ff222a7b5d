import { find } from '../../protocols/radius/index.ts';
import type { RadiusAttribute } from '../wire.ts';

/** An Access-Request of RADIUS-speaking software, to be decided by this box's lists. */
export interface NetworkRequest {
  /** Name of the authentication list: a `ppp` list, or else a `login` list, of that name; then the default ones. */
  readonly list: string;
  /** Name of the `aaa authorization network` list; undefined: nothing is to be authorized. */
  readonly authorization: string | undefined;
  /** For debug lines. */
  readonly uniqueId: number;
  /** As they came, User-Password too (it is hidden with the software's secret and only {@link password} is used). */
  readonly attributes: readonly RadiusAttribute[];
  /** Request Authenticator: the challenge of a CHAP-Password without CHAP-Challenge (RFC 2865 §5.3). */
  readonly authenticator: Uint8Array;
  /** User-Password in clear. */
  readonly password?: Uint8Array;
}

/** Whether the request is for AppleTalk remote access: Framed-Protocol ARAP (RFC 2865 §5.7). */
export const isArap = (request: Pick<NetworkRequest, 'attributes'>): boolean => find(request, 'Framed-Protocol') === 3;

/** What the software is to be told. Hidden values among the attributes are in clear and marked. */
export type NetworkOutcome =
  | {
      readonly outcome: 'accepted';
      readonly attributes: readonly RadiusAttribute[];
      readonly authentic: 'radius' | 'local' | 'remote' | 'none';
    }
  /** The server asks something: its State comes back in the next request, which goes to the same server. */
  | { readonly outcome: 'challenge'; readonly attributes: readonly RadiusAttribute[] }
  | {
      readonly outcome: 'rejected';
      readonly attributes: readonly RadiusAttribute[];
      /** Who authenticated the user, who then was not authorized; absent: nobody did. */
      readonly authentic?: 'radius' | 'local' | 'remote' | 'none';
    }
  /** No method gave an answer, or no list is configured. */
  | { readonly outcome: 'unavailable' };
