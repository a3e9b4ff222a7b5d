import type { OpenSession } from '../../../accounting/index.ts';
import type { Clock } from '../../../base/clock.ts';
import type { TimelineEntry } from '../contract.ts';
import { factsOf } from './rows.ts';

/** Readings kept of all sessions together, and the most and fewest of one; three numbers each. */
const allPoints = 400_000;
const mostPoints = 240;
const fewestPoints = 8;
/** Milliseconds between the first readings of a session; doubled whenever half of them are thinned out. */
const firstStep = 5000;
/** Changes kept of a session, and sessions kept after their end. */
const mostChanges = 20;
const mostEnded = 1000;

export type Point = readonly [time: number, bytesIn: number, bytesOut: number];

interface Course {
  readonly points: Point[];
  step: number;
  readonly changes: TimelineEntry[];
  /** Facts as last seen, so that a change can be told in words. */
  told: ReadonlyMap<string, string>;
}

/** A session that is over. Its facts hold why. */
export interface Ended {
  readonly session: OpenSession;
  readonly end: number;
  readonly course: Course;
}

const factMap = (session: OpenSession): ReadonlyMap<string, string> =>
  new Map(factsOf(session.facts).map(({ name, value }) => [name, value]));

/**
 * What happened to sessions while this daemon ran, as far as a page wants to draw it: changes of facts, readings of the
 * counters at intervals that grow with the session, and the last thousand ends. In memory, and bounded.
 */
export class SessionHistory {
  readonly #clock: Clock;
  readonly #courses = new Map<number, Course>();
  readonly #ended = new Map<number, Ended>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  course(session: OpenSession): Course {
    let course = this.#courses.get(session.key);
    if (course === undefined) {
      course = { points: [], step: firstStep, changes: [], told: factMap(session) };
      this.#courses.set(session.key, course);
    }
    return course;
  }

  changed(session: OpenSession): void {
    const course = this.course(session);
    const now = factMap(session);
    const news = [...now].filter(([name, value]) => course.told.get(name) !== value);
    course.told = now;
    if (news.length === 0 || course.changes.length >= mostChanges) return;
    const text = news.map(([name, value]) => `${name}: ${value}`).join(', ');
    course.changes.push({ time: this.#clock.now(), kind: 'changed', text });
  }

  moved(session: OpenSession): void {
    const course = this.course(session);
    const { points } = course;
    const now = this.#clock.now();
    const last = points.at(-1);
    if (last !== undefined && now - last[0] < course.step) return;
    points.push([now, Number(session.counters?.bytesIn ?? 0n), Number(session.counters?.bytesOut ?? 0n)]);
    const limit = Math.min(mostPoints, Math.max(fewestPoints, Math.floor(allPoints / (this.#courses.size + 1))));
    if (points.length <= limit) return;
    const half = points.filter((_, index) => index % 2 === 0);
    points.splice(0, points.length, ...half);
    course.step *= 2;
  }

  closed(session: OpenSession): void {
    const course = this.course(session);
    this.#courses.delete(session.key);
    this.#ended.set(session.key, { session, end: this.#clock.now(), course });
    for (const key of this.#ended.keys()) {
      if (this.#ended.size <= mostEnded) break;
      this.#ended.delete(key);
    }
  }

  ended(key: number): Ended | undefined {
    return this.#ended.get(key);
  }

  /** The newest first. */
  allEnded(): readonly Ended[] {
    return [...this.#ended.values()].reverse();
  }
}
