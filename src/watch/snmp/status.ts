import type { SnmpCounters } from './statistics.ts';

/** What `show snmp` reads of the agent. */
export interface SnmpStatus {
  /** Listens, or could not: `on` is what the configuration asks for. */
  readonly on: boolean;
  /** `0.0.0.0 161` */
  readonly listening: readonly string[];
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
