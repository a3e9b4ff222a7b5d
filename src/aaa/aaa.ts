import type { Clock } from '../base/clock.ts';
import type { EventLog } from '../base/event-log.ts';
import type { Random } from '../base/random.ts';
import type { EnableOutcome, EnableRequest, LoginOutcome, LoginRequest } from './authentication/login-types.ts';
import type {
  CommandAuthorization,
  CommandAuthorizationRequest,
  ExecAuthorization,
  ExecAuthorizationRequest,
} from './authorization/authorization-types.ts';
import type { AaaConfig } from './config.ts';
import type { ServerGroup, ServerRef } from './groups/group.ts';
import type { SecretVault } from './secrets/vault.ts';
import type { AaaSnapshot, DeadCriteriaSnapshot, MethodListSnapshot } from './servers/snapshot.ts';

export interface AaaDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: EventLog;
  readonly vault: SecretVault;
  /** Address of an interface (`ip radius source-interface`); default: from the operating system. */
  readonly interfaceAddress?: (name: string) => string | undefined;
}

/** What `test aaa group` found. */
export type TestOutcome =
  | { readonly outcome: 'accepted'; readonly server: ServerRef }
  | { readonly outcome: 'rejected'; readonly server: ServerRef }
  | { readonly outcome: 'no-response' }
  | { readonly outcome: 'unknown-group' };

/** Which servers `clear aaa counters servers` means. */
export type ClearScope =
  | { readonly scope: 'all' }
  | { readonly scope: 'radius'; readonly id?: number }
  | { readonly scope: 'tacacs+' };

/** Authentication, authorization and the servers behind them: what the rooms above hold. */
export interface AaaFacade {
  /** Takes over a new configuration; servers that did not change keep statistics, state and connections. */
  configure(config: AaaConfig): void;
  readonly groups: {
    /** The built-in `radius` and `tacacs+`, or a configured group. The object stays valid across `configure`. */
    get(name: string): ServerGroup | undefined;
    all(): readonly ServerGroup[];
  };
  login(request: LoginRequest): Promise<LoginOutcome>;
  enable(request: EnableRequest): Promise<EnableOutcome>;
  authorizeExec(request: ExecAuthorizationRequest): Promise<ExecAuthorization>;
  authorizeCommand(request: CommandAuthorizationRequest): Promise<CommandAuthorization>;
  /** `test aaa group GROUP USER PASSWORD` */
  testGroup(group: string, user: string, password: string): Promise<TestOutcome>;
  snapshot(): AaaSnapshot;
  methodLists(): readonly MethodListSnapshot[];
  deadCriteria(host: string, authPort?: number, acctPort?: number): DeadCriteriaSnapshot | undefined;
  clearCounters(scope: ClearScope): void;
  /** Calls `listener` whenever a server is heard again after it was dead (or silent); returns the unsubscriber. */
  onAlive(listener: (server: ServerRef) => void): () => void;
  /** Answers what is outstanding with no-response and closes all sockets. */
  stop(): Promise<void>;
}
