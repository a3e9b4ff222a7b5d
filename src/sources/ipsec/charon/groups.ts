import {
  type AaaConfig,
  nasAddress,
  type RadiusAttribute,
  type RadiusGroup,
  type TacacsGroup,
} from '../../../aaa/index.ts';
import type { Clock, Timer } from '../../../base/clock.ts';
import type { EventLog } from '../../../base/event-log.ts';
import { attribute, codes } from '../../../protocols/radius/index.ts';
import type { GroupAnswer } from '../compile/index.ts';
import { readGroup } from './group-attributes.ts';

export interface GroupsDeps {
  readonly clock: Clock;
  readonly log: EventLog;
  readonly serverGroup: (
    name: string,
  ) => Pick<RadiusGroup, 'protocol' | 'authenticate'> | Pick<TacacsGroup, 'protocol'> | undefined;
  /** Something is known of a group that was not, or is different. */
  readonly onChange: () => void;
}

/** The password that gateways ask about groups with where none is configured; the servers' entries have it. */
const defaultPassword = 'cisco';
/** How long until a group that no server has described is asked for again, milliseconds. */
const patience = 60_000;

interface Asked {
  readonly group: string;
  readonly name: string;
  readonly password: string;
  answer: GroupAnswer;
  /** The newest question; an answer to an older one does not count. */
  round: number;
}

/** Groups of remote clients as `aaa authorization network` lists describe them. */
export class Groups {
  readonly #deps: GroupsDeps;
  /** By server group, name and password. */
  readonly #asked = new Map<string, Asked>();
  #config: Pick<AaaConfig, 'authorization'> = { authorization: [] };
  #local: ReadonlySet<string> = new Set();
  #timer: Timer | undefined;

  constructor(deps: GroupsDeps) {
    this.#deps = deps;
  }

  /** The configuration is another one: what servers say is asked anew. @param local names of the configured groups */
  configure(config: Pick<AaaConfig, 'authorization'>, local: readonly string[]): void {
    this.#config = config;
    this.#local = new Set(local);
    for (const one of this.#asked.values()) this.#ask(one);
  }

  /** What a list says of a group, as far as it is known; asks a server that was not asked yet. */
  readonly group = (list: string, name: string, password = defaultPassword): GroupAnswer => {
    for (const method of this.#methods(list)) {
      if (method.method === 'local' || method.method === 'local-case') {
        if (this.#local.has(name)) return { kind: 'local' };
      } else if (method.method === 'group') {
        const answer = this.#of(method.group, name, password);
        // A server that does not answer is passed over; one that knows no such group has the last word.
        if (answer.kind !== 'unknown') return answer;
        if (!this.#hasLocalAfter(list, method.group)) return answer;
      }
    }
    return { kind: 'none' };
  };

  readonly hasLocal = (list: string): boolean =>
    this.#methods(list).some(({ method }) => method === 'local' || method === 'local-case');

  stop(): void {
    this.#timer?.cancel();
  }

  #methods(list: string) {
    const lists = this.#config.authorization.filter(({ service }) => service === 'network');
    return (lists.find(({ name }) => name === list) ?? lists.find(({ name }) => name === 'default'))?.methods ?? [];
  }

  #hasLocalAfter(list: string, group: string): boolean {
    const methods = this.#methods(list);
    const at = methods.findIndex((one) => one.method === 'group' && one.group === group);
    return methods.slice(at + 1).some(({ method }) => method === 'local' || method === 'local-case');
  }

  #of(group: string, name: string, password: string): GroupAnswer {
    const key = JSON.stringify([group, name, password]);
    const there = this.#asked.get(key);
    if (there !== undefined) return there.answer;
    const asked: Asked = { group, name, password, answer: { kind: 'unknown' }, round: 0 };
    this.#asked.set(key, asked);
    this.#ask(asked);
    return asked.answer;
  }

  #ask(asked: Asked): void {
    const round = ++asked.round;
    this.#askServer(asked).then(
      (answer) => {
        if (round !== asked.round) return;
        if (answer === undefined) {
          this.#retryLater();
          return;
        }
        const before = JSON.stringify(asked.answer);
        asked.answer = answer;
        if (JSON.stringify(answer) !== before) this.#deps.onChange();
      },
      (error: unknown) => {
        this.#deps.log.message('CRYPTO', 4, 'GROUP_FAILED', `group ${asked.name}: ${String(error)}`);
        this.#retryLater();
      },
    );
  }

  /** `undefined`: no server answered. What an earlier answer said goes on to hold. */
  async #askServer({ group: groupName, name, password }: Asked): Promise<GroupAnswer | undefined> {
    const group = this.#deps.serverGroup(groupName);
    if (group?.protocol !== 'radius') return { kind: 'none' };
    const answer = await group.authenticate(0, ({ nasAddress: address }): RadiusAttribute[] => [
      attribute('User-Name', name),
      attribute('User-Password', password),
      attribute('Service-Type', 'Outbound-User'),
      nasAddress(address),
    ]);
    if (answer.outcome === 'no-response') return undefined;
    if (answer.packet.code !== codes['Access-Accept']) return { kind: 'none' };
    return { kind: 'group', group: readGroup(name, answer.packet) };
  }

  #retryLater(): void {
    this.#timer?.cancel();
    this.#timer = this.#deps.clock.after(patience, () => {
      for (const one of this.#asked.values()) if (one.answer.kind === 'unknown') this.#ask(one);
    });
  }
}
