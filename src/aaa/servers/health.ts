/**
 * The rules by which a RADIUS server is declared dead and alive again.
 *
 * A server is declared dead when both criteria hold: nothing valid was heard from it for `time` seconds (met at once
 * when nothing was ever heard), and `tries` retransmissions in a row timed out. First transmissions don't count;
 * authentication and accounting count together. Anything valid that is heard makes it alive.
 */

export interface DeadCriteria {
  /** Seconds. */
  readonly time: number;
  readonly tries: number;
}

/** In force while `radius-server dead-criteria` says nothing else. */
export const defaultDeadCriteria: DeadCriteria = { time: 10, tries: 10 };

/** Times are monotonic milliseconds, durations milliseconds. */
export interface Health {
  readonly state: 'up' | 'dead';
  readonly since: number;
  readonly previousDuration: number;
  readonly totalDeadTime: number;
  readonly deadCount: number;
  /** When something valid was last heard. */
  readonly lastHeard: number | undefined;
  /** Retransmissions in a row that timed out. */
  readonly consecutiveTimeouts: number;
  /** The most that there ever were. */
  readonly longestTimeouts: number;
  /** When a dead server may be used again; `undefined` while it is up. */
  readonly deadUntil: number | undefined;
}

/** What people are told. */
export type HealthEvent = 'dead' | 'alive';

export interface Step {
  readonly health: Health;
  readonly events: readonly HealthEvent[];
}

export const newHealth = (now: number): Health => ({
  state: 'up',
  since: now,
  previousDuration: 0,
  totalDeadTime: 0,
  deadCount: 0,
  lastHeard: undefined,
  consecutiveTimeouts: 0,
  longestTimeouts: 0,
  deadUntil: undefined,
});

/** Something valid came from the server. */
export function heard(health: Health, now: number): Step {
  const alive = revive(health, now);
  return { health: { ...alive.health, lastHeard: now, consecutiveTimeouts: 0 }, events: alive.events };
}

/**
 * A transmission got no answer in time.
 * @param retransmission whether it was one; a first transmission changes nothing
 * @param deadtime milliseconds for which a dead server is skipped; 0: it is marked, and used again at once
 */
export function timedOut(
  health: Health,
  now: number,
  retransmission: boolean,
  criteria: DeadCriteria,
  deadtime: number,
): Step {
  if (!retransmission) return { health, events: [] };
  const consecutiveTimeouts = health.consecutiveTimeouts + 1;
  const longestTimeouts = Math.max(health.longestTimeouts, consecutiveTimeouts);
  const counted = { ...health, consecutiveTimeouts, longestTimeouts };
  const silent = health.lastHeard === undefined || now - health.lastHeard >= criteria.time * 1000;
  if (health.state === 'dead' || !silent || counted.consecutiveTimeouts < criteria.tries)
    return { health: counted, events: [] };
  const dead: Health = {
    ...counted,
    state: 'dead',
    since: now,
    previousDuration: now - health.since,
    deadCount: health.deadCount + 1,
    deadUntil: now + deadtime,
  };
  if (deadtime > 0) return { health: dead, events: ['dead'] };
  return { health: revive(dead, now).health, events: ['dead', 'alive'] };
}

/** The deadtime is over, or a probe was answered: the server may be used again. */
export function revive(health: Health, now: number): Step {
  if (health.state === 'up') return { health, events: [] };
  const duration = now - health.since;
  return {
    health: {
      ...health,
      state: 'up',
      since: now,
      previousDuration: duration,
      totalDeadTime: health.totalDeadTime + duration,
      consecutiveTimeouts: 0,
      deadUntil: undefined,
    },
    events: ['alive'],
  };
}

/** A probe before revival was not answered: dead for another `deadtime` milliseconds. */
export const stayDead = (health: Health, now: number, deadtime: number): Health =>
  health.state === 'dead' ? { ...health, deadUntil: now + deadtime } : health;
