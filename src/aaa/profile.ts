import type { PasswordRecord } from './config.ts';
import type { GrantedService } from './services.ts';

/** Where somebody sits: what authentication, authorization and accounting say about the line. */
export interface PortContext {
  /** AAA unique id of the session, printed in debug lines as `(%08X)`. */
  readonly uniqueId: number;
  /** Acct-Session-Id that the session will have, 8 hexadecimal digits, when it is known before login. */
  readonly sessionId?: string;
  /** NAS-Port: the absolute line number ("tty26" is 26). */
  readonly portNumber: number;
  /** NAS-Port-Id and TACACS+ port: `tty26`. */
  readonly portName: string;
  /** `async` on the console line, `virtual` on vty lines. */
  readonly portType: 'async' | 'virtual';
  /** The caller: IP address, or `async` on the console. */
  readonly caller: string;
  /** Number that was called, of a call. */
  readonly called?: string;
  /** On the console line: no `default` login list means no check, and authorization needs `aaa authorization console`. */
  readonly console: boolean;
  /** What the line itself says, for the `line` method and for logins without `aaa new-model`. */
  readonly line: {
    readonly login?: 'line' | 'local' | 'none';
    readonly password?: PasswordRecord;
    /** `privilege level N` of the line, 0–15; default 1. */
    readonly privilege?: number;
  };
}

/** What authentication (and exec authorization) said about a user. */
export interface Profile {
  /** Who authenticated: a RADIUS server, this box, another server (TACACS+), or nobody. */
  readonly authentic: 'radius' | 'local' | 'remote' | 'none';
  /** The method that decided. */
  readonly method: 'group' | 'local' | 'local-case' | 'enable' | 'line' | 'none';
  /** Server group that decided, when `method` is `group`. */
  readonly group?: string;
  /** 0–15, from `shell:priv-lvl`, Service-Type or `username … privilege`; exec authorization decides if it counts. */
  readonly privilege?: number;
  /** Class attributes of the Access-Accept as hexadecimal, to be returned in accounting (RFC 2865 §5.25). */
  readonly classes: readonly string[];
  /** Seconds. */
  readonly sessionTimeout?: number;
  readonly idleTimeout?: number;
  readonly interimInterval?: number;
  /** Services of network sessions that the user starts from the line. */
  readonly services?: readonly GrantedService[];
  readonly autocommand?: string;
  /** Access list for outgoing connections (`username … access-class`, TACACS+ `acl`). */
  readonly accessClass?: string;
  /** Text of the server for the user. */
  readonly message?: string;
}
