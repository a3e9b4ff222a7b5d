import type { SnmpCounters } from './statistics.ts';

/** What `show snmp` says of the sub-agent. */
export interface AgentxStatus {
  /** `/var/agentx/master`, `127.0.0.1:705` */
  readonly master: string;
  /** `waiting`: for the time of the next attempt. */
  readonly state: 'waiting' | 'connecting' | 'open';
  /** While `open`. */
  readonly sessionId?: number;
  /** How long it is open, milliseconds. */
  readonly since?: number;
  /** Subtrees that the master asks for, and those that it has refused, with its reason. */
  readonly registered: readonly string[];
  readonly refused: readonly string[];
  /** The last reason why there was no connection. */
  readonly failure?: string;
  readonly counters: Readonly<AgentxCounters>;
}

/** Since the start. */
export interface AgentxCounters {
  /** Times that a session was opened. */
  sessions: number;
  /** PDUs of the master that were about variables. */
  requests: number;
  /** Variables in answers. */
  variables: number;
  /** Variables that were written. */
  written: number;
  /** Notifications that the master has taken; `lost`: there was none, or it refused. */
  notifications: number;
  lost: number;
}

/** What `show snmp` reads of the agent. */
export interface SnmpStatus {
  /** Listens, or could not: `on` is what the configuration asks for. */
  readonly on: boolean;
  /** `0.0.0.0 161` */
  readonly listening: readonly string[];
  readonly agentx?: AgentxStatus;
  readonly counters: Readonly<SnmpCounters>;
  /** Hexadecimal. */
  readonly engineId: string;
  readonly boots: number;
  /** Seconds since this boot. */
  readonly time: number;
  readonly sessions: {
    readonly active: number;
    readonly highWater: number;
    readonly total: number;
    readonly disconnected: number;
  };
}
