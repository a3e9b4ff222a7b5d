import type { AccountingContext } from './accounting.ts';
import { type AccountingConfig, type DnisAccountingMap, emptyAccountingConfig, type RecordType } from './config.ts';
import { findList, noPlan, type Plan, type ProtocolOf, planFor } from './lists.ts';
import type { Facts } from './record.ts';
import type { ResolvedPlan } from './session.ts';

export const nothing: ResolvedPlan = { ...noPlan, ids: [] };

/** The configuration as events meet it: plans by type, level and list, worked out once per configuration. */
export class Plans {
  config: AccountingConfig = emptyAccountingConfig;
  context: AccountingContext = { newModel: true, sessionId: 'common' };
  readonly #protocolOf: ProtocolOf;
  readonly #idOf: (destination: string) => number;
  readonly #found = new Map<string, ResolvedPlan>();
  readonly #shared = new Map<string, ResolvedPlan>();

  /** @param idOf number of a destination, given to it when it is new */
  constructor(protocolOf: ProtocolOf, idOf: (destination: string) => number) {
    this.#protocolOf = protocolOf;
    this.#idOf = idOf;
  }

  configure(config: AccountingConfig, context: AccountingContext | undefined): void {
    this.config = config;
    if (context !== undefined) this.context = context;
    this.#found.clear();
  }

  for(type: RecordType, name: string, level?: number, vrf?: string): ResolvedPlan {
    const at = `${type} ${level ?? ''} ${name} ${vrf ?? ''}`;
    let found = this.#found.get(at);
    if (found === undefined) {
      const plan = planFor(this.config, this.context, this.#protocolOf, type, name, level, vrf);
      found = this.#resolve(plan);
      this.#found.set(at, found);
    }
    return found;
  }

  /** The same for a session: a network session that calls a mapped number goes by the map (`aaa dnis map`). */
  forSession(type: RecordType, name: string, { calledStation, vrf }: Facts): ResolvedPlan {
    const map = this.#mapFor(type, calledStation);
    if (map === undefined) return this.for(type, name, undefined, vrf);
    const at = `dnis ${map.number}`;
    let found = this.#found.get(at);
    if (found === undefined) {
      const { number, action, broadcast, methods } = map;
      const list = { type, name: number, action, broadcast, methods, submode: false };
      found = this.#resolve(planFor({ ...this.config, lists: [list] }, this.context, this.#protocolOf, type, number));
      this.#found.set(at, found);
    }
    return found;
  }

  /** How people are told what decides: `list "default"`, `list of called number 7777`, or that there is none. */
  choice(type: RecordType, name: string, { calledStation, vrf }: Facts = {}, level?: number): string {
    const map = this.#mapFor(type, calledStation);
    if (map !== undefined) return `list of called number ${map.number}`;
    const list = this.context.newModel ? findList(this.config.lists, type, name, level, vrf) : undefined;
    return list === undefined ? `list "${name}": not defined, nor a default` : `list "${list.name}"`;
  }

  #mapFor(type: RecordType, called: string | undefined): DnisAccountingMap | undefined {
    const { dnis } = this.config;
    return type === 'network' && dnis?.enabled === true ? dnis.maps.find(({ number }) => number === called) : undefined;
  }

  /** The plan of a session that was read back. */
  restored(rule: Plan['rule'], newinfo: boolean, ids: readonly number[]): ResolvedPlan {
    const at = `${rule} ${newinfo} ${ids.join()}`;
    let found = this.#shared.get(at);
    if (found === undefined) {
      found = { rule, newinfo, ids, destinations: [] };
      this.#shared.set(at, found);
    }
    return found;
  }

  #resolve(plan: Plan): ResolvedPlan {
    return plan.rule === 'none' ? nothing : { ...plan, ids: plan.destinations.map(this.#idOf) };
  }
}
