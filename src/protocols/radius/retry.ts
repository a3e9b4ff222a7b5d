import type { Random } from '../../base/random.ts';

/**
 * When to send again: after transmission n, wait the n-th interval (milliseconds) for an answer; when the intervals
 * are used up, the exchange has failed. One schedule serves many exchanges.
 */
export type RetrySchedule = Iterable<number>;

/** The same interval after each of `retransmit + 1` transmissions, as IOS does (default 5 s, 3 retransmissions). */
export const constantRetries = (
  options: { readonly timeoutMs?: number; readonly retransmit?: number } = {},
): RetrySchedule => {
  const { timeoutMs = 5000, retransmit = 3 } = options;
  return new Array<number>(retransmit + 1).fill(timeoutMs);
};

export interface ExponentialRetries {
  /** IRT, milliseconds before the first retransmission; default 2000. */
  readonly initialMs?: number;
  /** MRT, the longest interval before jitter, milliseconds; default 16000; 0: no limit. */
  readonly maxIntervalMs?: number;
  /** MRC, how many transmissions at most; default 5; 0: no limit. */
  readonly maxTransmissions?: number;
  /** MRD, how long in all, milliseconds; default 30000; 0: no limit. */
  readonly maxDurationMs?: number;
}

/**
 * Doubling intervals, each ±10 % at random (RFC 5080 §2.2.1). For accounting the RFC wants all three limits 0: it is
 * retried for ever.
 */
export function exponentialRetries(options: ExponentialRetries, random: Random): RetrySchedule {
  const { initialMs = 2000, maxIntervalMs = 16_000, maxTransmissions = 5, maxDurationMs = 30_000 } = options;
  const jitter = (interval: number): number => interval * (random.fraction() * 0.2 - 0.1);
  return {
    *[Symbol.iterator]() {
      let interval = initialMs + jitter(initialMs);
      let elapsed = 0;
      for (let sent = 1; maxTransmissions === 0 || sent <= maxTransmissions; sent++) {
        const left = maxDurationMs === 0 ? Number.POSITIVE_INFINITY : maxDurationMs - elapsed;
        if (left <= 0) return;
        yield Math.min(interval, left);
        elapsed += interval;
        const next = 2 * interval + jitter(interval);
        interval = maxIntervalMs !== 0 && next > maxIntervalMs ? maxIntervalMs + jitter(maxIntervalMs) : next;
      }
    },
  };
}
