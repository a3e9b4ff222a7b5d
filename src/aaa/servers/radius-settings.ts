import type { RadiusGlobals, RadiusServerConfig } from '../config.ts';
import { type DeadCriteria, defaultDeadCriteria } from './health.ts';

/** What a RADIUS server runs by: its own settings over the global ones over the defaults. */
export interface RadiusSettings {
  readonly config: RadiusServerConfig;
  /** In clear; `undefined`: none, or not to be opened. */
  readonly key: string | undefined;
  /** Seconds. */
  readonly timeout: number;
  readonly retransmit: number;
  /** Milliseconds to wait after each transmission. */
  readonly schedule: readonly number[];
  readonly criteria: DeadCriteria;
  /** Milliseconds, of the global `radius-server deadtime`. */
  readonly deadtime: number;
}

export function radiusSettings(
  config: RadiusServerConfig,
  globals: RadiusGlobals,
  key: string | undefined,
): RadiusSettings {
  const timeout = config.timeout ?? globals.timeout ?? 5;
  const retransmit = config.retransmit ?? globals.retransmit ?? 3;
  return {
    config,
    key,
    timeout,
    retransmit,
    schedule: schedule(config, timeout, retransmit),
    criteria: {
      time: globals.deadCriteria?.time ?? defaultDeadCriteria.time,
      tries: globals.deadCriteria?.tries ?? defaultDeadCriteria.tries,
    },
    deadtime: (globals.deadtime ?? 0) * 60_000,
  };
}

/** Constant intervals, or with `backoff exponential` doubling ones up to `max-delay` (3 minutes), 8 times. */
function schedule(config: RadiusServerConfig, timeout: number, retransmit: number): readonly number[] {
  const { backoff } = config;
  if (backoff === undefined) return new Array<number>(retransmit + 1).fill(timeout * 1000);
  const longest = (backoff.maxDelay ?? 3) * 60_000;
  return Array.from({ length: (backoff.retry ?? 8) + 1 }, (_, index) => Math.min(timeout * 1000 * 2 ** index, longest));
}
