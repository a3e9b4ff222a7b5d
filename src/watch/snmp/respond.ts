import {
  type ErrorStatus,
  errorStatus,
  type Oid,
  type Pdu,
  type SnmpValue,
  type Varbind,
  varbindSize,
} from '../../protocols/snmp/index.ts';
import type { Access } from './access.ts';
import type { BoundWrite, MibTree } from './objects.ts';
import type { SnmpCounters } from './statistics.ts';

/** What an answer goes by. */
export interface Asked {
  readonly version: 1 | 2 | 3;
  readonly access: Access;
  /** Octets that the variables of the answer may take. */
  readonly room: number;
}

/** The variables that a `get-bulk` may ask for at most. */
const mostRepetitions = 10_000;

/** RFC 3584 §4.4: what the errors of version 2 are in version 1. */
const inVersion1: Readonly<Record<ErrorStatus, ErrorStatus>> = {
  noError: 'noError',
  tooBig: 'tooBig',
  noSuchName: 'noSuchName',
  badValue: 'badValue',
  readOnly: 'readOnly',
  genErr: 'genErr',
  noAccess: 'noSuchName',
  wrongType: 'badValue',
  wrongLength: 'badValue',
  wrongEncoding: 'badValue',
  wrongValue: 'badValue',
  noCreation: 'noSuchName',
  inconsistentValue: 'badValue',
  resourceUnavailable: 'genErr',
  commitFailed: 'genErr',
  undoFailed: 'genErr',
  authorizationError: 'noSuchName',
  notWritable: 'noSuchName',
  inconsistentName: 'noSuchName',
};

/** Answers a request (RFC 3416 §4.2; RFC 3584 §4 for version 1). `undefined`: nothing that an agent answers. */
export async function respond(pdu: Pdu, asked: Asked, tree: MibTree, counters: SnmpCounters): Promise<Pdu | undefined> {
  const answer = new Answer(pdu, asked, tree, counters);
  switch (pdu.type) {
    case 'get':
      return answer.get();
    case 'get-next':
      return answer.getNext();
    case 'get-bulk':
      return asked.version === 1 ? undefined : answer.getBulk();
    case 'set':
      return answer.set();
    default:
      return undefined;
  }
}

/** How a variable is written with this value, or why it is not (RFC 3416 §4.2.5). */
export function writeOf(tree: MibTree, oid: Oid, value: SnmpValue): BoundWrite | ErrorStatus {
  const leaf = tree.leaf(oid);
  if (leaf === undefined || !leaf.writable) return 'notWritable';
  const write = leaf.get(oid.slice(leaf.root.length))?.write;
  if (write === undefined) return 'noCreation';
  if (write.type !== value.type) return 'wrongType';
  const outcome = write.test(value);
  return outcome === 'noError' ? write : outcome;
}

class Answer {
  readonly #pdu: Pdu;
  readonly #asked: Asked;
  readonly #tree: MibTree;
  readonly #counters: SnmpCounters;

  constructor(pdu: Pdu, asked: Asked, tree: MibTree, counters: SnmpCounters) {
    this.#pdu = pdu;
    this.#asked = asked;
    this.#tree = tree;
    this.#counters = counters;
  }

  get(): Pdu {
    this.#counters.getRequests++;
    return this.#each((oid) => ({ oid, value: this.#value(oid) }));
  }

  getNext(): Pdu {
    this.#counters.getNexts++;
    return this.#each((oid) => this.#after(oid));
  }

  getBulk(): Pdu {
    this.#counters.getBulks++;
    const { varbinds } = this.#pdu;
    const nonRepeaters = Math.min(Math.max(0, this.#pdu.status), varbinds.length);
    const repetitions = Math.min(Math.max(0, this.#pdu.index), mostRepetitions);
    const found: Varbind[] = [];
    let left = this.#asked.room;
    const add = (varbind: Varbind): boolean => {
      left -= varbindSize(varbind.oid, varbind.value);
      if (left < 0) return false;
      found.push(varbind);
      return true;
    };
    for (const { oid } of varbinds.slice(0, nonRepeaters)) if (!add(this.#after(oid))) return this.#bulk(found);
    let row = varbinds.slice(nonRepeaters).map(({ oid }) => oid);
    for (let repetition = 0; repetition < repetitions && row.length > 0; repetition++) {
      const next = row.map((oid) => this.#after(oid));
      for (const varbind of next) if (!add(varbind)) return this.#bulk(found);
      if (next.every(({ value }) => value.type === 'endOfMibView')) break;
      row = next.map(({ oid }) => oid);
    }
    return this.#bulk(found);
  }

  async set(): Promise<Pdu> {
    this.#counters.setRequests++;
    const writes: { readonly write: BoundWrite; readonly value: SnmpValue }[] = [];
    for (const [at, { oid, value }] of this.#pdu.varbinds.entries()) {
      const write = this.#writeOf(oid, value);
      if (typeof write === 'string') return this.#error(write, at + 1);
      writes.push({ write, value });
    }
    for (const [at, { write, value }] of writes.entries()) {
      const outcome = await write.commit(value);
      if (outcome !== 'noError') return this.#error(outcome, at + 1);
    }
    this.#counters.totalSetVars += writes.length;
    return this.#done(this.#pdu.varbinds);
  }

  #writeOf(oid: Oid, value: SnmpValue): BoundWrite | ErrorStatus {
    return this.#asked.access.write.has(oid) ? writeOf(this.#tree, oid, value) : 'noAccess';
  }

  #each(read: (oid: Oid) => Varbind): Pdu {
    const found: Varbind[] = [];
    let left = this.#asked.room;
    for (const [at, { oid }] of this.#pdu.varbinds.entries()) {
      const varbind = read(oid);
      const { type } = varbind.value;
      if (this.#asked.version === 1 && (type.startsWith('noSuch') || type === 'endOfMibView' || type === 'counter64'))
        return this.#error('noSuchName', at + 1);
      left -= varbindSize(varbind.oid, varbind.value);
      if (left < 0) return this.#error('tooBig', 0);
      found.push(varbind);
    }
    return this.#bulk(found);
  }

  #value(oid: Oid): SnmpValue {
    const leaf = this.#tree.leaf(oid);
    if (leaf === undefined || !this.#asked.access.read.has(oid)) return { type: 'noSuchObject' };
    return leaf.get(oid.slice(leaf.root.length))?.value ?? { type: 'noSuchInstance' };
  }

  #after(oid: Oid): Varbind {
    const { access, version } = this.#asked;
    let from = oid;
    for (;;) {
      const next = this.#tree.after(from, ({ root }) => !access.read.touches(root));
      if (next === undefined) return { oid, value: { type: 'endOfMibView' } };
      // Version 1 has no Counter64: such variables are passed over (RFC 3584 §4.2.2.1).
      if (access.read.has(next.oid) && (version !== 1 || next.value.type !== 'counter64')) return next;
      from = next.oid;
    }
  }

  #bulk(varbinds: readonly Varbind[]): Pdu {
    this.#counters.totalReqVars += varbinds.length;
    return this.#done(varbinds);
  }

  #done(varbinds: readonly Varbind[]): Pdu {
    return { type: 'response', requestId: this.#pdu.requestId, status: 0, index: 0, varbinds };
  }

  #error(error: ErrorStatus, index: number): Pdu {
    const version1 = this.#asked.version === 1;
    const status = version1 ? inVersion1[error] : error;
    if (status === 'tooBig') this.#counters.outTooBigs++;
    else if (status === 'noSuchName') this.#counters.outNoSuchNames++;
    else if (status === 'badValue') this.#counters.outBadValues++;
    else if (status === 'genErr') this.#counters.outGenErrs++;
    const varbinds = status === 'tooBig' && !version1 ? [] : this.#pdu.varbinds;
    return { ...this.#done(varbinds), status: errorStatus[status], index };
  }
}
