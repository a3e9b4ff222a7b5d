import { type ServiceOpening, serviceSource } from './accounting.ts';
import type { AccountingConfig } from './config.ts';
import { countedBefore, takeReading } from './counters.ts';
import type { Facts } from './record.ts';
import { LedgerSession } from './session.ts';

/** Which services each session uses. Most sessions use none, and cost nothing here. */
export class ServiceIndex {
  readonly #of = new Map<number, LedgerSession[]>();

  get size(): number {
    return this.#of.size;
  }

  of(owner: number): readonly LedgerSession[] {
    return this.#of.get(owner) ?? [];
  }

  add(service: LedgerSession): void {
    if (service.owner === undefined) return;
    const there = this.#of.get(service.owner);
    if (there === undefined) this.#of.set(service.owner, [service]);
    else there.push(service);
  }

  remove(service: LedgerSession): void {
    if (service.owner === undefined) return;
    const left = this.of(service.owner).filter((other) => other !== service);
    if (left.length === 0) this.#of.delete(service.owner);
    else this.#of.set(service.owner, left);
  }

  /** Keys of the sessions that have services. */
  owners(): Iterable<number> {
    return this.#of.keys();
  }
}

/** Whether a session can have services: users' network sessions do; calls, shells and services themselves do not. */
export const hasServices = ({ type, owner }: Pick<LedgerSession, 'type' | 'owner'>): boolean =>
  type === 'network' && owner === undefined;

/** Name of the list of a service; `undefined`: its records go where those of the session go. */
export function serviceList({ servicePolicies }: AccountingConfig, { name, list }: ServiceOpening): string | undefined {
  const policy = servicePolicies?.find((one) => one.name === name);
  return list ?? policy?.list ?? policy?.classes?.find((one) => one.list !== undefined)?.list;
}

/**
 * Seconds between the interims of a service: as the server ordered, else by `subscriber service accounting
 * interim-interval`, else as for every session of its list.
 * @param ofList seconds
 */
export const serviceInterval = (
  { serviceInterval: minutes }: AccountingConfig,
  { interimInterval }: ServiceOpening,
  ofList: number | undefined,
): number => interimInterval ?? (minutes === undefined ? (ofList ?? 0) : minutes * 60);

/** What the records of a service say: what is known of the session now, and which service of which session it is. */
function serviceFacts(owner: LedgerSession, name: string): Facts {
  const { preSessionTime: _before, ...facts } = owner.facts;
  return { ...facts, parentSessionId: owner.sessionId, serviceName: name };
}

/** Takes in what the session has counted by now. */
export function countService(service: LedgerSession, owner: LedgerSession): void {
  if (owner.counters !== undefined) service.usage = takeReading(service.usage, owner.counters);
}

/** A new service of a session. `of` says what the ledger has to say. */
export const newService = (
  owner: LedgerSession,
  { name }: ServiceOpening,
  of: Pick<LedgerSession, 'key' | 'plan' | 'interval' | 'startTime' | 'monotonicStart'>,
): LedgerSession =>
  new LedgerSession({
    ...of,
    sessionId: of.key,
    type: 'network',
    source: serviceSource,
    sourceKey: `${owner.key} ${name}`,
    owner: owner.key,
    nestedIn: owner.nestedIn,
    facts: serviceFacts(owner, name),
    usage: owner.counters === undefined ? undefined : countedBefore(owner.counters),
    started: false,
  });
