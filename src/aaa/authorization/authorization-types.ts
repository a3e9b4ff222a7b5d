import type { PortContext, Profile } from '../profile.ts';

export interface ExecAuthorizationRequest {
  /** Name applied by the line (`authorization exec LIST`); `default` when none is. */
  readonly list: string;
  readonly context: PortContext;
  readonly user: string | undefined;
  readonly profile: Profile;
}

/** What the shell starts with, or why it doesn't. */
export type ExecAuthorization =
  | {
      readonly outcome: 'permitted';
      /** 0–15. */
      readonly privilege: number;
      readonly autocommand?: string;
      readonly accessClass?: string;
      /** Seconds; `sessionTimeout` ends the session, `idleTimeout` ends it without input. */
      readonly sessionTimeout?: number;
      readonly idleTimeout?: number;
      readonly message?: string;
    }
  | { readonly outcome: 'denied'; readonly message: string };

export interface CommandAuthorizationRequest {
  /** Name applied by the line for this level (`authorization commands LEVEL LIST`); `default` when none is. */
  readonly list: string;
  /** Privilege level of the command, 0–15: picks the list. */
  readonly level: number;
  /** Expanded command line, without ` <cr>`. */
  readonly command: string;
  /** Typed in a configuration mode: asked about only with `aaa authorization config-commands`. */
  readonly configuration: boolean;
  readonly user: string | undefined;
  /** Privilege of the user now, 0–15. */
  readonly privilege: number;
  readonly profile: Profile;
  readonly context: PortContext;
}

export type CommandAuthorization =
  | { readonly outcome: 'permitted'; readonly message?: string }
  | { readonly outcome: 'denied'; readonly message: string };
