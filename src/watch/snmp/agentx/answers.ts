import { type AgentxPdu, agentxErrors, type SearchRange } from '../../../protocols/agentx/index.ts';
import { compareOids, errorStatus, type Oid, type SnmpValue, type Varbind } from '../../../protocols/snmp/index.ts';
import type { BoundWrite, MibTree } from '../objects.ts';
import { writeOf } from '../respond.ts';
import type { AgentxCounters } from '../status.ts';

/** What a master is answered: RFC 2741 §6.2.16. */
export interface Answer {
  readonly error: number;
  /** Of the variable that the error is about, from 1. */
  readonly index: number;
  readonly varbinds: readonly Varbind[];
}

/** Variables of an answer at most; a master that wants more asks again. */
const mostVariables = 1000;
/** Sets that may be under way; of more the oldest is forgotten. */
const mostSets = 64;

/** A set between its TestSet and its CleanupSet. */
interface PendingSet {
  readonly writes: readonly { readonly write: BoundWrite; readonly value: SnmpValue }[];
  /** How many of them were done. */
  done: number;
}

const well: Answer = { error: 0, index: 0, varbinds: [] };
const failed = (error: number, index = 0): Answer => ({ error, index, varbinds: [] });

/** Answers what a master agent asks of a sub-agent (RFC 2741 §7.2), who may ask being the master's affair. */
export class Answers {
  readonly #tree: MibTree;
  readonly #counters: AgentxCounters;
  readonly #sets = new Map<string, PendingSet>();

  constructor(tree: MibTree, counters: AgentxCounters) {
    this.#tree = tree;
    this.#counters = counters;
  }

  /** Forgets sets that were not finished: their session is over. */
  reset(): void {
    this.#sets.clear();
  }

  /**
   * @returns `undefined` when nothing is answered: to a CleanupSet, and to what masters do not send
   * @throws what a variable throws that cannot be read
   */
  async answer(pdu: AgentxPdu): Promise<Answer | undefined> {
    if ('context' in pdu && pdu.context !== undefined) return failed(agentxErrors.unsupportedContext);
    switch (pdu.type) {
      case 'get':
        return this.#found(pdu.ranges.map(({ start: oid }) => ({ oid, value: this.#value(oid) })));
      case 'get-next':
        return this.#found(pdu.ranges.map((range) => this.#after(range)));
      case 'get-bulk':
        return this.#found(this.#bulk(pdu.ranges, pdu.nonRepeaters, pdu.maxRepetitions));
      case 'test-set':
        return this.#test(pdu.transactionId, pdu.varbinds, pdu.sessionId);
      case 'commit-set':
        return this.#commit(setName(pdu));
      case 'undo-set': {
        const set = this.#sets.get(setName(pdu));
        this.#sets.delete(setName(pdu));
        // A session that was ended does not come back.
        return set === undefined || set.done === 0 ? well : failed(errorStatus.undoFailed, 1);
      }
      case 'cleanup-set':
        this.#sets.delete(setName(pdu));
        return undefined;
      case 'open':
      case 'close':
      case 'register':
      case 'unregister':
      case 'notify':
      case 'ping':
      case 'response':
        return undefined;
    }
  }

  #found(varbinds: readonly Varbind[]): Answer {
    this.#counters.variables += varbinds.length;
    return { ...well, varbinds };
  }

  #value(oid: Oid): SnmpValue {
    const leaf = this.#tree.leaf(oid);
    if (leaf === undefined) return { type: 'noSuchObject' };
    return leaf.get(oid.slice(leaf.root.length))?.value ?? { type: 'noSuchInstance' };
  }

  #after({ start, include, end }: SearchRange): Varbind {
    if (include) {
      const leaf = this.#tree.leaf(start);
      const value = leaf?.get(start.slice(leaf.root.length))?.value;
      if (value !== undefined) return { oid: start, value };
    }
    const beyond = (oid: Oid): boolean => end.length > 0 && compareOids(oid, end) >= 0;
    // What lies beyond is not read at all.
    const next = this.#tree.after(start, ({ root }) => beyond(root));
    const inside = next !== undefined && !beyond(next.oid);
    return inside ? { oid: next.oid, value: next.value } : { oid: start, value: { type: 'endOfMibView' } };
  }

  #bulk(ranges: readonly SearchRange[], nonRepeaters: number, repetitions: number): readonly Varbind[] {
    const found = ranges.slice(0, nonRepeaters).map((range) => this.#after(range));
    let row = ranges.slice(nonRepeaters);
    for (let repetition = 0; repetition < repetitions && row.length > 0; repetition++) {
      if (repetition > 0 && found.length + row.length > mostVariables) break;
      const next = row.map((range) => this.#after(range));
      found.push(...next);
      if (next.every(({ value }) => value.type === 'endOfMibView')) break;
      row = row.map(({ end }, at) => ({ start: next[at]?.oid ?? [], include: false, end }));
    }
    return found;
  }

  #test(transactionId: number, varbinds: readonly Varbind[], sessionId: number): Answer {
    const writes: { readonly write: BoundWrite; readonly value: SnmpValue }[] = [];
    for (const [at, { oid, value }] of varbinds.entries()) {
      const write = writeOf(this.#tree, oid, value);
      if (typeof write === 'string') return failed(errorStatus[write], at + 1);
      writes.push({ write, value });
    }
    this.#sets.set(setName({ sessionId, transactionId }), { writes, done: 0 });
    const [oldest] = this.#sets.keys();
    if (this.#sets.size > mostSets && oldest !== undefined) this.#sets.delete(oldest);
    return well;
  }

  async #commit(name: string): Promise<Answer> {
    const set = this.#sets.get(name);
    if (set === undefined) return failed(agentxErrors.processingError);
    for (const [at, { write, value }] of set.writes.entries()) {
      const outcome = await write.commit(value);
      // RFC 2741 §7.2.4.2: there is no other error than this.
      if (outcome !== 'noError') return failed(errorStatus.commitFailed, at + 1);
      set.done++;
      this.#counters.written++;
    }
    return well;
  }
}

const setName = ({ sessionId, transactionId }: Pick<AgentxPdu, 'sessionId' | 'transactionId'>): string =>
  `${sessionId} ${transactionId}`;
