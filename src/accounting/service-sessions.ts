import type { Clock } from '../base/clock.ts';
import type { EventLog } from '../base/event-log.ts';
import type { OpenSession, ServiceOpening, SessionClosing } from './accounting.ts';
import type { Beginnings } from './beginnings.ts';
import { debugId, debugSession } from './debug-lines.ts';
import { intervalOf } from './interims.ts';
import type { OpenSessions } from './open-sessions.ts';
import type { Plans } from './plans.ts';
import type { Facts } from './record.ts';
import { countService, hasServices, newService, ServiceIndex, serviceInterval, serviceList } from './services.ts';
import type { LedgerSession } from './session.ts';
import type { SessionWriter } from './session-writer.ts';
import type { UsageReports } from './usage-reports.ts';

interface ServiceSessionsDeps {
  readonly clock: Clock;
  readonly log: EventLog;
  readonly open: OpenSessions;
  readonly plans: Plans;
  readonly writer: SessionWriter;
  readonly reports: UsageReports;
  readonly beginnings: Beginnings;
  /** A session id that was never given. */
  readonly takeId: () => number;
  /** Puts a new one on the books. */
  readonly first: (service: LedgerSession) => Promise<void>;
  readonly close: (key: number, closing: SessionClosing) => Promise<void>;
}

/** The services that sessions use: each is a session of its own that begins, counts and ends by its session. */
export class ServiceSessions {
  readonly #deps: ServiceSessionsDeps;
  readonly #index = new ServiceIndex();

  constructor(deps: ServiceSessionsDeps) {
    this.#deps = deps;
  }

  of(owner: number): readonly LedgerSession[] {
    return this.#index.of(owner);
  }

  /** Keys of the sessions that have services. */
  owners(): Iterable<number> {
    return this.#index.owners();
  }

  /** Takes in one of the former life; what is no service is passed over. */
  add(session: LedgerSession): void {
    this.#index.add(session);
  }

  /** One has ended; what is no service is passed over. */
  remove(session: LedgerSession): void {
    this.#index.remove(session);
  }

  /** See {@link Accounting.openService}. */
  open(
    session: LedgerSession,
    service: ServiceOpening,
  ): { readonly session: OpenSession; readonly durable: Promise<void> } | undefined {
    if (!hasServices(session)) return undefined;
    const there = this.of(session.key).find(({ facts }) => facts.serviceName === service.name);
    if (there !== undefined) return { session: there, durable: Promise.resolve() };
    const { clock, log, plans } = this.#deps;
    const list = serviceList(plans.config, service);
    const plan = list === undefined ? session.plan : plans.for('network', list);
    const key = this.#deps.takeId();
    const ofList = plan.interval ?? (session.interval === 0 ? undefined : session.interval);
    const interval = intervalOf(plan, serviceInterval(plans.config, service, ofList));
    const made = newService(session, service, {
      ...{ key, plan, interval, startTime: clock.now(), monotonicStart: clock.monotonic() },
    });
    this.#index.add(made);
    this.#deps.open.add(made);
    const ofWhich = list === undefined ? '' : `, list "${list}"`;
    debugSession(log, made, `Service ${service.name} of ${debugId(session.key)}${ofWhich}`);
    return { session: made, durable: plan.rule === 'none' ? Promise.resolve() : this.#deps.first(made) };
  }

  /** What is new of a session is true of its services; it makes no records of theirs but a Start that has waited for it. */
  async tell(service: LedgerSession, added: Facts): Promise<void> {
    service.facts = { ...service.facts, ...added };
    if (service.plan.rule !== 'none') await this.#deps.writer.write(service, this.#deps.beginnings.begin(service));
  }

  /** The session has counted, and its services with it. */
  count(session: LedgerSession): void {
    if (this.#index.size === 0) return;
    for (const service of this.of(session.key)) {
      countService(service, session);
      this.#deps.reports.counted(service);
    }
  }

  /** The session ends: so do its services, before it. `undefined`: it uses none. */
  close(session: LedgerSession, closing: SessionClosing): Promise<unknown> | undefined {
    const services = this.of(session.key);
    if (services.length === 0) return undefined;
    const { beginnings, writer } = this.#deps;
    const { cause, disconnectCause, facts, silent, time } = closing;
    for (const service of services) service.facts = { ...service.facts, ...facts };
    // A Start that has waited until now comes before those of the services.
    const late = session.plan.rule === 'none' || silent === true ? [] : beginnings.begin(session, true);
    const begun = late.length === 0 ? undefined : writer.write(session, late);
    const closings = services.map(({ key }) =>
      this.#deps.close(key, {
        cause,
        ...(disconnectCause === undefined ? {} : { disconnectCause }),
        ...(silent === undefined ? {} : { silent }),
        ...(time === undefined ? {} : { time }),
      }),
    );
    return Promise.all([begun, ...closings]);
  }
}
