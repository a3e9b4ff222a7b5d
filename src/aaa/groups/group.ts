import type {
  RadiusPacket,
  RadiusRequestAttributes,
  TacacsAccountingReply,
  TacacsAccountingRequest,
  TacacsAsk,
  TacacsAuthenticationReply,
  TacacsAuthorizationReply,
  TacacsAuthorizationRequest,
  TacacsChapAnswer,
  TacacsIdentity,
} from '../wire.ts';

/** A configured server as others may name it: in messages, on show screens, in the books. */
export interface ServerRef {
  readonly protocol: 'radius' | 'tacacs+';
  /** Name given in the configuration; the address for legacy and private servers. */
  readonly name: string;
  /** Configured address or host name. */
  readonly host: string;
  /** RADIUS: authentication port; TACACS+: TCP port. */
  readonly port: number;
  /** RADIUS accounting port; 0 for TACACS+. */
  readonly acctPort: number;
}

/** One transmission of a request to one server, known to the builder of its attributes. */
export interface Transmission {
  readonly server: ServerRef;
  /** This box's address towards the server (NAS-IP-Address), by configuration or routing. */
  readonly nasAddress: string;
  /** Wall-clock time of this transmission, milliseconds since 1970: for Acct-Delay-Time. */
  readonly now: number;
  /** 0 for the first transmission of the walk, then 1, 2, … over all servers. */
  readonly attempt: number;
}

/** Why nobody answered. */
export type NoResponseReason =
  /** Every server was asked and none gave a usable answer. */
  | 'timeout'
  /** The group has no server (with a port for this service, an address and a key). */
  | 'no-servers'
  /** Every server is dead and its deadtime runs: nothing was sent. */
  | 'all-dead'
  /** The request can't be written (a value too long for the protocol): asking again will not help. */
  | 'not-encodable'
  | 'unknown-group'
  | 'stopped';

/** The first usable answer of a server, or none at all. Bad authenticators, ERROR and FOLLOW count as no response. */
export type GroupAnswer<P> =
  | { readonly outcome: 'answered'; readonly server: ServerRef; readonly packet: P }
  | {
      readonly outcome: 'no-response';
      readonly reason: NoResponseReason;
      readonly tried: readonly ServerRef[];
      /** What the servers that were asked did instead of answering, for the operator: `connection refused`. */
      readonly detail?: string;
    };

interface GroupBase {
  readonly name: string;
  /** Whether any server of the group can be used now (not dead, or dead without deadtime). */
  readonly alive: boolean;
  /** Servers in the order in which they are tried. */
  readonly members: readonly ServerRef[];
}

/** Servers that are tried in order (`aaa group server radius NAME`, or the built-in `radius`). */
export interface RadiusGroup extends GroupBase {
  readonly protocol: 'radius';
  /**
   * Sends an accounting record; `build` is called once per transmission (Acct-Delay-Time changes), `done` exactly once,
   * possibly before this call returns (no server to ask). Hot path: one call per record.
   * @param uniqueId AAA unique id, for debug lines
   */
  account(
    uniqueId: number,
    build: (transmission: Transmission) => RadiusRequestAttributes,
    done: (answer: GroupAnswer<RadiusPacket>) => void,
  ): void;
  /**
   * Sends an Access-Request. The answer is an Access-Accept, -Reject or -Challenge.
   * @param build called once per server asked; Message-Authenticator is added by itself
   * @param only asks this server alone (the answer to its challenge)
   */
  authenticate(
    uniqueId: number,
    build: (transmission: Transmission) => RadiusRequestAttributes,
    only?: ServerRef,
  ): Promise<GroupAnswer<RadiusPacket>>;
}

/** `aaa group server tacacs+ NAME`, or the built-in `tacacs+`. */
export interface TacacsGroup extends GroupBase {
  readonly protocol: 'tacacs+';
  /** Sends an accounting record; an answer is always a SUCCESS. `done` is called exactly once. */
  account(
    uniqueId: number,
    build: (transmission: Transmission) => TacacsAccountingRequest,
    done: (answer: GroupAnswer<TacacsAccountingReply>) => void,
  ): void;
  /**
   * The ASCII dialogue (RFC 8907 §5.4.2.1).
   * @param begin called for each server asked; what it returns gets that server's prompts
   */
  authenticateAscii(
    uniqueId: number,
    identity: () => TacacsIdentity,
    begin: () => TacacsAsk,
  ): Promise<GroupAnswer<TacacsAuthenticationReply>>;
  /** User name and password at once (§5.4.2.2). */
  authenticatePap(
    uniqueId: number,
    identity: TacacsIdentity,
    password: string,
  ): Promise<GroupAnswer<TacacsAuthenticationReply>>;
  /** The answer to a challenge that somebody else made (§5.4.2.3). */
  authenticateChap(
    uniqueId: number,
    identity: TacacsIdentity,
    answer: TacacsChapAnswer,
  ): Promise<GroupAnswer<TacacsAuthenticationReply>>;
  authorize(uniqueId: number, request: TacacsAuthorizationRequest): Promise<GroupAnswer<TacacsAuthorizationReply>>;
}

export type ServerGroup = RadiusGroup | TacacsGroup;
