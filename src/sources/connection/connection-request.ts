import type { Connection } from './connection.ts';
import type { ConnectionEnd, ConnectionPlace, WindowSize } from './connection-types.ts';
import type { SshPrompts } from './ssh-authentication.ts';

/** What protocols that run right over TCP need to know beyond host and port. */
export type TcpProtocol =
  | {
      readonly protocol: 'telnet';
      /** `/stream`: bytes as they are. */
      readonly stream?: boolean;
    }
  | { readonly protocol: 'rlogin'; readonly localUser: string; readonly remoteUser: string }
  | ({
      readonly protocol: 'ssh';
      readonly user: string;
      /** Runs this instead of a shell. */
      readonly run?: string;
      /** The host was not known; its key is now. */
      newHost(fingerprint: string): void;
    } & SshPrompts)
  | { readonly protocol: 'tn3270' };

/** What a call of a PAD needs to know beyond the X.121 address. */
export interface PadProtocol {
  readonly protocol: 'pad';
  /** Addresses or names of XOT hosts that know the way, best first. */
  readonly through: readonly string[];
  /** Behind the protocol identifier in the call's user data, at most 12 octets. */
  readonly callData: string;
  /** The called side pays. */
  readonly reverse: boolean;
}

/** What a LAT session needs to know beyond the service. */
export interface LatProtocol {
  readonly protocol: 'lat';
  /** Absent: whoever rates itself highest. */
  readonly node?: string;
  readonly port?: string;
}

/** What a protocol needs to know beyond host and port. */
export type ProtocolRequest = TcpProtocol | PadProtocol | LatProtocol;

export interface ConnectionRequest {
  readonly how: ProtocolRequest;
  /** Name or address. */
  readonly host: string;
  readonly port: number;
  /** The line as typed: what the records say. */
  readonly command: string;
  readonly place: ConnectionPlace;
  readonly localAddress?: string;
  readonly window: WindowSize | undefined;
  /** Whether the user may go to an address (`access-class LIST out`). */
  readonly permits: (address: string) => boolean;
  /** Told before each address that is tried. */
  readonly trying: (address: string) => void;
  /** Told when the connection is made, before the protocol begins. */
  readonly opened: () => void;
  /** Aborted when the user breaks off. */
  readonly signal: AbortSignal;
  /** What it was, when it was aborted. */
  readonly whyAborted: () => Promise<ConnectionEnd>;
  /** Called once, when the host is gone. */
  readonly ended: (connection: Connection) => void;
}
